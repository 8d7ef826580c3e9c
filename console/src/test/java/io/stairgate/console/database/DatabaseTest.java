package io.stairgate.console.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.console.setting.ConsoleFactStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the database promises when things go wrong. */
class DatabaseTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void data_of_a_newer_version_is_refused_with_one_sentence(Engine engine) {
    String url = engine.url(folder);
    try (Database database = Database.open(url)) {
      database.useTransaction(
          t ->
              t.createUpdate(
                      """
                      INSERT INTO "flyway_schema_history"
                        ("installed_rank", "version", "description", "type", "script", "checksum",
                         "installed_by", "execution_time", "success")
                      VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', 1, TRUE)
                      """)
                  .execute());
    }
    assertThatThrownBy(() -> Database.open(url))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageStartingWith("This data was last used by a newer version of Stairgate.");
  }

  @Test
  void a_folder_serves_one_console_at_a_time_and_is_its_own_users_only() throws Exception {
    Path data = folder.resolve("data");
    try (DataFolder first = DataFolder.lock(data)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.path())))
          .isEqualTo("rwx------");
      assertThatThrownBy(() -> DataFolder.lock(data))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageStartingWith("Another console is already using the folder");
    }
    try (DataFolder again = DataFolder.lock(data)) {
      assertThat(again.path()).isEqualTo(data.toAbsolutePath());
    }
  }

  @Test
  void a_full_disk_loses_nothing_that_was_told_and_mends_itself_without_a_restart() {
    FullDisk.register();
    String url =
        "jdbc:h2:full:" + folder.resolve("stairgate") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    try (Database database = Database.open(url)) {
      ConsoleFactStore facts = new ConsoleFactStore(database);
      facts.create(Map.of("before", "1"));
      FullDisk.FULL.set(true);
      for (int i = 0; i < 5; i++) {
        String name = "during" + i;
        assertThatThrownBy(() -> facts.create(Map.of(name, "2")))
            .isInstanceOf(DatabaseUnavailableException.class);
      }
      FullDisk.FULL.set(false);
      facts.create(Map.of("after", "3"));
      assertThat(facts.find("before")).contains("1");
      assertThat(facts.find("after")).contains("3");
    } finally {
      FullDisk.FULL.set(false);
    }
    try (Database again = Database.open(url)) {
      assertThat(new ConsoleFactStore(again).find("after")).contains("3");
    }
  }

  @Test
  void the_file_stays_small_however_often_it_is_written() throws Exception {
    Path file = folder.resolve("stairgate.mv.db");
    try (Database database =
        Database.open(DataFolder.embeddedDatabaseUrl("file:" + folder.resolve("stairgate")))) {
      ConsoleFactStore facts = new ConsoleFactStore(database);
      for (int i = 0; i < 500; i++) {
        facts.put("fact" + i, "x".repeat(1_000));
      }
      for (int i = 0; i < 3_000; i++) {
        facts.put("fact" + i * 7 % 500, "y".repeat(1_000));
        if (i % 100 == 0) {
          database.tidy();
        }
      }
      assertThat(Files.size(file)).isLessThan(12L << 20);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whoever_finds_all_connections_busy_is_told_so_and_the_work_of_others_goes_on(Engine engine)
      throws Exception {
    CountDownLatch all = new CountDownLatch(16);
    CountDownLatch goOn = new CountDownLatch(1);
    try (Database database = engine.open(folder);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      ConsoleFactStore facts = new ConsoleFactStore(database);
      List<Future<Long>> busy = new ArrayList<>();
      try {
        for (int i = 0; i < 16; i++) {
          busy.add(
              threads.submit(
                  () ->
                      database.inTransaction(
                          tx -> {
                            all.countDown();
                            await(goOn);
                            return tx.createQuery("SELECT COUNT(*) FROM console_fact")
                                .mapTo(Long.class)
                                .one();
                          })));
        }
        await(all);
        assertThatThrownBy(() -> facts.find("anything"))
            .isInstanceOf(DatabaseUnavailableException.class)
            .hasMessage("The database is busy. Try again in a moment.");
        assertThat(database.use().active()).isEqualTo(16);
      } finally {
        goOn.countDown();
      }
      for (Future<Long> each : busy) {
        assertThat(each.get()).isNotNull();
      }
      facts.put("after", "1");
      assertThat(facts.find("after")).contains("1");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_server_that_cannot_be_reached_is_one_sentence() {
    assertThatThrownBy(() -> Database.open("jdbc:postgresql://127.0.0.1:1/none?user=x"))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageStartingWith("The PostgreSQL database cannot be reached.");
    assertThatThrownBy(() -> Database.open("jdbc:mysql://x"))
        .isInstanceOf(StartRefusedException.class);
  }
}
