package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The commands as a person types them: what they print, where, and how they end. */
@Isolated("looks at what is printed")
class CommandTest {
  @TempDir Path folder;

  private record Printed(int exit, String out, String err) {}

  private Printed run(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    int exit;
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      exit = Main.run(Instant::now, args);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return new Printed(
        exit, outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  @Test
  void a_line_a_token_and_a_link_are_made_while_the_console_runs_and_while_it_does_not() {
    try (ConsoleFixture f = new ConsoleFixture(folder.resolve("data"))) {
      makes();
      assertThat(run("enrol-code", "--data", data(), "--json").out())
          .contains("127.0.0.1:" + f.console.agentPort());
    }
    makes();
  }

  private void makes() {
    assertThat(run("enrol-code", "--data", data(), "--uses", "2", "--hours", "3").out())
        .matches(
            "stairgate://127\\.0\\.0\\.1:\\d+/enrol#code=[\\w-]{22}&ca=[0-9a-f]{64}&key=[\\w-]{43}\\R");
    assertThat(
            run("token", "create", "--data", data(), "--name", "x", "--role", "dsl", "--json")
                .out())
        .matches("\\{\"token\":\"[\\w-]{43}\"}\\R");
    assertThat(run("account", "reset", "--data", data()).out())
        .matches("http://localhost:\\d+/join#[\\w-]{22}\\R");
  }

  @Test
  void the_policy_is_taken_out_compared_and_put_in_while_the_console_runs_and_while_it_does_not()
      throws Exception {
    Path file = folder.resolve("policy.yaml");
    try (ConsoleFixture f = new ConsoleFixture(folder.resolve("data"))) {
      assertThat(f.console.webPort()).isPositive();
      assertThat(run("policy", "versions", "--data", data()).out())
          .isEqualTo("Nothing was decided yet: the defaults hold.\n");
      assertThat(run("policy", "export", "--data", data(), file.toString()).exit()).isZero();
      assertThat(run("policy", "diff", "--data", data(), file.toString()).out())
          .isEqualTo("Nothing would change.\n");
      // Long enough to show that a request is not bounded by one small buffer.
      Files.writeString(
          file,
          Files.readString(file).replace("minutes: 10 ", "minutes: 5 ")
              + "# a comment\n".repeat(10_000));
      assertThat(run("policy", "diff", "--data", data(), file.toString()).out())
          .isEqualTo(
              "tighter  Screen lock, minutes without use until the screen locks: 5 instead of"
                  + " 10.\n");
      assertOneSentence(
          run("policy", "apply", "--data", data(), file.toString(), "--reason", "no"),
          "Say why in one sentence of 10 to 500 letters.");
      assertThat(
              run(
                      "policy",
                      "apply",
                      "--data",
                      data(),
                      file.toString(),
                      "--reason",
                      "Five minutes in a nursery.")
                  .out())
          .endsWith("This is version 1 and holds from now on.\n");
      Files.writeString(file, "format: 1\nrule: {}\n");
      assertOneSentence(
          run("policy", "apply", "--data", data(), file.toString(), "--reason", "A wrong file."),
          "Line 2: the file has no \"rule\"; perhaps you meant \"rules\".");
      assertOneSentence(
          run("policy", "diff", "--data", data(), folder.resolve("none").toString()),
          "cannot be read");
    }
    assertThat(run("policy", "versions", "--data", data()).out())
        .contains("    1  ", "Command line: Five minutes in a nursery.");
    assertThat(run("policy", "export", "--data", data()).out()).contains("minutes: 5  #");
    Path calendar = folder.resolve("terms.ics");
    int year = java.time.LocalDate.ofInstant(Instant.now(), java.time.ZoneOffset.UTC).getYear();
    Files.writeString(
        calendar,
        """
        BEGIN:VCALENDAR
        BEGIN:VEVENT
        SUMMARY:Autumn term
        DTSTART;VALUE=DATE:%1$d0901
        DTEND;VALUE=DATE:%1$d1219
        END:VEVENT
        END:VCALENDAR
        """
            .formatted(year));
    assertThat(run("policy", "import-calendar", "--data", data(), calendar.toString()).out())
        .contains("term ", "Autumn term", "Nothing was changed yet.");
    assertThat(
            run(
                    "policy",
                    "import-calendar",
                    "--data",
                    data(),
                    calendar.toString(),
                    "--reason",
                    "The council's dates.")
                .out())
        .contains("version 2");
    assertThat(run("policy", "schema").out()).contains("json-schema.org/draft/2020-12");
  }

  @Test
  void faults_are_one_sentence_on_the_error_stream_and_exit_1() {
    try (ConsoleFixture f = new ConsoleFixture(folder.resolve("data"))) {
      assertThat(f.console.webPort()).isPositive();
      assertOneSentence(
          run("serve", "--data", data()), "Another console is already using the folder");
      assertOneSentence(
          run("token", "create", "--data", data(), "--name", "x", "--role", "king"),
          "There is no role \"king\".");
      assertOneSentence(
          run("enrol-code", "--data", data(), "--uses", "0"), "One line can be used for 1 to 500");
      assertOneSentence(
          run("account", "reset", "--data", data(), "--name", "nobody"),
          "Nobody signs in with that name.");
    }
  }

  @Test
  void a_port_in_use_is_one_sentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertOneSentence(
          run("serve", "--data", data(), "--web", "127.0.0.1:0", "--agents", address),
          "The agents' address " + address + " cannot be used");
      assertOneSentence(
          run("serve", "--data", data(), "--agents", "127.0.0.1:0", "--web", address),
          "The pages cannot listen on");
    }
  }

