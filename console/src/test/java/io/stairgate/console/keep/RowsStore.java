package io.stairgate.console.keep;

import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Rows of any table, filled with something where a test does not care. */
final class RowsStore {
  private final Database database;
  private final Map<String, List<Column>> tables = new HashMap<>();

  RowsStore(Database database) {
    this.database = database;
  }

  private record Column(String name, String type, boolean optional, boolean made, int longest) {}

  private List<Column> columns(Transaction tx, String table) {
    return tables.computeIfAbsent(
        table,
        name ->
            tx.createQuery(
                    """
                    SELECT column_name, data_type, is_nullable, column_default,
                           character_maximum_length
                    FROM information_schema.columns
                    WHERE LOWER(table_name) = :table AND LOWER(table_schema) = 'public'
                    """)
                .bind("table", name)
                .map(
                    (row, context) ->
                        new Column(
                            row.getString("column_name").toLowerCase(Locale.ROOT),
                            row.getString("data_type").toLowerCase(Locale.ROOT),
                            row.getString("is_nullable").equals("YES"),
                            row.getString("column_default") != null,
                            Math.toIntExact(
                                Math.min(1000, row.getLong("character_maximum_length")))))
                .list());
  }

  /** All tables, but that of the migrations themselves. */
  Set<String> names() {
    return database.inTransaction(
        tx -> {
          Set<String> names = new TreeSet<>();
          tx.createQuery(
                  """
                  SELECT table_name FROM information_schema.tables
                  WHERE LOWER(table_schema) = 'public'
                  """)
              .mapTo(String.class)
              .forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
          names.remove("flyway_schema_history");
          return names;
        });
  }

  /** The names of a table's columns. */
  List<String> columnsOf(String table) {
    return database.inTransaction(tx -> columns(tx, table).stream().map(Column::name).toList());
  }

  /** Adds a row; what is not given and must be there gets something of its type. */
  void add(String table, Map<String, Object> given) {
    database.useTransaction(
        tx -> {
          Map<String, Object> values = new TreeMap<>(given);
          for (Column column : columns(tx, table)) {
            if (!column.optional() && !column.made()) {
              values.computeIfAbsent(column.name(), name -> something(column));
            }
          }
          String sql =
              "INSERT INTO %s (%s) VALUES (:%s)"
                  .formatted(
                      table,
                      String.join(", ", values.keySet()),
                      String.join(", :", values.keySet()));
          var insert = tx.createUpdate(sql);
          values.forEach(
              (name, value) -> {
                if (value instanceof Instant at) {
                  insert.bind(name, at);
                } else {
                  insert.bind(name, value);
                }
              });
          insert.execute();
        });
  }

  private static Object something(Column column) {
    String type = column.type();
    if (type.contains("uuid")) {
      return UUID.randomUUID();
    }
    if (type.contains("timestamp")) {
      return Instant.parse("2026-01-01T00:00:00Z");
    }
    if (type.contains("bool")) {
      return false;
    }
    if (type.equals("date")) {
      return LocalDate.of(2026, 1, 1);
    }
    if (type.contains("int")) {
      return 1;
    }
    if (type.contains("binary") || type.contains("bytea")) {
      return UUID.randomUUID()
          .toString()
          .substring(0, 32)
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
    return column.longest() == 0 || column.longest() >= 16
        ? UUID.randomUUID().toString().substring(0, 16)
        : "0123456789abcdef".substring(0, column.longest());
  }

  /** How many rows have this value in this column. */
  long count(String table, String column, Object value) {
    return database.inTransaction(
        tx -> {
          var query =
              tx.createQuery("SELECT COUNT(*) FROM %s WHERE %s = :value".formatted(table, column));
          return query.bind("value", value).mapTo(Long.class).one();
        });
  }

  /** How many rows of a setting. */
  long of(String table, UUID setting) {
    return count(table, "setting_id", setting);
  }
}
