package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.console.backup.BackupWriter;
import io.stairgate.console.backup.NightlyBackup;
import io.stairgate.console.database.DataFolder;
import io.stairgate.console.database.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup for each night, and what a console says whose database file is damaged. */
class NightlyBackupTest {
  @TempDir Path data;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-09-14T15:00:00Z"));

  @Test
  void there_is_one_whole_backup_a_night_and_the_newest_seven_are_kept() throws Exception {
    try (DataFolder folder = DataFolder.lock(data);
        Core core = Core.open(folder, Optional.empty(), now::get)) {
      NightlyBackup nightly = nightly(folder, core);
      nightly.run();
      nightly.run();
      assertThat(backups()).containsExactly("console-000001-2026-09-14.zip");
      for (int i = 0; i < 9; i++) {
        now.set(now.get().plus(Duration.ofDays(1)));
        nightly.run();
      }
      assertThat(backups()).hasSize(NightlyBackup.KEPT).contains("console-000010-2026-09-23.zip");
    }
  }

  @Test
  void a_backup_from_before_a_change_of_the_keys_is_replaced() throws Exception {
    try (DataFolder folder = DataFolder.lock(data);
        Core core = Core.open(folder, Optional.empty(), now::get)) {
      nightly(folder, core).run();
      now.set(now.get().plus(Duration.ofDays(1)));
      nightly(folder, core).run();
      assertThat(backups()).hasSize(2);
      Path tonight = data.resolve("backups/console-000002-2026-09-15.zip");
      FileTime before = Files.getLastModifiedTime(tonight);
      Files.setLastModifiedTime(tonight, FileTime.from(Instant.EPOCH));
      Files.setLastModifiedTime(
          data.resolve("backups/console-000001-2026-09-14.zip"), FileTime.from(Instant.EPOCH));
      Files.setLastModifiedTime(core.keysPath, before);
      nightly(folder, core).run();
      assertThat(backups()).containsExactly("console-000003-2026-09-15.zip");
      Path remade = data.resolve("backups/console-000003-2026-09-15.zip");
      assertThat(Files.getLastModifiedTime(remade)).isGreaterThanOrEqualTo(before);
    }
  }

  @Test
  void a_night_with_a_clock_ahead_is_not_the_newest_for_ever() throws Exception {
    try (DataFolder folder = DataFolder.lock(data);
        Core core = Core.open(folder, Optional.empty(), now::get)) {
      NightlyBackup nightly = nightly(folder, core);
      nightOf(nightly, "2027-10-19T15:00:00Z");
      nightOf(nightly, "2026-09-15T15:00:00Z");
      nightOf(nightly, "2026-09-16T15:00:00Z");
      assertThat(newest()).endsWith("-2026-09-16.zip");
    }
  }

  @Test
  void a_true_night_after_seven_with_a_clock_ahead_is_kept() throws Exception {
    try (DataFolder folder = DataFolder.lock(data);
        Core core = Core.open(folder, Optional.empty(), now::get)) {
      NightlyBackup nightly = nightly(folder, core);
      for (int i = 0; i < NightlyBackup.KEPT; i++) {
        nightOf(nightly, "2027-10-1" + i + "T15:00:00Z");
      }
      nightOf(nightly, "2026-09-14T15:00:00Z");
      assertThat(newest()).endsWith("-2026-09-14.zip");
      List<String> before = backups();
      nightly.run();
      assertThat(backups()).isEqualTo(before).hasSize(NightlyBackup.KEPT);
    }
  }

  @Test
  void a_clock_behind_the_change_of_the_keys_costs_no_backup() throws Exception {
    try (DataFolder folder = DataFolder.lock(data);
        Core core = Core.open(folder, Optional.empty(), now::get)) {
      NightlyBackup nightly = nightly(folder, core);
      FileTime changed = Files.getLastModifiedTime(core.keysPath);
      Files.setLastModifiedTime(
          core.keysPath, FileTime.from(changed.toInstant().plus(Duration.ofDays(1))));
      nightOf(nightly, "1970-01-01T15:00:00Z");
      List<String> before = backups();
      assertThat(before).hasSize(1);
      nightly.run();
      assertThat(backups()).isEqualTo(before);
    }
  }

