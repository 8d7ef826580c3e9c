package io.stairgate.console.account;

import io.stairgate.console.setting.SettingId;
import java.util.UUID;

/**
 * A person who may sign in.
 *
 * @param id names the person
 * @param setting the setting the person belongs to
 * @param signInName lower case, unique in the console
 * @param displayName shown beside what the person did
 * @param passphraseHash Argon2id in its own string form; empty: only signs in elsewhere
 */
public record Account(
    UUID id, SettingId setting, String signInName, String displayName, String passphraseHash) {
  /** Whether the person has a passphrase: who only ever signs in elsewhere has none. */
  public boolean hasPassphrase() {
    return !passphraseHash.isEmpty();
  }
}
