package io.stairgate.agent;

import io.stairgate.agent.control.Control;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.policy.Policy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Proves every rule, one after the other. A control with a fault costs its own finding alone. One
 * thread at a time.
 */
final class Prover {
  private static final Logger LOG = Logger.getLogger(Prover.class.getName());

  private final List<Control> controls;
  private final InstantSource clock;

  Prover(List<Control> controls, InstantSource clock) {
    this.controls = List.copyOf(controls);
    this.clock = clock;
  }

  List<Finding> prove(Policy policy) {
    List<Finding> findings = new ArrayList<>(controls.size());
    for (Control control : controls) {
      try {
        findings.add(control.prove(policy));
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "The rule " + control.rule().id() + " could not be proved", e);
        findings.add(
            new Finding(
                control.rule(),
                new FindingState.Unknown("agent-fault"),
                new Hold.None(),
                policy.stageOf(control.rule()),
                clock.instant(),
                List.of(),
                "The agent had a fault while looking at this rule. Tell the person who looks after"
                    + " the laptops."));
      }
    }
    return findings;
  }
}
