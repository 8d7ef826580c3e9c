package io.stairgate.console.backup;

import java.util.List;

/**
 * One table as the database itself describes it.
 *
 * @param name in lower case
 * @param columns in their order
 * @param links which of them name rows of a table
 */
record Table(String name, List<Column> columns, List<Link> links) {
  /** Which setting a row belongs to. */
  static final String SETTING = "setting_id";

  Table {
    columns = List.copyOf(columns);
    links = List.copyOf(links);
  }

  /**
   * A column.
   *
   * @param name in lower case
   * @param kind what it holds
   * @param optional whether it may be null
   */
  record Column(String name, Kind kind, boolean optional) {}

  /**
   * A column that names a row of a table.
   *
   * @param column the column
   * @param table the table it names a row of, perhaps its own
   * @param key the column of that table which it repeats
   */
  record Link(String column, String table, String key) {}

  boolean has(String column) {
    return indexOf(column) >= 0;
  }

  int indexOf(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    return -1;
  }

  boolean linksToItself(Link link) {
    return link.table().equals(name);
  }
}
