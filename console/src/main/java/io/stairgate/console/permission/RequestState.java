package io.stairgate.console.permission;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a request stands. */
public enum RequestState {
  /** It waits for a decision. */
  OPEN,
  /** A permission was given. */
  APPROVED,
  /** Somebody said no. */
  REFUSED,
  /** It was asked anew or is of no use any more. */
  WITHDRAWN;

  /** How it is written in the database and in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of that code; empty where there is none. */
  public static Optional<RequestState> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }
}
