package io.stairgate.packaging.crash;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.DataFolder;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.event.EventStore;
import io.stairgate.console.event.JournalEntry;
import io.stairgate.console.event.JournalStore;
import io.stairgate.console.event.What;
import io.stairgate.console.setting.SettingId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.jspecify.annotations.Nullable;

/**
 * The console's embedded database, as the console opens it: what was forced to disk before a laptop
 * was told so is there, once, in the table and in its indexes; and the rest can be sent again.
 */
final class StoreCuts implements Subject {
  private static final UUID EPOCH = new UUID(1, 1);
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
  private static final int WRITERS = 3;

  private final boolean longForm;
  private byte @Nullable [] filled;
  private SettingId setting = new SettingId(EPOCH);
  private final List<DeviceId> laptops = new ArrayList<>();

  /** A laptop was told that everything up to a number is on the disk. */
  private record Told(int laptop, long through) {}

  /**
   * Prepares it.
   *
   * @param longForm whether some records go on for longer than a minute
   */
  StoreCuts(boolean longForm) {
    this.longForm = longForm;
  }

  @Override
  public String name() {
    return "store";
  }

  @Override
  public int statesPerRecord() {
    return 250;
  }

  /** A console's database with a laptop for each writer, made once. */
  private byte[] filled(Path beside) throws IOException {
    if (filled == null) {
      Path made = Files.createTempDirectory(beside.getParent(), "filled");
      try (StoreFixture fixture = new StoreFixture(Engine.H2, made)) {
        setting = fixture.setting;
        for (int i = 0; i < WRITERS; i++) {
          laptops.add(fixture.laptop("Room " + i));
        }
      }
      filled = Files.readAllBytes(made.resolve("stairgate.mv.db"));
      Cuts.delete(made);
    }
    return filled;
  }

