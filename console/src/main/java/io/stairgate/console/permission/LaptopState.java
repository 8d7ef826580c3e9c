package io.stairgate.console.permission;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a permission stands on one laptop. */
public enum LaptopState {
  /** The laptop has not got it yet. */
  WAITING,
  /** The laptop has it; the medium is not in use. */
  ON_LAPTOP,
  /** The medium is encrypted and waits for the person to unlock it. */
  LOCKED,
  /** It is being scanned. */
  SCANNING,
  /** The scan was not good enough, or it could not be opened; it stays shut. */
  SHUT,
  /** The person can use it. */
  OPEN,
  /** Held back because the laptop's clock cannot be trusted. */
  SUSPENDED,
  /** The laptop does not obey it. */
  NOT_OBEYED,
  /** It was stopped here and the laptop has not said yet that it is shut. */
  STOPPING,
  /** It is over on this laptop. */
  ENDED;

  /** How it is written in the database and in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of that code; empty where there is none. */
  public static Optional<LaptopState> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }
}
