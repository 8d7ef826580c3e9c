package io.stairgate.console.policy;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A change of the policy that waits, or waited, until another person agrees.
 *
 * @param id its own
 * @param baseVersion the version it changes
 * @param policy what would hold
 * @param looser whether it makes a rule looser
 * @param madeBy who asks
 * @param reason why
 * @param madeAt when
 * @param outcome what became of it
 * @param decided who decided, when, and in which words; empty while it waits and where it is void
 * @param becameVersion the version it became
 * @param plan that it is to come to the laptops step by step; empty: to all at once
 */
public record Proposal(
    UUID id,
    long baseVersion,
    SettingPolicy policy,
    boolean looser,
    MadeBy madeBy,
    String reason,
    Instant madeAt,
    Outcome outcome,
    Optional<Decided> decided,
    Optional<Long> becameVersion,
    Optional<RolloutPlan> plan) {
  /** What became of a proposal. */
  public enum Outcome {
    /** Nobody has decided yet. */
    WAITING("waiting"),
    /** Somebody agreed; it holds. */
    APPROVED("approved"),
    /** Somebody said no. */
    REFUSED("refused"),
    /** The policy was changed before anybody decided. */
    VOID("void");

    private final String code;

    Outcome(String code) {
      this.code = code;
    }

    /** How it is written in the database and in the API. */
    public String code() {
      return code;
    }

    static Outcome of(String code) {
      for (Outcome outcome : values()) {
        if (outcome.code.equals(code)) {
          return outcome;
        }
      }
      return VOID;
    }
  }

  /**
   * A decision.
   *
   * @param by whose
   * @param name that person's name
   * @param at when
   * @param word why, in that person's words; may be empty where it was approved
   */
  public record Decided(UUID by, String name, Instant at, String word) {}

  /** Whether somebody may still decide it. */
  public boolean waits() {
    return outcome == Outcome.WAITING;
  }
}
