package io.stairgate.console.policy;

import java.util.Optional;

/** How far a rule goes on a laptop. */
public enum Stage {
  /** Report only. */
  WATCH("watch"),
  /** Report, and tell the person at the laptop. */
  WARN("warn"),
  /** Change the laptop so that the rule holds. */
  ENFORCE("enforce");

  private final String code;

  Stage(String code) {
    this.code = code;
  }

  /** How it is written in the database and in the API. */
  public String code() {
    return code;
  }

  /** The stage of that code; empty where there is none. */
  public static Optional<Stage> of(String code) {
    for (Stage stage : values()) {
      if (stage.code.equals(code)) {
        return Optional.of(stage);
      }
    }
    return Optional.empty();
  }
}
