package io.stairgate.console.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The two databases a store's contract is tested on: the real ones, each test with tables of its
 * own.
 */
public enum Engine {
  /** A file in the test's folder. */
  H2 {
    @Override
    public String url(Path folder) {
      return "jdbc:h2:file:"
          + folder.resolve("stairgate")
          + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    }
  },
  /** A server of the test run's own, started once. */
  POSTGRESQL {
    @Override
    public String url(Path folder) {
      String name = "test_" + Server.NEXT.incrementAndGet();
      try (Connection connection = Server.ONE.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return Server.ONE.getJdbcUrl("postgres", name);
    }
  };

  /** The address of an empty database. */
  public abstract String url(Path folder);

  /** A connection to a database, told what each connection of the product is told. */
  public static Connection connection(String url) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      statement.execute(Dialect.of(url).onConnect());
    }
    return connection;
  }

  /** An empty database with the tables of this version. */
  public Database open(Path folder) {
    return Database.open(url(folder));
  }

  private static final class Server {
    static final AtomicInteger NEXT = new AtomicInteger();
    static final EmbeddedPostgres ONE = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
