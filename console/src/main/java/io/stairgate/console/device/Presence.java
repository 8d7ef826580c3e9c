package io.stairgate.console.device;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What memory knows of laptops sooner than the database: signs of life touch memory only and are
 * written in batches. Any thread may use it.
 */
public final class Presence {
  /** Clocks that are further apart than this do not say the same. */
  private static final Duration APART = Duration.ofDays(1);

  private final ConcurrentMap<DeviceId, Seen> seen = new ConcurrentHashMap<>();

  /** Which other console each laptop is connected to. */
  private final ConcurrentMap<DeviceId, String> elsewhere = new ConcurrentHashMap<>();

  private volatile BiConsumer<DeviceId, Boolean> onward = (device, here) -> {};

  /** The last hello of a laptop whose clock said the same; null: none since the start. */
  private volatile @Nullable Agreed agreed;

  private record Agreed(Instant now, long nanos) {}

  /**
   * Tells whenever a laptop is connected here, and when it is no more.
   *
   * @param onward called by the thread of the stream; it must return at once, not throw, and not
   *     ask here
   */
  public void tell(BiConsumer<DeviceId, Boolean> onward) {
    this.onward = onward;
  }

  /**
   * What is known of one laptop since this console started.
   *
   * @param device the laptop
   * @param streams how many streams of it are open
   * @param lastSeenAt by the console's clock
   * @param findingsProvedAt by the laptop's clock
   * @param clockSkewMs laptop's clock minus the console's at its last hello
   * @param written whether the database knows all this
   */
  public record Seen(
      DeviceId device,
      int streams,
      Optional<Instant> lastSeenAt,
      Optional<Instant> findingsProvedAt,
      Optional<Long> clockSkewMs,
      boolean written) {}

  /** A stream of the laptop was opened. */
  public void opened(DeviceId device, Instant now, long clockSkewMs) {
    if (Duration.ofMillis(clockSkewMs).abs().compareTo(APART) <= 0) {
      agreed = new Agreed(now, System.nanoTime());
    }
    seen.compute(
        device,
        (id, old) -> {
          onward.accept(id, true);
          return new Seen(
              id,
              old == null ? 1 : old.streams() + 1,
              Optional.of(now),
              old == null ? Optional.empty() : old.findingsProvedAt(),
              Optional.of(clockSkewMs),
              false);
        });
  }

  /**
   * Whether a laptop's clock said the same as the console's since this console started, a day apart
   * at most, and the console's has not leapt since.
   *
   * @param now by the console's clock
   */
  public boolean agreed(Instant now) {
    Agreed last = agreed;
    return last != null
        && Duration.between(last.now().plusNanos(System.nanoTime() - last.nanos()), now)
                .abs()
                .compareTo(APART)
            <= 0;
  }

  /** A stream of the laptop ended. */
  public void closed(DeviceId device) {
    seen.computeIfPresent(
        device,
        (id, old) -> {
          // Within the same step, so that the last word of two is the one that is true.
          if (old.streams() <= 1) {
            onward.accept(id, false);
          }
          return new Seen(
              id,
              Math.max(0, old.streams() - 1),
              old.lastSeenAt(),
              old.findingsProvedAt(),
              old.clockSkewMs(),
              old.written());
        });
  }

  private boolean isHere(DeviceId device) {
    return of(device).filter(its -> its.streams() > 0).isPresent();
  }

  /** Whether a stream of the laptop is open, at this console or another one. */
  public boolean isConnected(DeviceId device) {
    return isHere(device) || elsewhere.containsKey(device);
  }

  /** The laptops with a stream at this console. */
  public List<DeviceId> here() {
    return seen.values().stream().filter(its -> its.streams() > 0).map(Seen::device).toList();
  }

  /** A laptop is connected to another console. */
  public void openedElsewhere(String node, DeviceId device) {
    elsewhere.put(device, node);
  }

  /** A laptop is not connected to that console any more. */
  public void closedElsewhere(String node, DeviceId device) {
    elsewhere.remove(device, node);
  }

  /** What other consoles said may be out of date; they are asked again. */
  public void forgetElsewhere() {
    elsewhere.clear();
  }

  /** Another console is gone, and with it its streams. */
  public void closedElsewhere(String node) {
    elsewhere.values().removeIf(node::equals);
  }

  /**
   * Something was heard of the laptop.
   *
   * @param now by the console's clock
   * @param findingsProvedAt when all its findings were last proved, by the laptop's clock; never
   *     goes back
   */
  public void heard(DeviceId device, Instant now, Optional<Instant> findingsProvedAt) {
    seen.compute(
        device,
        (id, old) ->
            new Seen(
                id,
                old == null ? 0 : old.streams(),
                Optional.of(now),
                old == null ? findingsProvedAt : later(old.findingsProvedAt(), findingsProvedAt),
                old == null ? Optional.empty() : old.clockSkewMs(),
                false));
  }

  /** What memory knows of one laptop; empty where nothing was heard of it since the start. */
  public Optional<Seen> of(DeviceId device) {
    return Optional.ofNullable(seen.get(device));
  }

  /**
   * Everything the database does not know yet; it stays marked so until {@link #written} is called
   * with it.
   */
  public List<Seen> unwritten() {
    List<Seen> result = new ArrayList<>();
    for (Seen each : seen.values()) {
      if (!each.written()) {
        result.add(each);
      }
    }
    return result;
  }

  /** The database now knows these; one that changed meanwhile stays unwritten. */
  public void written(List<Seen> batch) {
    for (Seen each : batch) {
      seen.computeIfPresent(
          each.device(),
          (id, now) ->
              now.lastSeenAt().equals(each.lastSeenAt())
                      && now.findingsProvedAt().equals(each.findingsProvedAt())
                  ? new Seen(
                      id,
                      now.streams(),
                      now.lastSeenAt(),
                      now.findingsProvedAt(),
                      now.clockSkewMs(),
                      true)
                  : now);
    }
  }

  /** The later of two times, either of which may be missing. */
  static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return one.get().isAfter(other.get()) ? one : other;
  }
}
