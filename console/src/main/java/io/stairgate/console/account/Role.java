package io.stairgate.console.account;

import java.util.Optional;

/**
 * What a person may be in a setting; one person may be several. Who may do what follows the
 * settings' policies: whoever answers for safeguarding decides about memory sticks; whoever mends
 * the laptops adds them and sees them.
 */
public enum Role {
  /** Designated safeguarding lead. */
  DSL("dsl"),
  /** Deputy of the designated safeguarding lead: the same rights, so that one may be away. */
  DEPUTY("deputy"),
  /** Manager or head. */
  MANAGER("manager"),
  /**
   * Looks after the computers: adds laptops and mends them, and does not decide what is allowed.
   */
  TECHNICIAN("technician"),
  /** Governor or member of the committee: reads published reports, so nothing on these pages. */
  GOVERNOR("governor");

  private final String code;

  Role(String code) {
    this.code = code;
  }

  /** How it is written in the database, in commands and in the API. */
  public String code() {
    return code;
  }

  /** Whether this role has a right. */
  public boolean may(Right right) {
    return switch (this) {
      case DSL, DEPUTY, MANAGER -> true;
      case TECHNICIAN ->
          switch (right) {
            case SIGN_OUT, LOOK, ENROL, RENAME, LET_RETURN -> true;
            case ACKNOWLEDGE, SWITCH_RULE -> false;
          };
      case GOVERNOR -> right == Right.SIGN_OUT;
    };
  }

  /** The role of that code; empty where there is none. */
  public static Optional<Role> of(String code) {
    for (Role role : values()) {
      if (role.code.equals(code)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
