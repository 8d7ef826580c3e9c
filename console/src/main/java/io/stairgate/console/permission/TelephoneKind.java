package io.stairgate.console.permission;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an answer by telephone is for. The codes are those of the contract. */
public enum TelephoneKind {
  /** The stick may be read until the end of today. */
  TODAY_READING_ONLY,
  /** The laptop's clock is right, so that its permissions count again. */
  CLOCK;

  /** How it is written in the database and in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of that code; empty where there is none. */
  public static Optional<TelephoneKind> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }
}
