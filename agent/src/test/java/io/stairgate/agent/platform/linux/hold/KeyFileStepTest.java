package io.stairgate.agent.platform.linux.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.KeyFileStep.KeyPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class KeyFileStepTest {
  private static final Words WORDS =
      new Words("automatic sign-in", "off", "Nobody is signed in automatically.");
  private static final String GDM = "/etc/gdm3/daemon.conf";

  /** As Debian 12 ships it, shortened, with an automatic sign-in. */
  private static final String DAEMON_CONF =
      """
      # GDM configuration storage
      [daemon]
      # Uncomment the line below to force the login screen to use Xorg
      #WaylandEnable=false

      # Enabling automatic login
      AutomaticLoginEnable = true
        AutomaticLogin = anna

      [security]

      [debug]
      # AutomaticLoginEnable=true
      #Enable=true
      """;

  @TempDir private Path root;

  private KeyFileStep step(String path, KeyStyle style, String section, String key, String value) {
    return new KeyFileStep(
        new RootFiles(root), new KeyPlace(path, style, section, key), value, WORDS);
  }

  private KeyFileStep gdm() {
    return step(GDM, KeyStyle.INI, "daemon", "AutomaticLoginEnable", "false");
  }

  private Path file(String path, String text) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void sets_its_key_alone_and_gives_the_exact_bytes_back() throws Exception {
    Path file = file(GDM, DAEMON_CONF);
    KeyFileStep step = gdm();
    assertThat(step.found()).isEqualTo("true");
    assertThat(step.done()).isFalse();
    String before = step.before();

    step.make();

    assertThat(file)
        .hasContent(
            DAEMON_CONF.replace("AutomaticLoginEnable = true\n", "AutomaticLoginEnable=false\n"));
    assertThat(step.done()).isTrue();
    assertThat(step.still(step.aim())).isTrue();

    step.putBack(before);

    assertThat(file).hasContent(DAEMON_CONF);
  }

  @Test
  void where_another_line_changed_since_only_the_key_goes_back() throws Exception {
    Path file = file(GDM, DAEMON_CONF);
    KeyFileStep step = gdm();
    String before = step.before();
    step.make();
    Files.writeString(file, Files.readString(file).replace("#WaylandEnable", "WaylandEnable"));

    assertThat(step.still(step.aim())).isTrue();
    step.putBack(before);

    assertThat(file).hasContent(DAEMON_CONF.replace("#WaylandEnable", "WaylandEnable"));
  }

  @Test
  void the_same_key_set_by_somebody_else_is_not_ours_any_more() throws Exception {
    Path file = file(GDM, DAEMON_CONF);
    KeyFileStep step = gdm();
    step.make();
    Files.writeString(file, DAEMON_CONF);

    assertThat(step.still(step.aim())).isFalse();
  }

  @Test
  void a_missing_section_is_added_and_goes_again() throws Exception {
    Path file = file("/etc/sddm.conf", "[Theme]\nCurrent=breeze");
    KeyFileStep step = step("/etc/sddm.conf", KeyStyle.INI, "Autologin", "User", "");
    String before = step.before();

    step.make();
    assertThat(file).hasContent("[Theme]\nCurrent=breeze\n[Autologin]\nUser=\n");

    step.putBack(before);
    assertThat(file).hasContent("[Theme]\nCurrent=breeze");

    step.make();
    Files.writeString(file, "# new\n" + Files.readString(file));
    step.putBack(before);
    assertThat(file).hasContent("# new\n[Theme]\nCurrent=breeze\n");
  }

  @Test
  void a_missing_file_is_made_and_goes_again_with_its_folder() throws Exception {
    KeyFileStep step = gdm();
    String before = step.before();

    step.make();
    assertThat(root.resolve("etc/gdm3/daemon.conf"))
        .hasContent("[daemon]\nAutomaticLoginEnable=false\n");

    step.putBack(before);
    assertThat(root.resolve("etc")).doesNotExist();
  }

  @Test
  void a_file_that_went_missing_since_comes_back_as_it_was_with_the_key_set() throws Exception {
    Path file = file(GDM, DAEMON_CONF);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    KeyFileStep step = gdm();
    String before = step.before();
    step.make();
    Files.delete(file);
    assertThat(step.done()).isFalse();
    assertThat(step.found()).isEqualTo("not set");

    step.make(before);

    assertThat(file)
        .hasContent(
            DAEMON_CONF.replace("AutomaticLoginEnable = true\n", "AutomaticLoginEnable=false\n"));
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));

    step.putBack(before);
    assertThat(file).hasContent(DAEMON_CONF);
  }

  @Test
  void a_file_that_somebody_wrote_anew_keeps_what_they_wrote() throws Exception {
    Path file = file(GDM, DAEMON_CONF);
    KeyFileStep step = gdm();
    String before = step.before();
    step.make();
    Files.writeString(file, "# short\n[daemon]\n");

    step.make(before);

    assertThat(file).hasContent("# short\n[daemon]\nAutomaticLoginEnable=false\n");
  }

  @Test
  void every_place_of_the_key_is_set_and_comes_back() throws Exception {
    String twice = "deny = 5\n# deny = 3\nunlock_time = 60\ndeny=9\n";
    Path file = file("/etc/security/faillock.conf", twice);
    KeyFileStep step = step("/etc/security/faillock.conf", KeyStyle.EQUALS, "", "deny", "10");
    String before = step.before();

    step.make();
    assertThat(file).hasContent("deny = 10\n# deny = 3\nunlock_time = 60\ndeny = 10\n");

    Files.writeString(file, Files.readString(file) + "audit\n");
    step.putBack(before);
    assertThat(file).hasContent(twice + "audit\n");
  }

  @Test
  void two_keys_of_one_file_go_back_in_the_other_order_to_the_exact_bytes() throws Exception {
    Path file = file(GDM, DAEMON_CONF);
    KeyFileStep one = gdm();
    KeyFileStep two = step(GDM, KeyStyle.INI, "security", "AllowRemoteAutoLogin", "false");
    String beforeOne = one.before();
    one.make();
    String beforeTwo = two.before();
    two.make();

    two.putBack(beforeTwo);
    one.putBack(beforeOne);

    assertThat(file).hasContent(DAEMON_CONF);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SPACE|PASS_MAX_DAYS|'# PASS_MAX_DAYS x\nPASS_MAX_DAYS\t99999\nPASS_MAX_DAYS_X 1\n'|99999",
        "EQUALS|minlen|'# minlen = 8\nminlen = 9\n'|9",
        "EQUALS|even_deny_root|'even_deny_root\n'|''",
        "SHELL|ENABLED|'ENABLED=no\nENABLED_X=yes\n'|no"
      })
  void reads_each_way_of_writing_keys(KeyStyle style, String key, String text, String value) {
    assertThat(new KeyText(text, style, "", key).value()).contains(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "a\nb", "a\r\nb\r\n", "[s]\nk=1\n[t]\nk=2", "[s]", "k=v\n[s]\n\n"})
  void setting_and_putting_back_gives_every_file_back(String text) throws Exception {
    for (KeyStyle style : KeyStyle.values()) {
      Path file = file("/etc/any", text);
      KeyFileStep step =
          step(
              "/etc/any",
              style,
              style.sections() ? "s" : "",
              "k",
              style == KeyStyle.LINE ? "" : "new");
      String before = step.before();
      step.make();
      assertThat(step.done()).isTrue();

      KeyFileStep.again(new RootFiles(root), step.id()).orElseThrow().putBack(before);

      assertThat(file).hasContent(text);
    }
  }

  @Test
  void a_stricter_value_can_be_good_enough() throws Exception {
    file("/etc/security/faillock.conf", "deny = 3\n");
    KeyFileStep step =
        new KeyFileStep(
            new RootFiles(root),
            new KeyPlace("/etc/security/faillock.conf", KeyStyle.EQUALS, "", "deny"),
            "10",
            found -> found.filter(text -> Integer.parseInt(text) <= 10).isPresent(),
            WORDS);

    assertThat(step.done()).isTrue();
  }

  @Test
  void a_place_the_record_cannot_hold_is_refused() {
    assertThatThrownBy(() -> new KeyPlace("/etc/a|b", KeyStyle.INI, "s", "k"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KeyPlace("/etc/a", KeyStyle.INI, "", "k"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(KeyFileStep.again(new RootFiles(root), "key:relative|ini|s|k"))
        .isEqualTo(Optional.empty());
  }
}
