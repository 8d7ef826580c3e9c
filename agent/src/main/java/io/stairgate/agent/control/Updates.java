package io.stairgate.agent.control;

import io.stairgate.agent.control.UpdateSource.Reading;
import io.stairgate.agent.control.UpdateSource.Support;
import io.stairgate.agent.control.UpdateSource.Waiting;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The system's updates go in by themselves, and no important one waits for longer than the policy
 * says. A system that gets no updates any more is not met, whatever else it does.
 */
public final class Updates implements Control {
  /** Just switched on after the holidays: it looks within the hour. */
  private static final Duration TIME_TO_LOOK = Duration.ofHours(3);

  private static final Duration SOON_OVER = Duration.ofDays(90);

  private final UpdateSource source;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells how the system is kept current
   * @param clock tells the time
   */
  public Updates(UpdateSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.UPDATES;
  }

  @Override
  public Finding prove(Policy policy) {
    return switch (source.read()) {
      case Reading.Unreadable(String reason) ->
          finding(
              policy,
              new Judgement(new FindingState.Unknown(reason), "We cannot see the update history."),
              List.of());
      case Reading.State state -> {
        int days =
            policy
                .settings(rule(), RuleSettings.Updates.class, RuleSettings.Updates.DEFAULT)
                .days();
        yield finding(policy, judge(state, days), evidence(state));
      }
    };
  }

  private record Judgement(FindingState state, String sentence) {
    static Judgement notMet(String sentence) {
      return new Judgement(new FindingState.NotMet(), sentence);
    }

    static Judgement met(String sentence) {
      return new Judgement(new FindingState.Met(), sentence);
    }

    static Judgement unknown(String reason, String sentence) {
      return new Judgement(new FindingState.Unknown(reason), sentence);
    }
  }

  private Judgement judge(Reading.State state, int days) {
    Instant now = clock.instant();
    if (state.support() instanceof Support.Until support && support.until().isBefore(today())) {
      return Judgement.notMet(
          "This version of "
              + support.system()
              + " no longer gets security updates. It needs a newer one.");
    }
    if (!state.automatic().isEmpty()) {
      return Judgement.notMet("Updates do not go in by themselves on this laptop.");
    }
    Duration limit = Duration.ofDays(days);
    boolean stale =
        state.lastLooked().filter(at -> at.isBefore(now.minus(limit))).isPresent()
            || (state.lastLooked().isEmpty() && state.upFor().compareTo(limit) > 0);
    if (stale && state.upFor().compareTo(TIME_TO_LOOK) < 0) {
      return new Judgement(
          new FindingState.InProgress("looking-for-updates"),
          "This laptop was off for a while and is looking for updates now. Leave it on for an"
              + " hour.");
    }
    if (stale) {
      return Judgement.notMet(
          "This laptop has not been able to look for updates for more than " + days + " days.");
    }
    return switch (state.waiting()) {
      case Waiting.NotKnown(String reason) ->
          Judgement.unknown(reason, "We cannot see which updates are waiting.");
      case Waiting.Known waiting -> waiting(state, waiting, days);
    };
  }

  private Judgement waiting(Reading.State state, Waiting.Known waiting, int days) {
    long waited = waiting.oldest().map(day -> ChronoUnit.DAYS.between(day, today())).orElse(0L);
    if (waited > days) {
      return Judgement.notMet(
          "An important update has been waiting "
              + waited
              + " days. Our limit is "
              + days
              + ". Save your work and restart tonight.");
    }
    long restart =
        state.restartSince().map(at -> Duration.between(at, clock.instant()).toDays()).orElse(-1L);
    if (restart > days) {
      return Judgement.notMet(
          "An important update has been waiting "
              + restart
              + " days for a restart. Our limit is "
              + days
              + ". Save your work and restart tonight.");
    }
    if (state.support() instanceof Support.NotListed listed) {
      return Judgement.unknown(
          "system-not-listed",
          "Updates are on. We do not know until when "
              + (listed.system().isEmpty() ? "this system" : listed.system())
              + " gets them.");
    }
    if (restart >= 0) {
      return Judgement.met("Updates are on. Restart this laptop tonight to finish them.");
    }
    // Ten of fourteen days, as for every other limit.
    if (waiting.count() > 0 && waited * 7 >= days * 5L) {
      return Judgement.met(
          "Updates are on. One has been waiting " + waited + " days; our limit is " + days + ".");
    }
    if (state.support() instanceof Support.Until support
        && support.until().isBefore(today().plusDays(SOON_OVER.toDays()))) {
      return Judgement.met(
          "Updates are on and up to date, until "
              + PasswordDeadline.words(support.until(), today())
              + ": then this laptop needs a newer system.");
    }
    return Judgement.met("Updates are on and up to date.");
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private static List<Evidence> evidence(Reading.State state) {
    List<Evidence> evidence = new ArrayList<>();
    state.automatic().forEach(why -> evidence.add(new Evidence("not automatic", why)));
    if (state.automatic().isEmpty()) {
      evidence.add(new Evidence("automatic", "on"));
    }
    // Days, not moments: a finding must not change with each look.
    state
        .lastLooked()
        .ifPresent(
            at ->
                evidence.add(
                    new Evidence(
                        "last looked", LocalDate.ofInstant(at, ZoneOffset.UTC).toString())));
    switch (state.waiting()) {
      case Waiting.Known(List<String> names, int count, Optional<LocalDate> oldest) -> {
        String waiting = count + (names.isEmpty() ? "" : ": " + String.join(", ", names));
        evidence.add(new Evidence("important updates waiting", waiting));
        oldest.ifPresent(day -> evidence.add(new Evidence("oldest seen on", day.toString())));
      }
      case Waiting.NotKnown(String reason) ->
          evidence.add(new Evidence("important updates waiting", "cannot be told: " + reason));
    }
    state
        .restartSince()
        .ifPresent(
            at ->
                evidence.add(
                    new Evidence(
                        "restart needed since",
                        LocalDate.ofInstant(at, ZoneOffset.UTC).toString())));
    evidence.add(
        switch (state.support()) {
          case Support.Until(String system, LocalDate until, LocalDate checkedOn) ->
              new Evidence(
                  "system", system + ", updates until " + until + " (looked up " + checkedOn + ")");
          case Support.NotListed(String system) -> new Evidence("system", system);
        });
    return evidence;
  }

  private Finding finding(Policy policy, Judgement judgement, List<Evidence> evidence) {
    return new Finding(
        rule(),
        judgement.state(),
        judgement.state() instanceof FindingState.Met ? new Hold.ByOs() : new Hold.None(),
        policy.stageOf(rule()),
        clock.instant(),
        evidence,
        judgement.sentence());
  }
}
