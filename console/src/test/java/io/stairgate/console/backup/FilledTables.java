package io.stairgate.console.backup;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows for every table of whatever schema, made from the database's own catalogue. */
final class FilledTables {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");

  private int next;

  static Row row(@Nullable Object... values) {
    return new Row(Arrays.asList(values));
  }

  /** Two rows in each table, made from the catalogue: one with everything, one with nulls. */
  void fill(Database database, UUID setting) {
    database.useTransaction(
        tx -> {
          Map<String, Object> parents = new HashMap<>();
          for (Table table : CatalogueStore.tables(tx)) {
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < (table.name().equals("setting") ? 1 : 2); i++) {
              Row row = made(table, setting, parents, i == 1);
              rows.add(row);
              for (Table.Column column : table.columns()) {
                Object value = row.value(table, column.name());
                if (value != null) {
                  parents.put(table.name() + "." + column.name(), value);
                }
              }
            }
            int some = hasOneRowForAnother(tx, table) ? 1 : rows.size();
            TableStore.insert(tx, table, rows.subList(0, some).iterator());
          }
        });
  }

  /** Whether a key of the table is made of other tables' keys alone. */
  private static boolean hasOneRowForAnother(Transaction tx, Table table) {
    Map<String, Boolean> keys = new HashMap<>();
    tx.createQuery(
            """
            SELECT k.constraint_name AS named, LOWER(k.column_name) AS name
            FROM information_schema.table_constraints c
            JOIN information_schema.key_column_usage k
              ON k.constraint_schema = c.constraint_schema AND k.constraint_name = c.constraint_name
            WHERE c.constraint_type IN ('PRIMARY KEY', 'UNIQUE') AND LOWER(c.table_name) = :table
            """)
        .bind("table", table.name())
        .map(
            (row, context) -> {
              String column = row.getString("name");
              return keys.merge(
                  row.getString("named"), isLink(table, column), (one, other) -> one && other);
            })
        .list();
    return !table.name().equals("setting") && keys.containsValue(true);
  }

  private static boolean isLink(Table table, String column) {
    return table.links().stream().anyMatch(link -> link.column().equals(column));
  }

  private Row made(Table table, UUID setting, Map<String, Object> parents, boolean bare) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Table.Column column : table.columns()) {
      Optional<Table.Link> link =
          table.links().stream().filter(each -> each.column().equals(column.name())).findFirst();
      if (column.name().equals(Table.SETTING)) {
        values.add(setting);
      } else if (column.optional() && bare) {
        values.add(null);
      } else if (link.isPresent() && table.linksToItself(link.get())) {
        values.add(null);
      } else if (link.isPresent()) {
        values.add(parents.get(link.get().table() + "." + link.get().key()));
      } else {
        values.add(value(column.kind()));
      }
    }
    return row(values.toArray());
  }

  private Object value(Kind kind) {
    next++;
    return switch (kind) {
      case ID -> UUID.randomUUID();
      // Four characters fit every column; each another, so that no key is there twice.
      case TEXT -> Integer.toString(36 * 36 + next, 36) + (next % 2 == 0 ? "é" : "");
      case WHOLE -> (long) next;
      case TIME -> NOW.plusNanos(next * 1000L);
      case BYTES -> Bytes.sha256Of(Integer.toString(next).getBytes(StandardCharsets.UTF_8));
      case TRUTH -> next % 2 == 0;
      case DAY -> LocalDate.of(2026, 1, 1).plusDays(next % 300);
      case CLOCK -> LocalTime.of(next % 24, 30);
    };
  }
}
