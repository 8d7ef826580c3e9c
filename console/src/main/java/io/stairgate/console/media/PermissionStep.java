package io.stairgate.console.media;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happened with a permission on a laptop, in the words of the contract. */
public enum PermissionStep {
  /** The laptop has it and will obey it. */
  RECEIVED,
  /** The laptop does not obey it. */
  NOT_OBEYED,
  /** The medium is encrypted and waits for the person to unlock it. */
  LOCKED,
  /** The scan began. */
  SCANNING,
  /** The scan ended. */
  SCANNED,
  /** The person can use it. */
  OPENED,
  /** It was shut again and the permission goes on. */
  CLOSED,
  /** The permission is over on this laptop and the medium is shut. */
  ENDED,
  /** Given by telephone: the laptop made it itself. */
  BY_TELEPHONE,
  /** Held back because the laptop's clock cannot be trusted. */
  SUSPENDED,
  /** It could not be opened although it is allowed. */
  FAILED;

  /** How it is written in the database and in the API, for example {@code by-telephone}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The step of that code; empty where there is none. */
  public static Optional<PermissionStep> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }
}
