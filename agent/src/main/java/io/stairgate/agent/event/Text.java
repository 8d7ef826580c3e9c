package io.stairgate.agent.event;

/** Text from outside, bounded and made harmless before it becomes part of a value. */
public final class Text {
  private Text() {}

  /**
   * Returns {@code text} without anything that could change how a line is shown: control
   * characters, line and paragraph separators, bidirectional marks, unpaired surrogates and other
   * format characters become U+FFFD; leading and trailing space is dropped.
   *
   * @param text what a device, a file or a person gave
   * @param maxLength the longest result, UTF-16 units; longer text is cut and ends in an ellipsis
   */
  public static String clean(String text, int maxLength) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), maxLength));
    text.codePoints().limit(maxLength + 1L).map(Text::harmless).forEach(clean::appendCodePoint);
    String stripped = clean.toString().strip();
    if (stripped.length() <= maxLength) {
      return stripped;
    }
    int end = maxLength - 1;
    return stripped.substring(
            0, Character.isHighSurrogate(stripped.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }

  private static int harmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          0xFFFD;
      default -> codePoint;
    };
  }

  static String bounded(String text, int maxLength, String what) {
    if (text.length() > maxLength) {
      throw new IllegalArgumentException(what + " is longer than " + maxLength + " characters");
    }
    return text;
  }
}