  @Test
  void what_an_older_version_left_comes_before_and_tonights_is_not_made_again() throws Exception {
    try (DataFolder folder = DataFolder.lock(data);
        Core core = Core.open(folder, Optional.empty(), now::get)) {
      NightlyBackup nightly = nightly(folder, core);
      nightly.run();
      Path made = data.resolve("backups/console-000001-2026-09-14.zip");
      Files.move(made, data.resolve("backups/console-2026-09-14.zip"));
      nightly.run();
      assertThat(backups()).containsExactly("console-2026-09-14.zip");
      nightOf(nightly, "2026-09-13T15:00:00Z");
      assertThat(backups())
          .containsExactly("console-000001-2026-09-13.zip", "console-2026-09-14.zip");
      assertThat(newest()).endsWith("-2026-09-13.zip");
    }
  }

  private void nightOf(NightlyBackup nightly, String moment) {
    now.set(Instant.parse(moment));
    nightly.run();
  }

  private String newest() {
    return NightlyBackup.newest(data).orElseThrow().toString();
  }

  @Test
  void a_damaged_database_file_is_refused_and_the_last_whole_backup_named() throws Exception {
    try (DataFolder folder = DataFolder.lock(data);
        Core core = Core.open(folder, Optional.empty(), now::get)) {
      nightly(folder, core).run();
    }
    Path file = data.resolve("stairgate.mv.db");
    Files.write(file, new byte[(int) Files.size(file)]);
    try (DataFolder folder = DataFolder.lock(data)) {
      assertThatThrownBy(() -> Core.open(folder, Optional.empty(), now::get))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("The database file cannot be opened.")
          .hasMessageContaining("backups/console-000001-2026-09-14.zip");
    }
  }

  @Test
  void a_database_file_that_is_empty_or_gone_is_no_new_console() throws Exception {
    try (DataFolder folder = DataFolder.lock(data);
        Core core = Core.open(folder, Optional.empty(), now::get)) {
      nightly(folder, core).run();
    }
    Path file = data.resolve("stairgate.mv.db");
    Files.write(file, new byte[0]);
    assertRefusedAsGone();
    Files.delete(file);
    assertRefusedAsGone();
    assertThat(file).doesNotExist();
  }

  @Test
  void a_database_file_that_opens_as_it_was_before_is_refused_until_somebody_says_otherwise()
      throws Exception {
    Path file = data.resolve("stairgate.mv.db");
    Path older = data.resolve("older");
    try (DataFolder folder = DataFolder.lock(data);
        Core core = Core.open(folder, Optional.empty(), now::get)) {
      nightly(folder, core).run();
    }
    Files.copy(file, older);
    try (DataFolder folder = DataFolder.lock(data);
        Core core = Core.open(folder, Optional.empty(), now::get)) {
      for (int i = 0; i < 50; i++) {
        var _ = core.newSetting("Setting " + i);
      }
      core.database.forceToDisk();
      folder.noteDatabase(core.database.onDisk());
    }
    try (DataFolder folder = DataFolder.lock(data);
        Core core = Core.open(folder, Optional.empty(), now::get)) {
      assertThat(core.settings.all()).hasSize(51);
    }
    Files.copy(older, file, StandardCopyOption.REPLACE_EXISTING);
    try (DataFolder folder = DataFolder.lock(data)) {
      assertThatThrownBy(() -> Core.open(folder, Optional.empty(), now::get))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("The database file is older than when it was last used")
          .hasMessageContaining("backups/console-000001-2026-09-14.zip");
    }
    Files.delete(data.resolve("had-database"));
    try (DataFolder folder = DataFolder.lock(data);
        Core core = Core.open(folder, Optional.empty(), now::get)) {
      assertThat(core.settings.all()).hasSize(1);
    }
  }

  private void assertRefusedAsGone() {
    try (DataFolder folder = DataFolder.lock(data)) {
      assertThatThrownBy(() -> Core.open(folder, Optional.empty(), now::get))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("The database file is gone or empty.")
          .hasMessageContaining("backups/console-000001-2026-09-14.zip");
    }
  }

  private NightlyBackup nightly(DataFolder folder, Core core) {
    return new NightlyBackup(
        folder,
        core.keysPath,
        out ->
            new BackupWriter(core.database, core.settings, core.sealing, core.keysPath, core.clock)
                .write(Optional.empty(), out),
        now::get);
  }

  private List<String> backups() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("backups"))) {
      return files.map(each -> String.valueOf(each.getFileName())).sorted().toList();
    }
  }
}
