package io.stairgate.console.account;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Something that one of certain people must agree to. Which roles those are is the setting's to
 * choose ({@link ApproverStore}); here stand the defaults of the first day.
 */
public enum Decision {
  /** May this memory stick be used? */
  PERMIT_STICK("permit-stick"),
  /** May a rule be made looser? */
  LOOSEN_RULE("loosen-rule"),
  /** May this laptop leave the premises? */
  APPROVE_OFF_SITE("approve-off-site"),
  /** May a person's sign-in be stopped for a time? */
  SUSPEND_PERSON("suspend-person");

  private final String code;

  Decision(String code) {
    this.code = code;
  }

  /** How it is written in the database, the policy file and the API. */
  public String code() {
    return code;
  }

  /** Who decides where the setting has not said otherwise. */
  public Set<Role> defaults() {
    return switch (this) {
      case PERMIT_STICK -> EnumSet.of(Role.DSL, Role.DEPUTY);
      case LOOSEN_RULE -> EnumSet.of(Role.DSL, Role.DEPUTY, Role.MANAGER);
      case APPROVE_OFF_SITE -> EnumSet.of(Role.LINE_MANAGER, Role.MANAGER);
      case SUSPEND_PERSON -> EnumSet.of(Role.MANAGER);
    };
  }

  /** The decision of that code; empty where there is none. */
  public static Optional<Decision> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
  }
}
