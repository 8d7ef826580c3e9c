package io.stairgate.console.account;

import io.stairgate.console.secret.Secret;
import java.util.Optional;

/**
 * The browser somebody signs in with.
 *
 * @param known what its long-lived cookie says; empty where it was never here
 * @param words what it is, in words, for example "Firefox on Windows"; at most 100 characters
 */
public record Visitor(Optional<Secret> known, String words) {
  /** A browser nothing is known of. */
  public static final Visitor STRANGER = new Visitor(Optional.empty(), "");

  public Visitor {
    if (words.length() > 100) {
      throw new IllegalArgumentException("A browser's words have at most 100 characters");
    }
  }
}
