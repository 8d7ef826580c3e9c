package io.stairgate.agent.event;

/** Whether a rule is met, and why that cannot be said where it cannot. */
public sealed interface FindingState {
  /** The rule is met. */
  record Met() implements FindingState {}

  /** The rule is not met. */
  record NotMet() implements FindingState {}

  /**
   * The rule is being put right at this moment.
   *
   * @param reason stable code, for example {@code encrypting}
   */
  record InProgress(String reason) implements FindingState {
    public InProgress {
      requireCode(reason);
    }
  }

  /**
   * The agent cannot tell.
   *
   * @param reason stable code, for example {@code needs-administrator}
   */
  record Unknown(String reason) implements FindingState {
    public Unknown {
      requireCode(reason);
    }
  }

  /**
   * The rule has no meaning on this laptop.
   *
   * @param reason stable code, for example {@code no-desktop}
   */
  record NotApplicable(String reason) implements FindingState {
    public NotApplicable {
      requireCode(reason);
    }
  }

  /**
   * The word for scripts: {@code met}, {@code not-met}, {@code in-progress}, {@code unknown},
   * {@code not-applicable}.
   */
  default String word() {
    return switch (this) {
      case Met() -> "met";
      case NotMet() -> "not-met";
      case InProgress(String reason) -> "in-progress";
      case Unknown(String reason) -> "unknown";
      case NotApplicable(String reason) -> "not-applicable";
    };
  }

  /** The stable code of the reason; empty for met and not met. */
  default String reasonCode() {
    return switch (this) {
      case Met() -> "";
      case NotMet() -> "";
      case InProgress(String reason) -> reason;
      case Unknown(String reason) -> reason;
      case NotApplicable(String reason) -> reason;
    };
  }

  private static void requireCode(String reason) {
    if (!reason.matches("[a-z0-9]+(-[a-z0-9]+){0,11}")) {
      throw new IllegalArgumentException("not a reason code: " + reason);
    }
  }
}
