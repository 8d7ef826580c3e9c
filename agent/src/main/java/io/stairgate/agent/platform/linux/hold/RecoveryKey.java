package io.stairgate.agent.platform.linux.hold;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A recovery key as it is typed where the laptop asks for the disk's passphrase: eight groups of
 * five digits with hyphens between them, 132 bits of chance. Digits and the hyphen stand on the
 * same keys of a British and an American keyboard, which is what a laptop knows before it has
 * started. {@link #close} wipes it.
 */
final class RecoveryKey implements AutoCloseable {
  private static final int GROUPS = 8;
  private static final int DIGITS = 5;
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String id;
  private final byte[] typed;

  private RecoveryKey(String id, byte[] typed) {
    this.id = id;
    this.typed = typed;
  }

  /** A new one. */
  static RecoveryKey random() {
    byte[] typed = new byte[GROUPS * (DIGITS + 1) - 1];
    for (int i = 0; i < typed.length; i++) {
      typed[i] = (byte) (i % (DIGITS + 1) == DIGITS ? '-' : '0' + RANDOM.nextInt(10));
    }
    StringBuilder id = new StringBuilder(8);
    for (int i = 0; i < 8; i++) {
      id.append(CROCKFORD.charAt(RANDOM.nextInt(32)));
    }
    return new RecoveryKey(id.toString(), typed);
  }

  static boolean isId(String text) {
    return text.matches("[0-9A-HJKMNP-TV-Z]{8}");
  }

  /** Names it; says nothing about it. */
  String id() {
    return id;
  }

  /** A copy as it is typed; the caller wipes it. */
  byte[] typed() {
    return typed.clone();
  }

  /** What it is sealed under: another laptop's, or another key's, does not open in its place. */
  static byte[] info(String deviceId, String keyId) {
    return ("stairgate-recovery-key-v1\0" + deviceId + "\0" + keyId)
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    Arrays.fill(typed, (byte) 0);
  }

  @Override
  public String toString() {
    return "recovery key " + id;
  }
}
