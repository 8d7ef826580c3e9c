package io.stairgate.console.database;

import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jdbi.v3.core.Handle;

/**
 * What the embedded database's planner goes by: how many values of a hundred rows of a column
 * differ. Left to itself it counts a sample of each table now and then, and plans from what it
 * happened to find: on a table that was just beginning to fill it read all rows of a setting for
 * those of one laptop. So it is told here once and counts nothing ({@link #COUNTS_NOTHING}). A
 * setting, a state and a kind have few values; everything else that is asked for is an id, a number
 * or a time, for which its own assumption of 50 is good.
 */
final class SteadyPlans {
  /** The setting of an address that keeps H2 from counting, with its value. */
  static final Entry<String, String> COUNTS_NOTHING = Map.entry("ANALYZE_AUTO", "0");

  private static final int ITS_OWN = 50;

  private static final Map<String, Integer> FEW =
      Map.ofEntries(
          Map.entry("SETTING_ID", 1),
          Map.entry("ACKNOWLEDGED_AT", 2),
          Map.entry("ACT", 2),
          Map.entry("BANNED_AT", 2),
          Map.entry("CARE", 2),
          Map.entry("CAUSE", 2),
          Map.entry("KIND", 2),
          Map.entry("OUTCOME", 2),
          Map.entry("RESOLVED_AT", 2),
          Map.entry("ROLE", 2),
          Map.entry("RULE", 4),
          Map.entry("STATE", 2));

  private record Column(String table, String name, int selectivity) {
    int wanted() {
      return FEW.getOrDefault(name, ITS_OWN);
    }
  }

  private SteadyPlans() {}

  /** Tells the planner what it was not told yet. */
  static void settle(Handle handle) {
    List<Column> columns =
        handle
            .createQuery(
                """
                SELECT c.table_name, c.column_name, c.selectivity
                FROM information_schema.columns c JOIN information_schema.tables t
                  ON t.table_schema = c.table_schema AND t.table_name = c.table_name
                WHERE c.table_schema = 'PUBLIC' AND t.table_type = 'BASE TABLE'
                """)
            .map((row, context) -> new Column(row.getString(1), row.getString(2), row.getInt(3)))
            .list();
    for (Column each : columns) {
      if (each.selectivity() != each.wanted()) {
        handle.execute(
            "ALTER TABLE \"%s\" ALTER COLUMN \"%s\" SELECTIVITY %d"
                .formatted(each.table(), each.name(), each.wanted()));
      }
    }
  }
}
