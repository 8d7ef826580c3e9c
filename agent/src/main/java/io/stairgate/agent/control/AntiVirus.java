package io.stairgate.agent.control;

import io.stairgate.agent.control.VirusSource.Reading;
import io.stairgate.agent.control.VirusSource.Trial;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * There is virus protection, it finds the test virus, and what it knows is not old: counted in days
 * on which the setting is open, because a laptop in a cupboard renews nothing. Only watched.
 */
public final class AntiVirus implements Control {
  private final VirusSource source;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells what there is
   * @param clock tells the time
   */
  public AntiVirus(VirusSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.ANTI_VIRUS;
  }

  @Override
  public Finding prove(Policy policy) {
    return switch (source.read()) {
      case Reading.Nothing() ->
          finding(policy, new FindingState.NotMet(), List.of(), "Virus protection is off.");
      case Reading.Other(List<String> names) ->
          finding(
              policy,
              new FindingState.Unknown("product-not-looked-into"),
              names.stream().map(name -> new Evidence("product", name)).toList(),
              "We cannot see into the virus protection product of this laptop.");
      case Reading.Engine engine -> judge(policy, engine);
    };
  }

  private Finding judge(Policy policy, Reading.Engine engine) {
    RuleSettings.AntiVirus settings =
        policy.settings(rule(), RuleSettings.AntiVirus.class, RuleSettings.AntiVirus.DEFAULT);
    OptionalInt age = openDays(policy, engine);
    List<Evidence> evidence = evidence(engine, age);
    boolean old = age.isPresent() && age.getAsInt() > settings.redDays();
    boolean amber = age.isPresent() && age.getAsInt() > settings.amberDays();
    return switch (engine.trial()) {
      case Trial.NoAnswer() ->
          finding(policy, new FindingState.NotMet(), evidence, "Virus protection is off.");
      case Trial.Missed(Instant at) ->
          finding(
              policy,
              new FindingState.NotMet(),
              evidence,
              "Virus protection is on, but it did not find the test virus. IT needs to look.");
      case Trial.Running() ->
          finding(
              policy,
              new FindingState.InProgress("being-tried"),
              evidence,
              "Virus protection is being tried with the test virus.");
      case Trial.NotTried(String reason) ->
          finding(
              policy,
              new FindingState.Unknown(reason),
              evidence,
              "Nobody has tried yet whether virus protection works here.");
      case Trial.Found found when old ->
          finding(
              policy,
              new FindingState.NotMet(),
              evidence,
              "Virus protection is on, but what it knows of is "
                  + age.getAsInt()
                  + " open days old. Our limit is "
                  + settings.redDays()
                  + ".");
      case Trial.Found found when !engine.renewed() && (amber || age.isEmpty()) ->
          finding(
              policy,
              new FindingState.NotMet(),
              evidence,
              "Virus protection is on, but nothing renews what it knows of.");
      case Trial.Found found when age.isEmpty() ->
          finding(
              policy,
              new FindingState.Unknown("no-date-of-definitions"),
              evidence,
              "Virus protection is on. We cannot see how old its knowledge is.");
      case Trial.Found found ->
          finding(
              policy,
              new FindingState.Met(),
              evidence,
              amber
                  ? "Virus protection is on. What it knows of is "
                      + age.getAsInt()
                      + " open days old: leave the laptop on and connected for an hour."
                  : "Virus protection is on.");
    };
  }

  private OptionalInt openDays(Policy policy, Reading.Engine engine) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return engine
        .definitionsAt()
        .map(at -> LocalDate.ofInstant(at, ZoneOffset.UTC))
        .map(made -> OptionalInt.of(policy.openDays().between(made, today)))
        .orElse(OptionalInt.empty());
  }

  private static List<Evidence> evidence(Reading.Engine engine, OptionalInt age) {
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(new Evidence("product", engine.name()));
    evidence.add(
        new Evidence(
            "the test virus",
            switch (engine.trial()) {
              case Trial.Found(Instant at, String by) ->
                  "found by " + by + " on " + LocalDate.ofInstant(at, ZoneOffset.UTC);
              case Trial.Missed(Instant at) ->
                  "not found on " + LocalDate.ofInstant(at, ZoneOffset.UTC);
              case Trial.NoAnswer() -> "the engine does not answer";
              case Trial.Running() -> "being tried";
              case Trial.NotTried(String reason) -> "not tried: " + reason;
            }));
    engine
        .definitionsAt()
        .ifPresent(
            at ->
                evidence.add(
                    new Evidence(
                        "knows viruses up to",
                        LocalDate.ofInstant(at, ZoneOffset.UTC)
                            + ", "
                            + age.orElse(0)
                            + " open days ago")));
    evidence.add(new Evidence("renews itself", engine.renewed() ? "yes" : "no"));
    evidence.add(
        new Evidence(
            "looks at files", engine.everywhere() ? "as they are opened" : "when they are given"));
    return evidence;
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
