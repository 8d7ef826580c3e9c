package io.stairgate.agent.wire;

import io.stairgate.agent.event.Bytes;
import java.time.Duration;
import java.time.Instant;

/** What the console answers to the wish for the next certificate. */
public sealed interface RenewalAnswer {
  /**
   * The next certificate.
   *
   * @param certificate DER, not yet verified
   */
  record Renewed(Bytes certificate) implements RenewalAnswer {}

  /**
   * A person has to approve in the console first.
   *
   * @param askedAt when it was first asked, by the console's clock
   * @param askAgainAfter 10 seconds to 1 day
   */
  record Waiting(Instant askedAt, Duration askAgainAfter) implements RenewalAnswer {}
}
