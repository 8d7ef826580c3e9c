package io.stairgate.agent.control;

import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The button with which people report a concern is there, and somebody listens behind it. */
public final class ReportConcern implements Control {
  private final OwnParts parts;
  private final BooleanSupplier answers;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param parts knows whether the button is installed
   * @param answers whether the service takes reports now
   * @param clock tells the time
   */
  public ReportConcern(OwnParts parts, BooleanSupplier answers, InstantSource clock) {
    this.parts = parts;
    this.answers = answers;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.REPORT_A_CONCERN;
  }

  @Override
  public Finding prove(Policy policy) {
    boolean button = parts.concernEntry();
    boolean listens = answers.getAsBoolean();
    List<Evidence> evidence =
        List.of(
            new Evidence("button among the programs", button ? "there" : "missing"),
            new Evidence("reports are taken", listens ? "yes" : "no"));
    String sentence =
        button && listens
            ? "Anybody at this laptop can report a concern with one action."
            : listens
                ? "A concern can be reported by a typed command only; the button is missing."
                : "A concern cannot be reported on this laptop: the checker does not answer.";
    return new Finding(
        rule(),
        button && listens ? new FindingState.Met() : new FindingState.NotMet(),
        button && listens ? new Hold.ByAgent() : new Hold.None(),
        policy.stageOf(rule()),
        clock.instant(),
        evidence,
        sentence);
  }
}
