package io.stairgate.console.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.console.database.Database;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.database.Engine;
import io.stairgate.console.database.StartRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.h2.api.DatabaseEventListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Data of every earlier version comes to this one with all its rows, also where the console was
 * killed on the way. {@code -Dstairgate.states=N} looks at N moments of a kill instead of a few.
 */
class MigrationTest {
  private static final int STATES = Integer.getInteger("stairgate.states", 6);
  private static final UUID SETTING = new UUID(1, 1);

  @TempDir Path folder;

  static Stream<Arguments> everyEarlierVersion() {
    int newest = newest();
    return Stream.of(Engine.values())
        .flatMap(
            engine ->
                IntStream.range(1, newest)
                    .mapToObj(version -> Arguments.of(engine, Integer.toString(version))));
  }

  private static int newest() {
    try (Database fresh = Database.open("jdbc:h2:mem:newest")) {
      return Integer.parseInt(fresh.schema());
    }
  }

  @ParameterizedTest
  @MethodSource("everyEarlierVersion")
  void every_earlier_version_comes_along_with_all_its_rows(Engine engine, String version) {
    String url = engine.url(folder);
    Map<String, Long> before;
    try (Database old = Database.openAt(url, version)) {
      new FilledTables().fill(old, SETTING);
      before = rows(old);
      assertThat(before).isNotEmpty().doesNotContainValue(0L);
    }
    try (Database now = Database.open(url)) {
      assertThat(now.schema()).isEqualTo(Integer.toString(newest()));
      assertThat(rows(now)).containsAllEntriesOf(before);
    }
  }

  private static Map<String, Long> rows(Database database) {
    return database.inTransaction(
        tx -> {
          Map<String, Long> all = new TreeMap<>();
          for (Table table : CatalogueStore.tables(tx)) {
            all.put(
                table.name(),
                tx.createQuery("SELECT COUNT(*) FROM " + table.name()).mapTo(Long.class).one());
          }
          return all;
        });
  }

  /** Keeps the files as they are before each statement: what a kill at that moment leaves. */
  public static final class Copying implements DatabaseEventListener {
    static @Nullable Path from;
    static List<Path> kept = new ArrayList<>();

    @Override
    public void setProgress(int state, String name, long current, long most) {
      Path folder = from;
      if (state != STATE_STATEMENT_START || folder == null) {
        return;
      }
      Path to = folder.resolveSibling("state" + kept.size());
      copy(folder, to);
      kept.add(to);
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectory(to);
      for (Path file : files.toList()) {
        Files.copy(
            file, to.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_kill_at_any_statement_of_any_migration_loses_nothing_and_the_next_start_goes_on()
      throws IOException {
    Path live = Files.createDirectory(folder.resolve("live"));
    try (Database old = Database.openAt(Engine.H2.url(live), "1")) {
      new FilledTables().fill(old, SETTING);
    }
    Copying.kept = new ArrayList<>();
    Copying.from = live;
    try (Database whole =
        Database.open(
            Engine.H2.url(live) + ";DATABASE_EVENT_LISTENER='" + Copying.class.getName() + "'")) {
      assertThat(whole.schema()).isEqualTo(Integer.toString(newest()));
    } finally {
      Copying.from = null;
    }
    assertThat(Copying.kept).as("moments").hasSizeGreaterThan(100);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Path> looked =
        STATES >= Copying.kept.size()
            ? Copying.kept
            : random
                .ints(STATES, 0, Copying.kept.size())
                .distinct()
                .mapToObj(Copying.kept::get)
                .toList();
    for (Path state : looked) {
      try (Database again = Database.open(Engine.H2.url(state))) {
        assertThat(again.schema()).as(state + " of " + seed).isEqualTo(Integer.toString(newest()));
        assertThat(rows(again)).as(state + " of " + seed).containsEntry("setting", 1L);
        assertThat(rows(again)).containsEntry("device", 2L);
      }
      try (Stream<Path> files = Files.list(state)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .as("nothing is left over")
            .allMatch(name -> name.startsWith("stairgate.") && !name.contains("before"));
      }
    }
    System.out.printf("%d of %d moments, seed %d%n", looked.size(), Copying.kept.size(), seed);
  }

  @Test
  void a_new_database_whose_first_start_was_cut_off_is_begun_again() throws IOException {
    Path live = Files.createDirectory(folder.resolve("live"));
    Copying.kept = new ArrayList<>();
    Copying.from = live;
    try (Database whole =
        Database.open(
            Engine.H2.url(live) + ";DATABASE_EVENT_LISTENER='" + Copying.class.getName() + "'")) {
      assertThat(whole.schema()).isEqualTo(Integer.toString(newest()));
    } finally {
      Copying.from = null;
    }
    for (int i = 0; i < Copying.kept.size(); i += Math.max(1, Copying.kept.size() / 5)) {
      try (Database again = Database.open(Engine.H2.url(Copying.kept.get(i)))) {
        assertThat(again.schema()).isEqualTo(Integer.toString(newest()));
      }
    }
  }

  @Test
  void a_server_that_cuts_the_migration_off_has_all_of_a_step_or_none_of_it() throws SQLException {
    String url = Engine.POSTGRESQL.url(folder);
    try (Database old = Database.openAt(url, "1")) {
      new FilledTables().fill(old, SETTING);
    }
    Random random = new Random(20261122);
    int cut = 0;
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Boolean> migrated =
          CompletableFuture.supplyAsync(
              () -> {
                try (Database _ = Database.open(url)) {
                  return true;
                } catch (StartRefusedException | DatabaseUnavailableException e) {
                  return false;
                }
              });
      cutOff(url, random.nextInt(120));
      if (!migrated.join()) {
        cut++;
      }
    }
    try (Database now = Database.open(url)) {
      assertThat(now.schema()).isEqualTo(Integer.toString(newest()));
      assertThat(rows(now)).containsEntry("setting", 1L).containsEntry("device", 2L);
    }
    System.out.printf("%d of 5 migrations were cut off%n", cut);
  }

  /** Ends the connections that migrate, once there are some, so many milliseconds later. */
  private static void cutOff(String url, int after) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      Awaitility.await().pollDelay(java.time.Duration.ofMillis(after)).until(() -> true);
      statement.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()
          """);
    }
  }

  @Test
  void a_migration_that_has_no_room_for_its_copy_is_refused_and_nothing_is_changed()
      throws IOException {
    String url = Engine.H2.url(folder);
    try (Database old = Database.openAt(url, "1")) {
      new FilledTables().fill(old, SETTING);
    }
    // What stands where the copy is to be makes it as impossible as a full disk.
    Path inTheWay = Files.createDirectories(folder.resolve("stairgate.before-migration.new/x"));
    assertThatThrownBy(() -> Database.open(url))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("copy");
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    try (Database now = Database.open(url)) {
      assertThat(now.schema()).isEqualTo(Integer.toString(newest()));
      assertThat(rows(now)).containsEntry("device", 2L);
    }
  }
}
