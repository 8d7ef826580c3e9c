package io.stairgate.console.account;

import java.util.Optional;

/** What a person may be in a setting; one person may be several. */
public enum Role {
  /** Designated safeguarding lead. */
  DSL("dsl"),
  /** Deputy of the designated safeguarding lead. */
  DEPUTY("deputy"),
  /** Manager or head. */
  MANAGER("manager"),
  /** Looks after the computers. */
  TECHNICIAN("technician"),
  /** Governor or member of the committee. */
  GOVERNOR("governor");

  private final String code;

  Role(String code) {
    this.code = code;
  }

  /** How it is written in the database, in commands and in the API. */
  public String code() {
    return code;
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
