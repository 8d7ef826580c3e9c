package io.stairgate.console.authority;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.recovery.WholeKey;
import io.stairgate.console.setting.SettingId;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Optional;

/**
 * The key pairs that settings' recovery keys are sealed to. The private half stands among the
 * console's keys until its shares are given out.
 */
public final class RecoveryKeys implements WholeKey {
  private final KeyFolder keys;

  /** Of the console whose keys these are. */
  public RecoveryKeys(KeyFolder keys) {
    this.keys = keys;
  }

  /**
   * Makes a pair; its private half goes to {@code recovery-<setting>.key} among the keys.
   *
   * @return the public half, 32 bytes (X25519)
   */
  public static Bytes create(KeyFolder keys, SettingId setting) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
      keys.writeKey(file(setting), pair.getPrivate());
      byte[] info = pair.getPublic().getEncoded();
      // A SubjectPublicKeyInfo of X25519 ends in the 32 bytes of the key (RFC 8410).
      return Bytes.of(Arrays.copyOfRange(info, info.length - 32, info.length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has X25519", e);
    }
  }

  private static String file(SettingId setting) {
    return "recovery-" + setting + ".key";
  }

  @Override
  public Optional<byte[]> read(SettingId setting) {
    if (!keys.has(file(setting))) {
      return Optional.empty();
    }
    // So does a PrivateKeyInfo of X25519 without the public half, which Java does not write.
    byte[] info = keys.readSecret(file(setting)).toArray();
    byte[] key = Arrays.copyOfRange(info, info.length - 32, info.length);
    Arrays.fill(info, (byte) 0);
    return Optional.of(key);
  }

  @Override
  public void delete(SettingId setting) {
    keys.delete(file(setting));
  }
}
