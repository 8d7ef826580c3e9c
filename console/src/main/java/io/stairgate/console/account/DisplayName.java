package io.stairgate.console.account;

import java.util.Optional;

/** How people are shown to each other. */
public final class DisplayName {
  private DisplayName() {}

  /**
   * What somebody typed, without space around it; empty where it is no name: longer than 100
   * characters, or with characters that cannot be seen or turn the writing round.
   */
  public static Optional<String> read(String typed) {
    String name = typed.strip();
    return name.matches("[^\\p{C}\\p{Zl}\\p{Zp}]{1,100}") ? Optional.of(name) : Optional.empty();
  }
}
