package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.control.ScreenLock;
import io.stairgate.agent.control.ScreenLockSource;
import io.stairgate.agent.control.ScreenLockSource.Reading;
import io.stairgate.agent.control.ScreenLockSource.Session;
import io.stairgate.agent.control.ScreenLockSource.Setting;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the desktops that are open now get, and KDE's own file. */
class ScreenLocksTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000);

  /** As systemd 252 writes /run/systemd/sessions/2 for GNOME on Wayland. */
  private static final String SESSION =
      """
      # This is private data. Do not parse.
      UID=1000
      USER=anna
      ACTIVE=1
      IS_DISPLAY=1
      STATE=active
      REMOTE=0
      LEADER_FD_SAVED=1
      TYPE=wayland
      ORIGINAL_TYPE=tty
      CLASS=user
      SCOPE=session-2.scope
      SEAT=seat0
      TTY=tty2
      SERVICE=gdm-password
      DESKTOP=gnome
      VTNR=2
      LEADER=1443
      """;

  /** As gsettings says it. */
  private static final String ASKED =
      "idle uint32 300 false\nlock true false\ndelay uint32 0 false\ninhibited false\n";

  @TempDir private Path folder;

  @Test
  void a_persons_desktop_is_told_from_other_sessions() {
    assertThat(Logind.desktop("2", SESSION)).contains(new Logind.Desktop("2", "anna", 1000, true));
    assertThat(Logind.desktop("2", SESSION.replace("DESKTOP=gnome", "DESKTOP=KDE")))
        .contains(new Logind.Desktop("2", "anna", 1000, false));
    assertThat(Logind.desktop("2", SESSION.replace("CLASS=user", "CLASS=greeter"))).isEmpty();
    assertThat(Logind.desktop("2", SESSION.replace("TYPE=wayland", "TYPE=tty"))).isEmpty();
    assertThat(Logind.desktop("2", SESSION.replace("=active", "=closing"))).isEmpty();
  }

  @Test
  void what_gsettings_says_is_read() {
    SessionLocks.Effective got = SessionLocks.parse(ASKED);
    assertThat(got.idle()).contains(Duration.ofMinutes(5));
    assertThat(got.enabled()).contains(true);
    assertThat(got.delay()).contains(Duration.ZERO);
    assertThat(got.changeable()).isFalse();
    assertThat(SessionLocks.parse(ASKED.replace("300 false", "300 true")).changeable()).isTrue();
    assertThat(SessionLocks.parse(ASKED.replace("inhibited false", "inhibited true")).inhibited())
        .isTrue();
    assertThat(SessionLocks.parse("")).isEqualTo(SessionLocks.Effective.UNKNOWN);
  }

  @Test
  void what_logind_says_is_read() {
    assertThat(
            Logind.hints(
                """
                Id=2
                IdleHint=yes
                IdleSinceHint=1789999000000000
                LockedHint=no

                Id=c1
                IdleHint=no
                IdleSinceHint=0
                LockedHint=yes
                """))
        .containsEntry(
            "2",
            new Logind.Hints(Optional.of(Instant.ofEpochSecond(1_789_999_000)), Optional.of(false)))
        .containsEntry("c1", new Logind.Hints(Optional.empty(), Optional.of(true)));
  }

  @Test
  void who_keeps_the_laptop_awake_is_named_and_why_is_not_read() {
    String player =
        "WHAT=idle:sleep\nMODE=block\nUID=1000\nPID=7\nWHO=Video\\x20player\nWHY=Playing\\x20a\n";
    assertThat(Logind.inhibitor(player)).contains("Video player");
    assertThat(Logind.inhibitor(player.replace("idle:sleep", "sleep"))).isEmpty();
    assertThat(Logind.inhibitor(player.replace("=block", "=delay"))).isEmpty();
  }

  @Test
  void a_desktop_is_asked_in_its_persons_name_and_without_a_shell() {
    assertThat(SessionLocks.ask(1000).arguments())
        .contains("--uid=1000", "--property=NoNewPrivileges=yes", "--wait")
        .endsWith("/usr/lib/stairgate-agent/bin/stairgate-session-lock");
  }

  @Test
  void an_open_screen_that_should_have_locked_is_seen_with_who_keeps_it_awake() {
    FakeRoot linux = new FakeRoot(folder);
    linux.file("/run/systemd/sessions/2", SESSION);
    linux.file("/run/systemd/inhibit/1", "WHAT=idle\nMODE=block\nWHO=Player\nWHY=x\n");
    List<Command> ran = new ArrayList<>();
    SessionLocks sessions =
        new SessionLocks(
            linux.files(),
            new Programs(
                command -> {
                  ran.add(command);
                  return new Outcome.Ended(
                      0, "Id=2\nIdleHint=yes\nIdleSinceHint=1789998500000000\nLockedHint=no\n", "");
                }),
            InstantSource.fixed(NOW));

    List<Session> found = sessions.read("");

    assertThat(ran).hasSize(1);
    assertThat(ran.getFirst().arguments()).startsWith("show-session").endsWith("2");
    Finding finding = prove(settings(found));
    assertThat(finding.state()).isEqualTo(new FindingState.NotMet());
    assertThat(finding.sentence())
        .isEqualTo(
            "A screen stayed open for 25 minutes without use, although it should have locked. A"
                + " program keeps it awake: Player.");
    assertThat(finding.evidence()).contains(new Evidence("kept awake by", "Player"));
  }

  @Test
  void without_an_open_desktop_no_program_is_started() {
    List<Command> ran = new ArrayList<>();
    new SessionLocks(
            new FakeRoot(folder).files(),
            new Programs(
                command -> {
                  ran.add(command);
                  return new Outcome.NotStarted();
                }),
            InstantSource.fixed(NOW))
        .read("");
    assertThat(ran).isEmpty();
  }

  @Test
  void what_an_open_desktop_really_gets_counts_more_than_the_file() {
    assertThat(prove(settings(List.of(session(300, true, false)))).state())
        .isEqualTo(new FindingState.Met());
    assertThat(prove(settings(List.of(session(0, true, false)))).sentence())
        .isEqualTo("The desktop that is open now never locks its screen. Sign out and in again.");
    assertThat(prove(settings(List.of(session(300, false, false)))).sentence())
        .startsWith("The desktop that is open now never locks its screen.");
    assertThat(prove(settings(List.of(session(1_800, true, false)))).sentence())
        .isEqualTo(
            "The desktop that is open now stays unlocked for 30 minutes. Sign out and in again.");
    assertThat(prove(settings(List.of(session(300, true, true)))).sentence())
        .startsWith("The person who is signed in now can turn the lock off.");
  }

  private static Session session(int idle, boolean enabled, boolean changeable) {
    return new Session(
        "anna",
        Optional.of(Duration.ofSeconds(idle)),
        Optional.of(enabled),
        Optional.of(Duration.ZERO),
        changeable,
        Duration.ZERO,
        Optional.of(false),
        List.of());
  }

  private static Reading settings(List<Session> sessions) {
    return new Reading.Settings(
        new Setting<>(Optional.of(Duration.ofMinutes(5)), true),
        new Setting<>(Optional.of(true), true),
        new Setting<>(Optional.of(Duration.ZERO), true),
        sessions);
  }

  private static Finding prove(Reading reading) {
    ScreenLockSource source = () -> reading;
    return new ScreenLock(source, InstantSource.fixed(NOW)).prove(Policy.DEFAULT);
  }

  @Test
  void plasmas_keys_are_read_with_their_marks() {
    String text =
        """
        # by the setting
        [Daemon]
        Autolock[$i]=true
        Timeout=7.5
        LockGrace[$i]=3
        [Other]
        Timeout=99
        """;
    assertThat(PlasmaLock.key(text, "Timeout")).contains(new PlasmaLock.Key("7.5", false));
    assertThat(PlasmaLock.key(text, "Autolock")).contains(new PlasmaLock.Key("true", true));
    assertThat(PlasmaLock.key(text, "RequirePassword")).isEmpty();
    assertThat(PlasmaLock.key("[Daemon][$i]\nTimeout=5\n", "Timeout"))
        .contains(new PlasmaLock.Key("5", true));
    assertThat(PlasmaLock.key("[$i]\n[Daemon]\nTimeout=5\n", "Timeout"))
        .contains(new PlasmaLock.Key("5", true));
    Reading.Settings settings = (Reading.Settings) PlasmaLock.settings(text);
    assertThat(settings.idle())
        .isEqualTo(new Setting<>(Optional.of(Duration.ofSeconds(450)), false));
    assertThat(settings.delay()).isEqualTo(new Setting<>(Optional.of(Duration.ofSeconds(3)), true));
    assertThat(
            ((Reading.Settings) PlasmaLock.settings("[Daemon]\nAutolock=false\n")).idle().value())
        .contains(Duration.ZERO);
  }

  @Test
  void damaged_text_is_read_as_something_or_nothing_but_never_fails() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      PlasmaLock.settings(
          FakeRoot.mutated("[Daemon][$i]\nAutolock[$i]=true\nTimeout[$i]=10\n", random));
      Logind.desktop("2", FakeRoot.mutated(SESSION, random));
      SessionLocks.parse(FakeRoot.mutated(ASKED, random));
      Logind.hints(
          FakeRoot.mutated("Id=2\nIdleHint=yes\nIdleSinceHint=17\nLockedHint=no\n", random));
      Logind.inhibitor(FakeRoot.mutated("WHAT=idle\nMODE=block\nWHO=a\\x20b\n", random));
    }
  }
}
