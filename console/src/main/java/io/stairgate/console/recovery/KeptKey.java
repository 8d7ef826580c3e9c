package io.stairgate.console.recovery;

import io.stairgate.console.device.DeviceId;
import java.time.Instant;
import java.util.Optional;

/**
 * One recovery key of one disk. What opens the disk is not in it.
 *
 * @param device the laptop
 * @param keyId names it to people, 8 characters
 * @param volumeWords what the disk holds, in words
 * @param slot the key slot
 * @param state what became of it
 * @param reason why it is no more, as a stable code; empty while it is kept
 * @param keptAt when the console had it, by the console's clock
 * @param endedAt when it was no more
 * @param seenAt when a person last saw it: it is then to be replaced
 */
public record KeptKey(
    DeviceId device,
    String keyId,
    String volumeWords,
    int slot,
    State state,
    String reason,
    Instant keptAt,
    Optional<Instant> endedAt,
    Optional<Instant> seenAt) {
  /** What became of a key. */
  public enum State {
    /** It opens the disk. */
    KEPT("kept"),
    /** The agent took it away. */
    REMOVED("removed"),
    /** Somebody else took it away. */
    VANISHED("vanished");

    private final String code;

    State(String code) {
      this.code = code;
    }

    /** How it is written in the database and the API. */
    public String code() {
      return code;
    }

    static State of(String code) {
      for (State state : values()) {
        if (state.code.equals(code)) {
          return state;
        }
      }
      throw new IllegalArgumentException("not a state: " + code);
    }
  }
}
