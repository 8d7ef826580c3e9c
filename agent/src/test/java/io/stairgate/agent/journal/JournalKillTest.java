package io.stairgate.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.config.DataDirectory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends is killed in the middle of it, several times over. */
class JournalKillTest {
  private static final int KILLS = 6;

  @TempDir Path temp;

  @Test
  void nothing_that_append_returned_is_lost_by_a_kill() throws Exception {
    long confirmed = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      confirmed = Math.max(confirmed, appendUntilKilled(40L * kill));
      try (Journal journal = open(temp)) {
        assertThat(journal.nextSequence()).isGreaterThan(confirmed);
        assertThat(Entries.words(journal, 1).subList(0, (int) confirmed))
            .allMatch(w -> w.matches("(\\d+):e\\1"));
        JournalTest.assertNoHoles(journal, 1);
      }
    }
    assertThat(confirmed).isGreaterThan(40L * KILLS);
  }

  /** Returns the last number that the killed process said was on the disk. */
  private long appendUntilKilled(long atLeast) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Appender.class.getName(),
                temp.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long last = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      String line = lines.readLine();
      for (long seen = 0; line != null; seen++) {
        last = Long.parseLong(line);
        if (seen == atLeast) {
          process.toHandle().destroyForcibly(); // not Process: that would close the stream we read
        }
        line = lines.readLine();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return last;
  }

  private static Journal open(Path data) throws Exception {
    Limits limits = new Limits(4_000, 64L << 20, 1 << 20, java.time.Duration.ofDays(30));
    return Journal.open(
        DataDirectory.open(data.resolve("data")).folder("journal"), limits, InstantSource.system());
  }

  /** The process that is killed: says each number after it is on the disk. */
  static final class Appender {
    private Appender() {}

    public static void main(String[] args) throws Exception {
      try (Journal journal = open(Path.of(args[0]))) {
        for (int i = 0; i < 1_000_000; i++) {
          System.out.println(journal.append(List.of(Entries.event("e" + journal.nextSequence()))));
        }
      }
    }
  }
}
