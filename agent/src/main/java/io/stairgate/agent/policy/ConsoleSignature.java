package io.stairgate.agent.policy;

import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.identity.ConsoleAuthority;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * Decides whether a document is this laptop's console's own word: the console's authority issued
 * the signing certificate for its policies, and the signature holds over every byte and for this
 * kind of document alone. Any thread may call it.
 */
final class ConsoleSignature {
  private final ConsoleAuthority authority;
  private final String consoleId;
  private final byte[] purpose;
  private final String document;

  /**
   * For one kind of document of one console.
   *
   * @param purpose stands before the signed bytes, so that no other kind passes for this one; its
   *     zero byte is added here
   * @param document how a sentence begins that speaks of it, for example {@code The policy}
   */
  ConsoleSignature(ConsoleAuthority authority, String consoleId, String purpose, String document) {
    this.authority = authority;
    this.consoleId = consoleId;
    this.purpose = (purpose + "\0").getBytes(StandardCharsets.US_ASCII);
    this.document = document;
  }

  /**
   * Refuses what the console did not sign.
   *
   * @param words the signed bytes
   * @param now the moment at which the signing certificate must be valid
   */
  void require(Bytes words, Bytes signed, Bytes certificate, Instant now) throws RefusedException {
    try {
      X509Certificate signer =
          authority.requireIssued(certificate, "stairgate:policy:" + consoleId, now);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initVerify(signer.getPublicKey());
      signature.update(purpose);
      signature.update(words.toArray());
      if (!signature.verify(signed.toArray())) {
        throw new RefusedException(doesNotHold());
      }
    } catch (CertificateException e) {
      throw new RefusedException(
          document + " was not signed by this laptop's console; nothing was changed.", e);
    } catch (GeneralSecurityException e) {
      throw new RefusedException(doesNotHold(), e);
    }
  }

  private String doesNotHold() {
    return document + " came with a signature that does not hold; nothing was changed.";
  }
}
