package io.stairgate.agent.event;

import java.util.Optional;

/** The rules this agent knows. The id is the word used in policies, on the wire and in scripts. */
public enum Rule {
  /** Everything on the laptop's own disks is encrypted. */
  ENCRYPTION("encryption"),
  /** The screen locks itself when nobody uses the laptop. */
  SCREEN_LOCK("screen-lock"),
  /** Passwords are changed as often as the setting's policy says. */
  PASSWORD_AGE("password-age"),
  /** Memory sticks and other portable media are shut out unless somebody permitted them. */
  PORTABLE_MEDIA("portable-media");

  private final String id;

  Rule(String id) {
    this.id = id;
  }

  /** The rule's id, for example {@code screen-lock}. */
  public String id() {
    return id;
  }

  /** The rule with this id, or empty where this agent knows none. */
  public static Optional<Rule> of(String id) {
    for (Rule rule : values()) {
      if (rule.id.equals(id)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }
}
