package io.stairgate.console.backup;

import io.stairgate.console.database.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which tables there are, asked of the database itself, so that a new one is in the backup by
 * itself.
 */
final class CatalogueStore {
  /** The list of migrations is the database's own; its last number stands in {@link About}. */
  private static final String MIGRATIONS = "flyway_schema_history";

  private CatalogueStore() {}

  /** Every table, those that others name rows of before those others. */
  static List<Table> tables(Transaction transaction) {
    Map<String, List<Table.Link>> links = links(transaction);
    Map<String, List<Table.Column>> columns = new TreeMap<>();
    transaction
        .createQuery(
            """
            SELECT LOWER(c.table_name) AS in_table, LOWER(c.column_name) AS name, c.data_type AS kind,
              c.is_nullable AS optional
            FROM information_schema.columns c
            JOIN information_schema.tables t
              ON t.table_schema = c.table_schema AND t.table_name = c.table_name
            WHERE c.table_schema = CURRENT_SCHEMA AND t.table_type = 'BASE TABLE'
            ORDER BY c.table_name, c.ordinal_position
            """)
        .map(
            (row, context) -> {
              String table = row.getString("in_table");
              return table.equals(MIGRATIONS)
                  || columns
                      .computeIfAbsent(table, name -> new ArrayList<>())
                      .add(
                          new Table.Column(
                              row.getString("name"),
                              Kind.ofColumn(row.getString("kind")),
                              row.getString("optional").equals("YES")));
            })
        .list();
    Map<String, Table> tables = new TreeMap<>();
    columns.forEach(
        (name, its) -> tables.put(name, new Table(name, its, links.getOrDefault(name, List.of()))));
    return ordered(tables);
  }

  private static Map<String, List<Table.Link>> links(Transaction transaction) {
    Map<String, List<Table.Link>> links = new HashMap<>();
    transaction
        .createQuery(
            """
            SELECT LOWER(k.table_name) AS in_table, LOWER(k.column_name) AS name,
              LOWER(u.table_name) AS to_table, LOWER(u.column_name) AS to_name
            FROM information_schema.referential_constraints r
            JOIN information_schema.key_column_usage k
              ON k.constraint_schema = r.constraint_schema AND k.constraint_name = r.constraint_name
            JOIN information_schema.key_column_usage u
              ON u.constraint_schema = r.unique_constraint_schema
              AND u.constraint_name = r.unique_constraint_name
              AND u.ordinal_position = k.position_in_unique_constraint
            WHERE k.table_schema = CURRENT_SCHEMA
            ORDER BY 1, 2, 3, 4
            """)
        .map(
            (row, context) ->
                links
                    .computeIfAbsent(row.getString("in_table"), name -> new ArrayList<>())
                    .add(
                        new Table.Link(
                            row.getString("name"),
                            row.getString("to_table"),
                            row.getString("to_name"))))
        .list();
    return links;
  }

  private static List<Table> ordered(Map<String, Table> tables) {
    List<Table> ordered = new ArrayList<>();
    Set<String> done = new HashSet<>();
    while (ordered.size() < tables.size()) {
      List<Table> next =
          tables.values().stream()
              .filter(table -> !done.contains(table.name()))
              .filter(
                  table ->
                      table.links().stream()
                          .allMatch(
                              link -> table.linksToItself(link) || done.contains(link.table())))
              .toList();
      if (next.isEmpty()) {
        throw new IllegalStateException("Tables name each other's rows in a circle: " + tables);
      }
      next.forEach(table -> done.add(table.name()));
      ordered.addAll(next);
    }
    return ordered;
  }
}
