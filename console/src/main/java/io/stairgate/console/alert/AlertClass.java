package io.stairgate.console.alert;

import java.util.Arrays;
import java.util.Optional;

/** How soon somebody is told of an alert. */
public enum AlertClass {
  /** Now, to whoever answers for it; then to others until somebody has seen it. */
  URGENT("urgent", "Act now"),
  /** In open hours, several together. */
  TODAY("today", "Look today"),
  /** Once a week, on a list. */
  WEEKLY("weekly", "This week"),
  /** Once a term, ten open days before its end. */
  TERMLY("termly", "This term");

  private final String code;
  private final String title;

  AlertClass(String code, String title) {
    this.code = code;
    this.title = title;
  }

  /** How it is written in the database and in the API, where the field is called severity. */
  public String code() {
    return code;
  }

  /** How people read it. */
  public String title() {
    return title;
  }

  /** The class of that code; empty where there is none. */
  public static Optional<AlertClass> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
  }
}
