package io.stairgate.console.authority;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.setting.SettingId;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;

/** Makes the key pair that a setting's recovery keys are sealed to. */
public final class RecoveryKeys {
  private RecoveryKeys() {}

  /**
   * Makes a pair; its private half goes to {@code recovery-<setting>.key} among the keys.
   *
   * @return the public half, 32 bytes (X25519)
   */
  public static Bytes create(KeyFolder keys, SettingId setting) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
      keys.writeKey("recovery-" + setting + ".key", pair.getPrivate());
      byte[] info = pair.getPublic().getEncoded();
      // A SubjectPublicKeyInfo of X25519 ends in the 32 bytes of the key (RFC 8410).
      return Bytes.of(Arrays.copyOfRange(info, info.length - 32, info.length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has X25519", e);
    }
  }
}
