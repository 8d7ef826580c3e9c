package io.stairgate.console.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditCutStore;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Presence;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.setting.SettingId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes, what stays, and when: nothing younger than its length goes, nothing that is held goes,
 * everything else does; a kill in the middle and several consoles change nothing of that.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class ThinningTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");

  /** Tables of which nothing goes by its age alone, each with the reason. */
  private static final Map<String, String> STAYS =
      Map.ofEntries(
          Map.entry("setting", "it is what everything belongs to"),
          Map.entry("console_fact", "the console's own, a few rows"),
          Map.entry("account", "somebody's access: ended, not old"),
          Map.entry("membership", "somebody's access: ended, not old"),
          Map.entry("totp", "goes with the access"),
          Map.entry("recovery_code", "goes with the access"),
          Map.entry("passkey", "goes with the access"),
          Map.entry("oidc_identity", "goes with the access"),
          Map.entry("oidc_provider", "what holds now"),
          Map.entry("mail_address", "goes with the access"),
          Map.entry("notify_wish", "what holds now"),
          Map.entry("approver", "what holds now"),
          Map.entry("device", "a laptop: disposed of, not old"),
          Map.entry("device_rule", "what holds now"),
          Map.entry("finding", "what holds now"),
          Map.entry("journal", "how far each laptop's journal is: without it entries come twice"),
          Map.entry("enrolment", "goes with its code"),
          Map.entry("alert_medium", "goes with its alert"),
          Map.entry("alert_history", "goes with its alert"),
          Map.entry("notification_alert", "goes with its message"),
          Map.entry("notify_plan", "where the planner is now"),
          Map.entry("stick_presence", "which stick is where now"),
          Map.entry("media_permission_laptop", "goes with its permission"),
          Map.entry("own_stick_laptop", "goes with its stick"),
          Map.entry("audit_notice_laptop", "goes with its notice"),
          Map.entry("audit_check", "the last check alone"),
          Map.entry("audit", "emptied, not removed: the chain stays"),
          Map.entry("audit_cut", "up to where it is emptied"),
          Map.entry("sign_in_try", "kept for an hour, by the entrance itself"),
          Map.entry("recovery_key", "until the laptop is disposed of"),
          Map.entry("recovery_state", "what holds now"),
          Map.entry("recovery_holder", "what holds now"),
          Map.entry("recovery_agreement", "goes with its request"),
          Map.entry("concern", "a person decides"),
          Map.entry("laptop_cause", "what holds now"),
          Map.entry("setting_summary", "what holds now"),
          Map.entry("cause_count", "what holds now"),
          Map.entry("rule_count", "what holds now"),
          Map.entry("rollout_laptop", "goes with its rollout"),
          Map.entry("spread_part", "goes with its change"),
          Map.entry("concern_kept", "goes with its report"),
          Map.entry("finding_change", "becomes days"),
          Map.entry("finding_day", "becomes numbers"),
          Map.entry("kept_count", "numbers of no person, kept for the yearly comparison"),
          Map.entry("keeping", "what holds now"),
          Map.entry("thinning", "where the thinning is now"));

  @TempDir Path folder;
  private final Engine engine;
  private StoreFixture f;
  private RowsStore rows;
  private KeepingStore keeping;
  private AuditCutStore cuts;
  private DeviceId free;
  private DeviceId held;
  private Predicate<Instant> agreed = now -> true;
  private UUID person;
  private final UUID stick = UUID.randomUUID();
  private final UUID permission = UUID.randomUUID();
  private final AtomicInteger next = new AtomicInteger();

  ThinningTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    f = new StoreFixture(engine, folder);
    f.now.set(Instant.parse("2026-11-22T03:00:00Z"));
    madeAt(Instant.parse("1990-01-01T00:00:00Z"));
    rows = new RowsStore(f.database);
    keeping = new KeepingStore(f.database);
    cuts = new AuditCutStore(f.database, SealingKey.of(SealingKey.random()));
    f.audit.cutBy(cuts);
    free = f.laptop("Blue Room");
    held = f.laptop("Red Room");
    person = f.person(f.setting, "Ann", Set.of(io.stairgate.console.account.Role.DSL));
    add("stick", Map.of("stick_id", stick, "listed_at", f.now.get()));
    add(
        "media_permission",
        Map.of(
            "permission_id",
            permission,
            "stick_id",
            stick,
            "ends_at",
            f.now.get().plus(Duration.ofDays(1))));
  }

  private void madeAt(Instant when) {
    f.database.useTransaction(
        tx ->
            tx.createUpdate("UPDATE setting SET created_at = :when").bind("when", when).execute());
  }

  @AfterEach
  void close() {
    f.close();
  }

  private Thinning thinning() {
    return new Thinning(
        new Thinning.Parts(
            f.database, f.settings, f.audit, cuts, setting -> LONDON, agreed, f.clock));
  }

  private void add(String table, Map<String, Object> given) {
    Map<String, Object> all = new HashMap<>(given);
    all.putIfAbsent("setting_id", f.setting.value());
    rows.add(table, all);
  }

  /**
   * A row that a test put there.
   *
   * @param kind whose length decides
   * @param table where it stands
   * @param column a column that only this row has the value of
   * @param value the value
   * @param at since when its age counts
   * @param laptop the laptop it belongs to; empty: none
   */
  private record Put(
      Kept kind, String table, String column, Object value, Instant at, Optional<DeviceId> laptop) {
    boolean older(int amount, Instant now) {
      return at.isBefore(kind.cut(amount, now));
    }
  }

  private interface Maker {
    Map<String, Object> row(Instant at, DeviceId laptop, int number);
  }

  /** How a row of each swept table is made whose age counts from a moment. */
  private Map<String, Maker> makers() {
    Map<String, Maker> all = new TreeMap<>();
    told(all);
    sticks(all);
    decided(all);
    all.put("web_session", (at, on, n) -> Map.of("account_id", person, "ends_at", at));
    all.put("entry_link", (at, on, n) -> Map.of("ends_at", at));
    all.put("ceremony", (at, on, n) -> Map.of("ends_at", at));
    all.put("api_answer", (at, on, n) -> Map.of("asked_at", at));
    all.put("known_browser", (at, on, n) -> Map.of("account_id", person, "last_at", at));
    return all;
  }

  private void told(Map<String, Maker> all) {
    all.put(
        "event/laptop-events",
        (at, on, n) ->
            Map.of(
                "device_id",
                on.value(),
                "sequence",
                n,
                "kind",
                "agent",
                "received_at",
                at,
                "occurred_at",
                at));
    all.put(
        "event/sticks",
        (at, on, n) ->
            Map.of(
                "device_id",
                on.value(),
                "sequence",
                n,
                "kind",
                "media",
                "received_at",
                at,
                "occurred_at",
                at));
    all.put(
        "journal_gap",
        (at, on, n) -> Map.of("device_id", on.value(), "first_sequence", n, "noticed_at", at));
    all.put(
        "drift",
        (at, on, n) -> Map.of("device_id", on.value(), "received_at", at, "occurred_at", at));
    all.put("laptop_program", (at, on, n) -> Map.of("device_id", on.value(), "gone_at", at));
    all.put(
        "policy_word",
        (at, on, n) -> Map.of("device_id", on.value(), "kind", "k" + n, "received_at", at));
    all.put(
        "notice_read",
        (at, on, n) -> {
          add(
              "account_order",
              Map.of("account", "left" + n, "kind", "left", "since", at, "made_at", at));
          return Map.of("device_id", on.value(), "account", "left" + n);
        });
    all.put(
        "alert",
        (at, on, n) ->
            Map.of("device_id", on.value(), "resolved_at", at, "group_key", "alert " + n));
    all.put(
        "notification",
        (at, on, n) -> Map.of("state", "sent", "created_at", at, "group_key", "message " + n));
    all.put(
        "away",
        (at, on, n) -> Map.of("account_id", person, "cover_id", person, "last_day", utcDay(at)));
  }

  private void sticks(Map<String, Maker> all) {
    all.put(
        "stick_sighting",
        (at, on, n) ->
            Map.of(
                "device_id",
                on.value(),
                "sequence",
                n,
                "stick_id",
                stick,
                "occurred_at",
                at,
                "action",
                "blocked"));
    all.put(
        "media_permission_step",
        (at, on, n) ->
            Map.of(
                "device_id",
                on.value(),
                "sequence",
                n,
                "permission_id",
                permission,
                "occurred_at",
                at));
    all.put(
        "media_request",
        (at, on, n) ->
            Map.of(
                "device_id",
                on.value(),
                "stick_id",
                stick,
                "state",
                "refused",
                "received_at",
                at,
                "decided_at",
                at));
    all.put("media_permission", (at, on, n) -> Map.of("stick_id", stick, "ends_at", at));
    all.put("own_stick", (at, on, n) -> Map.of("state", "ended", "decided_at", at));
    all.put("stick", (at, on, n) -> Map.of("listed_at", at));
    all.put("telephone_answer", (at, on, n) -> Map.of("device_id", on.value(), "answered_at", at));
  }

  private void decided(Map<String, Maker> all) {
    all.put("account_order", (at, on, n) -> Map.of("cleared_at", at));
    all.put("rollout", (at, on, n) -> Map.of("state", "done", "ended_at", at));
    all.put("spread", (at, on, n) -> Map.of("state", "done", "ended_at", at));
    all.put("policy_proposal", (at, on, n) -> Map.of("outcome", "refused", "decided_at", at));
    all.put("recovery_request", (at, on, n) -> Map.of("device_id", on.value(), "ended_at", at));
    all.put("invitation", (at, on, n) -> Map.of("ends_at", at));
    all.put("api_token", (at, on, n) -> Map.of("ended_at", at));
    all.put("webhook", (at, on, n) -> Map.of("ended_at", at));
    all.put("weekly_update", (at, on, n) -> Map.of("week", utcDay(at).minusDays(n * 1L % 7)));
    all.put("enrol_code", (at, on, n) -> Map.of("ends_at", at));
    all.put("legal_hold", (at, on, n) -> Map.of("ended_at", at));
    // Of these the newest stays, however old: the tests give each laptop one of today besides.
    all.put(
        "policy",
        (at, on, n) -> Map.of("device_id", on.value(), "epoch", 1, "number", n, "made_at", at));
    all.put(
        "signed_permissions",
        (at, on, n) -> Map.of("device_id", on.value(), "epoch", 1, "number", n, "made_at", at));
    all.put("certificate", (at, on, n) -> Map.of("device_id", on.value(), "not_after", at));
  }

  /** What is told by another test: each row's age hangs on the one after it. */
  private static final Set<String> IN_ROWS = Set.of("setting_policy", "audit_notice");

  private static LocalDate utcDay(Instant at) {
    return at.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private static String name(Sweep sweep) {
    return sweep.table().equals("event")
        ? sweep.table() + "/" + sweep.kind().code()
        : sweep.table();
  }

  private Put put(Sweep sweep, Instant at, DeviceId laptop) {
    int n = next.incrementAndGet();
    Map<String, Object> row =
        new HashMap<>(
            Objects.requireNonNull(makers().get(name(sweep)), name(sweep)).row(at, laptop, n));
    String column = sweep.keys().getLast();
    Object value =
        switch (column) {
          case "sequence", "first_sequence", "number" -> n;
          case "challenge" -> "C" + n;
          case "kind" -> "k" + n;
          case "serial", "request_key" -> "key" + n;
          case "week" -> Objects.requireNonNull(row.get("week"));
          case "secret_hash", "code_hash" -> ("hash " + n).getBytes(StandardCharsets.US_ASCII);
          default -> UUID.randomUUID();
        };
    row.put(column, value);
    add(sweep.table(), row);
    boolean ofLaptop = row.containsKey("device_id");
    Instant counts = at;
    if (row.get("week") instanceof LocalDate week) {
      counts = week.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    if (row.get("last_day") instanceof LocalDate last) {
      counts = last.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    return new Put(
        sweep.kind(),
        sweep.table(),
        column,
        value,
        counts,
        ofLaptop ? Optional.of(laptop) : Optional.empty());
  }

  private boolean there(Put put) {
    return rows.count(put.table(), put.column(), put.value()) > 0;
  }

  private List<Put> scatter(Random random, int each) {
    Instant now = f.now.get();
    List<Put> all = new ArrayList<>();
    for (Sweep sweep : ThinningStore.SWEEPS) {
      if (IN_ROWS.contains(sweep.table())) {
        continue;
      }
      for (int i = 0; i < each; i++) {
        // Days are counted whole, so nothing is put just beside an edge.
        Instant at = now.minus(1 + random.nextInt(26 * 366), ChronoUnit.DAYS).minusSeconds(43_200);
        all.add(put(sweep, at, random.nextBoolean() ? free : held));
      }
    }
    for (DeviceId laptop : List.of(free, held)) {
      Map<String, Object> newest =
          Map.of(
              "device_id",
              laptop.value(),
              "epoch",
              2,
              "number",
              next.incrementAndGet(),
              "made_at",
              now);
      add("policy", newest);
      add("signed_permissions", newest);
      add(
          "certificate",
          Map.of(
              "device_id",
              laptop.value(),
              "serial",
              "newest" + next.incrementAndGet(),
              "not_after",
              now));
    }
    return all;
  }

  private void lengths(Map<Kept, Integer> amounts) {
    f.database.useTransaction(
        tx ->
            amounts.forEach(
                (kind, amount) ->
                    keeping.put(
                        tx,
                        f.setting,
                        new Length(
                            kind,
                            amount,
                            Optional.of(new Length.Own("the test says", "Ann", f.now.get()))),
                        StoreFixture.ANN)));
  }

  private Map<Kept, Integer> random(Random random) {
    Map<Kept, Integer> amounts = new TreeMap<>();
    for (Kept kind : Kept.values()) {
      amounts.put(kind, kind.least() + random.nextInt(kind.most() - kind.least() + 1));
    }
    return amounts;
  }

  @Test
  void nothing_younger_than_its_length_goes_nothing_held_goes_and_everything_older_goes() {
    for (int seed = 1; seed <= 4; seed++) {
      Random random = new Random(seed);
      f.now.set(f.now.get().plus(Duration.ofDays(1)));
      Map<Kept, Integer> amounts = random(random);
      lengths(amounts);
      List<Put> all = scatter(random, 3);
      UUID hold = UUID.randomUUID();
      add("legal_hold", Map.of("hold_id", hold, "device_id", held.value(), "made_at", f.now.get()));
      thinning().run();
      Instant now = f.now.get();
      assertThat(all)
          .allSatisfy(
              row ->
                  assertThat(there(row))
                      .as(
                          "seed with lengths %s: %s since %s, %s",
                          amounts.get(row.kind()),
                          row.table(),
                          row.at(),
                          row.laptop().filter(held::equals).isPresent() ? "held" : "free")
                      .isEqualTo(
                          !row.older(amount(amounts, row), now)
                              || row.laptop().filter(held::equals).isPresent()));
      // And once the hold has ended, what is older goes too.
      f.database.useTransaction(
          tx ->
              keeping.end(
                  tx,
                  f.setting,
                  hold,
                  new Hold.Ended("Ann", now, "the test says"),
                  StoreFixture.ANN));
      f.now.set(now.plus(Duration.ofDays(1)));
      thinning().run();
      assertThat(all)
          .filteredOn(row -> row.older(amount(amounts, row), now))
          .noneMatch(this::there);
    }
  }

  private static int amount(Map<Kept, Integer> amounts, Put row) {
    return amounts.getOrDefault(row.kind(), row.kind().suggested());
  }

  @Test
  void every_table_is_thinned_or_says_why_it_stays() {
    Set<String> said = new TreeSet<>(STAYS.keySet());
    ThinningStore.SWEEPS.forEach(
        sweep ->
            assertThat(said.add(sweep.table()) || sweep.table().equals("event"))
                .as("%s is said once", sweep.table())
                .isTrue());
    assertThat(said).isEqualTo(rows.names());
  }

  @Test
  void a_setting_that_is_held_loses_nothing_and_another_setting_is_not_touched() {
    List<Put> all = scatter(new Random(7), 2);
    int number = next.incrementAndGet();
    rows.add(
        "webhook",
        Map.of("setting_id", f.other.value(), "ended_at", Instant.EPOCH, "name", "other" + number));
    add("legal_hold", Map.of("hold_id", UUID.randomUUID(), "made_at", f.now.get()));
    Map<String, Long> before = counted();
    thinning().run();
    assertThat(all).allMatch(this::there);
    Map<String, Long> after = counted();
    before.remove("thinning");
    after.remove("thinning");
    assertThat(after).isEqualTo(before);
    assertThat(rows.of("webhook", f.other.value())).as("that one is thinned by itself").isZero();
  }

  private Map<String, Long> counted() {
    Map<String, Long> all = new TreeMap<>();
    for (String table : rows.names()) {
      if (!Set.of("sign_in_try", "console_fact").contains(table)) {
        all.put(table, rows.of(table, f.setting.value()));
      }
    }
    return all;
  }

  private Map<String, Long> numbers() {
    return keeping.counts(f.setting).stream()
        .collect(
            Collectors.toMap(
                count -> count.month() + " " + count.what(), KeepingStore.Count::amount));
  }

  @Test
  void a_kill_in_the_middle_does_no_harm_and_each_row_is_counted_once() {
    Random random = new Random(11);
    for (int i = 0; i < 450; i++) {
      put(
          sweep("stick_sighting"),
          f.now.get().minus(400 + random.nextInt(300), ChronoUnit.DAYS),
          free);
    }
    AtomicInteger left = new AtomicInteger(40);
    Thinning killed =
        new Thinning(
            new Thinning.Parts(
                f.database,
                f.settings,
                f.audit,
                cuts,
                setting -> LONDON,
                agreed,
                () -> {
                  if (left.decrementAndGet() < 0) {
                    throw new IllegalStateException("killed");
                  }
                  return f.now.get();
                }));
    for (int tries = 0; tries < 3; tries++) {
      left.set(40 + tries);
      assertThatThrownBy(killed::run).hasMessage("killed");
      f.now.set(f.now.get().plus(Thinning.LEASE).plusSeconds(1));
    }
    thinning().run();
    assertThat(rows.of("stick_sighting", f.setting.value())).isZero();
    assertThat(
            numbers().entrySet().stream()
                .filter(each -> each.getKey().endsWith("stick:blocked"))
                .mapToLong(Map.Entry::getValue)
                .sum())
        .isEqualTo(450);
  }

  private static Sweep sweep(String table) {
    return ThinningStore.SWEEPS.stream()
        .filter(each -> each.table().equals(table))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void it_is_done_once_a_night_by_one_console_and_not_before_two_in_the_morning() {
    Put old = put(sweep("drift"), f.now.get().minus(500, ChronoUnit.DAYS), free);
    f.now.set(Instant.parse("2026-11-22T01:30:00Z"));
    thinning().run();
    assertThat(there(old)).as("half past one").isTrue();
    f.now.set(Instant.parse("2026-11-22T02:10:00Z"));
    LocalDate today = LocalDate.of(2026, 11, 22);
    assertThat(
            keeping.claim(f.setting, "other", today, LocalDate.EPOCH, f.now.get(), Thinning.LEASE))
        .isTrue();
    thinning().run();
    assertThat(there(old)).as("another console has it").isTrue();
    keeping.done(f.setting, "other", today, 0);
    thinning().run();
    assertThat(there(old)).as("it was done today").isTrue();
    f.now.set(Instant.parse("2026-11-23T02:10:00Z"));
    thinning().run();
    assertThat(there(old)).isFalse();
    assertThat(keeping.thinnedOn(f.setting)).contains(today.plusDays(1));
    assertThat(f.audit.entries(f.setting, 0, 100))
        .extracting(AuditEntry::act, AuditEntry::detail)
        .contains(org.assertj.core.groups.Tuple.tuple("old-data-removed", "drift 1"));
  }

  @Test
  void a_clock_that_leaps_ahead_removes_nothing_until_a_laptop_says_the_same_time() {
    Presence presence = new Presence();
    agreed = presence::agreed;
    Instant today = f.now.get();
    Instant leapt = today.plus(400, ChronoUnit.DAYS);
    Put young = put(sweep("drift"), today.minus(1, ChronoUnit.DAYS), free);
    f.now.set(leapt);
    thinning().run();
    assertThat(there(young)).as("before its first night").isTrue();
    assertThat(keeping.thinnedOn(f.setting)).isEmpty();
    f.now.set(today);
    presence.opened(free, today, 0);
    thinning().run();
    assertThat(keeping.thinnedOn(f.setting)).isPresent();
    f.now.set(leapt);
    presence.heard(free, leapt, Optional.empty());
    thinning().run();
    assertThat(there(young)).as("a laptop that is connected has agreed before").isTrue();
    presence.opened(free, leapt, -Duration.ofDays(400).toMillis());
    thinning().run();
    assertThat(there(young)).as("the laptop says it is still today").isTrue();
    presence.opened(held, leapt, 90_000);
    thinning().run();
    assertThat(there(young)).as("it was a long holiday, and another laptop says so").isFalse();
  }

  @Test
  void what_a_console_or_a_laptop_dated_with_a_clock_far_behind_is_as_old_as_the_other_says() {
    Instant today = f.now.get();
    Instant wrong = Instant.parse("1970-01-02T12:00:00Z");
    UUID epoch = UUID.randomUUID();
    event(epoch, 1, wrong, today);
    event(epoch, 2, today, wrong);
    event(epoch, 3, wrong, wrong);
    event(epoch, 4, wrong, today.plus(400, ChronoUnit.DAYS));
    for (int sequence = 1; sequence <= 3; sequence++) {
      add(
          "stick_sighting",
          Map.of(
              "device_id",
              free.value(),
              "epoch",
              epoch,
              "sequence",
              sequence,
              "stick_id",
              stick,
              "occurred_at",
              sequence == 1 ? today : wrong));
    }
    thinning().run();
    assertThat(rows.of("event", f.setting.value())).isEqualTo(2);
    assertThat(rows.of("stick_sighting", f.setting.value())).isEqualTo(2);
  }

  private void event(UUID epoch, int sequence, Instant received, Instant occurred) {
    add(
        "event",
        Map.of(
            "device_id",
            free.value(),
            "epoch",
            epoch,
            "sequence",
            sequence,
            "kind",
            "media",
            "received_at",
            received,
            "occurred_at",
            occurred));
  }

  @Test
  void in_a_setting_that_is_younger_than_something_is_kept_nothing_of_it_is_old() {
    Put alert = put(sweep("alert"), Instant.EPOCH, free);
    madeAt(f.now.get().minus(300, ChronoUnit.DAYS));
    thinning().run();
    assertThat(there(alert)).isTrue();
    madeAt(f.now.get().minus(400, ChronoUnit.DAYS));
    f.now.set(f.now.get().plus(1, ChronoUnit.DAYS));
    thinning().run();
    assertThat(there(alert)).isFalse();
  }

  @Test
  void a_clock_that_leaps_in_the_middle_of_a_night_decides_nothing() {
    Instant today = f.now.get();
    Put young = put(sweep("drift"), today.minus(1, ChronoUnit.DAYS), free);
    AtomicReference<Instant> clock = new AtomicReference<>(today);
    AtomicReference<SettingId> whose = new AtomicReference<>(f.other);
    Function<SettingId, ZoneId> zone =
        setting -> {
          whose.set(setting);
          return LONDON;
        };
    agreed =
        now -> {
          if (whose.get().equals(f.setting)) {
            clock.set(today.plus(400, ChronoUnit.DAYS));
          }
          return now.equals(today);
        };
    new Thinning(
            new Thinning.Parts(f.database, f.settings, f.audit, cuts, zone, agreed, clock::get))
        .run();
    assertThat(keeping.thinnedOn(f.setting)).contains(LocalDate.ofInstant(today, ZoneOffset.UTC));
    assertThat(there(young)).isTrue();
  }

  @Test
  void a_clock_that_leapt_and_was_put_right_keeps_nothing_longer_than_it_is_kept() {
    Instant today = f.now.get();
    f.now.set(today.plus(30, ChronoUnit.DAYS));
    thinning().run();
    LocalDate leapt = LocalDate.ofInstant(today.plus(31, ChronoUnit.DAYS), ZoneOffset.UTC);
    assertThat(
            keeping.claim(
                f.setting,
                "a console that ended",
                leapt,
                leapt.minus(Thinning.LEAP),
                today.plus(31, ChronoUnit.DAYS),
                Thinning.LEASE))
        .isTrue();
    f.now.set(today.plus(1, ChronoUnit.DAYS));
    Put old = put(sweep("drift"), f.now.get().minus(500, ChronoUnit.DAYS), free);
    thinning().run();
    assertThat(there(old)).isFalse();
  }

  @Test
  void changes_become_days_and_days_become_numbers_and_each_day_can_still_be_told() {
    Random random = new Random(5);
    List<String> rules = List.of("encryption", "screen-lock");
    List<String> states = List.of("met", "not-met", "unknown");
    Map<String, NavigableMap<Instant, String>> model = new TreeMap<>();
    Instant start = Instant.parse("2024-01-10T08:00:00Z");
    Instant end = Instant.parse("2026-11-22T03:00:00Z");
    UUID epoch = UUID.randomUUID();
    int sequence = 0;
    for (Instant at = start; at.isBefore(end); at = at.plus(6, ChronoUnit.DAYS)) {
      for (String rule : rules) {
        Instant when = at.plusSeconds(random.nextInt(86_400));
        String state = states.get(random.nextInt(3));
        model.computeIfAbsent(rule, each -> new TreeMap<>()).put(when, state);
        sequence++;
        add(
            "finding_change",
            Map.of(
                "device_id",
                free.value(),
                "epoch",
                epoch,
                "sequence",
                sequence,
                "rule",
                rule,
                "changed_at",
                when,
                "state",
                state));
      }
    }
    // Some nights, the last one now: nights on which the console was off change nothing.
    for (Instant night = Instant.parse("2025-03-01T03:00:00Z");
        night.isBefore(end);
        night = night.plus(17, ChronoUnit.DAYS)) {
      f.now.set(night);
      thinning().run();
    }
    f.now.set(end);
    thinning().run();
    Instant cut = Kept.CHECKS.cut(30, end);
    assertThat(rows.of("finding_change", f.setting.value()))
        .isEqualTo(model.values().stream().mapToLong(each -> each.tailMap(cut, true).size()).sum());
    daysHold(model, cut);
    numbersHold(model);
  }

  private void daysHold(Map<String, NavigableMap<Instant, String>> model, Instant cut) {
    LocalDate first = LocalDate.of(2025, 10, 1);
    List<DayStore.Day> days = new DayStore(f.database).days(f.setting, free);
    assertThat(days).allMatch(day -> !day.day().isBefore(first));
    model.forEach(
        (rule, changes) -> {
          TreeMap<LocalDate, String> left = new TreeMap<>();
          days.stream()
              .filter(day -> day.rule().equals(rule))
              .forEach(day -> left.put(day.day(), day.state()));
          for (LocalDate day = first;
              day.isBefore(cut.atZone(LONDON).toLocalDate());
              day = day.plusDays(1)) {
            assertThat(left.floorEntry(day).getValue())
                .as("%s on %s", rule, day)
                .isEqualTo(
                    changes
                        .lowerEntry(day.plusDays(1).atStartOfDay(LONDON).toInstant())
                        .getValue());
          }
        });
  }

  private void numbersHold(Map<String, NavigableMap<Instant, String>> model) {
    Map<String, Long> expected = new TreeMap<>();
    model.forEach(
        (rule, changes) -> {
          for (LocalDate month = LocalDate.of(2024, 1, 1);
              month.isBefore(LocalDate.of(2025, 10, 1));
              month = month.plusMonths(1)) {
            Instant over = month.plusMonths(1).atStartOfDay(LONDON).toInstant();
            expected.put(month + " rule:" + rule + ":" + changes.lowerEntry(over).getValue(), 1L);
          }
        });
    assertThat(numbers()).isEqualTo(expected);
  }

  @Test
  void the_log_is_emptied_from_its_beginning_and_still_proves_itself() {
    f.now.set(Instant.parse("2018-01-01T03:00:00Z"));
    for (int month = 0; month < 100; month++) {
      f.audit.append(f.setting, new Actor.Console(), "laptop-renamed", "laptop:1", "Ann " + month);
      f.now.set(f.now.get().atOffset(ZoneOffset.UTC).plusMonths(1).toInstant());
    }
    List<AuditEntry> before = f.audit.entries(f.setting, 0, 1000);
    thinning().run();
    List<AuditEntry> after = f.audit.entries(f.setting, 0, 1000);
    Instant cut = Kept.LOG.cut(72, f.now.get());
    for (int i = 0; i < before.size(); i++) {
      boolean old = before.get(i).at().isBefore(cut);
      assertThat(after.get(i).hash()).as("each hash stays").isEqualTo(before.get(i).hash());
      assertThat(after.get(i).detail()).isEqualTo(old ? "" : before.get(i).detail());
      assertThat(after.get(i).act()).isEqualTo(old ? AuditCutStore.THINNED : "laptop-renamed");
    }
    assertThat(f.audit.firstBroken(f.setting)).isEmpty();
    f.now.set(f.now.get().plus(Duration.ofDays(40)));
    thinning().run();
    assertThat(f.audit.firstBroken(f.setting)).as("and again").isEmpty();
    // Somebody with the database alone empties more, and says so.
    long newest = f.audit.entries(f.setting, 0, 1000).size();
    f.database.useTransaction(
        tx -> {
          tx.createUpdate(
                  """
                  UPDATE audit SET actor = '', actor_kind = '', actor_id = NULL, act = 'thinned',
                                   target = '', detail = ''
                  WHERE number < :newest
                  """)
              .bind("newest", newest)
              .execute();
        });
    assertThat(f.audit.firstBroken(f.setting)).isPresent();
    f.database.useTransaction(
        tx -> tx.createUpdate("UPDATE audit_cut SET through_line = through_line + 1").execute());
    assertThat(f.audit.firstBroken(f.setting)).contains(1L);
  }

  @Test
  void a_log_that_was_changed_is_left_as_it_is_and_a_hold_of_one_laptop_holds_the_whole_log() {
    f.now.set(Instant.parse("2018-01-01T03:00:00Z"));
    for (int month = 0; month < 100; month++) {
      f.audit.append(f.setting, new Actor.Console(), "laptop-renamed", "laptop:1", "Ann " + month);
      f.now.set(f.now.get().atOffset(ZoneOffset.UTC).plusMonths(1).toInstant());
    }
    add(
        "legal_hold",
        Map.of("hold_id", UUID.randomUUID(), "device_id", held.value(), "made_at", f.now.get()));
    thinning().run();
    assertThat(f.audit.entries(f.setting, 0, 1000)).noneMatch(each -> each.detail().isEmpty());
    f.database.useTransaction(
        tx -> {
          tx.createUpdate("UPDATE legal_hold SET ended_at = made_at").execute();
          tx.createUpdate("UPDATE audit SET detail = 'Bob' WHERE number = 5").execute();
        });
    f.now.set(f.now.get().plus(Duration.ofDays(1)));
    thinning().run();
    assertThat(f.audit.entries(f.setting, 0, 1000).stream().filter(e -> e.detail().isEmpty()))
        .as("up to the line before the one that was changed")
        .hasSize(4);
    assertThat(f.audit.firstBroken(f.setting)).contains(5L);
  }

  @Test
  void earlier_rules_go_once_they_were_replaced_for_long_enough_and_what_holds_stays() {
    Instant now = f.now.get();
    for (int version = 1; version <= 5; version++) {
      add(
          "setting_policy",
          Map.of("version", version, "made_at", now.minus((6L - version) * 700, ChronoUnit.DAYS)));
      add(
          "audit_notice",
          Map.of("branch", version, "acknowledged_at", now.minus(3_000, ChronoUnit.DAYS)));
    }
    thinning().run();
    List<Long> left =
        f.database.inTransaction(
            tx ->
                tx.createQuery("SELECT version FROM setting_policy ORDER BY version")
                    .mapTo(Long.class)
                    .list());
    assertThat(left)
        .as("1 was replaced 2,800 days ago, 2 only 2,100 days ago")
        .containsExactly(2L, 3L, 4L, 5L);
    assertThat(rows.of("audit_notice", f.setting.value())).as("the newest counts on").isOne();
  }

  @Test
  void lengths_have_bounds_and_reasons_and_a_hold_has_a_way_back() {
    Keeping people = keepingOf();
    SettingId setting = f.setting;
    assertThat(people.change(setting, Kept.ALERTS, 2, "because we want it so", StoreFixture.ANN))
        .isEqualTo(new Outcome.Refused("amount", "Choose a length from 3 months to 6 years."));
    assertThat(people.change(setting, Kept.ALERTS, 6, "short", StoreFixture.ANN))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(people.change(setting, Kept.ALERTS, 6, "our committee says so", StoreFixture.ANN))
        .isEqualTo(new Outcome.Done());
    assertThat(people.length(setting, Kept.ALERTS).amount()).isEqualTo(6);
    assertThat(people.length(f.other, Kept.ALERTS).amount()).isEqualTo(12);
    assertThat(people.suggest(setting, Kept.ALERTS, "the suggestion is right", StoreFixture.ANN))
        .isEqualTo(new Outcome.Done());
    assertThat(people.length(setting, Kept.ALERTS).own()).isEmpty();
    assertThat(people.hold(f.other, Optional.of(free), "the police asked us", StoreFixture.ANN))
        .as("a laptop of another setting")
        .isInstanceOf(Outcome.Refused.class);
    var _ = people.hold(setting, Optional.of(free), "the police asked us", StoreFixture.ANN);
    UUID hold = people.holds(setting).getFirst().id();
    assertThat(people.release(f.other, hold, "not ours to end", StoreFixture.ANN))
        .isEqualTo(new Outcome.NotThere());
    assertThat(people.release(setting, hold, "the police are done", StoreFixture.ANN))
        .isEqualTo(new Outcome.Done());
    assertThat(people.holds(setting).getFirst().ended()).isPresent();
    assertThat(f.audit.entries(setting, 0, 100))
        .extracting(AuditEntry::act)
        .containsSubsequence("keeping-changed", "keeping-changed", "hold-made", "hold-ended");
  }

  private Keeping keepingOf() {
    return new Keeping(
        f.database,
        new io.stairgate.console.concern.Concerns(
            f.database, f.members, f.alerts, f.audit, f.live, f.clock),
        f.devices,
        f.audit,
        f.clock);
  }

  @Test
  void a_report_whose_time_is_over_waits_for_a_person() {
    Keeping people = keepingOf();
    Actor.Person ann = new Actor.Person(person, "Ann");
    UUID report = UUID.randomUUID();
    Instant closed = f.now.get().minus(4 * 366, ChronoUnit.DAYS);
    add(
        "concern",
        Map.of(
            "concern_id",
            report,
            "device_id",
            free.value(),
            "kind",
            "worry",
            "outcome",
            "dealt-with",
            "closed_at",
            closed));
    thinning().run();
    assertThat(rows.of("concern", f.setting.value())).as("it does not go by itself").isOne();
    assertThat(people.toReview(f.setting, person)).hasSize(1);
    assertThat(people.toReview(f.other, person)).isEmpty();
    assertThat(people.keepReport(f.setting, report, "the case is still open", ann))
        .isEqualTo(new Outcome.Done());
    assertThat(people.toReview(f.setting, person)).isEmpty();
    f.now.set(f.now.get().plus(Duration.ofDays(370)));
    var _ = people.hold(f.setting, Optional.of(free), "the police asked us", ann);
    assertThat(people.removeReport(f.setting, report, "it is in the file", ann))
        .isInstanceOf(Outcome.Refused.class);
    var _ = people.release(f.setting, people.holds(f.setting).getFirst().id(), "police done", ann);
    assertThat(people.removeReport(f.setting, report, "it is in the file", ann))
        .isEqualTo(new Outcome.Done());
    assertThat(rows.of("concern", f.setting.value())).isZero();
  }
}
