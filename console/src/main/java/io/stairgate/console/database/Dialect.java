package io.stairgate.console.database;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The one place where H2 and PostgreSQL differ. */
public enum Dialect {
  /** The embedded database: one file in the data folder. */
  H2 {
    @Override
    String bytesType() {
      return "VARBINARY(1000000)";
    }

    @Override
    String onConnect() {
      return "SET LOCK_TIMEOUT 20000";
    }

    @Override
    Map<String, String> properties() {
      return Map.ofEntries(SteadyPlans.COUNTS_NOTHING);
    }

    @Override
    DataSource unhurried(String url, DataSource pool) {
      return pool;
    }

    @Override
    Optional<String> beforeSnapshot() {
      // Else a result is gathered whole before its first row is handed over.
      return Optional.of("SET LAZY_QUERY_EXECUTION 1");
    }

    @Override
    Optional<String> afterSnapshot() {
      return Optional.of("SET LAZY_QUERY_EXECUTION 0");
    }

    @Override
    boolean isGone(SQLException e) {
      // Closed, closing, I/O errors, a damaged file and the storage engine's own panic. After a
      // full disk H2 closes
      // the database under all connections; a new one opens it again.
      return switch (e.getErrorCode()) {
        case 90098, 90121, 90028, 90030, 90031, 50000, 90067 -> true;
        default -> false;
      };
    }

    @Override
    boolean isBusy(SQLException e) {
      return e.getErrorCode() == 50200;
    }

    @Override
    public String insertIfAbsent(String table, List<String> columns, List<String> key) {
      return "MERGE INTO %s AS t USING (SELECT 1) AS one ON %s WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)"
          .formatted(
              table,
              key.stream().map(c -> "t." + c + " = :" + c).collect(Collectors.joining(" AND ")),
              String.join(", ", columns),
              columns.stream().map(c -> ":" + c).collect(Collectors.joining(", ")));
    }
  },

  /** A PostgreSQL server, or one that speaks its protocol and SQL. */
  POSTGRESQL {
    @Override
    String bytesType() {
      return "BYTEA";
    }

    @Override
    String onConnect() {
      // An acknowledgement stands on the commit being on disk, whatever the server's own default
      // is. A console that stands still in the middle of a transaction keeps its rows from all
      // others: the server takes them away from it before those who wait for them give up.
      return "SET synchronous_commit TO on; SET idle_in_transaction_session_timeout TO '15s';"
          + " SET lock_timeout TO '20s'";
    }

    @Override
    Map<String, String> properties() {
      // A server that is gone without a word would be waited for without end. No statement takes so
      // long, the 20 s for a lock included.
      return Map.of("tcpKeepAlive", "true", "socketTimeout", "120");
    }

    @Override
    DataSource unhurried(String url, DataSource pool) {
      PGSimpleDataSource own = new PGSimpleDataSource();
      own.setURL(url);
      own.setTcpKeepAlive(true);
      return own;
    }

    @Override
    Optional<String> beforeSnapshot() {
      // What is read is written somewhere in between, which may be slow; it keeps no row from
      // anybody.
      return Optional.of("SET idle_in_transaction_session_timeout TO '10min'");
    }

    @Override
    Optional<String> afterSnapshot() {
      return Optional.of("SET idle_in_transaction_session_timeout TO '15s'");
    }

    @Override
    Optional<String> sizeQuestion() {
      return Optional.of("SELECT pg_database_size(current_database())");
    }

    @Override
    boolean isGone(SQLException e) {
      String state = e.getSQLState() == null ? "" : e.getSQLState();
      // Connection errors, disk full and out of resources, server shutting down or starting, and a
      // transaction that stood still for too long, which ends its connection.
      return state.startsWith("08")
          || state.startsWith("53")
          || state.startsWith("57P0")
          || state.equals("25P03");
    }

    @Override
    boolean isBusy(SQLException e) {
      return "55P03".equals(e.getSQLState());
    }

    @Override
    public String insertIfAbsent(String table, List<String> columns, List<String> key) {
      return "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s) DO NOTHING"
          .formatted(
              table,
              String.join(", ", columns),
              columns.stream().map(c -> ":" + c).collect(Collectors.joining(", ")),
              String.join(", ", key));
    }
  };

  /** The type of a byte string, the placeholder {@code ${bytes}} of the migrations. */
  abstract String bytesType();

  /** What each new connection is told first. */
  abstract String onConnect();

  /** What the driver is told of each connection of the pool. */
  abstract Map<String, String> properties();

  /**
   * Where migrations get their connections: they may take longer than what a pool's connection has
   * time for.
   *
   * @param pool the pool's own
   */
  abstract DataSource unhurried(String url, DataSource pool);

  /** What a connection is told before it reads everything. */
  Optional<String> beforeSnapshot() {
    return Optional.empty();
  }

  /** What takes that back. */
  Optional<String> afterSnapshot() {
    return Optional.empty();
  }

  /** What asks the database how many bytes it takes; empty where its file is to be looked at. */
  Optional<String> sizeQuestion() {
    return Optional.empty();
  }

  /** Whether {@code e} means that the pool's connections are of no use any more. */
  abstract boolean isGone(SQLException e);

  /** Whether {@code e} means that another transaction kept a row for too long. */
  abstract boolean isBusy(SQLException e);

  /**
   * A statement that inserts one row unless its key is there already; it reports 1 row or 0. Each
   * column is a bound parameter of the same name.
   *
   * @param table table name
   * @param columns all columns, the key among them
   * @param key the columns of a primary key or unique constraint
   */
  public abstract String insertIfAbsent(String table, List<String> columns, List<String> key);

  /** Whether {@code e} says that a row with the same key was there: the loser of a race. */
  static boolean isDuplicate(SQLException e) {
    return "23505".equals(e.getSQLState());
  }

  /** Whether {@code e} says that a row breaks a rule of its table: class 23 of the standard. */
  static boolean isConstraint(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("23");
  }

  static Dialect of(String jdbcUrl) {
    String url = jdbcUrl.toLowerCase(Locale.ROOT);
    if (url.startsWith("jdbc:h2:")) {
      return H2;
    }
    if (url.startsWith("jdbc:postgresql:")) {
      return POSTGRESQL;
    }
    throw new StartRefusedException(
        "The database address must begin with jdbc:postgresql: (leave --database out for the"
            + " built-in database).");
  }
}
