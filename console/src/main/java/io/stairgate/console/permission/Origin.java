package io.stairgate.console.permission;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a permission came to be. */
public enum Origin {
  /** A person asked and somebody decided. */
  REQUEST,
  /** It is one of the setting's own sticks. */
  STANDING,
  /** It was given by telephone: the laptop made it itself. */
  TELEPHONE;

  /** How it is written in the database and in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of that code; empty where there is none. */
  public static Optional<Origin> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }
}
