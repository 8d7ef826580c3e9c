package io.stairgate.console.policy;

import io.stairgate.console.calendar.OpenClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The times that decide how a laptop is shown, at one moment and by one setting's calendar.
 *
 * @param heardSince a laptop that was last heard of before this is not seen
 * @param newSince a laptop that was added since this may still wait for its first check
 * @param closedUntil in a holiday, the day the setting opens again
 * @param runOut whether the calendar has no open day any more
 */
public record Marks(
    Instant heardSince, Instant newSince, Optional<LocalDate> closedUntil, boolean runOut) {
  private static final Duration FIRST_DAY = Duration.ofHours(24);

  /** Those of a setting's policy at a moment. */
  public static Marks of(SettingPolicy policy, Instant now) {
    OpenClock clock = new OpenClock(policy.calendar());
    int days = policy.rule(Rule.AGENT_HEALTH).number("silent-days");
    return new Marks(
        clock.silentBefore(now, days),
        now.minus(FIRST_DAY),
        clock.holiday(now).map(OpenClock.Holiday::until),
        clock.hasRunOut(now));
  }
}
