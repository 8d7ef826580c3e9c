package io.stairgate.console.device;

import java.util.Arrays;

/** How a laptop is by what it told last, whenever that was. */
public enum Care {
  /** It told nothing yet. */
  FIRST_CHECK("first-check"),
  /** Something wants attention. */
  ATTENTION("attention"),
  /** Nothing does. */
  FINE("fine"),
  /** It was retired or refused: it counts no more. */
  GONE("gone"),
  /** It was not summed up yet: an older version wrote it. */
  UNKNOWN("unknown");

  private final String code;

  Care(String code) {
    this.code = code;
  }

  /** How it is written in the database. */
  public String code() {
    return code;
  }

  /** Whether a laptop of this care is in the counts. */
  boolean counts() {
    return this == FIRST_CHECK || this == ATTENTION || this == FINE;
  }

  static Care of(String code) {
    return Arrays.stream(values())
        .filter(each -> each.code.equals(code))
        .findFirst()
        .orElse(UNKNOWN);
  }
}
