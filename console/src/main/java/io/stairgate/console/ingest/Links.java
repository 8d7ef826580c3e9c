package io.stairgate.console.ingest;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.node.Neighbours;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

/**
 * The open streams, at most one per laptop, and what tells a copied laptop: a boot id that comes
 * back after another one was seen belongs to a second machine, because no machine boots into an
 * earlier boot. Any thread may use it.
 */
public final class Links implements Neighbours.Streams {
  private static final int BOOTS_REMEMBERED = 8;

  private final ConcurrentMap<DeviceId, LinkSession> open = new ConcurrentHashMap<>();
  private final ConcurrentMap<DeviceId, Boots> boots = new ConcurrentHashMap<>();
  private final ConcurrentMap<DeviceId, TokenBucket> rates = new ConcurrentHashMap<>();

  private volatile BiConsumer<DeviceId, String> onward = (device, boot) -> {};

  private record Boots(String current, List<String> earlier) {}

  /**
   * How fast one laptop may send: a message counts 25, each entry in it 1; kept across reconnects.
   */
  TokenBucket rate(DeviceId device) {
    return rates.computeIfAbsent(device, id -> new TokenBucket(2_500, 10_000, System.nanoTime()));
  }

  /** A stream said hello; the one it takes the place of, where there is one. */
  Optional<LinkSession> register(DeviceId device, LinkSession session) {
    return Optional.ofNullable(open.put(device, session));
  }

  /** A stream ended. */
  void ended(DeviceId device, LinkSession session) {
    open.remove(device, session);
  }

  /**
   * Tells of every hello.
   *
   * @param onward called with the boot id; it must return at once and not throw
   */
  public void tell(BiConsumer<DeviceId, String> onward) {
    this.onward = onward;
  }

  /** The laptop said hello to another console: a stream of it here is an old one, or a copy's. */
  @Override
  public void helloElsewhere(DeviceId device, String bootId) {
    var _ = note(device, bootId);
    LinkSession session = open.get(device);
    if (session != null) {
      session.replaced();
    }
  }

  /** Notes the boot of a hello; true where it proves a second machine. */
  boolean isSecondMachine(DeviceId device, String bootId) {
    onward.accept(device, bootId);
    return note(device, bootId);
  }

  private boolean note(DeviceId device, String bootId) {
    if (bootId.isEmpty()) {
      return false;
    }
    boolean[] second = {false};
    boots.compute(
        device,
        (id, known) -> {
          if (known == null) {
            return new Boots(bootId, List.of());
          }
          if (known.current().equals(bootId)) {
            return known;
          }
          second[0] = known.earlier().contains(bootId);
          LinkedHashSet<String> earlier = new LinkedHashSet<>();
          earlier.add(known.current());
          earlier.addAll(known.earlier());
          earlier.remove(bootId);
          return new Boots(bootId, earlier.stream().limit(BOOTS_REMEMBERED).toList());
        });
    return second[0];
  }

  /**
   * A laptop's policy changed: its stream, where one is open here, sends the newest. Returns at
   * once.
   */
  @Override
  public void policyChanged(DeviceId device) {
    LinkSession session = open.get(device);
    if (session != null) {
      session.policyChanged();
    }
  }

  /**
   * What a laptop may open changed: its stream, where one is open here, sends the newest list.
   * Returns at once.
   */
  @Override
  public void permissionsChanged(DeviceId device) {
    LinkSession session = open.get(device);
    if (session != null) {
      session.permissionsChanged();
    }
  }

  /**
   * A laptop may not be listened to any more: its stream, where one is open here, ends. Returns at
   * once.
   */
  @Override
  public void end(DeviceId device) {
    LinkSession session = open.get(device);
    if (session != null) {
      session.refuse();
    }
  }

  /** How many laptops are connected to this console. */
  public int count() {
    return open.size();
  }

  Collection<LinkSession> all() {
    return List.copyOf(open.values());
  }
}
