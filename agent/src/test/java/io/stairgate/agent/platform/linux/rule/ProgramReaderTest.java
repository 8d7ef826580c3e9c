package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.control.Software;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.ProgramsChanged;
import io.stairgate.agent.event.ProgramsChanged.Program;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramReaderTest {
  @TempDir private Path folder;
  private Laptop laptop;
  private Software control;

  @BeforeEach
  void a_laptop_as_it_was_enrolled() {
    laptop = new Laptop(folder);
    packages("bash 5.2", "libx11 1");
    laptop.file("/var/lib/apt/extended_states", "Package: libx11\nAuto-Installed: 1\n");
    control = control(laptop.parts());
    assertThat(prove().state()).isEqualTo(new FindingState.Met());
    assertThat(laptop.recorded).isEmpty();
  }

  @Test
  void what_somebody_adds_is_told_once_and_not_met_until_it_is_approved() {
    packages("bash 5.2", "libx11 1", "zoom 6.1", "libzoom 1");
    laptop.file(
        "/var/lib/apt/extended_states",
        "Package: libx11\nAuto-Installed: 1\n\nPackage: libzoom\nAuto-Installed: 1\n");
    Finding finding = prove();
    assertThat(finding.state()).isEqualTo(new FindingState.NotMet());
    assertThat(finding.sentence())
        .isEqualTo("A program was added that nobody has approved yet: zoom.");
    control = control(laptop.parts()); // the service started anew
    prove();
    assertThat(laptop.recorded)
        .containsExactly(
            new ProgramsChanged(
                false, List.of(new Program("zoom", "6.1", "deb", false)), List.of()));
    assertThat(prove(new RuleSettings.Software(false, Set.of("Zoom"), false)).state())
        .isEqualTo(new FindingState.Met());
  }

  @Test
  void what_is_taken_away_again_is_told_as_gone_and_what_was_there_before_is_not() {
    packages("bash 5.2", "libx11 1", "zoom 6.1");
    prove();
    packages("libx11 1");
    assertThat(prove().state()).isEqualTo(new FindingState.Met());
    assertThat(laptop.recorded).hasSize(2);
    assertThat(laptop.recorded.getLast())
        .isEqualTo(
            new ProgramsChanged(
                false, List.of(), List.of(new Program("zoom", "6.1", "deb", false))));
  }

  @Test
  void an_update_of_a_program_that_was_there_is_no_news() {
    packages("bash 5.3", "libx11 2");
    prove();
    assertThat(laptop.recorded).isEmpty();
  }

  @Test
  void cloud_storage_is_not_met_even_where_it_was_there_before() {
    Laptop other = new Laptop(folder.resolve("other"));
    other.file("/var/lib/dpkg/status", status("dropbox 1"));
    Software software =
        new Software(new ProgramReader(other.files(), other.parts()), other.recorded::add, other);
    assertThat(software.prove(Policy.DEFAULT).sentence())
        .isEqualTo("A program that keeps files in the cloud is not approved: dropbox.");
    assertThat(other.recorded).hasSize(1);
    assertThat(
            software
                .prove(policy(new RuleSettings.Software(false, Set.of("dropbox"), false)))
                .state())
        .as("approved, but cloud storage is not allowed at all")
        .isEqualTo(new FindingState.NotMet());
    assertThat(
            software
                .prove(policy(new RuleSettings.Software(false, Set.of("dropbox"), true)))
                .state())
        .isEqualTo(new FindingState.Met());
  }

  @Test
  void snaps_flatpaks_appimages_and_folders_count_and_a_persons_files_do_not() {
    laptop
        .file("/var/lib/snapd/snaps/steam_123.snap", "")
        .file("/var/lib/snapd/snaps/core22_9.snap", "")
        .file("/var/lib/flatpak/app/org.x.Game/current", "")
        .file("/home/ann/.local/share/flatpak/app/org.y.Own/current", "")
        .file("/home/ann/Applications/Tool-1.AppImage", "")
        .file("/home/ann/Documents/letter.AppImage", "")
        .file("/home/ann/Applications/photo.jpg", "")
        .file("/opt/maker/run", "")
        .file("/usr/local/bin/thing", "");
    laptop.after(Duration.ofMinutes(5));
    assertThat(prove().evidence())
        .extracting(fact -> fact.value().split(" ", 2)[0])
        .containsExactlyInAnyOrder("steam", "org.x.Game", "org.y.Own", "Tool-1", "maker", "thing");
  }

  @Test
  void everything_is_told_only_where_the_setting_asks_for_it() {
    prove(new RuleSettings.Software(true, Set.of(), false));
    assertThat(laptop.recorded)
        .containsExactly(
            new ProgramsChanged(
                true, List.of(new Program("bash", "5.2", "deb", false)), List.of()));
  }

  @Test
  void another_enrolment_begins_anew_and_without_one_nothing_is_said() {
    packages("bash 5.2", "zoom 1");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
    laptop.enrolledAt = Optional.of(Instant.parse("2026-12-01T00:00:00Z"));
    assertThat(prove().state()).isEqualTo(new FindingState.Met());
    laptop.enrolledAt = Optional.empty();
    assertThat(prove().state()).isEqualTo(new FindingState.Unknown("not-enrolled"));
  }

  @Test
  void a_check_beside_the_service_uses_its_baseline_and_records_nothing() {
    packages("bash 5.2", "zoom 1");
    assertThat(control(laptop.beside()).prove(Policy.DEFAULT).state())
        .isEqualTo(new FindingState.NotMet());
    assertThat(laptop.recorded).isEmpty();
  }

  @Test
  void while_apt_works_the_last_answer_stands() throws Exception {
    laptop.file("/var/lib/dpkg/lock-frontend", "");
    Object inode = Files.getAttribute(laptop.path("/var/lib/dpkg/lock-frontend"), "unix:ino");
    packages("bash 5.2", "zoom 1", "libzoom 1");
    laptop.file("/proc/locks", "1: POSIX  ADVISORY  WRITE 731 fd:01:" + inode + " 0 EOF\n");
    assertThat(prove().state()).isEqualTo(new FindingState.Met());
    laptop.file("/proc/locks", "1: POSIX  ADVISORY  WRITE 731 fd:01:1 0 EOF\n");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
  }

  private void packages(String... all) {
    laptop.after(Duration.ofMinutes(5));
    laptop.file("/var/lib/dpkg/status", status(all));
  }

  private static String status(String... all) {
    StringBuilder text = new StringBuilder();
    for (String each : all) {
      String[] words = each.split(" ", 2);
      text.append("Package: ").append(words[0]).append("\nStatus: install ok installed\n");
      text.append("Version: ").append(words[1]).append("\n\n");
    }
    return text.toString();
  }

  private Software control(ControlParts parts) {
    return new Software(new ProgramReader(laptop.files(), parts), parts.record(), laptop);
  }

  private Finding prove() {
    return control.prove(Policy.DEFAULT);
  }

  private Finding prove(RuleSettings.Software settings) {
    return control.prove(policy(settings));
  }

  private static Policy policy(RuleSettings settings) {
    return new Policy(
        "",
        Optional.empty(),
        Instant.EPOCH,
        Map.of(Rule.SOFTWARE, new RulePolicy(Stage.WATCH, settings)),
        List.of(),
        "");
  }
}
