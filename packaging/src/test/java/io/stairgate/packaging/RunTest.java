package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code packaging/run} and {@code packaging/verify} say before they do anything. */
class RunTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "./run --port 0,              --port needs a number",
    "./run --agent-port 70000,    --agent-port needs a number",
    "./run --port,                --port needs a value",
    "./run --nonsense,            '--nonsense'",
    "./verify --nonsense,         '--nonsense'"
  })
  void wrong_usage_is_one_sentence_and_exit_2(String command, String said) throws Exception {
    Ran ran = Ran.run(("bash " + command).split(" "));

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err().lines()).hasSize(1).first().asString().contains(said, "--help");
  }

  @Test
  void a_port_in_use_is_one_sentence_before_anything_is_built() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ran ran = run("--port", String.valueOf(taken.getLocalPort()));

      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err().lines())
          .containsExactly(
              "packaging/run: port "
                  + taken.getLocalPort()
                  + " is in use on this computer; give another with --port.");
    }
  }

  @Test
  void a_folder_that_cannot_be_written_is_one_sentence() throws Exception {
    Ran ran = Ran.run("bash", "./run", "--data", "/proc/stairgate");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err().lines()).hasSize(1).first().asString().contains("--data");
  }

  private Ran run(String option, String value) throws Exception {
    return Ran.run("bash", "./run", "--headless", "--data", folder.toString(), option, value);
  }
}
