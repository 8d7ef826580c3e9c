package io.stairgate.console.enrolment;

import io.stairgate.console.database.Bytes;
import java.time.Instant;

/** What became of a request for the next certificate. */
public sealed interface RenewAnswer {
  /**
   * Here it is.
   *
   * @param certificate the next one, DER
   */
  record Renewed(Bytes certificate) implements RenewAnswer {}

  /**
   * A person has to approve the laptop's return first.
   *
   * @param askedAt when it first asked, by the console's clock
   */
  record Pending(Instant askedAt) implements RenewAnswer {}

  /**
   * No.
   *
   * @param sentence what to tell the person at the laptop
   */
  record Refused(String sentence) implements RenewAnswer {}
}
