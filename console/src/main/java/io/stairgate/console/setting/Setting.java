package io.stairgate.console.setting;

import io.stairgate.console.database.Bytes;
import java.time.Instant;

/**
 * One nursery, pre-school or school.
 *
 * @param id names it
 * @param name shown to people, 1 to 200 characters
 * @param recoveryKey public X25519 key, 32 bytes, pinned by the pasted line
 * @param createdAt when it was made
 */
public record Setting(SettingId id, String name, Bytes recoveryKey, Instant createdAt) {
  /** What a setting is called until its first person names it. */
  public static final String UNNAMED = "My setting";

  public Setting {
    if (name.isBlank() || name.length() > 200) {
      throw new IllegalArgumentException("A setting's name has 1 to 200 characters.");
    }
    if (recoveryKey.size() != 32) {
      throw new IllegalArgumentException("A recovery key has 32 bytes.");
    }
  }
}
