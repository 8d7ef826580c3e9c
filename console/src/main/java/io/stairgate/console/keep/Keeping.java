package io.stairgate.console.keep;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.concern.Concern;
import io.stairgate.console.concern.Concerns;
import io.stairgate.console.database.Database;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What people decide about how long things are kept: lengths, holds, and reports whose time is
 * over. Everything has a reason and stands in the log. Any thread may use it.
 */
public final class Keeping {
  /** The shortest and the longest reason, characters. */
  public static final int SHORTEST_REASON = 10;

  /** See {@link #SHORTEST_REASON}. */
  public static final int LONGEST_REASON = 500;

  /** For how long a report is kept when somebody says so, months. */
  public static final int LONGER_MONTHS = 12;

  private final Database database;
  private final KeepingStore store;
  private final ConcernTimeStore reports;
  private final Concerns concerns;
  private final DeviceStore devices;
  private final AuditStore audit;
  private final InstantSource clock;

  /** Ready to decide. */
  public Keeping(
      Database database,
      Concerns concerns,
      DeviceStore devices,
      AuditStore audit,
      InstantSource clock) {
    this.database = database;
    this.store = new KeepingStore(database);
    this.reports = new ConcernTimeStore(database);
    this.concerns = concerns;
    this.devices = devices;
    this.audit = audit;
    this.clock = clock;
  }

  /** How long a setting keeps each kind, in the order in which it is shown. */
  public List<Length> lengths(SettingId setting) {
    return store.lengths(setting);
  }

  /** How long a setting keeps a kind. */
  public Length length(SettingId setting, Kept kind) {
    return of(lengths(setting), kind);
  }

  private static Length of(List<Length> all, Kept kind) {
    return all.stream().filter(each -> each.kind() == kind).findFirst().orElseThrow();
  }

  /** Every hold of a setting, newest first. */
  public List<Hold> holds(SettingId setting) {
    return store.holds(setting);
  }

  /** The numbers that are left of what was removed, newest month first. */
  public List<KeepingStore.Count> counts(SettingId setting) {
    return store.counts(setting);
  }

  /** The last day on which a setting was thinned; empty: never. */
  public Optional<LocalDate> thinnedOn(SettingId setting) {
    return store.thinnedOn(setting);
  }

  /**
   * A setting keeps something for another length from now on.
   *
   * @param amount days or months, as {@link Kept#unit} says
   * @param reason why, in the setting's own words
   */
  public Outcome change(SettingId setting, Kept kind, int amount, String reason, Actor by) {
    if (amount < kind.least() || amount > kind.most()) {
      return new Outcome.Refused(
          "amount",
          "Choose a length from %s to %s."
              .formatted(kind.words(kind.least()), kind.words(kind.most())));
    }
    Optional<Outcome> wrong = wrongReason("reason", reason);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    Instant now = clock.instant();
    Length length =
        new Length(kind, amount, Optional.of(new Length.Own(reason.strip(), by.name(), now)));
    return decide(setting, kind, Optional.of(length), length.words(), reason, by);
  }

  /** A setting follows the suggestion again. */
  public Outcome suggest(SettingId setting, Kept kind, String reason, Actor by) {
    Optional<Outcome> wrong = wrongReason("reason", reason);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    String words = "the suggestion, " + kind.words(kind.suggested());
    return decide(setting, kind, Optional.empty(), words, reason, by);
  }

  private Outcome decide(
      SettingId setting, Kept kind, Optional<Length> own, String words, String reason, Actor by) {
    return database.durably(
        tx -> {
          SettingStore.lock(tx, setting);
          Length before = of(store.lengths(tx, setting), kind);
          own.ifPresentOrElse(
              length -> store.put(tx, setting, length, by), () -> store.remove(tx, setting, kind));
          audit.append(
              tx,
              setting,
              by,
              "keeping-changed",
              "keeping:" + kind.code(),
              "from %s to %s: %s".formatted(before.words(), words, reason.strip()));
          return new Outcome.Done();
        });
  }

