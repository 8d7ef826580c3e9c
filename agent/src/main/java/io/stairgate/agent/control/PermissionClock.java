package io.stairgate.agent.control;

import io.stairgate.agent.event.BootTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time by which permissions begin and end: a moment that is believed, and what the running
 * system has counted since. The laptop's own clock is asked only at the first start after a boot;
 * turned while the laptop runs it changes nothing. A value; any thread.
 *
 * <p>Fails closed: where the laptop's clock is earlier than a time it had before, or nothing is
 * known at all, the time is not trusted until the console, or somebody by telephone, says so. That
 * survives restarts.
 *
 * @param anchor the moment that is believed
 * @param at when that was, as the running system counts it
 * @param trusted whether permissions may be opened by it; the time itself is then no earlier than
 *     any this laptop had before
 */
public record PermissionClock(Instant anchor, BootTime at, boolean trusted) {
  /** A clock that is this much earlier than a time it had before is only inexact. */
  public static final Duration TOLERANCE = Duration.ofMinutes(2);

  /** 31 December 9999: nothing later is a time. */
  private static final long LATEST_MS = 253_402_300_799_000L;

  /**
   * The clock of a service that starts.
   *
   * @param kept what was kept last; empty where there is nothing, or nothing readable
   * @param wall the laptop's own clock
   * @param boot now, as the running system counts it
   */
  public static PermissionClock start(Optional<PermissionClock> kept, Instant wall, BootTime boot) {
    if (kept.isEmpty()) {
      return new PermissionClock(wall, boot, false);
    }
    PermissionClock last = kept.get();
    if (!boot.bootId().isEmpty() && boot.bootId().equals(last.at.bootId())) {
      return new PermissionClock(last.now(boot), boot, last.trusted);
    }
    boolean earlier = wall.plus(TOLERANCE).isBefore(last.anchor);
    Instant later = wall.isBefore(last.anchor) ? last.anchor : wall;
    return new PermissionClock(later, boot, last.trusted && !earlier);
  }

  /**
   * The time now. Never earlier than the anchor.
   *
   * @param boot now, as the running system counts it
   */
  public Instant now(BootTime boot) {
    return anchor.plusMillis(Math.max(0, boot.sinceBootMs() - at.sinceBootMs()));
  }

  /** The console said what time it is: that is the truth. */
  public PermissionClock saidByConsole(Instant console, BootTime boot) {
    return new PermissionClock(console, boot, true);
  }

  /**
   * The console signed something at this moment: it is not earlier now. Only ever goes forward and
   * lifts no suspension.
   */
  public PermissionClock atLeast(Instant signedAt, BootTime boot) {
    Instant now = now(boot);
    return new PermissionClock(signedAt.isAfter(now) ? signedAt : now, boot, trusted);
  }

  /**
   * Somebody who may decide has vouched by telephone. The time goes on from the last that was known
   * or from the laptop's clock, whichever is later.
   */
  public PermissionClock vouched(Instant wall, BootTime boot) {
    Instant now = now(boot);
    return new PermissionClock(wall.isAfter(now) ? wall : now, boot, true);
  }

  /** The same clock with its anchor at the present, as it is kept. */
  public PermissionClock at(BootTime boot) {
    return new PermissionClock(now(boot), boot, trusted);
  }

  /** One line for the disk. */
  public String line() {
    return anchor.toEpochMilli()
        + " "
        + (at.bootId().isEmpty() ? "-" : at.bootId())
        + " "
        + at.sinceBootMs()
        + " "
        + (trusted ? "trusted" : "suspended");
  }

  /** What {@link #line} wrote; empty where it is something else. */
  public static Optional<PermissionClock> of(String line) {
    String[] words = line.strip().split(" ", 5);
    if (words.length != 4 || !words[3].matches("trusted|suspended")) {
      return Optional.empty();
    }
    try {
      long ms = Long.parseLong(words[0]);
      if (ms < 0 || ms > LATEST_MS) {
        return Optional.empty();
      }
      return Optional.of(
          new PermissionClock(
              Instant.ofEpochMilli(ms),
              new BootTime(words[1].equals("-") ? "" : words[1], Long.parseLong(words[2])),
              words[3].equals("trusted")));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
