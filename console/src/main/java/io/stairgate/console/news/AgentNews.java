package io.stairgate.console.news;

import java.util.Optional;

/**
 * Something about the agent itself.
 *
 * @param action what happened
 * @param detail more about it, in one sentence, at most 512 characters; may be empty
 * @param policy what it did with a policy; empty where it is about something else
 */
public record AgentNews(Action action, String detail, Optional<OfPolicy> policy) {
  /** About something else than a policy. */
  public AgentNews(Action action, String detail) {
    this(action, detail, Optional.empty());
  }

  /**
   * What it did with a policy.
   *
   * @param did in a word
   * @param epoch the policy's restore epoch
   * @param number the policy's number
   */
  public record OfPolicy(Did did, long epoch, long number) {}

  /** What an agent does with a policy. */
  public enum Did {
    /** Took it over. */
    APPLIED,
    /** Refused it. */
    REFUSED,
    /** Went back from it to the last good one, after crashes. */
    ROLLED_BACK
  }

  /** What happened to the agent. */
  public enum Action {
    /** It started or was stopped: what is plugged in is told anew after that. */
    STARTED_OR_STOPPED,
    /** Somebody stopped, masked, removed or changed a part of it. */
    TAMPERED,
    /** It is back after it was away while the laptop was on. */
    WAS_AWAY,
    /** Anything else, which its bytes say. */
    OTHER
  }
}