  /**
   * Nothing of a laptop, or of the whole setting, is removed from now on.
   *
   * @param laptop the laptop; empty: the whole setting
   */
  public Outcome hold(SettingId setting, Optional<DeviceId> laptop, String reason, Actor by) {
    Optional<Outcome> wrong = wrongReason("reason", reason);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    if (laptop.isPresent() && devices.laptop(setting, laptop.get()).isEmpty()) {
      return new Outcome.Refused("laptop", "Choose a laptop from the list.");
    }
    Hold hold =
        new Hold(
            UUID.randomUUID(),
            laptop,
            reason.strip(),
            by.name(),
            clock.instant(),
            Optional.empty());
    return database.durably(
        tx -> {
          // Thinning takes the same lock: what is held when this returns is not removed.
          SettingStore.lock(tx, setting);
          store.add(tx, setting, hold, by);
          audit.append(
              tx,
              setting,
              by,
              "hold-made",
              laptop.map(id -> "laptop:" + id).orElse("hold:" + hold.id()),
              hold.reason());
          return new Outcome.Done();
        });
  }

  /**
   * A hold is taken back.
   *
   * @param word why
   */
  public Outcome release(SettingId setting, UUID id, String word, Actor by) {
    Optional<Outcome> wrong = wrongReason("word", word);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    return database.durably(
        tx -> {
          SettingStore.lock(tx, setting);
          Optional<Hold> hold = store.hold(tx, setting, id);
          if (hold.isEmpty()) {
            return new Outcome.NotThere();
          }
          if (hold.get().ended().isPresent()) {
            return new Outcome.Done();
          }
          store.end(tx, setting, id, new Hold.Ended(by.name(), clock.instant(), word.strip()), by);
          audit.append(
              tx,
              setting,
              by,
              "hold-ended",
              hold.get().laptop().map(laptop -> "laptop:" + laptop).orElse("hold:" + id),
              word.strip());
          return new Outcome.Done();
        });
  }

  /** The reports whose time is over and that this person may read, oldest first, at most 200. */
  public List<Concern> toReview(SettingId setting, UUID person) {
    Length length = length(setting, Kept.CONCERNS);
    return reports
        .over(setting, Kept.CONCERNS.cut(length.amount(), clock.instant()), now())
        .stream()
        .flatMap(id -> concerns.concern(setting, id).stream())
        .filter(concern -> concerns.mayRead(setting, concern, person))
        .toList();
  }

  private Instant now() {
    return clock.instant();
  }

  /** A report is kept for another {@value #LONGER_MONTHS} months. */
  public Outcome keepReport(SettingId setting, UUID id, String reason, Actor.Person by) {
    return review(
        setting,
        id,
        reason,
        by,
        () ->
            database.durably(
                tx -> {
                  reports.keep(
                      tx,
                      setting,
                      id,
                      Kept.CONCERNS.cut(-LONGER_MONTHS, now()),
                      reason.strip(),
                      by,
                      now());
                  audit.append(tx, setting, by, "concern-kept", "concern:" + id, reason.strip());
                  return new Outcome.Done();
                }));
  }

  /** A report whose time is over is removed for good. */
  public Outcome removeReport(SettingId setting, UUID id, String reason, Actor.Person by) {
    return review(
        setting,
        id,
        reason,
        by,
        () ->
            database.durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  if (store.wholeSettingHeld(tx, setting) || reports.held(tx, setting, id)) {
                    return new Outcome.Refused(
                        "reason", "It is held: nothing of it may be removed until that ends.");
                  }
                  reports.remove(tx, setting, id);
                  audit.append(tx, setting, by, "concern-removed", "concern:" + id, reason.strip());
                  return new Outcome.Done();
                }));
  }

  private interface Review {
    Outcome make();
  }

  private Outcome review(
      SettingId setting, UUID id, String reason, Actor.Person by, Review review) {
    if (toReview(setting, by.account()).stream().noneMatch(each -> each.id().equals(id))) {
      return new Outcome.NotThere();
    }
    return wrongReason("reason", reason).orElseGet(review::make);
  }

  private static Optional<Outcome> wrongReason(String field, String reason) {
    String said = reason.strip();
    boolean right =
        said.length() >= SHORTEST_REASON
            && said.length() <= LONGEST_REASON
            && said.chars().noneMatch(Character::isISOControl);
    return right
        ? Optional.empty()
        : Optional.of(new Outcome.Refused(field, "Say why in 10 to 500 letters, on one line."));
  }
}
