package io.stairgate.console.authority;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.StartRefusedException;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.setting.ConsoleFactStore;
import java.util.Map;
import java.util.Optional;

/** The sealing key's file among the console's keys. */
public final class SealingKeyFile {
  private static final String FILE = "sealing.key";
  private static final String FACT = "sealing-key";

  private SealingKeyFile() {}

  /**
   * Opens the key, or makes it when this console has none yet.
   *
   * @param keys where it stands
   * @param facts remembers which key this console has, so that a lost one is noticed rather than
   *     replaced: nothing sealed before would open
   * @throws StartRefusedException where the key is missing or another console's
   */
  public static SealingKey open(KeyFolder keys, ConsoleFactStore facts) {
    Optional<String> known = facts.find(FACT);
    if (known.isEmpty()) {
      // A file without its fact: the last start ended between the two, and nothing is sealed yet.
      Bytes root = keys.has(FILE) ? keys.readSecret(FILE) : SealingKey.random();
      SealingKey made = key(root);
      keys.writeSecret(FILE, root);
      facts.create(Map.of(FACT, made.fingerprint().hex()));
      return made;
    }
    if (!keys.has(FILE)) {
      throw lost();
    }
    SealingKey key = key(keys.readSecret(FILE));
    if (!key.fingerprint().hex().equals(known.get())) {
      throw lost();
    }
    return key;
  }

  private static SealingKey key(Bytes root) {
    if (root.size() != SealingKey.SIZE) {
      throw lost();
    }
    return SealingKey.of(root);
  }

  private static StartRefusedException lost() {
    return new StartRefusedException(
        "The file sealing.key of this console is missing or belongs to another one. Put the folder"
            + " \"keys\" back from your backup; without it nobody's second step could be checked.");
  }
}
