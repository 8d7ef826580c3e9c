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

/** The scripts behind the button and the notice, with programs that write down what they hear. */
@Timeout(60)
class ConcernScriptTest {
  private static final Path FOLDER = Path.of("../packaging/linux");

  @TempDir Path temp;
  private Path programs = Path.of("");

  @BeforeEach
  void prepare() throws Exception {
    assumeThat(Path.of("/bin/sh")).exists();
    programs = Files.createDirectory(temp.resolve("programs"));
    for (String tool : List.of("tail", "sed", "cat")) {
      for (String folder : List.of("/usr/bin", "/bin")) {
        Path there = Path.of(folder, tool);
        if (Files.exists(there) && !Files.exists(programs.resolve(tool))) {
          Files.createSymbolicLink(programs.resolve(tool), there);
        }
      }
    }
    agent("echo 'Thank you.'");
    program("loginctl", "echo \"loginctl $*\" >>\"$STAIRGATE_TEST/asked\"");
  }

  private void agent(String then) throws IOException {
    program(
        "agent",
        "echo \"$*\" >>\"$STAIRGATE_TEST/asked\"\n"
            + "case \"$*\" in *--words=-*) cat >>\"$STAIRGATE_TEST/words\" ;; esac\n"
            + then);
  }

  private void program(String name, String body) throws IOException {
    Path file = programs.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int run(String script, String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("/bin/sh", FOLDER.resolve(script).toString()));
    line.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().clear();
    builder.environment().put("PATH", programs.toString());
    builder.environment().put("STAIRGATE_TEST", temp.toString());
    builder.environment().put("STAIRGATE_AGENT", programs.resolve("agent").toString());
    builder.redirectInput(Path.of("/dev/null").toFile());
    Process process =
        builder.redirectErrorStream(true).redirectOutput(temp.resolve("said").toFile()).start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String read(String name) throws IOException {
    return Files.readString(temp.resolve(name), StandardCharsets.UTF_8);
  }

  @Test
  void the_report_is_made_before_anything_is_asked_and_words_go_no_command_line() throws Exception {
    program(
        "zenity",
        "[ -e \"$STAIRGATE_TEST/asked\" ] && case \"$*\" in"
            + " *--entry*) echo 'it was; $(touch x) \"so\"' ;; esac");
    assertThat(run("stairgate-concern")).isZero();
    assertThat(read("asked").lines())
        .containsExactly("concern --kind=worry", "concern --kind=worry --no-lock --words=-");
    assertThat(read("words")).isEqualTo("it was; $(touch x) \"so\"");
    assertThat(temp.resolve("x")).doesNotExist();
  }

  @Test
  void who_has_no_words_or_no_dialog_has_reported_all_the_same() throws Exception {
    assertThat(run("stairgate-concern", "password")).isZero();
    program("zenity", "exit 1");
    assertThat(run("stairgate-concern", "lost")).isZero();
    assertThat(read("asked").lines())
        .containsExactly("concern --kind=password", "concern --kind=lost");
    assertThat(run("stairgate-concern", "other")).isEqualTo(2);
  }

  @Test
  void where_the_agent_does_not_answer_the_screen_is_locked_and_the_person_told() throws Exception {
    agent("echo 'The agent does not run.'; exit 1");
    assertThat(run("stairgate-concern")).isEqualTo(1);
    assertThat(read("asked")).contains("loginctl lock-session");
    assertThat(read("said")).contains("tell your safeguarding lead yourself");
  }

  @Test
  void a_notice_counts_as_read_only_when_the_person_says_so() throws Exception {
    agent(
        "case \"$*\" in 'notice --name') echo '- what it looks at'; echo 0123456789abcdef ;; esac");
    assertThat(run("stairgate-read-notice")).isEqualTo(1); // no dialog: say what to type
    program("zenity", "exit 1");
    assertThat(run("stairgate-read-notice")).isZero();
    assertThat(read("asked")).doesNotContain("--read");
    program("zenity", "cat >\"$STAIRGATE_TEST/shown\"");
    assertThat(run("stairgate-read-notice")).isZero();
    assertThat(read("shown")).isEqualTo("- what it looks at\n");
    assertThat(read("asked")).contains("notice --read=0123456789abcdef");
  }
}
