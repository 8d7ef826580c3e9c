package io.stairgate.console.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * How many rows each query looks through, by the database's own word: every query that is sent is
 * explained first, with what is bound to it. Any thread.
 */
public final class Scans implements SqlLogger {
  private static final Pattern H2_SCAN = Pattern.compile("scanCount: (\\d+)");
  private static final Pattern ACTUAL = Pattern.compile("rows=([0-9.]+) loops=(\\d+)");
  private static final Pattern REMOVED = Pattern.compile("Rows Removed by .*: (\\d+)");

  private final Map<String, Long> worst = new ConcurrentHashMap<>();
  private volatile boolean watching;

  private final boolean small;

  private Scans(boolean small) {
    this.small = small;
  }

  /** Watches a database from now on. */
  public static Scans of(Database database) {
    return watching(database, false);
  }

  /**
   * Watches one with few rows: PostgreSQL reads a table that fits into a few pages as a whole,
   * whatever indexes it has, so it is told not to, and shows whether there is one.
   */
  public static Scans ofSmall(Database database) {
    return watching(database, database.dialect() == Dialect.POSTGRESQL);
  }

  private static Scans watching(Database database, boolean small) {
    Scans scans = new Scans(small);
    database.watch(scans);
    return scans;
  }

  /** Forgets what was seen, and looks from now on. */
  public void begin() {
    worst.clear();
    watching = true;
  }

  /** The queries that were seen, with the most rows that one step of each looked through. */
  public Map<String, Long> end() {
    watching = false;
    return Map.copyOf(worst);
  }

  // Jdbi has no other way to what was bound to a statement.
  @SuppressWarnings("removal")
  @Override
  public void logBeforeExecution(StatementContext context) {
    String sql = context.getParsedSql().getSql();
    if (!watching || !sql.strip().toUpperCase(Locale.ROOT).startsWith("SELECT")) {
      return;
    }
    whole(context, "off");
    try (PreparedStatement explain =
        context.getConnection().prepareStatement("EXPLAIN ANALYZE " + sql)) {
      List<String> names = context.getParsedSql().getParameters().getParameterNames();
      for (int i = 0; i < names.size(); i++) {
        Argument argument =
            context.getParsedSql().getParameters().isPositional()
                ? context.getBinding().findForPosition(i).orElseThrow()
                : context.getBinding().findForName(names.get(i), context).orElseThrow();
        argument.apply(i + 1, explain, context);
      }
      List<String> plan = new ArrayList<>();
      try (ResultSet rows = explain.executeQuery()) {
        while (rows.next()) {
          plan.add(rows.getString(1));
        }
      }
      worst.merge(sql.strip().replaceAll("\\s+", " "), most(String.join("\n", plan)), Math::max);
    } catch (SQLException e) {
      throw new IllegalStateException("not explained: " + sql, e);
    }
    whole(context, "on");
  }

  private void whole(StatementContext context, String allowed) {
    if (!small) {
      return;
    }
    try (Statement set = context.getConnection().createStatement()) {
      set.execute("SET LOCAL enable_seqscan TO " + allowed);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long most(String plan) {
    long most = 0;
    Matcher h2 = H2_SCAN.matcher(plan);
    while (h2.find()) {
      most = Math.max(most, Long.parseLong(h2.group(1)));
    }
    double rows = 0;
    double loops = 1;
    for (String line : plan.split("\n", -1)) {
      Matcher actual = ACTUAL.matcher(line);
      if (actual.find()) {
        loops = Double.parseDouble(actual.group(2));
        // An index also holds what was deleted and not cleared away yet; the rows are what counts.
        boolean reads = line.contains("Scan") && !line.contains("Bitmap Index Scan");
        rows = reads ? Double.parseDouble(actual.group(1)) * loops : 0;
        most = Math.max(most, Math.round(rows));
      }
      Matcher removed = REMOVED.matcher(line);
      if (removed.find()) {
        rows += Double.parseDouble(removed.group(1)) * loops;
        most = Math.max(most, Math.round(rows));
      }
    }
    return most;
  }
}
