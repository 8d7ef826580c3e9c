package io.stairgate.console.concern;

import java.util.Arrays;
import java.util.Optional;

/** How a report of a person at a laptop ended. */
public enum ConcernEnding {
  /** Nothing more was needed. */
  NO_ACTION("no-action", "No action needed"),
  /** Somebody was given advice. */
  ADVICE("advice", "Advice given"),
  /** Somebody is trained. */
  TRAINING("training", "Training"),
  /** Something on the laptops or in the rules was changed. */
  CHANGED("changed", "Setting changed"),
  /** It is with the manager or head now. */
  PASSED_ON("passed-on", "Passed to the manager"),
  /** It was told to somebody outside: police, LADO, IWF, ICO. */
  REFERRED("referred", "Referred to somebody outside"),
  /** It is kept where the setting keeps its safeguarding records. */
  RECORDED_ELSEWHERE("recorded-elsewhere", "Recorded in the safeguarding file");

  private final String code;
  private final String words;

  ConcernEnding(String code, String words) {
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

  /** The ending of that code; empty where there is none. */
  public static Optional<ConcernEnding> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
  }
}
