package io.stairgate.agent.control;

import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The agent itself runs, is as it was installed, and is heard by its console. */
public final class AgentHealth implements Control {
  /** A laptop that is on checks in at least daily. */
  private static final Duration SILENT = Duration.ofDays(1);

  private final Supplier<Health> source;
  private final InstantSource clock;

  /**
   * How the agent stands.
   *
   * @param running whether its service runs
   * @param enrolled whether it has a console
   * @param silentSince since when it has not reached its console; empty: it has now
   * @param disk whether its journal can be written
   * @param changedParts what of it is not as it was installed, a sentence each
   */
  public record Health(
      boolean running,
      boolean enrolled,
      Optional<Instant> silentSince,
      boolean disk,
      List<String> changedParts) {
    /** No service runs. */
    public static final Health STOPPED =
        new Health(false, false, Optional.empty(), true, List.of());

    public Health {
      changedParts = List.copyOf(changedParts);
    }
  }

  /**
   * Reads nothing yet.
   *
   * @param source how the agent stands
   * @param clock tells the time
   */
  public AgentHealth(Supplier<Health> source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.AGENT_HEALTH;
  }

  @Override
  public Finding prove(Policy policy) {
    Health health = source.get();
    List<Evidence> evidence = new ArrayList<>();
    health.changedParts().forEach(line -> evidence.add(new Evidence("part", line)));
    if (!health.running()) {
      return finding(
          policy,
          new FindingState.NotMet(),
          evidence,
          "The checker does not run on this laptop. Nothing is reported.");
    }
    if (!health.changedParts().isEmpty()) {
      return finding(
          policy,
          new FindingState.NotMet(),
          evidence,
          "Somebody changed the checker on this laptop.");
    }
    if (!health.disk()) {
      return finding(
          policy,
          new FindingState.NotMet(),
          evidence,
          "The laptop's disk takes nothing, so reports cannot be kept. Make space on it.");
    }
    if (!health.enrolled()) {
      return finding(
          policy,
          new FindingState.InProgress("not-enrolled"),
          evidence,
          "The checker runs and has no console to report to yet.");
    }
    boolean silent =
        health
            .silentSince()
            .filter(since -> since.plus(SILENT).isBefore(clock.instant()))
            .isPresent();
    return silent
        ? finding(
            policy,
            new FindingState.NotMet(),
            evidence,
            "The checker has not reached its console for more than a day.")
        : finding(policy, new FindingState.Met(), evidence, "The checker runs and reports.");
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
