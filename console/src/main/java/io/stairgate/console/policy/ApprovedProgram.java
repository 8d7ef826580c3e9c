package io.stairgate.console.policy;

import io.stairgate.console.account.Role;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A program that may be on the laptops.
 *
 * @param name 1 to 100 characters
 * @param approvedBy the role that said so
 * @param riskAssessment where the risk assessment is kept, at most 100 characters; may be empty
 * @param until last day; empty: until it is taken out
 */
public record ApprovedProgram(
    String name, Role approvedBy, String riskAssessment, Optional<LocalDate> until) {
  public ApprovedProgram {
    Words.require(name, Words.LONGEST, "a program's name");
    if (!riskAssessment.isEmpty()) {
      Words.require(riskAssessment, Words.LONGEST, "a risk assessment's reference");
    }
  }
}
