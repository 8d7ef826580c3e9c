package io.stairgate.console.audit;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The log of who did what: lines are added, never changed, and each is hashed over the one before,
 * per setting. Any thread may use it.
 *
 * <p>Over 300 lines because all that speaks SQL with this one table stands here.
 */
public final class AuditStore {
  private static final int SLICE = 5_000;

  private final Database database;
  private final InstantSource clock;
  private volatile Function<SettingId, AuditCutStore.Cut> cuts =
      setting -> new AuditCutStore.Cut.None();
  private final List<BiConsumer<SettingId, Head>> listeners = new CopyOnWriteArrayList<>();

  public AuditStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Which line is the last: its hash stands for all before it.
   *
   * @param number from 1
   * @param hash the line's
   */
  public record Head(long number, Bytes hash) {}

  /**
   * Tells {@code listener} of each line, after its transaction was committed and before it is
   * forced to disk.
   *
   * @param listener called by the thread that committed it, lines of one setting in any order; it
   *     must return at once and not throw
   */
  public void onAppend(BiConsumer<SettingId, Head> listener) {
    listeners.add(listener);
  }

  /** Lines whose time was over are emptied there: {@link #prove} begins behind them. */
  public void cutBy(AuditCutStore store) {
    cuts = store::cut;
  }

  /** The last line of a setting; empty while there is none. */
  public Optional<Head> last(Transaction transaction, SettingId setting) {
    return transaction
        .createQuery(
            """
            SELECT number, hash FROM audit WHERE setting_id = :setting
            ORDER BY setting_id DESC, number DESC
            FETCH FIRST 1 ROW ONLY
            """)
        .bind("setting", setting.value())
        .map((row, context) -> new Head(row.getLong("number"), Columns.bytes(row, "hash")))
        .findOne();
  }

  /** The hash of one line; empty where there is no such line. */
  public Optional<Bytes> hashAt(Transaction transaction, SettingId setting, long number) {
    return transaction
        .createQuery("SELECT hash FROM audit WHERE setting_id = :setting AND number = :number")
        .bind("setting", setting.value())
        .bind("number", number)
        .map((row, context) -> Columns.bytes(row, "hash"))
        .findOne();
  }

  /** The number of the last line with an act; empty where there is none. */
  public Optional<Long> lastOf(Transaction transaction, SettingId setting, String act) {
    return transaction
        .createQuery(
            """
            SELECT number FROM audit WHERE setting_id = :setting AND act = :act
            ORDER BY setting_id DESC, act DESC, number DESC
            FETCH FIRST 1 ROW ONLY
            """)
        .bind("setting", setting.value())
        .bind("act", act)
        .mapTo(Long.class)
        .findOne();
  }

  /**
   * Adds a line in a transaction of its own, on disk when this returns.
   *
   * @param by who did it
   * @param act a stable code such as {@code laptop-renamed}; at most 64 characters
   * @param target to what, for example {@code laptop:} and its id, at most 64 characters; may be
   *     empty
   * @param detail in words; at most 1000 characters
   */
  public void append(SettingId setting, Actor by, String act, String target, String detail) {
    var _ =
        database.durably(
            transaction -> {
              append(transaction, setting, by, act, target, detail);
              return true;
            });
  }

  /**
   * Like {@link #append(SettingId, Actor, String, String, String)}, within the caller's
   * transaction.
   */
  public void append(
      Transaction transaction,
      SettingId setting,
      Actor by,
      String act,
      String target,
      String detail) {
    SettingStore.lock(transaction, setting);
    Optional<Head> last = last(transaction, setting);
    Bytes previous = last.map(Head::hash).orElse(AuditEntry.BEGINNING);
    AuditEntry line =
        new AuditEntry(
            setting,
            last.map(Head::number).orElse(0L) + 1,
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            by.name(),
            by.kind(),
            by.id(),
            act,
            target,
            detail,
            AuditEntry.BEGINNING);
    Head head = new Head(line.number(), line.hashAfter(previous));
    transaction
        .createUpdate(
            """
            INSERT INTO audit
              (setting_id, number, at, actor, actor_kind, actor_id, act, target, detail, hash)
            VALUES
              (:setting, :number, :at, :actor, :kind, CAST(:id AS UUID), :act, :target, :detail, :hash)
            """)
        .bind("setting", setting.value())
        .bind("number", line.number())
        .bind("at", line.at())
        .bind("actor", line.actor())
        .bind("kind", line.actorKind())
        .bind("id", line.actorId().map(UUID::toString).orElse(null))
        .bind("act", act)
        .bind("target", target)
        .bind("detail", detail)
        .bind("hash", head.hash())
        .execute();
    transaction.afterCommit(() -> listeners.forEach(listener -> listener.accept(setting, head)));
  }

