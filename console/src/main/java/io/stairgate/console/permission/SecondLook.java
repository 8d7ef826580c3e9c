package io.stairgate.console.permission;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whether the person proved just now, with the second step, that it is they who decide. */
public enum SecondLook {
  /** They did. */
  GIVEN,
  /** They did not, or it was not asked for. */
  NOT_GIVEN;

  /** How it is written in the database and in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of that code; empty where there is none. */
  public static Optional<SecondLook> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }
}
