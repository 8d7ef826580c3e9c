package io.stairgate.console.keep;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.audit.AuditCutStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.event.EventStore;
import io.stairgate.console.event.JournalEntry;
import io.stairgate.console.event.What;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/**
 * Whether a year of a chain stays quick on PostgreSQL: a page of a laptop's entries, a group that
 * is stored durably, and the night's removal of what is a year old, on a fifth of a year and on a
 * whole one, in the same run. What {@code packaging/measure-year} runs. Arguments: settings,
 * laptops in each, entries of each laptop in a year.
 */
public final class YearMeasured {
  private static final UUID EPOCH = new UUID(1, 1);
  private static final int DAYS = 365;
  private static final int TIMES = 300;
  private static final int GROUP = 20;
  private static final Bytes BODY = Bytes.of(new byte[90]);

  private final StoreFixture console;
  private final List<SettingId> settings = new ArrayList<>();
  private final List<DeviceId> laptops = new ArrayList<>();
  private final Random random = new Random(1);
  private long sequence = 1_000_000;

  private YearMeasured(StoreFixture console, int settings, int each) {
    this.console = console;
    for (int i = 0; i < settings; i++) {
      SettingId setting = new SettingId(UUID.randomUUID());
      console.settings.create(
          new Setting(setting, "Nursery " + i, Bytes.of(new byte[32]), console.now.get()));
      for (int laptop = 0; laptop < each; laptop++) {
        this.settings.add(setting);
        laptops.add(console.laptop(setting, "Laptop " + laptop));
      }
    }
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int settings = Integer.parseInt(arguments[0]);
    int each = Integer.parseInt(arguments[1]);
    int entries = Integer.parseInt(arguments[2]);
    Path folder = Files.createTempDirectory("measure-year");
    try (StoreFixture console = new StoreFixture(Engine.POSTGRESQL, folder)) {
      YearMeasured year = new YearMeasured(console, settings, each);
      Instant end = console.now.get();
      int fifth = entries / 5;
      System.out.printf(
          Locale.ROOT,
          "%-10s %12s %9s %22s %22s %28s%n",
          "of a year",
          "entries",
          "MB",
          "page p50, p99 ms",
          "20 stored p50, p99 ms",
          "a day removed, rows, s");
      year.fill(end, entries, 0, fifth);
      year.say("a fifth");
      year.fill(end, entries, fifth, entries);
      year.say("all of it");
      year.night(end);
    }
    System.exit(0);
  }

  /** The laptops' entries in the order in which they came. */
  private void fill(Instant end, int entries, int from, int to) {
    int atOnce = Math.max(1, entries / 50);
    for (int next = from; next < to; next += atOnce) {
      int first = next;
      int last = Math.min(to, next + atOnce) - 1;
      console.database.useTransaction(
          tx ->
              tx.createUpdate(
                      """
                      INSERT INTO event (device_id, epoch, sequence, setting_id, kind, occurred_at,
                        received_at, body)
                      SELECT d.device_id, :epoch, n, d.setting_id,
                        CASE WHEN n % 5 < 2 THEN 'media' ELSE 'agent' END, at, at, :body
                      FROM (SELECT n, CAST(:begin AS TIMESTAMP WITH TIME ZONE)
                              + n * CAST(:step AS INTERVAL) AS at
                            FROM generate_series(:first, :last) AS n) AS numbers
                      CROSS JOIN device d
                      ORDER BY n
                      """)
                  .bind("epoch", EPOCH)
                  .bind("body", BODY)
                  .bind("begin", end.minus(Duration.ofDays(DAYS)))
                  .bind("step", Duration.ofDays(DAYS).toMillis() / entries + " milliseconds")
                  .bind("first", first)
                  .bind("last", last)
                  .execute());
    }
    console.database.useTransaction(tx -> tx.createUpdate("ANALYZE event").execute());
  }

  private void say(String part) {
    double[] pages = new double[TIMES];
    double[] groups = new double[TIMES];
    EventStore events = new EventStore(console.database);
    for (int i = -50; i < TIMES; i++) {
      int which = random.nextInt(laptops.size());
      long began = System.nanoTime();
      var _ = events.latest(settings.get(which), laptops.get(which), 40);
      long between = System.nanoTime();
      boolean _ = console.database.durably(tx -> group(tx, events));
      long ended = System.nanoTime();
      if (i >= 0) {
        pages[i] = (between - began) / 1e6;
        groups[i] = (ended - between) / 1e6;
      }
    }
    long rows =
        console.database.inTransaction(
            tx -> tx.createQuery("SELECT COUNT(*) FROM event").mapTo(Long.class).one());
    System.out.printf(
        Locale.ROOT,
        "%-10s %,12d %,9d %13.2f, %7.2f %13.2f, %7.2f%n",
        part,
        rows,
        console.database.serverBytes().orElse(0) >> 20,
        at(pages, 0.5),
        at(pages, 0.99),
        at(groups, 0.5),
        at(groups, 0.99));
  }

  private boolean group(Transaction tx, EventStore events) {
    boolean all = true;
    for (int i = 0; i < GROUP; i++) {
      int which = random.nextInt(laptops.size());
      JournalEntry entry = new JournalEntry(sequence++, console.now.get(), new What.Other(), BODY);
      all &=
          events.add(tx, settings.get(which), laptops.get(which), EPOCH, entry, console.now.get());
    }
    return all;
  }

  /** What the night after the next day removes: a day of a year ago. */
  private void night(Instant end) {
    AuditCutStore cuts = new AuditCutStore(console.database, SealingKey.of(SealingKey.random()));
    for (int day = 1; day <= 2; day++) {
      console.now.set(end.plus(Duration.ofDays(day)));
      Thinning thinning =
          new Thinning(
              new Thinning.Parts(
                  console.database,
                  console.settings,
                  console.audit,
                  cuts,
                  setting -> ZoneId.of("Europe/London"),
                  now -> true,
                  console.clock));
      long before = rows();
      long began = System.nanoTime();
      thinning.run();
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          Locale.ROOT, "a night's removal: %,d rows in %.1f s%n", before - rows(), seconds);
    }
    say("after it");
  }

  private long rows() {
    return console.database.inTransaction(
        tx -> tx.createQuery("SELECT COUNT(*) FROM event").mapTo(Long.class).one());
  }

  private static double at(double[] times, double part) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[(int) (sorted.length * part)];
  }
}
