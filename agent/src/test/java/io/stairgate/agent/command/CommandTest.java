package io.stairgate.agent.command;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class CommandTest {
  private static final Path SH = Path.of("/bin/sh");
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void status_and_both_outputs_come_back() throws InterruptedException {
    Outcome outcome = Command.of(SH, LONG, "-c", "echo out; echo err >&2; exit 3").run();
    assertThat(outcome).isEqualTo(new Outcome.Ended(3, "out\n", "err\n"));
    assertThat(outcome.succeeded()).isFalse();
    assertThat(Command.of(SH, LONG, "-c", ":").run().succeeded()).isTrue();
  }

  @Test
  void arguments_and_input_arrive_as_they_stand() throws InterruptedException {
    Command command =
        new Command(
            SH, List.of("-c", "printf '%s|' \"$@\"; cat", "sh", "$(id) ;'", ""), "a\nb", LONG);
    assertThat(command.run()).isEqualTo(new Outcome.Ended(0, "$(id) ;'||a\nb", ""));
  }

  @Test
  void nothing_of_the_agents_environment_is_handed_on_and_the_locale_is_c()
      throws InterruptedException {
    assertThat(Command.of(Path.of("/usr/bin/env"), LONG).run())
        .isInstanceOfSatisfying(
            Outcome.Ended.class,
            ended ->
                assertThat(ended.output().lines())
                    .containsExactlyInAnyOrder(
                        "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "LANG=C"));
  }

  @Test
  void what_takes_too_long_is_killed_with_all_it_started(@TempDir Path folder) throws Exception {
    Path number = folder.resolve("number");
    Outcome outcome =
        Command.of(
                SH,
                Duration.ofSeconds(2),
                "-c",
                "sleep 60 & echo $! >\"$0\"; wait",
                number.toString())
            .run();
    assertThat(outcome).isEqualTo(new Outcome.TooLong());
    long started = Long.parseLong(Files.readString(number).strip());
    ProcessHandle.of(started).ifPresent(left -> left.onExit().orTimeout(10, SECONDS).join());
  }

  @Test
  void more_output_than_is_kept_neither_blocks_the_program_nor_fills_the_memory()
      throws InterruptedException {
    assertThat(Command.of(SH, LONG, "-c", "head -c 3000000 /dev/zero | tr '\\0' x").run())
        .isInstanceOfSatisfying(
            Outcome.Ended.class,
            ended -> assertThat(ended.output()).hasSize(Command.MOST_OUTPUT).startsWith("xxx"));
  }

  @Test
  void a_program_that_does_not_read_its_input_blocks_nobody() throws InterruptedException {
    Command command = new Command(SH, List.of("-c", "exit 0"), "x".repeat(32 * 1024), LONG);
    assertThat(command.run().succeeded()).isTrue();
  }

  @Test
  void a_program_that_is_not_there_is_an_answer() throws InterruptedException {
    assertThat(Command.of(Path.of("/usr/bin/no-such-program"), LONG).run())
        .isEqualTo(new Outcome.NotStarted());
  }

  @Test
  void an_interrupted_thread_leaves_no_program_behind() throws InterruptedException {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Command.of(SH, LONG, "-c", "sleep 25").run())
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void a_relative_path_a_zero_byte_and_too_much_input_are_refused() {
    assertThatThrownBy(() -> Command.of(Path.of("sh"), LONG))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Command.of(SH, LONG, "a\0b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Command(SH, List.of(), "é".repeat(20_000), LONG))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
