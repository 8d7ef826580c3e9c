package io.stairgate.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.AgentAction;
import io.stairgate.agent.event.AgentEvent;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.Hardware;
import io.stairgate.agent.event.Posture;
import io.stairgate.agent.journal.Journal;
import io.stairgate.agent.journal.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RecorderTest {
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
  private static final Posture POSTURE =
      new Posture(new Hardware("", "", "", "", "", ""), List.of());

  @TempDir Path temp;
  private final InstantSource clock = InstantSource.fixed(NOW);
  private final AtomicInteger appended = new AtomicInteger();
  private volatile boolean diskIsFull;

  @SuppressWarnings("NullAway.Init") // recorder() makes it
  private Recorder recorder;

  private void recorder() {
    recorder =
        new Recorder(
            this::journal,
            () -> new BootTime("boot", 1),
            clock,
            Duration.ofMillis(50),
            journal -> {},
            appended::incrementAndGet);
  }

  private Journal journal() throws IOException {
    if (diskIsFull) {
      throw new IOException("No space left on device");
    }
    try {
      return Journal.open(
          DataDirectory.open(temp.resolve("data")).folder("journal"), Limits.DEFAULT, clock);
    } catch (io.stairgate.agent.config.PlainException e) {
      throw new IOException(e);
    }
  }

  @AfterEach
  void close() {
    recorder.close();
  }

  private static AgentEvent event(String detail) {
    return new AgentEvent(AgentAction.FAULT, detail, Optional.empty());
  }

  private List<String> written() throws Exception {
    recorder.close();
    List<String> words = new ArrayList<>();
    try (Journal journal = journal()) {
      for (Entry entry : journal.read(1, 5_000, 1 << 20)) {
        words.add(entry.what() instanceof AgentEvent e ? e.detail() : "posture");
      }
    }
    return words;
  }

  @Test
  void what_is_recorded_is_written_in_order_and_told() throws Exception {
    recorder();
    recorder.start();
    AtomicInteger told = new AtomicInteger();
    for (int i = 0; i < 200; i++) {
      recorder.record(event("e" + i), told::incrementAndGet);
    }
    await().until(() -> told.get() == 200);
    assertThat(appended.get()).isPositive();
    assertThat(written()).hasSize(200).startsWith("e0", "e1").endsWith("e199");
  }

  @Test
  void while_the_disk_takes_nothing_it_waits_in_memory_and_is_written_afterwards()
      throws Exception {
    diskIsFull = true;
    recorder();
    recorder.start();
    for (int i = 0; i < 10; i++) {
      recorder.record(event("e" + i));
    }
    assertThat(recorder.inMemory()).isEqualTo(10);
    diskIsFull = false;
    await().until(() -> recorder.inMemory() == 0);
    assertThat(written()).hasSize(10).startsWith("e0");
  }

  @Test
  void beyond_a_thousand_the_rest_is_counted_and_the_count_is_told() throws Exception {
    diskIsFull = true;
    recorder();
    recorder.start();
    for (int i = 0; i < Recorder.MOST_IN_MEMORY + 7; i++) {
      recorder.record(event("e" + i));
    }
    assertThat(recorder.inMemory()).isEqualTo(Recorder.MOST_IN_MEMORY + 7);
    diskIsFull = false;
    await().until(() -> recorder.inMemory() == 0);
    assertThat(written())
        .hasSize(Recorder.MOST_IN_MEMORY + 1)
        .contains("e0", "e" + (Recorder.MOST_IN_MEMORY - 1))
        .anyMatch(w -> w.startsWith("7 reports between " + NOW));
  }

  @Test
  void posture_makes_room_for_events() throws Exception {
    diskIsFull = true;
    recorder();
    recorder.start();
    for (int i = 0; i < Recorder.MOST_IN_MEMORY; i++) {
      recorder.record(i % 2 == 0 ? POSTURE : event("e" + i));
    }
    recorder.record(event("stick"));
    diskIsFull = false;
    await().until(() -> recorder.inMemory() == 0);
    assertThat(written()).contains("stick", "e1", "e999").doesNotContain("posture");
  }

  @Test
  void a_waiting_thread_still_proves_that_it_is_alive() {
    recorder();
    recorder.start();
    long before = System.nanoTime();
    await()
        .until(
            () -> {
              recorder.prove();
              return recorder.aliveNanos() > before;
            });
  }
}
