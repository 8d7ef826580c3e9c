package io.stairgate.agent.control;

import io.stairgate.agent.control.FilterSource.Met;
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
import java.util.List;

/**
 * The web filter is proved to work: at one address that it has to block, this laptop meets its
 * block page. Says nothing of anybody's browsing and looks at none.
 */
public final class FilteringCheck implements Control {
  private final FilterSource source;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tries the address
   * @param clock tells the time
   */
  public FilteringCheck(FilterSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.FILTERING_CHECK;
  }

  @Override
  public Finding prove(Policy policy) {
    RuleSettings.FilteringCheck settings =
        policy.settings(
            rule(), RuleSettings.FilteringCheck.class, RuleSettings.FilteringCheck.DEFAULT);
    if (settings.testAddress().isEmpty()) {
      return finding(
          policy,
          new FindingState.Unknown("not-set-up"),
          List.of(),
          "Nobody has set this up: the setting names an address that its web filter has to block.");
    }
    return switch (source.read(settings.testAddress(), Duration.ofDays(settings.days()))) {
      case Met.Blocked(Instant at, String how) ->
          finding(
              policy,
              new FindingState.Met(),
              List.of(new Evidence("the web filter showed itself by", how), tried(at)),
              "The web filter blocked its test page on " + words(at) + ".");
      case Met.Reached(Instant at) ->
          finding(
              policy,
              new FindingState.NotMet(),
              List.of(tried(at)),
              "The web filter let its test page through on "
                  + words(at)
                  + ". Tell the person who looks after the filter.");
      case Met.Unclear(String reason) ->
          finding(
              policy,
              new FindingState.Unknown(reason),
              List.of(),
              switch (reason) {
                case "no-network" -> "This laptop has no network, so its web filter was not tried.";
                case "address-moves" ->
                    "The test address leads on to another page of its own. Give the last one.";
                case "name-not-found" ->
                    "The test address was not found. Is it written as it should be?";
                case "needs-the-service" -> "The web filter is tried by the service alone.";
                default -> "We cannot tell whether the web filter works from what it answered.";
              });
      case Met.Running() ->
          finding(
              policy,
              new FindingState.InProgress("being-tried"),
              List.of(),
              "The web filter is being tried.");
    };
  }

  private static Evidence tried(Instant at) {
    return new Evidence("tried on", LocalDate.ofInstant(at, ZoneOffset.UTC).toString());
  }

  private String words(Instant at) {
    return PasswordDeadline.words(
        LocalDate.ofInstant(at, ZoneOffset.UTC),
        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  private Finding finding(
      Policy policy, FindingState state, List<Evidence> evidence, String sentence) {
    return new Finding(
        rule(),
        state,
        state instanceof FindingState.Met ? new Hold.ReportedOnly() : new Hold.None(),
        policy.stageOf(rule()),
        clock.instant(),
        evidence,
        sentence);
  }
}
