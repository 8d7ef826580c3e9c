package io.stairgate.console.account;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Wrong passphrases in a row and the wait they cost. The first four cost nothing; from the fifth on
 * the wait doubles from 15 seconds to 15 minutes. A try during the wait is not looked at and does
 * not make it longer, so nobody is shut out for more than 15 minutes by someone else's tries.
 *
 * @param wrong how many in a row, from 0
 * @param notBefore no try is looked at before this
 */
public record Tries(int wrong, Optional<Instant> notBefore) {
  /** The longest wait. */
  public static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  private static final int FREE = 4;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(15);

  /** No wrong try yet. */
  public static final Tries NONE = new Tries(0, Optional.empty());

  /** How long to wait yet; zero where a try may be made now. */
  public Duration waitAt(Instant now) {
    return notBefore
        .map(end -> Duration.between(now, end))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }

  /** After one more wrong try. */
  public Tries afterWrong(Instant now) {
    int count = wrong + 1;
    if (count <= FREE) {
      return new Tries(count, Optional.empty());
    }
    Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(count - FREE - 1, 10));
    Duration wait = doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
    // To the microsecond, as the database keeps it: a rest would tell a known name from an unknown.
    return new Tries(count, Optional.of(now.plus(wait).truncatedTo(ChronoUnit.MICROS)));
  }
}
