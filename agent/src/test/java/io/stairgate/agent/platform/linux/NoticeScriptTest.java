package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script that shows a notice, with programs that write down what they are told. */
@Timeout(60)
class NoticeScriptTest {
  private static final Path SCRIPT = Path.of("../packaging/linux/stairgate-notice");

  @TempDir Path temp;
  private Path programs = Path.of("");

  @BeforeEach
  void prepare() throws Exception {
    assumeThat(Path.of("/bin/sh")).exists();
    programs = Files.createDirectory(temp.resolve("programs"));
    // what the script needs of the system, and nothing else of it: no desktop's program by chance
    for (String tool : List.of("mkdir", "mkfifo", "rm", "grep", "sed", "head")) {
      for (String folder : List.of("/usr/bin", "/bin")) {
        Path there = Path.of(folder, tool);
        if (Files.exists(there) && !Files.exists(programs.resolve(tool))) {
          Files.createSymbolicLink(programs.resolve(tool), there);
        }
      }
    }
    program("systemctl", "printf 'DISPLAY=:7\\nSECRET=no\\n'");
    program(
        "busctl",
        """
        case "$*" in
          *monitor*) printf '{"member":"ActionInvoked","payload":{"type":"us","data":[6,"ask"]}}\\n{"member":"ActionInvoked","payload":{"type":"us","data":[7,"ask"]}}\\n' ;;
          *) for word in "$@"; do printf '<%s>' "$word"; done >>"$STAIRGATE_TEST/notified"; echo >>"$STAIRGATE_TEST/notified"; echo u 7 ;;
        esac
        """);
    program(
        "agent",
        "for word in \"$@\"; do printf '<%s>' \"$word\"; done >\"$STAIRGATE_TEST/asked\";"
            + " echo 'Asked <b>for</b> it.'");
  }

  private void program(String name, String body) throws IOException {
    Path file = programs.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int run(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("/bin/sh", SCRIPT.toString()));
    line.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().clear();
    builder.environment().put("PATH", programs.toString());
    builder.environment().put("XDG_RUNTIME_DIR", temp.toString());
    builder.environment().put("STAIRGATE_TEST", temp.toString());
    builder.environment().put("STAIRGATE_AGENT", programs.resolve("agent").toString());
    Process process =
        builder.redirectErrorStream(true).redirectOutput(temp.resolve("said").toFile()).start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String read(String name) throws IOException {
    return Files.readString(temp.resolve(name), StandardCharsets.UTF_8);
  }

  @Test
  void a_notice_is_shown_and_the_next_one_takes_its_place() throws Exception {
    assertThat(run("medium-1", "normal", "Title", "Body", "")).isZero();
    assertThat(run("medium-1", "urgent", "Title", "Body", "")).isZero();
    assertThat(read("notified").lines())
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .contains(
                        "<Stairgate><0><drive-removable-media><Title><Body><0><1><urgency><y><1><-1>"),
            second ->
                assertThat(second)
                    .contains(
                        "<Stairgate><7><drive-removable-media><Title><Body><0><1><urgency><y><2><0>"));
    assertThat(read("said")).isEmpty();
  }

  @Test
  void without_a_dialog_it_says_what_to_type() throws Exception {
    run("medium-1", "normal", "Title", "Body.", "S1");
    assertThat(read("notified"))
        .contains("Body. To ask, type in a terminal: stairgate-agent media ask");
    assertThat(temp.resolve("asked")).doesNotExist();
  }

  @Test
  void the_button_opens_the_dialog_and_asks_with_the_reason() throws Exception {
    program(
        "zenity", "[ \"$DISPLAY\" = :7 ] && [ -z \"${SECRET:-}\" ] && echo 'photos; $(touch x)'");
    assertThat(run("medium-1", "normal", "Title", "Body.", "--S 1")).isZero();
    assertThat(read("asked")).isEqualTo("<media><ask><--stick=--S 1><--reason=photos; $(touch x)>");
    assertThat(read("notified").lines())
        .satisfiesExactly(
            first -> assertThat(first).contains("<2><ask><Ask><1>"),
            second ->
                assertThat(second)
                    .contains("<7>")
                    .contains("<Asked for><Asked &lt;b&gt;for&lt;/b&gt; it.><0>"));
    assertThat(temp.resolve("x")).doesNotExist();
    assertThat(temp.resolve("stairgate-notice/medium-1.pressed")).doesNotExist();
  }

  @Test
  void where_notify_send_knows_buttons_it_is_used() throws Exception {
    program("kdialog", "echo lesson");
    program(
        "notify-send",
        """
        case "$*" in
          *--help*) echo '  -A, --action=[NAME=]Text...' ;;
          *) for word in "$@"; do printf '<%s>' "$word"; done >>"$STAIRGATE_TEST/sent"; echo 9; echo ask ;;
        esac
        """);
    assertThat(run("medium-1", "normal", "Title", "Body.", "S1")).isZero();
    assertThat(read("sent")).contains("<--replace-id=0>").endsWith("<--><Title><Body.>");
    assertThat(read("asked")).isEqualTo("<media><ask><--stick=S1><--reason=lesson>");
    assertThat(read("notified")).contains("<Stairgate><9>");
  }

  @Test
  void who_closes_the_dialog_asks_for_nothing() throws Exception {
    program("zenity", "exit 1");
    assertThat(run("medium-1", "normal", "Title", "Body.", "S1")).isZero();
    assertThat(temp.resolve("asked")).doesNotExist();
  }

  @Test
  void other_words_are_refused() throws Exception {
    assertThat(run("medium-1", "normal")).isEqualTo(2);
    assertThat(run("../x", "normal", "Title", "Body", "")).isEqualTo(2);
    assertThat(temp.resolve("notified")).doesNotExist();
  }
}
