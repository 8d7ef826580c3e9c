package io.stairgate.console.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Engine;
import io.stairgate.console.database.StartRefusedException;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.setting.ConsoleFactStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One console, one sealing key: never made anew over sealed secrets. */
class SealingKeyFileTest {
  private static final Bytes PLAIN = Bytes.of(new byte[] {1, 2, 3});

  @TempDir Path data;

  @Test
  void it_is_the_same_after_a_restart_and_a_lost_or_foreign_file_refuses_to_start()
      throws Exception {
    Path folder = data.resolve("keys");
    KeyFolder keys = new KeyFolder(folder);
    try (Database database = Engine.H2.open(data)) {
      ConsoleFactStore facts = new ConsoleFactStore(database);
      Bytes sealed = SealingKeyFile.open(keys, facts).seal("a", PLAIN);
      assertThat(SealingKeyFile.open(keys, facts).open("a", sealed)).contains(PLAIN);

      Path file = folder.resolve("sealing.key");
      byte[] own = Files.readAllBytes(file);
      Files.delete(file);
      assertThatThrownBy(() -> SealingKeyFile.open(keys, facts))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("from your backup");
      keys.writeSecret("sealing.key", SealingKey.random());
      assertThatThrownBy(() -> SealingKeyFile.open(keys, facts))
          .isInstanceOf(StartRefusedException.class);
      Files.write(file, own);
      assertThat(SealingKeyFile.open(keys, facts).open("a", sealed)).contains(PLAIN);
    }
  }
}
