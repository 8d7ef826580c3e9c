package io.stairgate.agent.control;

import io.stairgate.agent.control.ScreenLockSource.Reading;
import io.stairgate.agent.control.ScreenLockSource.Setting;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The screen locks itself within the policy's time. Met only where the settings say so, people
 * cannot change them (a setting anybody may turn off proves nothing about tomorrow), every desktop
 * that is open now really gets them, and a screen that should have locked by now has.
 */
public final class ScreenLock implements Control {
  /** A desktop may take a little to lock, and to say so. */
  private static final Duration LATE = Duration.ofMinutes(1);

  private final ScreenLockSource source;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells how the screen locks
   * @param clock tells the time
   */
  public ScreenLock(ScreenLockSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.SCREEN_LOCK;
  }

  @Override
  public Finding prove(Policy policy) {
    Duration limit =
        policy.of(rule()).settings() instanceof RuleSettings.ScreenLock settings
            ? settings.idle()
            : RuleSettings.ScreenLock.DEFAULT.idle();
    return switch (source.read()) {
      case Reading.NoDesktop(String reason) ->
          finding(
              policy,
              new FindingState.NotApplicable(reason),
              List.of(),
              "Nobody uses a screen on this computer, so there is nothing to lock.");
      case Reading.Unclear(String reason, String what) ->
          finding(
              policy,
              new FindingState.Unknown(reason),
              what.isEmpty() ? List.of() : List.of(new Evidence("desktop", what)),
              "We cannot read the lock setting on this laptop.");
      case Reading.Settings settings -> judge(policy, settings, limit);
    };
  }

  private Finding judge(Policy policy, Reading.Settings settings, Duration limit) {
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(evidence("blank screen after", settings.idle(), limit));
    evidence.add(new Evidence("password needed", describe(settings.lockEnabled(), "on", "off")));
    evidence.add(evidence("time without password", settings.delay(), limit));
    settings.sessions().forEach(session -> evidence.addAll(evidence(session)));
    for (ScreenLockSource.Session session : settings.sessions()) {
      Optional<String> open = open(session, limit);
      if (open.isPresent()) {
        return finding(policy, new FindingState.NotMet(), evidence, open.get());
      }
    }
    boolean fixed =
        settings.idle().fixed() && settings.lockEnabled().fixed() && settings.delay().fixed();
    if (!fixed) {
      return finding(policy, new FindingState.NotMet(), evidence, changeable(settings));
    }
    if (settings.idle().value().isEmpty()
        || settings.lockEnabled().value().isEmpty()
        || settings.delay().value().isEmpty()) {
      return finding(
          policy,
          new FindingState.Unknown("lock-value-not-set"),
          evidence,
          "We cannot read the lock setting on this laptop.");
    }
    Duration idle = settings.idle().value().get();
    if (idle.isZero() || !settings.lockEnabled().value().get()) {
      return finding(
          policy,
          new FindingState.NotMet(),
          evidence,
          "The screen never locks itself. Anyone passing could use this laptop.");
    }
    Duration until = idle.plus(settings.delay().value().get());
    if (until.compareTo(limit) > 0) {
      return finding(
          policy,
          new FindingState.NotMet(),
          evidence,
          "The screen stays unlocked for " + words(until) + ". Anyone passing could use it.");
    }
    return finding(
        policy,
        new FindingState.Met(),
        evidence,
        "The screen locks itself after " + words(until) + ".");
  }

  /** Why one person's desktop does not lock in time; empty where nothing speaks against it. */
  private static Optional<String> open(ScreenLockSource.Session session, Duration limit) {
    boolean overdue = session.unused().compareTo(limit.plus(LATE)) > 0;
    if (overdue && !session.locked().orElse(true)) {
      return Optional.of(
          "A screen stayed open for "
              + words(Duration.ofMinutes(session.unused().toMinutes()))
              + " without use, although it should have locked."
              + (session.keptAwakeBy().isEmpty()
                  ? ""
                  : " A program keeps it awake: "
                      + String.join(", ", session.keptAwakeBy())
                      + "."));
    }
    boolean never =
        session.idle().filter(Duration::isZero).isPresent() || !session.lockEnabled().orElse(true);
    if (never) {
      return Optional.of(
          "The desktop that is open now never locks its screen. Sign out and in again.");
    }
    Optional<Duration> until =
        session.idle().map(idle -> idle.plus(session.delay().orElse(Duration.ZERO)));
    if (until.filter(time -> time.compareTo(limit) > 0).isPresent()) {
      return Optional.of(
          "The desktop that is open now stays unlocked for "
              + words(until.get())
              + ". Sign out and in again.");
    }
    return session.changeable()
        ? Optional.of(
            "The person who is signed in now can turn the lock off. Sign out and in again.")
        : Optional.empty();
  }

  private static List<Evidence> evidence(ScreenLockSource.Session session) {
    List<Evidence> facts = new ArrayList<>();
    session
        .idle()
        .ifPresent(
            idle ->
                facts.add(
                    new Evidence(
                        "open desktop locks after",
                        (idle.isZero() ? "never" : words(idle))
                            + (session.changeable()
                                ? ", can be changed"
                                : ", cannot be changed"))));
    if (!session.unused().isZero()) {
      facts.add(
          new Evidence("unused desktop", session.locked().orElse(false) ? "locked" : "not locked"));
    }
    if (!session.keptAwakeBy().isEmpty()) {
      facts.add(new Evidence("kept awake by", String.join(", ", session.keptAwakeBy())));
    }
    return facts;
  }

  private static String changeable(Reading.Settings settings) {
    boolean locks =
        settings.lockEnabled().value().orElse(false)
            && settings.idle().value().filter(idle -> !idle.isZero()).isPresent();
    return locks
        ? "The screen locks after "
            + words(
                settings.idle().value().get().plus(settings.delay().value().orElse(Duration.ZERO)))
            + ", but anyone using this laptop can turn that off."
        : "Nothing makes the screen lock itself. Anyone using this laptop can turn that off.";
  }

  private static Evidence evidence(String key, Setting<Duration> setting, Duration limit) {
    return new Evidence(
        key,
        setting
                .value()
                .map(value -> value.isZero() && key.startsWith("blank") ? "never" : words(value))
                .orElse("not set")
            + fixedness(setting)
            + (key.startsWith("blank") ? "; the rule: " + words(limit) : ""));
  }

  private static String describe(Setting<Boolean> setting, String yes, String no) {
    return setting.value().map(on -> on ? yes : no).orElse("not set") + fixedness(setting);
  }

  private static String fixedness(Setting<?> setting) {
    return setting.fixed() ? ", people cannot change it" : ", people can change it";
  }

  private static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 60 == 0 && seconds > 0) {
      return seconds == 60 ? "1 minute" : seconds / 60 + " minutes";
    }
    return seconds == 1 ? "1 second" : seconds + " seconds";
  }

  private Finding finding(
      Policy policy, FindingState state, List<Evidence> evidence, String sentence) {
    return new Finding(
        rule(),
        state,
        state instanceof FindingState.Met ? new Hold.ByOs() : new Hold.None(),
        policy.stageOf(rule()),
        clock.instant(),
        evidence,
        sentence);
  }
}
