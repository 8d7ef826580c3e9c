package io.stairgate.agent.policy;

import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.identity.ConsoleAuthority;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.wire.MalformedException;
import io.stairgate.agent.wire.PolicyFormat;
import java.time.Instant;

/**
 * Decides whether a signed policy is this laptop's: the console's authority issued the signing
 * certificate, the signature holds over every byte, it is for this device, and it is understood
 * whole. Any thread may call it.
 */
public final class PolicyVerifier {
  private final ConsoleSignature signature;
  private final String deviceId;

  /** For the policies of one enrolled laptop. */
  public PolicyVerifier(Identity identity) {
    this(identity.authority(), identity.consoleId(), identity.deviceId());
  }

  PolicyVerifier(ConsoleAuthority authority, String consoleId, String deviceId) {
    this.signature =
        new ConsoleSignature(authority, consoleId, "stairgate-policy-v1", "The policy");
    this.deviceId = deviceId;
  }

  /**
   * Verifies a policy that has just come.
   *
   * @param now the moment at which the signing certificate must be valid
   * @throws RefusedException why it is not obeyed
   */
  Policy verify(SignedPolicy signed, Instant now) throws RefusedException {
    signature.require(signed.policy(), signed.signature(), signed.certificate(), now);
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
}
