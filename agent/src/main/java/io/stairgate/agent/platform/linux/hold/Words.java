package io.stairgate.agent.platform.linux.hold;

/**
 * What people are told of a step.
 *
 * @param what what it is about: {@code the time until the screen locks}
 * @param expected what the rule asks for, at most 256 characters: {@code 10 minutes}
 * @param sentence what making it does: {@code The screen will lock after 10 minutes.}
 */
public record Words(String what, String expected, String sentence) {
  public Words {
    if (what.isBlank() || expected.isBlank() || sentence.isBlank()) {
      throw new IllegalArgumentException("a step says what it is about");
    }
    if (expected.length() > 256) {
      throw new IllegalArgumentException("what is expected is said in 256 characters");
    }
  }
}
