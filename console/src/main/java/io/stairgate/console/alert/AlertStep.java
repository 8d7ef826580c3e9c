package io.stairgate.console.alert;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Something that became of an alert and does not stand on it any more.
 *
 * @param at when
 * @param what what it was
 * @param who a person's display name, or the console's
 * @param words more of it; may be empty
 */
public record AlertStep(Instant at, What what, String who, String words) {
  /** What becomes of an alert. */
  public enum What {
    /** Repeats made it urgent. */
    MADE_URGENT("made-urgent"),
    /** It comes and goes, so it is on the weekly list. */
    QUIET("quiet"),
    /** It had ended, as said. */
    RESOLVED("resolved"),
    /** It happened again after that. */
    OPENED_AGAIN("opened-again");

    private final String code;

    What(String code) {
      this.code = code;
    }

    /** How it is written in the database and in the API. */
    public String code() {
      return code;
    }

    /** The one of that code; empty where there is none. */
    static Optional<What> of(String code) {
      return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
    }
  }
}
