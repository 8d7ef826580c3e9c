package io.stairgate.console.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.setting.ConsoleFactStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The embedded database on a disk that is full again and again, in the middle of whatever it writes
 * just then, with the settings of the product.
 */
class FullDiskTest {
  private static final int ROUNDS = 8;

  @TempDir Path folder;
  private final List<String> told = new ArrayList<>();
  private int number;
  private int refused;

  @BeforeEach
  void register() {
    FullDisk.register();
  }

  @AfterEach
  void makeRoom() {
    FullDisk.FULL.set(false);
    FullDisk.MOST_BYTES.set(Long.MAX_VALUE);
    FullDisk.WRITES_LEFT.set(Long.MAX_VALUE);
  }

  private String url() {
    return DataFolder.embeddedDatabaseUrl("ordered:full:" + folder.resolve("stairgate"));
  }

  /** Writes until the disk was full twice, or a while. */
  private void write(Database database, Random random, int times) {
    int before = refused;
    for (int i = 0; i < times && refused < before + 2; i++) {
      String name = "n" + number++;
      try {
        String _ =
            database.durably(
                tx -> {
                  int _ =
                      tx.createUpdate(
                              "INSERT INTO console_fact (name, fact_value) VALUES (:name, :value)")
                          .bind("name", name)
                          .bind("value", "x".repeat(random.nextInt(4_000)))
                          .execute();
                  return name;
                });
        told.add(name);
      } catch (DatabaseUnavailableException e) {
        refused++;
      }
      if (i % 10 == 9) {
        database.tidy();
      }
    }
  }

  private void lookAtAll(Database database) {
    List<String> there =
        database.inTransaction(
            tx -> tx.createQuery("SELECT name FROM console_fact").mapTo(String.class).list());
    assertThat(there).doesNotHaveDuplicates().containsAll(told);
  }

  @Test
  void nothing_told_is_lost_where_the_file_cannot_grow_and_it_goes_on_by_itself() throws Exception {
    Path file = folder.resolve("stairgate.mv.db");
    Random random = new Random(20261122);
    try (Database database = Database.open(url())) {
      for (int round = 0; round < ROUNDS; round++) {
        FullDisk.MOST_BYTES.set(Files.size(file) + random.nextInt(100_000));
        write(database, random, 100);
        FullDisk.MOST_BYTES.set(Long.MAX_VALUE);
        lookAtAll(database);
        write(database, random, 3);
      }
    }
    assertThat(refused).as("the disk was full").isGreaterThanOrEqualTo(ROUNDS);
    try (Database again = Database.open(url())) {
      lookAtAll(again);
    }
  }

  @Test
  void nothing_told_is_lost_where_any_write_fails_in_its_middle() {
    Random random = new Random(20261123);
    try (Database database = Database.open(url())) {
      for (int round = 0; round < ROUNDS; round++) {
        FullDisk.WRITES_LEFT.set(random.nextInt(30));
        write(database, random, 40);
        FullDisk.WRITES_LEFT.set(Long.MAX_VALUE);
        lookAtAll(database);
        write(database, random, 3);
      }
    }
    assertThat(refused).as("the disk was full").isGreaterThanOrEqualTo(ROUNDS);
    try (Database again = Database.open(url())) {
      lookAtAll(again);
    }
  }

  @Test
  void what_is_there_can_be_read_while_the_disk_is_full() throws Exception {
    Path file = folder.resolve("stairgate.mv.db");
    Random random = new Random(5);
    try (Database database = Database.open(url())) {
      write(database, random, 50);
      FullDisk.MOST_BYTES.set(Files.size(file));
      write(database, random, 400);
      assertThat(refused).isPositive();
      lookAtAll(database);
      assertThat(new ConsoleFactStore(database).find("n0")).isPresent();
      FullDisk.MOST_BYTES.set(Long.MAX_VALUE);
    }
  }

  @Test
  void a_console_that_was_stopped_while_the_disk_was_full_opens_again() throws Exception {
    Path file = folder.resolve("stairgate.mv.db");
    Random random = new Random(6);
    try (Database database = Database.open(url())) {
      write(database, random, 50);
      FullDisk.MOST_BYTES.set(Files.size(file));
      write(database, random, 400);
    }
    try (Database full = Database.open(url())) {
      lookAtAll(full);
    }
    FullDisk.MOST_BYTES.set(Long.MAX_VALUE);
    try (Database again = Database.open(url())) {
      lookAtAll(again);
      write(again, random, 10);
      lookAtAll(again);
    }
  }
}
