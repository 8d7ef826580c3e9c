package io.stairgate.agent.event;

/** How strongly a rule is held on this laptop. */
public sealed interface Hold {
  /** Nothing holds it; the only hold of a rule that is not met. */
  record None() implements Hold {}

  /** The operating system holds it, also while the agent is stopped. */
  record ByOs() implements Hold {}

  /** The agent holds it while it runs. */
  record ByAgent() implements Hold {}

  /** It is only looked at and reported. */
  record ReportedOnly() implements Hold {}

  /**
   * It cannot be held on this system.
   *
   * @param reason stable code, for example {@code not-built-yet}
   */
  record Cannot(String reason) implements Hold {}

  /**
   * The word for scripts: {@code none}, {@code by-os}, {@code by-agent}, {@code reported-only},
   * {@code cannot}.
   */
  default String word() {
    return switch (this) {
      case None() -> "none";
      case ByOs() -> "by-os";
      case ByAgent() -> "by-agent";
      case ReportedOnly() -> "reported-only";
      case Cannot(String reason) -> "cannot";
    };
  }
}
