package io.stairgate.agent.event;

import java.util.List;

/**
 * Everything one complete check proved.
 *
 * @param hardware the laptop
 * @param findings one per rule the agent knows
 */
public record Posture(Hardware hardware, List<Finding> findings) implements Occurrence {
  public Posture {
    findings = List.copyOf(findings);
  }

  /** True where both say the same and differ in nothing but the times of the proofs. */
  public boolean saysTheSameAs(Posture other) {
    if (!hardware.equals(other.hardware) || findings.size() != other.findings.size()) {
      return false;
    }
    for (int i = 0; i < findings.size(); i++) {
      if (!findings.get(i).saysTheSameAs(other.findings.get(i))) {
        return false;
      }
    }
    return true;
  }
}
