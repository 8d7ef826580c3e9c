package io.stairgate.console.account;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A passphrase somebody typed, in one Unicode form so that another keyboard gives the same one. Its
 * text form never shows it.
 */
public final class Passphrase {
  /** The fewest characters of a new one. */
  public static final int SHORTEST = 12;

  /** The most characters that are looked at; longer ones are refused. */
  public static final int LONGEST = 256;

  private static final CommonPassphrases COMMON = CommonPassphrases.shipped();

  private final String text;

  private Passphrase(String text) {
    this.text = text;
  }

  /**
   * What was typed, as far as it is not absurdly long; empty where it is nothing or longer than
   * {@link #LONGEST}.
   */
  public static Optional<Passphrase> typed(String text) {
    String normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
    return normal.isEmpty() || normal.length() > LONGEST
        ? Optional.empty()
        : Optional.of(new Passphrase(normal));
  }

  /**
   * Why this cannot be a new passphrase, in one sentence that says what to do; empty where it can.
   *
   * @param known words that others know of the person: name, sign-in name, setting
   */
  public Optional<String> refusal(List<String> known) {
    if (text.codePointCount(0, text.length()) < SHORTEST) {
      return Optional.of(
          "The passphrase is too short. Use at least 12 characters, for example three random"
              + " words.");
    }
    if (isEasy(known)) {
      return Optional.of(
          "Others would guess this passphrase. Use three random words that have nothing to do with"
              + " you.");
    }
    return Optional.empty();
  }

  /**
   * Like {@link #refusal(List)}, for what may be nothing at all.
   *
   * @param typed as {@link #typed} read it
   */
  static Optional<String> refusal(Optional<Passphrase> typed, List<String> known) {
    return typed
        .map(each -> each.refusal(known))
        .orElse(
            Optional.of(
                "Enter a passphrase of 12 to 256 characters, for example three random words."));
  }

  private boolean isEasy(List<String> known) {
    String plain = plain(text);
    if (plain.codePoints().distinct().count() < 5 || COMMON.contains(plain)) {
      return true;
    }
    for (String word : known) {
      String part = plain(word);
      // What is left when the known word is taken out must still be a passphrase of its own.
      if (part.length() >= 4 && plain.replace(part, "").length() < 6) {
        return true;
      }
    }
    return false;
  }

  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[\\s._-]+", "");
  }

  /** The characters, for the hash alone. */
  String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "(passphrase)";
  }
}
