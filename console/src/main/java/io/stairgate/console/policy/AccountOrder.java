package io.stairgate.console.policy;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that was said of one account, on every laptop that has it.
 *
 * @param id its own
 * @param account sign-in name on the laptops, 1 to 64 characters
 * @param kind what was said
 * @param reason why, in the words of who said it; it stays in the console
 * @param since since when it is so: of {@link Kind#PASSWORD_KNOWN} since when somebody else may
 *     know the password
 * @param endsAt when it ends by itself; only with {@link Kind#SUSPENDED}
 * @param madeBy who said it
 * @param madeAt when
 * @param cleared who took it back; empty while it holds
 */
public record AccountOrder(
    UUID id,
    String account,
    Kind kind,
    String reason,
    Instant since,
    Optional<Instant> endsAt,
    MadeBy madeBy,
    Instant madeAt,
    Optional<Cleared> cleared) {
  /** The longest reason, characters. */
  public static final int LONGEST_REASON = 500;

  public AccountOrder {
    Words.require(account, 64, "a sign-in name");
    if (reason.length() > LONGEST_REASON) {
      throw new IllegalArgumentException("a reason has at most 500 characters");
    }
    if (endsAt.isPresent() != (kind == Kind.SUSPENDED)) {
      throw new IllegalArgumentException("a suspension, and nothing else, has an end");
    }
  }

  /** What can be said of an account. */
  public enum Kind {
    /** The person left: the account is to be shut. */
    LEFT("left"),
    /** The person's sign-in is stopped for a time. */
    SUSPENDED("suspended"),
    /** Somebody else may know the password: it is to be changed within 24 hours. */
    PASSWORD_KNOWN("password-known");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /** How it is written in the database and in the API. */
    public String code() {
      return code;
    }

    /** The kind of that code; empty where there is none. */
    public static Optional<Kind> of(String code) {
      return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
    }
  }

  /**
   * It was taken back, or is dealt with.
   *
   * @param at when
   * @param by who, by name
   * @param word why, in that person's words; may be empty
   */
  public record Cleared(Instant at, String by, String word) {}

  /** Whether it holds at that moment. */
  public boolean holdsAt(Instant now) {
    return cleared.isEmpty() && endsAt.filter(end -> !end.isAfter(now)).isEmpty();
  }

  /** Whether {@code text} can be an account's name. */
  public static boolean isAccount(String text) {
    return Words.isClean(text, 64) && text.length() <= 64;
  }
}
