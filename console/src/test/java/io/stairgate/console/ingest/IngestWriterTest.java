package io.stairgate.console.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stairgate.console.database.Database;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.database.Engine;
import io.stairgate.console.setting.ConsoleFactStore;
import io.stairgate.console.watch.Measures;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told after what: nobody hears that something is stored before it is forced to disk. */
class IngestWriterTest {
  @TempDir Path folder;
  Database database;
  final List<String> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() {
    database = Engine.H2.open(folder);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private IngestWriter.Job<String> job(String name) {
    return new IngestWriter.Job<>(
        1,
        transaction -> {
          transaction
              .createUpdate("INSERT INTO console_fact (name, fact_value) VALUES (:name, 'x')")
              .bind("name", name)
              .execute();
          return name;
        },
        done -> told.add("done " + done),
        failed -> told.add("failed " + name));
  }

  @Test
  void nothing_is_told_while_the_force_has_not_returned() throws Exception {
    CountDownLatch forcing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (IngestWriter writer =
        new IngestWriter(
            database,
            () -> {
              forcing.countDown();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            () -> true,
            new Measures())) {
      assertThat(writer.submit(job("a"))).isTrue();
      assertThat(forcing.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(new ConsoleFactStore(database).find("a")).as("it is committed").isPresent();
      assertThat(told).as("and yet not told").isEmpty();
      goOn.countDown();
      await().untilAsserted(() -> assertThat(told).containsExactly("done a"));
    }
  }

  @Test
  void a_force_that_fails_is_a_failure_and_the_next_one_goes_on() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    try (IngestWriter writer =
        new IngestWriter(
            database,
            () -> {
              if (broken.get()) {
                throw new DatabaseUnavailableException("full");
              }
            },
            () -> true,
            new Measures())) {
      writer.submit(job("a"));
      await().untilAsserted(() -> assertThat(told).containsExactly("failed a"));
      broken.set(false);
      writer.submit(job("b"));
      await().untilAsserted(() -> assertThat(told).containsExactly("failed a", "done b"));
    }
  }

  @Test
  void nothing_is_written_while_there_is_no_room_and_the_next_one_goes_on() throws Exception {
    AtomicBoolean room = new AtomicBoolean();
    try (IngestWriter writer =
        new IngestWriter(database, database::forceToDisk, room::get, new Measures())) {
      writer.submit(job("a"));
      await().untilAsserted(() -> assertThat(told).containsExactly("failed a"));
      assertThat(new ConsoleFactStore(database).find("a")).isEmpty();
      room.set(true);
      writer.submit(job("a"));
      await().untilAsserted(() -> assertThat(told).containsExactly("failed a", "done a"));
    }
  }

  @Test
  void what_waits_together_is_forced_together() throws Exception {
    AtomicInteger forces = new AtomicInteger();
    CountDownLatch goOn = new CountDownLatch(1);
    try (IngestWriter writer =
        new IngestWriter(
            database,
            () -> {
              forces.incrementAndGet();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            () -> true,
            new Measures())) {
      for (int i = 0; i < 100; i++) {
        writer.submit(job("n" + i));
      }
      goOn.countDown();
      await().untilAsserted(() -> assertThat(told).hasSize(100));
      assertThat(forces.get()).isLessThan(10);
    }
  }

  @Test
  void one_that_cannot_be_stored_does_not_hold_up_the_others() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (IngestWriter writer =
        new IngestWriter(
            database,
            () -> {
              if (first.getCount() > 0) {
                first.countDown();
                try {
                  goOn.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
            },
            () -> true,
            new Measures())) {
      writer.submit(job("a"));
      assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
      writer.submit(job("b"));
      writer.submit(job("a"));
      writer.submit(job("c"));
      goOn.countDown();
      await()
          .untilAsserted(
              () ->
                  assertThat(told)
                      .containsExactlyInAnyOrder("done a", "done b", "failed a", "done c"));
    }
  }

  @Test
  void an_error_in_one_does_not_end_the_writer() throws Exception {
    try (IngestWriter writer =
        new IngestWriter(database, database::forceToDisk, () -> true, new Measures())) {
      writer.submit(
          new IngestWriter.Job<>(
              1,
              transaction -> {
                throw new StackOverflowError("a test");
              },
              done -> told.add("done a"),
              failed -> told.add("failed a")));
      await().untilAsserted(() -> assertThat(told).containsExactly("failed a"));
      writer.submit(job("b"));
      await().untilAsserted(() -> assertThat(told).containsExactly("failed a", "done b"));
    }
  }

  @Test
  void who_cannot_be_told_that_it_is_stored_is_told_to_begin_anew() throws Exception {
    try (IngestWriter writer =
        new IngestWriter(database, database::forceToDisk, () -> true, new Measures())) {
      writer.submit(
          new IngestWriter.Job<>(
              1,
              transaction -> "a",
              done -> {
                throw new IllegalStateException(done);
              },
              failed -> told.add("failed a")));
      await().untilAsserted(() -> assertThat(told).containsExactly("failed a"));
    }
  }

  @Test
  void once_it_is_closed_nothing_is_taken_and_nobody_is_left_waiting() throws Exception {
    IngestWriter writer =
        new IngestWriter(database, database::forceToDisk, () -> true, new Measures());
    writer.close();
    assertThat(writer.submit(job("a"))).isFalse();
    assertThat(told).isEmpty();
  }
}
