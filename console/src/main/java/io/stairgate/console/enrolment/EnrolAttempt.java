package io.stairgate.console.enrolment;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.device.Hardware;

/**
 * A laptop asks to become known.
 *
 * @param code the one-time code as given; not checked yet
 * @param csr the PKCS#10 request as given; not checked yet
 * @param nickname at most 64 characters; empty: the console chooses
 * @param hardware what the laptop says of itself
 * @param agentVersion at most 32 characters
 */
public record EnrolAttempt(
    String code, Bytes csr, String nickname, Hardware hardware, String agentVersion) {
  @Override
  public String toString() {
    // The code is a secret.
    return "EnrolAttempt[" + nickname + "]";
  }
}
