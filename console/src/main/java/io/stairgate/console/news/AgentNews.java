package io.stairgate.console.news;

/**
 * Something about the agent itself.
 *
 * @param action what happened
 * @param detail more about it, in one sentence, at most 512 characters; may be empty
 */
public record AgentNews(Action action, String detail) {
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
