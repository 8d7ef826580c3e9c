package io.stairgate.console.policy;

/** A policy file is refused; its message is one plain sentence that names the line. */
final class PolicyFileException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int LONGEST = 300;

  private final int line;

  /**
   * Refuses.
   *
   * @param line from 1
   * @param what what is wrong and what to do, beginning small and without a full stop
   */
  PolicyFileException(int line, String what) {
    super(sentence(line, what));
    this.line = line;
  }

  int line() {
    return line;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }

  private static String sentence(int line, String what) {
    String sentence = "Line " + line + ": " + what;
    if (sentence.length() < LONGEST) {
      return sentence + ".";
    }
    int end = LONGEST - 3;
    return sentence.substring(
            0, Character.isHighSurrogate(sentence.charAt(end - 1)) ? end - 1 : end)
        + "...";
  }
}