  @Test
  void a_word_that_is_not_known_in_the_file_refuses_to_start() throws Exception {
    Path file = folder.resolve("console.conf");
    Files.writeString(file, "data = " + data() + "\nwep = 127.0.0.1:0\n");
    assertOneSentence(
        run("serve", "--config", file.toString()), "has a word that is not known: wep");
  }

  @Test
  void wrong_usage_exits_2() {
    assertThat(run("dance").exit()).isEqualTo(2);
    assertThat(run().exit()).isEqualTo(2);
    assertThat(run("account").exit()).isEqualTo(2);
    assertThat(run("policy").exit()).isEqualTo(2);
    assertThat(run("policy", "apply", "--data", data(), "x").exit()).isEqualTo(2);
    assertThat(run("token", "create", "--data", data()).exit()).isEqualTo(2);
  }

  @Test
  void keys_and_socket_are_for_their_own_user_only() throws Exception {
    try (ConsoleFixture f = new ConsoleFixture(folder.resolve("data"))) {
      assertThat(f.console.agentPort()).isPositive();
      Path data = folder.resolve("data");
      assertThat(mode(data.resolve("console.sock"))).isEqualTo("rw-------");
      try (var keys = Files.list(data.resolve("keys"))) {
        assertThat(keys)
            .hasSizeGreaterThanOrEqualTo(5)
            .allSatisfy(key -> assertThat(mode(key)).isEqualTo("rw-------"));
      }
    }
  }

  @Test
  void lost_keys_are_noticed_and_not_replaced() throws Exception {
    new ConsoleFixture(folder.resolve("data")).close();
    Files.delete(folder.resolve("data").resolve("keys").resolve("ca.key"));
    assertOneSentence(
        run("serve", "--data", data(), "--web", "127.0.0.1:0", "--agents", "127.0.0.1:0"),
        "The keys of this console are missing");
  }

  @Test
  void doctor_says_what_is_well_and_what_is_not() {
    new ConsoleFixture(folder.resolve("data")).close();
    Printed printed = run("doctor", "--data", data());
    assertThat(printed.exit()).isEqualTo(1);
    assertThat(printed.out())
        .contains("ok    The keys are there.")
        .contains("ok    The log of who did what is whole")
        .contains("wrong Nobody can sign in yet");
  }

  private static String mode(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void assertOneSentence(Printed printed, String beginning) {
    assertThat(printed.exit()).as(printed.err()).isEqualTo(1);
    assertThat(printed.err().strip()).contains(beginning).doesNotContain("\n").endsWith(".");
    assertThat(printed.out()).isEmpty();
  }
}
