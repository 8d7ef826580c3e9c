package io.stairgate.console.news;

import io.stairgate.console.database.Bytes;

/**
 * A recovery key of one encrypted volume, sealed on the laptop; or what became of one.
 *
 * @param keyId names the key for people, 8 characters of Crockford's base 32
 * @param volume SHA-256 over the volume's UUID, 64 hexadecimal digits
 * @param volumeWords what the volume holds, in words, at most 128 characters
 * @param slot the key slot, 0 to 31
 * @param step what happened
 * @param sealed with {@link Step#ADDED} the sealed key, 49 to 1,024 bytes; otherwise empty
 * @param reason why, as a stable code of at most 64 characters; may be empty
 */
public record RecoveryKeyNews(
    String keyId,
    String volume,
    String volumeWords,
    int slot,
    Step step,
    Bytes sealed,
    String reason) {
  /** What happened to a recovery key. */
  public enum Step {
    /** It was added to the volume and proved to open it. */
    ADDED,
    /** The agent took it out again: it opens nothing any more. */
    REMOVED,
    /** It was taken out by somebody else. */
    VANISHED
  }
}
