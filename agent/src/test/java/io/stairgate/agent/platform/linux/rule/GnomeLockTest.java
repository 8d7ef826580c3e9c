package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.control.ScreenLock;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The databases were compiled by dconf itself. */
class GnomeLockTest {
  private static final String IDLE = "/org/gnome/desktop/session/idle-delay";

  @TempDir private Path folder;
  private FakeRoot linux;

  @BeforeEach
  void aLaptopWithGnome() {
    linux = new FakeRoot(folder);
    linux.file(
        "/usr/share/wayland-sessions/gnome.desktop",
        "[Desktop Entry]\nName=GNOME\nDesktopNames=GNOME\n");
    linux.file(
        "/usr/share/xsessions/ubuntu.desktop", "[Desktop Entry]\nDesktopNames=ubuntu:GNOME\n");
    linux.file("/etc/dconf/profile/user", "# the setting's\nuser-db:user\nsystem-db:local\n");
  }

  @Test
  void five_minutes_locked_is_met_and_held_by_the_system() {
    linux.resource("/etc/dconf/db/local", "dconf-met.gvdb");
    Finding finding = prove();
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.hold()).isEqualTo(new Hold.ByOs());
    assertThat(finding.sentence()).isEqualTo("The screen locks itself after 5 minutes.");
  }

  @Test
  void what_people_can_change_is_not_met() {
    linux.resource("/etc/dconf/db/local", "dconf-unlocked.gvdb");
    Finding finding = prove();
    assertThat(finding.state()).isEqualTo(new FindingState.NotMet());
    assertThat(finding.sentence())
        .isEqualTo(
            "The screen locks after 5 minutes, but anyone using this laptop can turn that off.");
  }

  @Test
  void half_an_hour_is_not_met() {
    linux.resource("/etc/dconf/db/local", "dconf-long.gvdb");
    assertThat(prove().sentence())
        .isEqualTo("The screen stays unlocked for 30 minutes. Anyone passing could use it.");
  }

  @Test
  void never_is_not_met() {
    linux.resource("/etc/dconf/db/local", "dconf-never.gvdb");
    assertThat(prove().sentence())
        .isEqualTo("The screen never locks itself. Anyone passing could use this laptop.");
  }

  @Test
  void without_any_setting_of_the_system_it_is_not_met() {
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
  }

  @Test
  void a_locked_weaker_database_beats_an_unlocked_stronger_one() {
    linux.file("/etc/dconf/profile/user", "user-db:user\nsystem-db:site\nsystem-db:local\n");
    linux
        .resource("/etc/dconf/db/site", "dconf-unlocked.gvdb")
        .resource("/etc/dconf/db/local", "dconf-long.gvdb");
    assertThat(prove().sentence())
        .isEqualTo("The screen stays unlocked for 30 minutes. Anyone passing could use it.");
  }

  @Test
  void text_that_was_never_compiled_is_not_in_force() {
    linux.file(
        "/etc/dconf/db/local.d/00-lock", "[org/gnome/desktop/session]\nidle-delay=uint32 300\n");
    assertThat(prove().state()).isEqualTo(new FindingState.Unknown("settings-not-in-force"));
  }

  @Test
  void a_damaged_database_is_unknown() {
    linux.file("/etc/dconf/db/local", "GVariantoh no");
    assertThat(prove().state()).isEqualTo(new FindingState.Unknown("settings-not-readable"));
  }

  @Test
  void without_a_desktop_there_is_nothing_to_lock() {
    linux = new FakeRoot(folder.resolve("server"));
    assertThat(prove().state()).isEqualTo(new FindingState.NotApplicable("no-desktop"));
  }

  @Test
  void another_desktop_beside_gnome_is_unknown() {
    linux.resource("/etc/dconf/db/local", "dconf-met.gvdb");
    linux.file("/usr/share/xsessions/xfce.desktop", "[Desktop Entry]\nDesktopNames=XFCE\n");
    assertThat(prove().state()).isEqualTo(new FindingState.Unknown("other-desktop"));
  }

  @Test
  void of_gnome_and_plasma_the_weaker_counts() {
    linux.resource("/etc/dconf/db/local", "dconf-met.gvdb");
    linux.file("/usr/share/xsessions/plasma.desktop", "[Desktop Entry]\nDesktopNames=KDE\n");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());

    linux.file(
        "/etc/xdg/kscreenlockerrc",
        "[Daemon]\nAutolock[$i]=true\nTimeout[$i]=8\nLockGrace[$i]=0\nRequirePassword[$i]=true\n");
    assertThat(prove().sentence()).isEqualTo("The screen locks itself after 8 minutes.");
  }

  @Test
  void the_table_answers_what_is_in_it_and_nothing_else() throws IOException {
    GvdbFile database = GvdbFile.of(bytes()).orElseThrow();
    assertThat(database.unsigned(IDLE)).contains(300L);
    assertThat(database.bool(IDLE)).isEmpty();
    assertThat(database.bool("/org/gnome/desktop/screensaver/lock-enabled")).contains(true);
    assertThat(database.has("/org/gnome/desktop/session/idle")).isFalse();
    assertThat(database.table(".locks").orElseThrow().has(IDLE)).isTrue();
    assertThat(database.table(".locks").orElseThrow().has("/org/gnome")).isFalse();
  }

  @Property(tries = 3000)
  void a_database_with_wrong_bytes_never_throws(
      @ForAll @Size(min = 1, max = 8) int[] places,
      @ForAll byte value,
      @ForAll @IntRange(max = 680) int length)
      throws IOException {
    byte[] bytes = java.util.Arrays.copyOf(bytes(), length);
    for (int place : places) {
      if (length > 8) {
        bytes[8 + Math.floorMod(place, length - 8)] = value;
      }
    }
    GvdbFile.of(bytes)
        .ifPresent(
            database -> {
              database.unsigned(IDLE);
              database.bool(IDLE);
              database.table(".locks").ifPresent(locks -> locks.has(IDLE));
            });
  }

  @Property(tries = 1000)
  void any_profile_is_read_or_passed_over(@ForAll String text) {
    assertThat(GnomeLock.systemDatabases(text)).isNotNull();
  }

  private static byte[] bytes() throws IOException {
    try (var in = GnomeLockTest.class.getResourceAsStream("dconf-met.gvdb")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private Finding prove() {
    return new ScreenLock(
            new ScreenLocks(
                linux.files(),
                new Programs(command -> new Outcome.NotStarted()),
                InstantSource.fixed(Instant.EPOCH)),
            InstantSource.fixed(Instant.EPOCH))
        .prove(Policy.DEFAULT);
  }
}
