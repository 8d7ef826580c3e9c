package io.stairgate.console.recovery;

import io.stairgate.console.setting.SettingId;
import java.util.Optional;

/** A setting's private key while it is whole: until its shares are given out. */
public interface WholeKey {
  /** The key, 32 bytes, which the caller wipes; empty where the console has it no more. */
  Optional<byte[]> read(SettingId setting);

  /** Takes it away for good. */
  void delete(SettingId setting);
}
