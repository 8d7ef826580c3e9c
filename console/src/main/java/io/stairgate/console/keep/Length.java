package io.stairgate.console.keep;

import java.time.Instant;
import java.util.Optional;

/**
 * How long a setting keeps something.
 *
 * @param kind what
 * @param amount days or months, as {@link Kept#unit} says
 * @param own what the setting itself decided; empty: it is the suggestion
 */
public record Length(Kept kind, int amount, Optional<Own> own) {
  public Length {
    if (amount < kind.least() || amount > kind.most()) {
      throw new IllegalArgumentException(
          "%s are kept for %s to %s."
              .formatted(kind.title(), kind.words(kind.least()), kind.words(kind.most())));
    }
  }

  /**
   * Who decided, when and why.
   *
   * @param reason in the person's words, 10 to 500 characters
   * @param by the person's name, or what else it was
   * @param at when
   */
  public record Own(String reason, String by, Instant at) {}

  /** "6 years". */
  public String words() {
    return kind.words(amount);
  }
}
