package io.stairgate.agent.event;

import java.util.Optional;

/**
 * A recovery key of one encrypted volume, sealed to the setting's public key, or what became of
 * one. The key itself is never in it.
 *
 * @param keyId names the key for people, 8 characters of Crockford's base 32
 * @param volume SHA-256 over the volume's LUKS UUID, lower-case hexadecimal
 * @param volumeWords what the volume holds, for example {@code the system disk}
 * @param slot the key slot, 0 to 31
 * @param step what happened
 * @param sealed with {@link RecoveryKeyStep#ADDED} only: 32 bytes of encapsulated key, then the
 *     ciphertext, at most 1 KiB
 * @param reason stable code; may be empty
 */
public record RecoveryKeyEvent(
    String keyId,
    String volume,
    String volumeWords,
    int slot,
    RecoveryKeyStep step,
    Optional<Bytes> sealed,
    String reason)
    implements Occurrence {
  public RecoveryKeyEvent {
    if (!keyId.matches("[0-9A-HJKMNP-TV-Z]{8}")) {
      throw new IllegalArgumentException("not the id of a recovery key: " + keyId);
    }
    if (!volume.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not the hash of a volume");
    }
    if (slot < 0 || slot > 31) {
      throw new IllegalArgumentException("a key slot is 0 to 31, not " + slot);
    }
    if (sealed.isPresent() != (step == RecoveryKeyStep.ADDED)
        || sealed.filter(bytes -> bytes.length() < 48 || bytes.length() > 1024).isPresent()) {
      throw new IllegalArgumentException(
          "a sealed key comes with its being added, 48 to 1024 bytes");
    }
    volumeWords = Text.clean(volumeWords, 128);
    reason = Text.clean(reason, 64);
  }
}