  @Override
  public Recording record(Path folder, long seed, Broken broken) throws Exception {
    Files.write(folder.resolve("stairgate.mv.db"), filled(folder));
    Recording recording = new Recording(folder, broken.forgets());
    RecordedStore.into(recording);
    String order = broken == Broken.WRITES_IN_ANY_ORDER ? "" : "ordered:";
    String url = DataFolder.embeddedDatabaseUrl(order + "record:" + folder.resolve("stairgate"));
    try (Database database = Database.open(url);
        Connection beside = DriverManager.getConnection(url, "sa", "")) {
      if (broken == Broken.WRITES_OVER_AT_ONCE) {
        SessionLocal session = (SessionLocal) beside.unwrap(JdbcConnection.class).getSession();
        session.getDatabase().getStore().getMvStore().setVersionsToKeep(0);
      }
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int laptop = i;
        writers.add(
            Thread.ofPlatform().start(() -> write(database, recording, laptop, seed, broken)));
      }
      for (Thread writer : writers) {
        writer.join();
      }
    }
    return recording;
  }

  private void write(Database database, Recording recording, int laptop, long seed, Broken broken) {
    EventStore events = new EventStore(database);
    JournalStore journals = new JournalStore(database);
    long through = 0;
    boolean slow = longForm && seed % 5 == 0;
    Random random = new Random(seed + laptop);
    for (int group = 0; group < (slow ? 200 : 60); group++) {
      long from = through + 1;
      long to = through + 1 + random.nextInt(20);
      if (broken == Broken.PROMISES_EARLY) {
        recording.said(new Told(laptop, to));
      }
      database.useTransaction(
          transaction -> {
            journals.open(transaction, setting, laptops.get(laptop), EPOCH, NOW);
            for (long number = from; number <= to; number++) {
              events.add(
                  transaction,
                  setting,
                  laptops.get(laptop),
                  EPOCH,
                  entry(number, random.nextInt(600)),
                  NOW);
            }
            journals.advance(transaction, setting, laptops.get(laptop), EPOCH, to);
          });
      database.forceToDisk();
      recording.said(new Told(laptop, to));
      through = to;
      if (laptop == 0 && group % 5 == 4) {
        database.tidy();
      }
      if (slow) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(350));
      }
    }
  }

  private static JournalEntry entry(long number, int length) {
    byte[] body = new byte[length];
    new Random(number).nextBytes(body);
    return new JournalEntry(number, NOW, new What.Other(), Bytes.of(body));
  }

  @Override
  public List<String> check(Path folder, List<Object> said, Random random, Broken broken)
      throws Exception {
    Map<Integer, Long> told = new HashMap<>();
    for (Object each : said) {
      Told one = (Told) each;
      told.merge(one.laptop(), one.through(), Math::max);
    }
    List<String> faults = new ArrayList<>();
    if (broken == Broken.TAKES_UP_TWICE || random.nextInt(50) == 0) {
      sendAgain(folder, told, broken == Broken.TAKES_UP_TWICE ? new UUID(2, 2) : EPOCH);
    }
    String url = DataFolder.embeddedDatabaseUrl("file:" + folder.resolve("stairgate"));
    try (Connection connection = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement()) {
      List<NavigableMap<Long, Integer>> there = there(statement);
      for (int laptop = 0; laptop < WRITERS; laptop++) {
        compare(laptop, told.getOrDefault(laptop, 0L), there.get(laptop), faults);
      }
      long scanned = number(statement, "SELECT COUNT(*) FROM event WHERE LENGTH(kind) > 0");
      long indexed =
          number(
              statement,
              "SELECT COUNT(*) FROM event USE INDEX (event_by_device_time) WHERE setting_id = '"
                  + setting.value()
                  + "'");
      if (scanned != indexed) {
        faults.add("the table has %d rows, its index %d".formatted(scanned, indexed));
      }
      statement.execute("INSERT INTO console_fact (name, fact_value) VALUES ('after', 'cut')");
      statement.execute("CHECKPOINT SYNC");
      statement.execute("SHUTDOWN IMMEDIATELY");
    }
    return faults;
  }

  /** As laptops do after a cut: a little of what the console has, and what comes after it. */
  private void sendAgain(Path folder, Map<Integer, Long> told, UUID epoch) {
    String url = DataFolder.embeddedDatabaseUrl("ordered:" + folder.resolve("stairgate"));
    try (Database database = Database.open(url)) {
      EventStore events = new EventStore(database);
      told.forEach(
          (laptop, through) ->
              database.useTransaction(
                  transaction -> {
                    for (long number = Math.max(1, through - 3); number <= through + 25; number++) {
                      events.add(
                          transaction, setting, laptops.get(laptop), epoch, entry(number, 10), NOW);
                    }
                  }));
      database.forceToDisk();
    }
  }

  private List<NavigableMap<Long, Integer>> there(Statement statement) throws SQLException {
    List<NavigableMap<Long, Integer>> there = new ArrayList<>();
    for (int laptop = 0; laptop < WRITERS; laptop++) {
      there.add(new TreeMap<>());
    }
    try (ResultSet rows = statement.executeQuery("SELECT device_id, sequence FROM event")) {
      while (rows.next()) {
        int laptop = laptops.indexOf(new DeviceId(rows.getObject(1, UUID.class)));
        there.get(laptop).merge(rows.getLong(2), 1, Integer::sum);
      }
    }
    return there;
  }

  private static void compare(
      int laptop, long told, NavigableMap<Long, Integer> there, List<String> faults) {
    for (long number = 1; number <= told; number++) {
      if (!there.containsKey(number)) {
        faults.add("laptop %d was told %d, and %d is lost".formatted(laptop, told, number));
        return;
      }
    }
    there.forEach(
        (number, times) -> {
          if (times != 1) {
            faults.add("laptop %d: %d is there %d times".formatted(laptop, number, times));
          }
        });
    if (!there.isEmpty() && there.lastKey() != there.size()) {
      faults.add("laptop %d: a group is there in part".formatted(laptop));
    }
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
