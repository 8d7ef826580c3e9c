package io.stairgate.packaging.load;

import io.stairgate.console.database.DataFolder;
import io.stairgate.console.database.OrderedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.h2.store.fs.FilePath;

/**
 * Compares what laptops made and what was acknowledged to them with the rows of a console that has
 * stopped. It reads the tables themselves, so that nothing of the console's own counting is
 * believed.
 *
 * @param made entries that laptops made
 * @param acknowledged of these, how many were acknowledged
 * @param lost acknowledged, and not in the console's tables
 * @param doubled sticks that were counted more often than they were plugged in
 * @param invented in the console's tables, and never made
 */
record StoredEntries(long made, long acknowledged, long lost, long doubled, long invented) {

  boolean good() {
    return lost == 0 && doubled == 0 && invented == 0 && acknowledged == made;
  }

  /** The database of a console that does not run. */
  static Connection open(DataFolder folder) throws SQLException {
    FilePath.register(new OrderedStore());
    return DriverManager.getConnection(folder.embeddedDatabaseUrl(), "sa", "");
  }

  /** Leaves nothing in the file but what is stored. */
  static void compact(Path data) throws IOException, SQLException {
    try (DataFolder folder = DataFolder.lock(data);
        Connection connection = open(folder);
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN COMPACT");
    }
    // It counts from the beginning again, which a console would take for an older file.
    Files.delete(data.resolve("had-database"));
  }

  /** Looks. */
  static StoredEntries compare(Path data, List<SimLaptop> laptops) throws SQLException {
    Map<UUID, BitSet> stored = new HashMap<>();
    Map<UUID, Long> counted = new HashMap<>();
    try (DataFolder folder = DataFolder.lock(data);
        Connection connection = open(folder);
        Statement statement = connection.createStatement()) {
      for (String table : List.of("event", "finding_change")) {
        try (ResultSet rows = statement.executeQuery("SELECT device_id, sequence FROM " + table)) {
          while (rows.next()) {
            stored
                .computeIfAbsent(rows.getObject(1, UUID.class), id -> new BitSet())
                .set((int) rows.getLong(2));
          }
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              """
              SELECT device_id, SUM(occurrences) FROM alert WHERE kind = 'medium-blocked'
              GROUP BY device_id
              """)) {
        while (rows.next()) {
          counted.put(rows.getObject(1, UUID.class), rows.getLong(2));
        }
      }
    }
    return compare(laptops, stored, counted);
  }

  private static StoredEntries compare(
      List<SimLaptop> laptops, Map<UUID, BitSet> stored, Map<UUID, Long> counted) {
    long made = 0;
    long acknowledged = 0;
    long lost = 0;
    long doubled = 0;
    long invented = 0;
    for (SimLaptop laptop : laptops) {
      BitSet rows = stored.getOrDefault(laptop.device, new BitSet());
      made += laptop.made();
      acknowledged += laptop.acknowledged();
      for (int sequence = 1; sequence <= laptop.acknowledged(); sequence++) {
        lost += rows.get(sequence) ? 0 : 1;
      }
      doubled += Math.max(0, counted.getOrDefault(laptop.device, 0L) - laptop.sticks());
      invented += Math.max(0, rows.length() - 1 - laptop.made());
    }
    return new StoredEntries(made, acknowledged, lost, doubled, invented);
  }
}
