package io.stairgate.console.permission;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whose a medium is. */
public enum Owner {
  /** The setting's own. */
  SETTING,
  /** A person's own. */
  PERSONAL,
  /** Nobody has said. */
  UNKNOWN;

  /** How it is written in the database and in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of that code; empty where there is none. */
  public static Optional<Owner> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }
}
