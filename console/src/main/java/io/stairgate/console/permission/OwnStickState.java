package io.stairgate.console.permission;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a stick of the setting's own list stands. */
public enum OwnStickState {
  /** It was put on the list by somebody who may not decide, and waits. */
  WAITING,
  /** It has a standing permission. */
  STANDING,
  /** It was taken off the list. */
  ENDED;

  /** How it is written in the database and in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of that code; empty where there is none. */
  public static Optional<OwnStickState> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }
}
