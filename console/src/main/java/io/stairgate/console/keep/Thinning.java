package io.stairgate.console.keep;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditCutStore;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is kept no longer, once a night for each setting, by one console however many share
 * the database. Some rows in each transaction: pages and laptops wait for none of it, and a console
 * that is killed in the middle leaves nothing half done; another, or the same one, goes on where it
 * stopped once the claim is over. Called by one thread; {@link #stop} by any.
 */
public final class Thinning {
  /** Not before this hour of the setting's own day. */
  static final int FROM_HOUR = 2;

  /** How long a claim holds unless it goes on. */
  static final Duration LEASE = Duration.ofMinutes(10);

  /**
   * Days without a thinning after which the clock may have leapt: what a wrong clock removes is
   * gone, so a laptop has to say the same time first.
   */
  static final Period LEAP = Period.ofDays(3);

  private static final Logger LOG = LoggerFactory.getLogger(Thinning.class);

  /** Rows in one transaction. */
  private static final int SOME = 200;

  private final Parts parts;
  private final KeepingStore keeping;
  private final ThinningStore sweeps;
  private final DayStore days;
  private final String node = UUID.randomUUID().toString();
  private volatile boolean stopping;

  /**
   * What it works with.
   *
   * @param database where everything stands
   * @param settings all of them
   * @param audit the log; each night's numbers are a line of it
   * @param cuts empties old lines of the log
   * @param zone a setting's time zone
   * @param agreed whether a laptop agrees with this time
   * @param clock the time
   */
  public record Parts(
      Database database,
      SettingStore settings,
      AuditStore audit,
      AuditCutStore cuts,
      Function<SettingId, ZoneId> zone,
      Predicate<Instant> agreed,
      InstantSource clock) {}

  /** Ready to thin. */
  public Thinning(Parts parts) {
    this.parts = parts;
    this.keeping = new KeepingStore(parts.database());
    this.sweeps = new ThinningStore(keeping);
    this.days = new DayStore(parts.database());
  }

  /** Another console has taken this setting over, or this one stops: the rest is not ours. */
  private static final class LetGoException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Thins each setting whose night it is and that nobody thinned today. */
  public void run() {
    for (Setting setting : parts.settings().all()) {
      if (stopping) {
        return;
      }
      Instant now = parts.clock().instant();
      ZonedDateTime there = now.atZone(parts.zone().apply(setting.id()));
      LocalDate day = there.toLocalDate();
      LocalDate since = parts.agreed().test(now) ? LocalDate.EPOCH : day.minus(LEAP);
      if (there.getHour() >= FROM_HOUR
          && keeping.claim(setting.id(), node, day, since, now, LEASE)) {
        thin(setting, there);
      }
    }
  }

  /** Begins nothing more; the transaction at hand is finished. */
  public void stop() {
    stopping = true;
  }

  /** One moment decides what goes: a clock that leaps meanwhile changes nothing. */
  private void thin(Setting whole, ZonedDateTime now) {
    SettingId setting = whole.id();
    Map<String, Long> removed = new TreeMap<>();
    try {
      Map<Kept, Integer> lengths =
          keeping.lengths(setting).stream().collect(Collectors.toMap(Length::kind, Length::amount));
      if (isOver(Kept.CHECKS, lengths, whole, now)) {
        checks(setting, lengths, now, removed);
      }
      for (Sweep sweep : ThinningStore.SWEEPS) {
        if (isOver(sweep.kind(), lengths, whole, now)) {
          sweep(setting, sweep, amount(lengths, sweep.kind()), now.toInstant(), removed);
        }
      }
      if (isOver(Kept.LOG, lengths, whole, now)) {
        log(setting, amount(lengths, Kept.LOG), now.toInstant(), removed);
      }
      long all = removed.values().stream().mapToLong(Long::longValue).sum();
      if (all > 0) {
        String words =
            removed.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
        parts.audit().append(setting, new Actor.Console(), "old-data-removed", "", words);
        LOG.info("Setting {}: removed what is kept no longer: {}.", setting, words);
      }
      keeping.done(setting, node, now.toLocalDate(), all);
    } catch (LetGoException e) {
      LOG.info("Setting {}: thinning goes on later or elsewhere.", setting);
    }
  }

  /**
   * Whether the setting is older than a kind is kept. Of one that is not, nothing is old: what
   * seems so was written while the clock was far behind.
   */
  private static boolean isOver(
      Kept kind, Map<Kept, Integer> lengths, Setting setting, ZonedDateTime now) {
    return kind.cut(amount(lengths, kind), now.toInstant()).isAfter(setting.createdAt());
  }

  private static int amount(Map<Kept, Integer> lengths, Kept kind) {
    return lengths.getOrDefault(kind, kind.suggested());
  }

  private void checks(
      SettingId setting, Map<Kept, Integer> lengths, ZonedDateTime now, Map<String, Long> removed) {
    Instant cut = Kept.CHECKS.cut(amount(lengths, Kept.CHECKS), now.toInstant());
    LocalDate month =
        Kept.DAYS.cutDay(amount(lengths, Kept.DAYS), now.toInstant()).withDayOfMonth(1);
    for (DeviceId laptop : laptops(setting)) {
      repeat(
          setting,
          "finding_change",
          removed,
          tx ->
              keeping.laptopHeld(tx, setting, laptop)
                  ? 0
                  : days.changesToDays(tx, setting, laptop, cut, now.getZone(), SOME));
      repeat(
          setting,
          "finding_day",
          removed,
          tx ->
              keeping.laptopHeld(tx, setting, laptop)
                  ? 0
                  : days.daysToCounts(tx, setting, laptop, month));
    }
  }

  private List<DeviceId> laptops(SettingId setting) {
    return parts.database().inTransaction(tx -> sweeps.laptops(tx, setting));
  }

  private void sweep(
      SettingId setting, Sweep sweep, int amount, Instant now, Map<String, Long> removed) {
    if (!sweep.eachLaptop()) {
      repeat(
          setting,
          sweep.table(),
          removed,
          tx -> sweeps.some(tx, setting, sweep, Optional.empty(), amount, now, SOME));
      return;
    }
    for (DeviceId laptop : laptops(setting)) {
      repeat(
          setting,
          sweep.table(),
          removed,
          tx -> sweeps.some(tx, setting, sweep, Optional.of(laptop), amount, now, SOME));
    }
  }

  /** A hold of one laptop holds the whole log: it cannot be known which line would be needed. */
  private void log(SettingId setting, int amount, Instant now, Map<String, Long> removed) {
    Instant cut = Kept.LOG.cut(amount, now);
    repeat(
        setting,
        "audit",
        removed,
        tx ->
            keeping.anythingHeld(tx, setting)
                ? 0
                : parts.cuts().thin(tx, parts.audit(), setting, cut, now, SOME));
  }

  private void repeat(
      SettingId setting, String table, Map<String, Long> removed, ToIntFunction<Transaction> some) {
    int many;
    do {
      many = parts.database().inTransaction(tx -> step(tx, setting, some));
      if (many > 0) {
        removed.merge(table, (long) many, Long::sum);
      }
    } while (many >= SOME);
  }

  private int step(Transaction tx, SettingId setting, ToIntFunction<Transaction> some) {
    // A hold takes the same lock, so it is seen here or comes after this step.
    SettingStore.lock(tx, setting);
    if (stopping || !keeping.goOn(tx, setting, node, parts.clock().instant(), LEASE)) {
      throw new LetGoException();
    }
    return keeping.wholeSettingHeld(tx, setting) ? 0 : some.applyAsInt(tx);
  }
}
