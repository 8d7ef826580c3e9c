package io.stairgate.console.backup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row, in the order of its table's columns.
 *
 * @param values of the kinds of the columns
 */
record Row(List<@Nullable Object> values) {
  Row {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  @Nullable Object value(Table table, String column) {
    return values.get(table.indexOf(column));
  }

  Row with(Table table, String column, @Nullable Object value) {
    List<@Nullable Object> other = new ArrayList<>(values);
    other.set(table.indexOf(column), value);
    return new Row(other);
  }
}
