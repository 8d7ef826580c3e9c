package io.stairgate.console.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.h2.mvstore.MVStoreException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database: a bounded pool, transactions, migrations. Any thread may use it; a transaction
 * belongs to the thread that runs it. When the embedded database closes itself, as it does on a
 * full disk, the pool is thrown away and the next transaction opens it again.
 *
 * <p>Over 300 lines because opening, using and losing the pool are one state.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int CONNECTIONS = 16;
  private static final int SNAPSHOT_MILLIS = 1_800_000;
  private static final Duration OPEN_AGAIN = Duration.ofSeconds(1);

  private static final String NOT_USABLE =
      "The database is not usable now. Check that its disk has space left and that it can be"
          + " reached.";

  private final String url;
  private final Dialect dialect;
  private final Object reopening = new Object();
  private final ReentrantLock writing = new ReentrantLock(true);
  private volatile @Nullable Pool pool;
  private volatile boolean closed;

  /** Whoever waited for an attempt that failed is told so, and makes none of their own. */
  private long openAgainNanos = System.nanoTime();

  /** One opened pool; two are the same only when they are one object, so no record. */
  private static final class Pool {
    private final HikariDataSource source;
    private final Jdbi jdbi;
    private final Optional<Embedded> embedded;

    Pool(HikariDataSource source, Jdbi jdbi, Optional<Embedded> embedded) {
      this.source = source;
      this.jdbi = jdbi;
      this.embedded = embedded;
    }

    HikariDataSource source() {
      return source;
    }

    Jdbi jdbi() {
      return jdbi;
    }

    void close() {
      source.close();
      embedded.ifPresent(Embedded::close);
    }
  }

  private Database(String url) {
    this.url = url;
    this.dialect = Dialect.of(url);
  }

  /**
   * Opens the database and brings its tables to this version.
   *
   * @param jdbcUrl for H2 as {@link DataFolder#embeddedDatabaseUrl} says, or {@code
   *     jdbc:postgresql:…} with user and password
   * @throws StartRefusedException where it cannot be opened, or was made by a newer version
   */
  public static Database open(String jdbcUrl) {
    Database database = new Database(jdbcUrl);
    try {
      database.migrate(Optional.empty());
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Like {@link #open}, and brings its tables only as far as a migration: for data that an older
   * version wrote.
   *
   * @param schema number of the migration, as {@link #schema} says it
   * @throws StartRefusedException where that migration is not known: a newer version has it
   */
  public static Database openAt(String jdbcUrl, String schema) {
    Database database = new Database(jdbcUrl);
    try {
      database.migrate(Optional.of(schema));
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** Number of the newest migration its tables have. */
  public String schema() {
    MigrationInfo current = flyway(pool(), Optional.empty()).info().current();
    return current == null ? "" : String.valueOf(current.getVersion());
  }

  /** Which database this is. */
  public Dialect dialect() {
    return dialect;
  }

  /**
   * Runs {@code work} in one transaction and commits it. An exception rolls back and is thrown on.
   *
   * @throws DatabaseUnavailableException where the database is full, closed or away: nothing counts
   *     as done
   */
  public <T> T inTransaction(Function<Transaction, T> work) {
    Pool current = pool();
    List<Transaction> used = new ArrayList<>(1);
    T result;
    try (Turn turn = new Turn(writing, dialect == Dialect.H2)) {
      result =
          current
              .jdbi()
              .inTransaction(
                  handle -> {
                    Transaction transaction = new Transaction(handle, turn);
                    used.add(transaction);
                    T done = work.apply(transaction);
                    transaction.finish();
                    return done;
                  });
    } catch (RuntimeException e) {
      throw translated(current, e);
    }
    used.getLast().committed();
    return result;
  }

  /** Like {@link #inTransaction}, for work without a result. */
  public void useTransaction(Consumer<Transaction> work) {
    var _ =
        inTransaction(
            transaction -> {
              work.accept(transaction);
              return true;
            });
  }

  /**
   * Like {@link #inTransaction}, and what was committed is on the disk itself when this returns.
   * For acts whose answer promises something to somebody.
   */
  public <T> T durably(Function<Transaction, T> work) {
    T result = inTransaction(work);
    forceToDisk();
    return result;
  }

  /**
   * Runs {@code work}, which only reads, on everything as it stood at one moment, while others go
   * on writing. Rows are handed over as they are read, so a result need not fit in memory; one
   * result at a time.
   *
   * @throws DatabaseUnavailableException where the database is closed or away
   */
  public void inSnapshot(Consumer<Transaction> work) {
    Pool current = pool();
    try {
      current
          .jdbi()
          .useHandle(
              handle -> {
                dialect.beforeSnapshot().ifPresent(handle::execute);
                // Until it is given back to the pool. A table's first row may take its time.
                handle.getConnection().setNetworkTimeout(Runnable::run, SNAPSHOT_MILLIS);
                try {
                  handle.useTransaction(
                      TransactionIsolationLevel.SERIALIZABLE,
                      inside -> work.accept(new Transaction(inside, new Turn(writing, false))));
                } finally {
                  dialect.afterSnapshot().ifPresent(handle::execute);
                }
              });
    } catch (SQLException e) {
      throw translated(current, new ConnectionException(e));
    } catch (RuntimeException e) {
      throw translated(current, e);
    }
  }

  /**
   * Returns once everything committed so far is on the disk itself. On PostgreSQL a commit already
   * says so.
   *
   * @throws DatabaseUnavailableException where that could not be done: then nothing may be
   *     acknowledged
   */
  public void forceToDisk() {
    if (dialect == Dialect.POSTGRESQL) {
      return;
    }
    Pool current = pool();
    try {
      current.embedded.ifPresent(Embedded::force);
    } catch (MVStoreException e) {
      throw lost(current, String.valueOf(e.getErrorCode()), e);
    }
  }

  /**
   * How far the embedded database had come when it was opened last, by a count that only grows;
   * less than it was {@link #onDisk} once where something of its file is gone. 0 on PostgreSQL.
   */
  public long opened() {
    return pool().embedded.map(Embedded::opened).orElse(0L);
  }

  /** How far it is on the disk itself, by the same count; 0 where that is not known yet. */
  public long onDisk() {
    Pool current = pool;
    return current == null ? 0 : current.embedded.map(Embedded::forced).orElse(0L);
  }

  /**
   * Words to and from the other consoles on this database, to be started; empty where there can be
   * none, because the embedded database is one console's own.
   *
   * @param listener told what others say
   */
  public Optional<Signals> signals(Signals.Listener listener) {
    return dialect == Dialect.POSTGRESQL
        ? Optional.of(new Signals(this, url, listener))
        : Optional.empty();
  }

  /**
   * Gives back space of the embedded database's file that is used in part; to be called every
   * second or so. It takes a fraction of a second at most. PostgreSQL does so by itself.
   */
  public void tidy() {
    Pool current = pool;
    if (current == null || current.embedded.isEmpty()) {
      return;
    }
    try (Turn turn = new Turn(writing, true)) {
      turn.take();
      current.embedded.get().tidy();
    }
  }

  /** Tells of every statement from now on: for tests that look at what is asked. */
  void watch(SqlLogger watcher) {
    pool().jdbi().setSqlLogger(watcher);
  }

  /** Whether {@code e} was caused by another transaction having inserted the same key first. */
  public static boolean isDuplicate(Throwable e) {
    return sqlCause(e).map(Dialect::isDuplicate).orElse(false);
  }

  /** Whether {@code e} says that a row does not fit: its key is there, or what it names is not. */
  public static boolean isConstraint(Throwable e) {
    return sqlCause(e).map(Dialect::isConstraint).orElse(false);
  }

  /**
   * How the pool is used just now.
   *
   * @param active connections that work
   * @param idle connections that wait for work
   * @param waiting threads that wait for a connection
   */
  public record Use(int active, int idle, int waiting) {}

  /** How the pool is used just now; nothing of it while there is none. */
  public Use use() {
    Pool current = pool;
    HikariPoolMXBean bean = current == null ? null : current.source().getHikariPoolMXBean();
    return bean == null
        ? new Use(0, 0, 0)
        : new Use(
            bean.getActiveConnections(),
            bean.getIdleConnections(),
            bean.getThreadsAwaitingConnection());
  }

  /** Bytes the database server says it takes; empty for the embedded one, which is a file. */
  public OptionalLong serverBytes() {
    Optional<String> question = dialect.sizeQuestion();
    return question.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            inTransaction(tx -> tx.createQuery(question.get()).mapTo(Long.class).one()));
  }

  /**
   * How the database names a fault, without its words: state and number. Empty where {@code e} is
   * not a database's own.
   */
  public static Optional<String> stateOf(Throwable e) {
    return e instanceof SQLException own
        ? Optional.of(own.getSQLState() + ", " + own.getErrorCode())
        : Optional.empty();
  }

  @Override
  public void close() {
    closed = true;
    synchronized (reopening) {
      Pool current = pool;
      pool = null;
      if (current != null) {
        current.close();
      }
    }
  }

  private Pool pool() {
    Pool current = pool;
    if (current != null) {
      return current;
    }
    synchronized (reopening) {
      current = pool;
      if (current != null) {
        return current;
      }
      if (closed) {
        throw new DatabaseUnavailableException("The console is stopping.");
      }
      if (System.nanoTime() - openAgainNanos < 0) {
        throw new DatabaseUnavailableException(NOT_USABLE);
      }
      try {
        Pool opened = connect();
        pool = opened;
        return opened;
      } catch (HikariPool.PoolInitializationException e) {
        openAgainNanos = System.nanoTime() + OPEN_AGAIN.toNanos();
        throw new DatabaseUnavailableException(
            "The database cannot be opened. Check that its disk has space left.", e);
      }
    }
  }

  private RuntimeException translated(Pool used, RuntimeException e) {
    Optional<SQLException> cause = sqlCause(e);
    if (cause.isEmpty()) {
      return e;
    }
    SQLException sql = cause.get();
    // The pool had no connection within its time: with a cause none could be made, without one all
    // of them work, and the work of others is let be.
    boolean none = sql instanceof SQLTransientConnectionException;
    if (dialect.isGone(sql) || (none && sql.getCause() instanceof SQLException)) {
      return lost(used, String.valueOf(sql.getErrorCode()), e);
    }
    if (none || dialect.isBusy(sql)) {
      return new DatabaseUnavailableException("The database is busy. Try again in a moment.", e);
    }
    // Closed by somebody who found that it is not usable.
    return pool == used ? e : new DatabaseUnavailableException(NOT_USABLE, e);
  }

  private DatabaseUnavailableException lost(Pool used, String code, RuntimeException e) {
    synchronized (reopening) {
      if (pool == used && !closed) {
        LOG.warn("The database is not usable now ({}); opening it again.", code);
        pool = null;
        used.close();
      }
    }
    return new DatabaseUnavailableException(NOT_USABLE, e);
  }

  private static Optional<SQLException> sqlCause(Throwable e) {
    Throwable next = e;
    for (int depth = 0; next != null && depth < 20; depth++) {
      if (next instanceof SQLException sql) {
        return Optional.of(sql);
      }
      next = next.getCause();
    }
    return Optional.empty();
  }

  private Pool connect() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("stairgate");
    config.setJdbcUrl(url);
    if (dialect == Dialect.H2) {
      OrderedStore.register();
      config.setUsername("sa");
      config.setPassword("");
    }
    dialect.properties().forEach(config::addDataSourceProperty);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(2);
    config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(10));
    config.setConnectionInitSql(dialect.onConnect());
    HikariDataSource source = new HikariDataSource(config);
    Jdbi jdbi = Jdbi.create(source);
    // Its messages would carry what was bound into the log: names, serials, hashes.
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    jdbi.registerArgument(new Bindings.InstantArgument());
    jdbi.registerArgument(new Bindings.BytesArgument());
    return new Pool(source, jdbi, embedded(source));
  }

  private Optional<Embedded> embedded(HikariDataSource source) {
    if (dialect != Dialect.H2) {
      return Optional.empty();
    }
    try {
      return Optional.of(Embedded.hold(url));
    } catch (SQLException e) {
      source.close();
      throw new HikariPool.PoolInitializationException(e);
    }
  }

  private Flyway flyway(Pool opened, Optional<String> target) {
    return Flyway.configure()
        .dataSource(dialect.unhurried(url, opened.source()))
        .locations("classpath:io/stairgate/console/database/migration")
        .javaMigrations(new KeptByLaptop())
        .placeholders(Map.of("bytes", dialect.bytesType()))
        .target(target.orElse("latest"))
        .load();
  }

  private Pool firstPool() {
    try {
      Pool opened = connect();
      pool = opened;
      return opened;
    } catch (HikariPool.PoolInitializationException e) {
      throw new StartRefusedException(whyNotOpened(e), e);
    }
  }

  private void migrate(Optional<String> target) {
    Optional<BeforeMigration> before = BeforeMigration.of(url);
    before.ifPresent(BeforeMigration::putBack);
    Pool opened = firstPool();
    try {
      migrate(opened, target, before);
      if (dialect == Dialect.H2) {
        pool().jdbi().useHandle(SteadyPlans::settle);
      }
    } catch (FlywayException e) {
      boolean lost = sqlCause(e).filter(dialect::isGone).isPresent();
      throw new StartRefusedException(
          lost
              ? whyNotOpened(e)
              : "The database could not be brought to this version; nothing in it was changed. Ask"
                  + " for help with the log, and use the version you had until then.",
          e);
    }
  }

  private void migrate(Pool opened, Optional<String> target, Optional<BeforeMigration> before) {
    Flyway flyway = flyway(opened, target);
    MigrationInfoService steps = flyway.info();
    if (isNewer(steps, opened, target)) {
      throw new StartRefusedException(
          "This data was last used by a newer version of Stairgate. Install that version or a"
              + " newer one, or give another folder with --data.");
    }
    if (steps.pending().length == 0) {
      before.ifPresent(BeforeMigration::forget);
      return;
    }
    if (steps.applied().length == 0) {
      before.ifPresent(BeforeMigration::keepNothing);
    } else if (before.isPresent()) {
      opened.close();
      before.get().keep();
      flyway = flyway(firstPool(), target);
    }
    flyway.migrate();
    forceToDisk();
    before.ifPresent(BeforeMigration::forget);
  }

  private boolean isNewer(MigrationInfoService steps, Pool opened, Optional<String> target) {
    boolean unknown =
        target.isPresent()
            && Arrays.stream(flyway(opened, Optional.empty()).info().all())
                .noneMatch(known -> target.get().equals(String.valueOf(known.getVersion())));
    return unknown
        || Arrays.stream(steps.applied())
            .map(MigrationInfo::getState)
            .anyMatch(
                state ->
                    state == MigrationState.FUTURE_SUCCESS
                        || state == MigrationState.FUTURE_FAILED);
  }

  private String whyNotOpened(Throwable e) {
    if (dialect == Dialect.POSTGRESQL) {
      return "The PostgreSQL database cannot be reached. Check the address, user and password given"
          + " with --database.";
    }
    int code = sqlCause(e).map(SQLException::getErrorCode).orElse(0);
    return switch (code) {
      case 90020 ->
          "Another program is using the database. Stop it first, or give another folder with"
              + " --data.";
      case 90048 ->
          "This data was last used by a newer version of Stairgate. Install that version or a newer"
              + " one, or give another folder with --data.";
      default ->
          "The database file cannot be opened. Check that the disk has space left; if it is"
              + " damaged, put back your last backup.";
    };
  }
}
