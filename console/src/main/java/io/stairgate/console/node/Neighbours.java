package io.stairgate.console.node;

import io.stairgate.console.database.Database;
import io.stairgate.console.database.Signals;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Presence;
import io.stairgate.console.live.Live;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The other consoles on the same database: what happens here is told to them, and what happens
 * there is taken note of here. With the embedded database there are none, and it does nothing. Any
 * thread may use it.
 */
public final class Neighbours implements AutoCloseable {
  /** A console that is silent for so long is gone, and its streams with it. */
  static final Duration SILENCE = Duration.ofSeconds(20);

  private final Live live;
  private final Presence presence;
  private final Streams streams;
  private final LongSupplier nanos;
  private final Map<String, Long> heardAt = new ConcurrentHashMap<>();
  private final Optional<Signals> signals;

  /** What others say about single laptops. Told by one thread; it must return at once. */
  public interface Streams {
    /** A laptop has a newer policy. */
    void policyChanged(DeviceId device);

    /** A laptop has a newer list of what it may open. */
    void permissionsChanged(DeviceId device);

    /** A laptop may not be listened to any more. */
    void end(DeviceId device);

    /** A laptop said hello to another console. */
    void helloElsewhere(DeviceId device, String bootId);
  }

  /**
   * Begins to listen.
   *
   * @param live pages that are open
   * @param presence which laptops are connected
   * @param streams the streams that are open here
   */
  public Neighbours(Database database, Live live, Presence presence, Streams streams) {
    this(database, live, presence, streams, System::nanoTime);
  }

  Neighbours(Database database, Live live, Presence presence, Streams streams, LongSupplier nanos) {
    this.live = live;
    this.presence = presence;
    this.streams = streams;
    this.nanos = nanos;
    this.signals = database.signals(new Ear());
    if (signals.isPresent()) {
      live.tell((setting, topic) -> say(new NodeWord.Changed(setting, topic)));
      presence.tell(
          (device, here) -> say(here ? new NodeWord.Here(device) : new NodeWord.Left(device)));
      signals.get().start();
    }
  }

  /** Tells the others, within moments. */
  public void say(NodeWord word) {
    signals.ifPresent(all -> all.say(word.text()));
  }

  /** Says that this console is alive, and forgets those that are not; called every few seconds. */
  public void goOn() {
    say(new NodeWord.Alive());
    long now = nanos.getAsLong();
    heardAt.forEach(
        (node, at) -> {
          if (now - at > SILENCE.toNanos() && heardAt.remove(node, at)) {
            presence.closedElsewhere(node);
          }
        });
  }

  private final class Ear implements Signals.Listener {
    @Override
    public void heard(String from, String word) {
      if (heardAt.put(from, nanos.getAsLong()) == null) {
        // New, or it was silent and its laptops were forgotten: a frozen one that goes on does not
        // know that it was, and says who is connected to it only when it is asked.
        say(new NodeWord.WhoIsThere());
      }
      NodeWord.read(word).ifPresent(known -> take(from, known));
    }

    @Override
    public void mayHaveMissed() {
      live.mayHaveMissed();
      presence.forgetElsewhere();
      say(new NodeWord.WhoIsThere());
      // Others may have asked the same while nothing could be heard here.
      sayWhoIsHere();
    }
  }

  private void take(String from, NodeWord word) {
    switch (word) {
      case NodeWord.Changed changed -> live.heard(changed.setting(), changed.topic());
      case NodeWord.Policy policy -> streams.policyChanged(policy.device());
      case NodeWord.Permissions permissions -> streams.permissionsChanged(permissions.device());
      case NodeWord.Banned banned -> streams.end(banned.device());
      case NodeWord.Hello hello -> streams.helloElsewhere(hello.device(), hello.bootId());
      case NodeWord.Here here -> presence.openedElsewhere(from, here.device());
      case NodeWord.Left left -> presence.closedElsewhere(from, left.device());
      case NodeWord.Alive() -> {}
      case NodeWord.WhoIsThere() -> sayWhoIsHere();
      case NodeWord.Gone() -> {
        heardAt.remove(from);
        presence.closedElsewhere(from);
      }
    }
  }

  private void sayWhoIsHere() {
    presence.here().forEach(each -> say(new NodeWord.Here(each)));
  }

  @Override
  public void close() {
    say(new NodeWord.Gone());
    signals.ifPresent(Signals::close);
  }
}
