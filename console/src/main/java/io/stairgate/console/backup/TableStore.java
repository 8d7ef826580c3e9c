package io.stairgate.console.backup;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Reads and writes rows of any table; table and column names come from the catalogue alone. */
final class TableStore {
  private static final String ACCOUNT = "account";
  private static final String ACCOUNT_ID = "account_id";
  private static final int AT_ONCE = 500;

  private TableStore() {}

  /** Does something with a row. */
  interface Work {
    void row(Row row);
  }

  /**
   * Reads a table, a few rows at a time.
   *
   * @param tables all of them
   * @param setting whose rows, none of a table that belongs to no setting; empty: all
   */
  static void read(
      Transaction transaction,
      List<Table> tables,
      Table table,
      Optional<SettingId> setting,
      Work work) {
    if (setting.isPresent() && !table.has(Table.SETTING)) {
      return;
    }
    String columns =
        table.columns().stream().map(Table.Column::name).collect(Collectors.joining(", "));
    String sql = "SELECT %s FROM %s".formatted(columns, table.name());
    Query query =
        setting
            .map(
                only ->
                    transaction
                        .createQuery(sql + " WHERE " + ofSetting(tables, table))
                        .bind("setting", only.value()))
            .orElseGet(() -> transaction.createQuery(sql));
    query
        .setFetchSize(AT_ONCE)
        .map((row, context) -> read(table, row))
        .useIterator(
            rows -> {
              while (rows.hasNext()) {
                work.row(rows.next());
              }
            });
  }

  /**
   * The rows of one setting. Of people who belong to another setting it names those whom other rows
   * name, and nothing that is theirs: their roles end with the move.
   */
  private static String ofSetting(List<Table> tables, Table table) {
    if (table.name().equals(ACCOUNT)) {
      String named =
          tables.stream()
              .filter(each -> !each.name().equals(ACCOUNT) && each.has(Table.SETTING))
              .flatMap(
                  each ->
                      each.links().stream()
                          .filter(link -> link.table().equals(ACCOUNT))
                          .filter(link -> !link.column().equals(ACCOUNT_ID))
                          .map(
                              link ->
                                  " OR account_id IN (SELECT %s FROM %s WHERE setting_id = :setting)"
                                      .formatted(link.column(), each.name())))
              .collect(Collectors.joining());
      return "setting_id = :setting" + named;
    }
    return table.has(ACCOUNT_ID)
        ? """
        setting_id = :setting AND (account_id IS NULL OR account_id IN
          (SELECT account_id FROM account WHERE setting_id = :setting))
        """
        : "setting_id = :setting";
  }

  private static Row read(Table table, ResultSet row) throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    for (Table.Column column : table.columns()) {
      String name = column.name();
      values.add(
          switch (column.kind()) {
            case ID -> Columns.maybeUuid(row, name).orElse(null);
            case TEXT -> row.getString(name);
            case WHOLE -> {
              long number = row.getLong(name);
              yield row.wasNull() ? null : number;
            }
            case TIME -> Columns.maybeInstant(row, name).orElse(null);
            case BYTES -> Optional.ofNullable(row.getBytes(name)).map(Bytes::of).orElse(null);
            case TRUTH -> {
              boolean truth = row.getBoolean(name);
              yield row.wasNull() ? null : truth;
            }
            case DAY -> row.getObject(name, LocalDate.class);
            case CLOCK -> row.getObject(name, LocalTime.class);
          });
    }
    return new Row(values);
  }

  /** Writes rows. What a row says of other rows of its own table is written after all are there. */
  static void insert(Transaction transaction, Table table, Iterator<Row> rows) {
    List<Table.Link> own = table.links().stream().filter(table::linksToItself).toList();
    Map<Table.Link, Map<Object, Object>> later = new HashMap<>();
    String sql = insert(table);
    while (rows.hasNext()) {
      PreparedBatch batch = transaction.prepareBatch(sql);
      for (int i = 0; i < AT_ONCE && rows.hasNext(); i++) {
        Row row = rows.next();
        for (Table.Link link : own) {
          Object key = row.value(table, link.key());
          Object named = row.value(table, link.column());
          if (key != null && named != null) {
            later.computeIfAbsent(link, none -> new HashMap<>()).put(key, named);
            row = row.with(table, link.column(), null);
          }
        }
        bind(batch, table, row);
        batch.add();
      }
      batch.execute();
    }
    later.forEach((link, values) -> link(transaction, table, link, values));
  }

  private static String insert(Table table) {
    List<String> names = table.columns().stream().map(Table.Column::name).toList();
    return "INSERT INTO %s (%s) VALUES (%s)"
        .formatted(
            table.name(),
            String.join(", ", names),
            names.stream().map(name -> ":" + name).collect(Collectors.joining(", ")));
  }

  private static void link(
      Transaction transaction, Table table, Table.Link link, Map<Object, Object> values) {
    PreparedBatch batch =
        transaction.prepareBatch(
            "UPDATE %s SET %s = :named WHERE %s = :key"
                .formatted(table.name(), link.column(), link.key()));
    values.forEach((key, named) -> batch.bind("named", named).bind("key", key).add());
    batch.execute();
  }

  private static void bind(PreparedBatch batch, Table table, Row row) {
    for (int i = 0; i < table.columns().size(); i++) {
      Table.Column column = table.columns().get(i);
      Object value = row.values().get(i);
      batch.bind(column.name(), new Cell(column.kind(), value));
    }
  }

  /**
   * One value on its way to the database.
   *
   * @param kind of its column
   * @param value of that kind, or null
   */
  record Cell(Kind kind, @Nullable Object value) implements Argument {
    @Override
    public void apply(int position, PreparedStatement statement, StatementContext context)
        throws SQLException {
      switch (value) {
        case null -> statement.setNull(position, type());
        case Instant time ->
            statement.setObject(
                position, time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
        case Bytes bytes -> statement.setBytes(position, bytes.toArray());
        default -> statement.setObject(position, value);
      }
    }

    private int type() {
      return switch (kind) {
        case ID -> Types.OTHER;
        case TEXT -> Types.VARCHAR;
        case WHOLE -> Types.BIGINT;
        case TIME -> Types.TIMESTAMP_WITH_TIMEZONE;
        case BYTES -> Types.VARBINARY;
        case TRUTH -> Types.BOOLEAN;
        case DAY -> Types.DATE;
        case CLOCK -> Types.TIME;
      };
    }
  }

  /** Whether no table has a row. */
  static boolean empty(Transaction transaction, List<Table> tables) {
    return tables.stream()
        .allMatch(
            table ->
                transaction
                    .createQuery("SELECT 1 FROM %s FETCH FIRST 1 ROW ONLY".formatted(table.name()))
                    .mapTo(Integer.class)
                    .findFirst()
                    .isEmpty());
  }
}
