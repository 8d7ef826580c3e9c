package io.stairgate.console.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.database.Database;
import io.stairgate.console.database.Engine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What makes a console not ready, and how long an answer holds. */
class ReadinessTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));
  private final AtomicLong free = new AtomicLong(Readiness.LEAST_FREE_BYTES);
  private final AtomicBoolean storing = new AtomicBoolean(true);
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_full_disk_a_dead_writer_and_a_database_that_is_away_each_say_so(Engine engine) {
    Database database = engine.open(folder);
    Readiness readiness =
        new Readiness(new WatchStore(database), free::get, storing::get, now::get);
    assertThat(wrong(readiness)).isEmpty();
    free.set(Readiness.LEAST_FREE_BYTES - 1);
    storing.set(false);
    assertThat(wrong(readiness)).as("five seconds old at most").isEmpty();
    now.set(now.get().plusSeconds(6));
    assertThat(wrong(readiness)).containsExactly("disk", "ingest");
    database.close();
    now.set(now.get().plusSeconds(6));
    assertThat(wrong(readiness)).containsExactly("database", "disk", "ingest");
    assertThat(readiness.look()).allSatisfy(check -> assertThat(check.sentence()).endsWith("."));
  }

  private static List<String> wrong(Readiness readiness) {
    return readiness.look().stream()
        .filter(check -> !check.good())
        .map(Readiness.Check::name)
        .toList();
  }
}
