package io.stairgate.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.AgentAction;
import io.stairgate.agent.event.AgentEvent;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Gap;
import io.stairgate.agent.event.GapReason;
import io.stairgate.agent.event.Hardware;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.Posture;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sixty days without a console, by a clock of its own: 2,000 reports a day, most of them posture.
 */
class LongAbsenceTest {
  private static final int DAYS = 60;
  private static final int PER_DAY = 2_000;

  @TempDir Path temp;

  @Test
  void no_event_is_lost_the_limit_holds_and_the_backlog_is_read_quickly() throws Exception {
    Instant[] now = {Instant.parse("2026-07-01T00:00:00Z")};
    DataDirectory folder = DataDirectory.open(temp.resolve("data")).folder("journal");
    long events = 0;
    try (Journal journal = Journal.open(folder, Limits.DEFAULT, () -> now[0])) {
      for (int day = 0; day < DAYS; day++) {
        for (int batch = 0; batch < PER_DAY / 50; batch++) {
          List<Draft> drafts = new ArrayList<>();
          for (int i = 0; i < 50; i++) {
            now[0] = now[0].plus(Duration.ofSeconds(43));
            boolean event = i % 10 == 0;
            events += event ? 1 : 0;
            drafts.add(new Draft(now[0], new BootTime("boot", 1), what(event, events)));
          }
          journal.append(drafts);
        }
        assertThat(journal.bytes()).isLessThan(66L << 20);
      }
      long begin = System.nanoTime();
      long seen = 0;
      long wanted = 1;
      List<Entry> entries = journal.read(wanted, 256, 256 * 1024);
      while (!entries.isEmpty()) {
        for (Entry entry : entries) {
          long first = entry.what() instanceof Gap gap ? gap.firstSequence() : entry.sequence();
          assertThat(first).isEqualTo(wanted);
          wanted = entry.sequence() + 1;
          seen += entry.what() instanceof AgentEvent ? 1 : 0;
          if (entry.what() instanceof Gap gap) {
            assertThat(gap.reason()).isEqualTo(GapReason.COALESCED);
          }
        }
        entries = journal.read(wanted, 256, 256 * 1024);
      }
      assertThat(seen).isEqualTo(events).isEqualTo(DAYS * PER_DAY / 10);
      assertThat(wanted).isEqualTo(DAYS * PER_DAY + 1L);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
    }
  }

  private static Occurrence what(boolean event, long number) {
    if (event) {
      return new AgentEvent(AgentAction.FAULT, "event " + number, Optional.empty());
    }
    Finding finding =
        new Finding(
            Rule.ENCRYPTION,
            new FindingState.NotMet(),
            new Hold.None(),
            Stage.WATCH,
            Instant.EPOCH,
            Collections.nCopies(8, new Evidence("file system /home", "ext4 on sda".repeat(8))),
            "This laptop is not encrypted.");
    return new Posture(new Hardware("Maker", "Model", "S1", "System", "1", "ab"), List.of(finding));
  }
}
