package io.stairgate.console.device;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What memory knows of laptops sooner than the database: signs of life touch memory only and are
 * written in batches. Any thread may use it.
 */
public final class Presence {
  private final ConcurrentMap<DeviceId, Seen> seen = new ConcurrentHashMap<>();

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
    seen.compute(
        device,
        (id, old) ->
            new Seen(
                id,
                old == null ? 1 : old.streams() + 1,
                Optional.of(now),
                old == null ? Optional.empty() : old.findingsProvedAt(),
                Optional.of(clockSkewMs),
                false));
  }

  /** A stream of the laptop ended. */
  public void closed(DeviceId device) {
    seen.computeIfPresent(
        device,
        (id, old) ->
            new Seen(
                id,
                Math.max(0, old.streams() - 1),
                old.lastSeenAt(),
                old.findingsProvedAt(),
                old.clockSkewMs(),
                old.written()));
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