  /**
   * Lines of a setting in their order.
   *
   * @param after the number to begin behind; 0 for the first
   * @param limit how many at most, 1 to 10,000
   */
  public List<AuditEntry> entries(SettingId setting, long after, int limit) {
    return database.inTransaction(transaction -> entries(transaction, setting, after, limit));
  }

  static List<AuditEntry> entries(
      Transaction transaction, SettingId setting, long after, int limit) {
    return transaction
        .createQuery(
            """
            SELECT * FROM audit WHERE setting_id = :setting AND number > :after
            ORDER BY setting_id, number
            FETCH FIRST :limit ROWS ONLY
            """)
        .bind("setting", setting.value())
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> read(row))
        .list();
  }

  /**
   * Some lines that fit a filter, newest first.
   *
   * @param before only lines with a lower number; {@link Long#MAX_VALUE} for the newest
   * @param limit how many at most, 1 to 1000
   */
  public List<AuditEntry> newest(SettingId setting, AuditFilter filter, long before, int limit) {
    return database.inTransaction(
        transaction ->
            fitting(transaction, setting, filter, 0, before, limit, true).stream()
                .map(Line::entry)
                .toList());
  }

  /**
   * Lines that fit a filter, in their order, each with the hash of the line before it: enough to
   * prove each by itself.
   *
   * @param after only lines with a higher number; 0 from the first
   * @param limit how many at most, 1 to 10,000
   */
  public List<Line> oldest(SettingId setting, AuditFilter filter, long after, int limit) {
    return database.inTransaction(
        transaction -> fitting(transaction, setting, filter, after, Long.MAX_VALUE, limit, false));
  }

  /**
   * A line and the hash of the one before.
   *
   * @param entry the line
   * @param previous 32 zero bytes before the first line, and where the line before is missing
   */
  public record Line(AuditEntry entry, Bytes previous) {}

  /**
   * One search for each act or target, put together: each is a walk along an index from where the
   * page begins, so that a page costs the same in a short log and in a long one.
   */
  private static List<Line> fitting(
      Transaction transaction,
      SettingId setting,
      AuditFilter filter,
      long after,
      long before,
      int limit,
      boolean newestFirst) {
    Optional<Long> first =
        filter
            .from()
            .map(from -> edge(transaction, setting, "at >= :at", "ASC", from, Long.MAX_VALUE));
    Optional<Long> last =
        filter.to().map(to -> edge(transaction, setting, "at < :at", "DESC", to, 0L));
    long above = Math.max(after, first.orElse(1L) - 1);
    long below = last.isPresent() && last.get() < before ? last.get() + 1 : before;
    NavigableMap<Long, Line> found = new TreeMap<>();
    for (AuditFilter.Search search : filter.searches()) {
      String direction = newestFirst ? "DESC" : "ASC";
      String order =
          search.sortedBy().stream()
              .map(column -> "a." + column + " " + direction + ", ")
              .collect(Collectors.joining());
      var query =
          transaction
              .createQuery(
                  """
                  SELECT a.*, p.hash AS previous
                  FROM audit a
                  LEFT JOIN audit p ON p.setting_id = a.setting_id AND p.number = a.number - 1
                  WHERE a.setting_id = :setting AND a.number > :above AND a.number < :below %s
                  ORDER BY a.setting_id %s, %sa.number %s
                  FETCH FIRST :limit ROWS ONLY
                  """
                      .formatted(search.where(), direction, order, direction))
              .bind("setting", setting.value())
              .bind("above", above)
              .bind("below", below)
              .bind("limit", limit);
      search.values().forEach(query::bind);
      query
          .map((row, context) -> line(row))
          .forEach(line -> found.put(line.entry().number(), line));
    }
    return (newestFirst ? found.descendingMap() : found).values().stream().limit(limit).toList();
  }

  private static Line line(ResultSet row) throws SQLException {
    byte[] previous = row.getBytes("previous");
    return new Line(read(row), previous == null ? AuditEntry.BEGINNING : Bytes.of(previous));
  }

  /** The number of the line at the edge of a time; lines are numbered as time goes on. */
  private static long edge(
      Transaction transaction,
      SettingId setting,
      String which,
      String direction,
      Instant at,
      long otherwise) {
    return transaction
        .createQuery(
            """
            SELECT number FROM audit WHERE setting_id = :setting AND %s
            ORDER BY setting_id %s, at %s, number %s
            FETCH FIRST 1 ROW ONLY
            """
                .formatted(which, direction, direction, direction))
        .bind("setting", setting.value())
        .bind("at", at)
        .mapTo(Long.class)
        .findOne()
        .orElse(otherwise);
  }

  /**
   * What a look at every line showed.
   *
   * @param lines how many were there and right
   * @param firstBroken the number of the first line that is missing or was changed
   */
  public record Proof(long lines, Optional<Long> firstBroken) {}

  /**
   * Proves the chain of a setting, line by line, {@value #SLICE} in each transaction. Whether lines
   * are missing at the end, or all of it was written anew, only a witness can say.
   */
  public Proof prove(SettingId setting) {
    AuditCutStore.Cut cut = cuts.apply(setting);
    if (cut instanceof AuditCutStore.Cut.Forged) {
      return new Proof(0, Optional.of(1L));
    }
    Optional<Head> emptied =
        cut instanceof AuditCutStore.Cut.Through(Head line) ? Optional.of(line) : Optional.empty();
    long emptiedThrough = emptied.map(Head::number).orElse(0L);
    Bytes previous = AuditEntry.BEGINNING;
    long number = 0;
    while (true) {
      List<AuditEntry> some = entries(setting, number, SLICE);
      for (AuditEntry e : some) {
        boolean right =
            e.number() <= emptiedThrough
                ? isEmptied(e, emptied)
                : e.hash().equals(e.hashAfter(previous));
        if (e.number() != number + 1 || !right) {
          return new Proof(number, Optional.of(number + 1));
        }
        number++;
        previous = e.hash();
      }
      if (some.size() < SLICE) {
        return new Proof(
            number, number < emptiedThrough ? Optional.of(number + 1) : Optional.empty());
      }
    }
  }

  /** An emptied line says nothing, and the last one has the hash that stands sealed. */
  private static boolean isEmptied(AuditEntry line, Optional<Head> last) {
    return line.act().equals(AuditCutStore.THINNED)
        && line.actor().isEmpty()
        && line.actorId().isEmpty()
        && line.target().isEmpty()
        && line.detail().isEmpty()
        && last.filter(head -> head.number() == line.number())
            .map(head -> head.hash().equals(line.hash()))
            .orElse(true);
  }

  /** The number of the first line that is missing or was changed, or empty. */
  public Optional<Long> firstBroken(SettingId setting) {
    return prove(setting).firstBroken();
  }

  private static AuditEntry read(ResultSet row) throws SQLException {
    return new AuditEntry(
        new SettingId(Columns.uuid(row, "setting_id")),
        row.getLong("number"),
        Columns.instant(row, "at"),
        row.getString("actor"),
        row.getString("actor_kind"),
        Columns.maybeUuid(row, "actor_id"),
        row.getString("act"),
        row.getString("target"),
        row.getString("detail"),
        Columns.bytes(row, "hash"));
  }
}
