package io.stairgate.agent.policy;

import io.stairgate.agent.event.Bytes;

/**
 * A policy as it travels and as it is kept on disk; nothing in it may be believed before it is
 * verified.
 *
 * @param policy the policy's bytes, at most 256 KiB
 * @param signature ECDSA P-256 with SHA-256, DER, at most 256 bytes
 * @param certificate X.509 certificate of the signing key, DER, at most 8 KiB
 */
public record SignedPolicy(Bytes policy, Bytes signature, Bytes certificate) {
  /** The longest policy, bytes. */
  public static final int MAX_POLICY_BYTES = 256 * 1024;

  public SignedPolicy {
    require(policy, MAX_POLICY_BYTES, "a policy");
    require(signature, 256, "a signature");
    require(certificate, 8 * 1024, "a certificate");
  }

  private static void require(Bytes bytes, int max, String what) {
    if (bytes.length() > max) {
      throw new IllegalArgumentException(what + " of more than " + max + " bytes");
    }
  }
}
