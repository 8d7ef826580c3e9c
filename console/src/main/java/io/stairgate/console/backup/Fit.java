package io.stairgate.console.backup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Looks whether the rows of a backup fit together: what a row names is there, and of one setting
 * each row is that setting's. Keeps the keys that others name, and nothing else.
 */
final class Fit implements BackupReader.Visitor {
  /** Keys that rows name, by table and column. */
  private final Map<String, Set<Object>> keys = new HashMap<>();

  private String setting = "";

  @Override
  public void about(About about) {
    setting = about.setting();
    Set<String> names = new HashSet<>();
    for (Table table : about.tables()) {
      if (!table.name().matches("[a-z][a-z0-9_]{0,62}") || !names.add(table.name())) {
        throw BackupException.damaged("a table has an odd name");
      }
      for (Table.Link link : table.links()) {
        if (!names.contains(link.table()) || !table.has(link.column())) {
          throw BackupException.damaged("its tables do not fit together");
        }
        keys.put(link.table() + "." + link.key(), new HashSet<>());
      }
    }
  }

  @Override
  public void table(Table table, Iterator<Row> rows) {
    Map<Table.Link, List<Object>> own = new HashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      ofItsSetting(table, row);
      for (Table.Column column : table.columns()) {
        Set<Object> named = keys.get(table.name() + "." + column.name());
        Object value = row.value(table, column.name());
        if (named != null && value != null) {
          named.add(value);
        }
      }
      for (Table.Link link : table.links()) {
        Object value = row.value(table, link.column());
        if (value != null && table.linksToItself(link)) {
          own.computeIfAbsent(link, none -> new ArrayList<>()).add(value);
        } else if (value != null) {
          isThere(table, link, value);
        }
      }
    }
    own.forEach((link, values) -> values.forEach(value -> isThere(table, link, value)));
  }

  private void isThere(Table table, Table.Link link, Object value) {
    if (!keys.getOrDefault(link.table() + "." + link.key(), Set.of()).contains(value)) {
      throw BackupException.damaged(
          "a row of %s names one of %s that is not there".formatted(table.name(), link.table()));
    }
  }

  private void ofItsSetting(Table table, Row row) {
    if (setting.isEmpty()) {
      return;
    }
    boolean its =
        table.has(Table.SETTING)
            && row.value(table, Table.SETTING) instanceof UUID id
            && id.toString().equals(setting);
    if (!its) {
      throw BackupException.damaged("a row of %s is of another setting".formatted(table.name()));
    }
  }

  @Override
  public void key(String name, byte[] content) {
    if (!setting.isEmpty() && !name.equals("recovery-" + setting + ".key")) {
      throw BackupException.damaged("a key does not belong there");
    }
  }
}
