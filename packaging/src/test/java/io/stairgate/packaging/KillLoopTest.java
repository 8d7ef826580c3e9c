package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills console and agent with SIGKILL while a laptop reports a hundred sticks a second, and then
 * counts. {@code -Dstairgate.kills=20} is the long form.
 */
class KillLoopTest {
  private static final int KILLS = Integer.getInteger("stairgate.kills", 4);
  private static final int EVENTS_BETWEEN_KILLS = 60;

  @TempDir Path folder;

  private enum Victim {
    AGENT,
    CONSOLE,
    BOTH
  }

  @Test
  void nothingTheJournalAcceptedIsLostAndNothingIsShownTwice() throws Exception {
    Path data = folder.resolve("agent");
    Path ledger = folder.resolve("ledger");
    Files.createFile(ledger);
    Random random = new Random(KILLS);
    try (RealConsole console = RealConsole.start(folder)) {
      enrol(console.enrolmentLine(), data);
      String token = console.token();
      Process agent = laptop(data, ledger, "plug");
      try {
        for (int kill = 0; kill < KILLS; kill++) {
          awaitMoreThan(lines(ledger).size() + EVENTS_BETWEEN_KILLS, ledger, agent);
          // The console must have taken some of it, so that the kill hits a stream at work.
          int before = console.all("alerts", token).size();
          Awaitility.await()
              .atMost(Duration.ofMinutes(2))
              .pollDelay(Duration.ofMillis(random.nextInt(300)))
              .until(() -> console.all("alerts", token).size() > before);
          switch (Victim.values()[kill % Victim.values().length]) {
            case AGENT -> {
              agent.destroyForcibly().waitFor();
              agent = laptop(data, ledger, "plug");
            }
            case CONSOLE -> {
              console.kill();
              console.restart();
            }
            case BOTH -> {
              console.kill();
              agent.destroyForcibly().waitFor();
              agent = laptop(data, ledger, "plug");
              console.restart();
            }
          }
        }
      } finally {
        agent.destroyForcibly().waitFor();
      }
      Process rest = laptop(data, ledger, "drain");
      assertThat(rest.waitFor(3, TimeUnit.MINUTES)).as("the console took everything").isTrue();
      assertThat(rest.exitValue()).isZero();
      compare(lines(ledger), console.all("alerts", token));
    }
  }

  private static void compare(List<String> accepted, List<JsonNode> alerts) {
    Map<String, Long> shown =
        alerts.stream()
            .filter(alert -> !alert.path("medium").path("serial").asText().isEmpty())
            .collect(
                Collectors.groupingBy(
                    alert -> alert.path("medium").path("serial").asText(),
                    Collectors.summingLong(alert -> alert.path("occurrences").asLong())));
    System.out.printf(
        "%d kills, %d events accepted by the journal, %d shown%n",
        KILLS, accepted.size(), shown.size());
    Set<String> lost = new TreeSet<>(accepted);
    lost.removeAll(shown.keySet());
    assertThat(lost).as("accepted by the journal and never shown").isEmpty();
    assertThat(shown)
        .as("each stick once")
        .allSatisfy((serial, times) -> assertThat(times).isOne());
    Set<String> unwritten = new HashSet<>(shown.keySet());
    accepted.forEach(unwritten::remove);
    assertThat(unwritten)
        .as("shown, and killed before the ledger was written: at most one a kill")
        .hasSizeLessThanOrEqualTo(KILLS + 1);
  }

  private void awaitMoreThan(int count, Path ledger, Process agent) {
    Awaitility.await("the laptop reports")
        .atMost(Duration.ofMinutes(2))
        .failFast("the laptop ended", () -> !agent.isAlive())
        .until(() -> lines(ledger).size() > count);
  }

  private static List<String> lines(Path ledger) throws IOException {
    String text = Files.readString(ledger);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private void enrol(String line, Path data) throws Exception {
    Path file = folder.resolve("line");
    Files.writeString(file, line);
    Ran ran =
        Ran.run(
            Path.of("target", "stairgate", "bin", "stairgate-agent").toAbsolutePath().toString(),
            "enrol",
            "--line-file",
            file.toString(),
            "--data",
            data.toString(),
            "--nickname",
            "Kill loop");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
  }

  private Process laptop(Path data, Path ledger, String act) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            NoisyLaptop.class.getName(),
            data.toString(),
            ledger.toString(),
            act)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("laptop.log").toFile()))
        .start();
  }
}
