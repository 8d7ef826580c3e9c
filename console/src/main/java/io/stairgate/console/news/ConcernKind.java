package io.stairgate.console.news;

import java.util.Arrays;
import java.util.Optional;

/** What a report of a person at a laptop is about. */
public enum ConcernKind {
  /** Something worrying was seen or heard. */
  WORRY("worry", "Something worrying"),
  /** Somebody else may know the password of who reports. */
  PASSWORD_KNOWN("password-known", "Somebody may know my password"),
  /** A laptop is lost or stolen. */
  LAPTOP_LOST("laptop-lost", "A laptop is lost or stolen"),
  /** A message, picture or page upset them. */
  UPSETTING_MESSAGE("upsetting-message", "A message or picture that upset me");

  private final String code;
  private final String words;

  ConcernKind(String code, String words) {
    this.code = code;
    this.words = words;
  }

  /** How it is written in the database and in the API. */
  public String code() {
    return code;
  }

  /** How people read it. */
  public String words() {
    return words;
  }

  /** The kind of that code; empty where there is none. */
  public static Optional<ConcernKind> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
  }
}
