package io.stairgate.console.calendar;

import java.util.regex.Pattern;

/** What a name in a calendar looks like. */
final class Names {
  static final int LONGEST = 64;

  private static final Pattern CLEAN = Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}]+");

  private Names() {}

  static void require(String name) {
    if (name.isBlank() || !name.equals(name.strip()) || name.length() > LONGEST) {
      throw new IllegalArgumentException("a name needs 1 to 64 characters, without spaces around");
    }
    if (!CLEAN.matcher(name).matches()) {
      throw new IllegalArgumentException("a name may hold no control characters");
    }
  }
}
