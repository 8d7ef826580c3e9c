package io.stairgate.agent.policy;

import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.identity.ConsoleAuthority;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.wire.MalformedException;
import io.stairgate.agent.wire.PolicyFormat;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * Decides whether a signed policy is this laptop's: the console's authority issued the signing
 * certificate, the signature holds over every byte, it is for this device, and it is understood
 * whole. Any thread may call it.
 */
public final class PolicyVerifier {
  private static final byte[] PURPOSE = "stairgate-policy-v1\0".getBytes(StandardCharsets.US_ASCII);

  private final ConsoleAuthority authority;
  private final String consoleId;
  private final String deviceId;

  /** For the policies of one enrolled laptop. */
  public PolicyVerifier(Identity identity) {
    this(identity.authority(), identity.consoleId(), identity.deviceId());
  }

  PolicyVerifier(ConsoleAuthority authority, String consoleId, String deviceId) {
    this.authority = authority;
    this.consoleId = consoleId;
    this.deviceId = deviceId;
  }

  /**
   * Verifies a policy that has just come.
   *
   * @param now the moment at which the signing certificate must be valid
   * @throws RefusedException why it is not obeyed
   */
  Policy verify(SignedPolicy signed, Instant now) throws RefusedException {
    try {
      X509Certificate signer =
          authority.requireIssued(signed.certificate(), "stairgate:policy:" + consoleId, now);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initVerify(signer.getPublicKey());
      signature.update(PURPOSE);
      signature.update(signed.policy().toArray());
      if (!signature.verify(signed.signature().toArray())) {
        throw new RefusedException("The policy's signature does not hold; nothing was changed.");
      }
    } catch (CertificateException e) {
      throw new RefusedException(
          "The policy was not signed by this laptop's console; nothing was changed.", e);
    } catch (GeneralSecurityException e) {
      throw new RefusedException("The policy's signature does not hold; nothing was changed.", e);
    }
    return understood(signed.policy());
  }

  /**
   * Verifies a policy that was taken over in the past: the signing certificate may have ended
   * since.
   */
  Policy verifyKept(SignedPolicy signed) throws RefusedException {
    return verify(signed, ConsoleAuthority.beginOf(signed.certificate()));
  }

  private Policy understood(Bytes bytes) throws RefusedException {
    Policy policy;
    try {
      policy = PolicyFormat.policy(bytes);
    } catch (MalformedException e) {
      throw new RefusedException(e.sentence(), e);
    }
    if (!policy.deviceId().equals(deviceId)) {
      throw new RefusedException("The policy is for another laptop; nothing was changed.");
    }
    return policy;
  }

  /** A policy is not obeyed; the message is one plain sentence. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String sentence) {
      super(sentence);
    }

    RefusedException(String sentence, Throwable cause) {
      super(sentence, cause);
    }

    String sentence() {
      return String.valueOf(getMessage());
    }
  }
}
