package io.stairgate.agent.event;

/**
 * A person read the notice that use is monitored.
 *
 * @param account account name, by the word of the system
 * @param notice which notice: the first 16 hexadecimal digits of SHA-256 over its text
 */
public record NoticeRead(String account, String notice) implements Occurrence {
  public NoticeRead {
    account = Text.clean(account, 64);
    if (!notice.matches("[0-9a-f]{16}")) {
      throw new IllegalArgumentException("not the name of a notice");
    }
  }
}
