package io.stairgate.console.policy;

import java.util.regex.Pattern;

/** What a name or a reference in a policy looks like. */
final class Words {
  /** The longest name, characters. */
  static final int LONGEST = 100;

  private static final Pattern CLEAN = Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}]+");

  private Words() {}

  static void require(String text, int longest, String what) {
    if (!isClean(text, longest)) {
      throw new IllegalArgumentException(
          "%s needs 1 to %d characters on one line, without spaces around it"
              .formatted(what, longest));
    }
  }

  static boolean isClean(String text, int longest) {
    return !text.isBlank()
        && text.equals(text.strip())
        && text.codePointCount(0, text.length()) <= longest
        && text.length() <= 2 * longest
        && CLEAN.matcher(text).matches();
  }

  /** What somebody wrote, short and clean enough to be told back. */
  static String told(String text) {
    String clean = text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
    return clean.codePointCount(0, clean.length()) <= 40
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, 40)) + "...";
  }
}
