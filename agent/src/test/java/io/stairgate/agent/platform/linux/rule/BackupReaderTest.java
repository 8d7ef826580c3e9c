package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.BackupAge;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.policy.Policy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupReaderTest {
  @TempDir private Path folder;
  private Laptop laptop;

  @BeforeEach
  void a_laptop() {
    laptop = new Laptop(folder);
  }

  @Test
  void no_known_backup_is_unknown_and_not_taken_for_none() {
    assertThat(prove("2026-11-22T10:00:00Z").state())
        .isEqualTo(new FindingState.Unknown("no-backup-known"));
  }

  @Test
  void the_last_success_counts_in_open_days() {
    laptop.file(
        "/home/ann/.config/borg/security/0123/manifest-timestamp", "2026-11-12T16:30:00.123456");
    laptop.file("/var/log/timeshift/2026-11-20_17-00-01_backup.log", "E: no space left\n");
    laptop.file(
        "/var/log/timeshift/2026-11-13_17-00-01_backup.log", "Snapshot saved successfully (9s)\n");
    Finding finding = prove("2026-11-22T10:00:00Z");
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.sentence()).isEqualTo("The last backup was on 13 November.");
    assertThat(finding.evidence()).hasSize(2);
    assertThat(prove("2026-11-25T10:00:00Z").state()).isEqualTo(new FindingState.NotMet());
  }

  @Test
  void a_date_in_the_future_proves_nothing_and_rubbish_is_passed_over() {
    laptop.file("/root/.config/borg/security/1/manifest-timestamp", "2030-01-01T00:00:00");
    laptop.file("/root/.config/borg/security/2/manifest-timestamp", "soon");
    laptop.file("/home/ann/.config/dconf/user", "GVariant is not enough to be a database of dconf");
    assertThat(prove("2026-11-22T10:00:00Z").state())
        .isEqualTo(new FindingState.Unknown("no-backup-known"));
    assertThat(BackupReader.moment("2026-11-20T16:00:00Z"))
        .contains(Instant.parse("2026-11-20T16:00:00Z"));
    assertThat(BackupReader.stamp("x")).isEmpty();
  }

  private Finding prove(String now) {
    return new BackupAge(new BackupReader(laptop.files()), InstantSource.fixed(Instant.parse(now)))
        .prove(Policy.DEFAULT);
  }
}
