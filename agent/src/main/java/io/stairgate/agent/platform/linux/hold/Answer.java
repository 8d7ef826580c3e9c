package io.stairgate.agent.platform.linux.hold;

/** What the side with an administrator's rights answered. */
public sealed interface Answer {
  /** The longest answer, bytes. */
  int LONGEST = (1 << 20) + 4096;

  /**
   * It is done.
   *
   * @param text what was asked for; empty where nothing was
   */
  record Done(String text) implements Answer {}

  /**
   * It is not done.
   *
   * @param sentence what is wrong and what to do
   */
  record Failed(String sentence) implements Answer {}

  /** As it travels: {@code done} and what was asked for, or {@code failed} and a sentence. */
  default String message() {
    return switch (this) {
      case Done(String text) -> "done\n" + text;
      case Failed(String sentence) -> "failed " + sentence.replace('\n', ' ') + "\n";
    };
  }

  /** Reads what travelled. */
  static Answer parse(String text) {
    int end = text.indexOf('\n');
    String first = end < 0 ? "" : text.substring(0, end);
    if (first.equals("done")) {
      return new Done(text.substring(end + 1));
    }
    return first.startsWith("failed ")
        ? new Failed(io.stairgate.agent.event.Text.clean(first.substring("failed ".length()), 500))
        : new Failed("The change broke off. It is tried again.");
  }
}
