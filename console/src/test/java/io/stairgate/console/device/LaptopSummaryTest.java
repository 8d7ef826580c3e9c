package io.stairgate.console.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.database.Dialect;
import io.stairgate.console.database.Engine;
import io.stairgate.console.database.Scans;
import io.stairgate.console.database.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class LaptopSummaryTest {
  private static final List<String> RULES = List.of("encryption", "updates", "backup");
  private static final List<String> STATES =
      List.of("met", "not-met", "in-progress", "unknown", "not-applicable");

  private final Engine engine;
  private final Random random = new Random(11);
  @TempDir Path folder;
  private StoreFixture f;
  private LaptopSummaryStore summaries;
  private final List<DeviceId> laptops = new ArrayList<>();
  private long sequence;

  LaptopSummaryTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    f = new StoreFixture(engine, folder);
    summaries = f.devices.summaries();
  }

  @AfterEach
  void close() {
    f.close();
  }

  @Test
  void the_counts_are_what_one_finds_by_looking_through_everything() {
    for (int i = 0; i < 120; i++) {
      something();
      if (i % 10 == 9) {
        countsAreRight();
      }
    }
    assertThat(summaries.of(f.setting).laptops()).isPositive();
    assertThat(summaries.of(f.other)).isEqualTo(SettingSummary.NONE);
  }

  @Test
  void what_an_older_version_wrote_is_summed_up_at_the_start() {
    for (int i = 0; i < 30; i++) {
      something();
    }
    f.database.useTransaction(
        tx -> {
          tx.createUpdate("UPDATE device SET care = 'unknown', things = 0").execute();
          tx.createUpdate("DELETE FROM laptop_cause").execute();
          tx.createUpdate("DELETE FROM cause_count").execute();
          tx.createUpdate("DELETE FROM rule_count").execute();
          tx.createUpdate("UPDATE setting_summary SET laptops = 0, first_check = 0, attention = 0")
              .execute();
        });

    assertThat(summaries.sumUpOlder()).isPositive();

    countsAreRight();
    assertThat(summaries.sumUpOlder()).isZero();
  }

  @Test
  void a_transaction_that_fails_counts_nothing() {
    DeviceId blue = f.laptop("Blue Room");
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                f.database.useTransaction(
                    tx -> {
                      var _ =
                          f.findings.replace(
                              tx,
                              f.setting,
                              blue,
                              new UUID(1, 1),
                              1,
                              List.of(finding("updates", "not-met")));
                      throw new IllegalStateException("as it happens");
                    }))
        .hasMessage("as it happens");
    assertThat(summaries.of(f.setting).attention()).isZero();
    countsAreRight();
  }

  @Test
  void a_decision_that_waited_for_a_check_counts_what_that_check_left() throws Exception {
    DeviceId blue = f.laptop("Blue Room");
    checked(blue, RULES, "met");
    CompletableFuture<Boolean> turned = new CompletableFuture<>();
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    Thread check =
        Thread.ofPlatform()
            .start(
                () ->
                    f.database.useTransaction(
                        tx -> {
                          hold(tx, blue);
                          checked(tx, blue, RULES, "not-met");
                          turned.complete(true);
                          boolean _ = go.join();
                        }));
    assertThat(turned.get(20, TimeUnit.SECONDS)).isTrue();
    Thread decision =
        Thread.ofPlatform()
            .start(
                () -> {
                  boolean _ = f.devices.keepApart(f.setting, blue);
                });
    await().until(() -> waits(decision));
    go.complete(true);
    check.join();
    decision.join();

    countsAreRight();
  }

  private void hold(Transaction tx, DeviceId laptop) {
    var _ =
        tx.createQuery("SELECT nickname FROM device WHERE device_id = :id FOR UPDATE")
            .bind("id", laptop.value())
            .mapTo(String.class)
            .one();
  }

  /** Whether a thread waits until another one has written. */
  private boolean waits(Thread thread) {
    if (f.database.dialect() == Dialect.H2) {
      return thread.getState() == Thread.State.TIMED_WAITING;
    }
    return f.database.inTransaction(
        tx ->
            tx.createQuery(
                        """
                        SELECT COUNT(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """)
                    .mapTo(Integer.class)
                    .one()
                == 1);
  }

  @Test
  void unseen_are_those_not_heard_of_for_so_long_as_memory_knows_it() {
    DeviceId blue = f.laptop("Blue Room");
    DeviceId red = f.laptop("Red Room");
    f.now.updateAndGet(now -> now.plus(Duration.ofDays(20)));
    f.presence.heard(red, f.clock.instant(), Optional.empty());

    assertThat(summaries.unseen(f.setting, f.clock.instant().minus(Duration.ofDays(7))))
        .extracting(LaptopSummaryStore.Named::id)
        .containsExactly(blue);
    f.enrolled.writePresence();
    assertThat(
            summaries.unseenCounts(Map.of(f.setting, f.clock.instant().minus(Duration.ofDays(7)))))
        .hasEntrySatisfying(f.setting, its -> assertThat(its).containsExactly(1, 1));
    assertThat(summaries.unseen(f.other, f.clock.instant())).isEmpty();
  }

  @Test
  void a_check_looks_through_the_rows_of_its_own_laptop_alone() {
    List<String> rules = IntStream.range(0, 20).mapToObj(i -> "rule-" + i).toList();
    List<DeviceId> many = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      many.add(f.laptop("Laptop " + i));
      checked(many.getLast(), rules, "met");
    }
    if (f.database.dialect() == Dialect.POSTGRESQL) {
      f.database.useTransaction(tx -> tx.createUpdate("ANALYZE").execute());
    }
    Scans scans = Scans.ofSmall(f.database);
    scans.begin();
    checked(many.getFirst(), rules, "not-met");
    Map<String, Long> seen = scans.end();

    assertThat(seen).isNotEmpty();
    assertThat(seen.entrySet())
        .allSatisfy(
            query ->
                assertThat(query.getValue())
                    .as(query.getKey())
                    .isLessThanOrEqualTo(2L * rules.size() + 2));
  }

  private void checked(DeviceId laptop, List<String> rules, String state) {
    f.database.useTransaction(tx -> checked(tx, laptop, rules, state));
  }

  private void checked(Transaction tx, DeviceId laptop, List<String> rules, String state) {
    var _ =
        f.findings.replace(
            tx,
            f.setting,
            laptop,
            new UUID(1, 1),
            ++sequence,
            rules.stream().map(rule -> finding(rule, state)).toList());
  }

  private void something() {
    int what = random.nextInt(10);
    if (laptops.size() < 3 || what == 0) {
      laptops.add(
          f.laptop(
              "Laptop " + laptops.size(),
              "",
              laptops.isEmpty() || random.nextBoolean()
                  ? Optional.empty()
                  : Optional.of(laptops.getFirst())));
      return;
    }
    DeviceId one = laptops.get(random.nextInt(laptops.size()));
    switch (what) {
      case 1 -> {
        boolean _ = f.devices.ban(f.setting, one, f.clock.instant());
      }
      case 2 -> {
        boolean _ = f.enrolled.askReturn(f.setting, one, f.clock.instant());
      }
      case 3 -> {
        boolean _ = f.devices.approveReturn(f.setting, one, f.clock.instant());
      }
      case 4 -> {
        boolean _ = f.devices.keepApart(f.setting, one);
      }
      case 5 -> {
        Optional<DeviceId> _ = f.devices.confirmSame(f.setting, one, f.clock.instant());
      }
      default -> check(one);
    }
  }

  private void check(DeviceId laptop) {
    List<Finding> found = new ArrayList<>();
    for (String rule : RULES) {
      if (random.nextInt(5) > 0) {
        found.add(finding(rule, STATES.get(random.nextInt(STATES.size()))));
      }
    }
    f.database.useTransaction(
        tx -> {
          var _ = f.findings.replace(tx, f.setting, laptop, new UUID(1, 1), ++sequence, found);
        });
  }

  private Finding finding(String rule, String state) {
    return new Finding(
        rule,
        state,
        state.equals("unknown") ? "not-set-up" : "",
        "none",
        "",
        random.nextBoolean() ? "watch" : "enforce",
        "As it is.",
        List.of(),
        f.clock.instant(),
        f.clock.instant());
  }

  private void countsAreRight() {
    List<Laptop> all = f.devices.laptops(f.setting);
    Map<Cause, Integer> causes = new HashMap<>();
    Map<String, LaptopSummaryStore.Kept> rules = new TreeMap<>();
    int attention = 0;
    int first = 0;
    for (Laptop laptop : all) {
      List<Finding> found = f.findings.findings(f.setting, laptop.id());
      List<Cause> its =
          new ArrayList<>(
              found.stream().map(Cause::of).flatMap(Optional::stream).distinct().toList());
      laptop.sameAs().ifPresent(id -> its.add(new Cause(Cause.Kind.SAME, "")));
      laptop.returnAskedAt().ifPresent(at -> its.add(new Cause(Cause.Kind.RETURN, "")));
      its.forEach(cause -> causes.merge(cause, 1, Integer::sum));
      attention += its.isEmpty() ? 0 : 1;
      first += its.isEmpty() && found.isEmpty() ? 1 : 0;
      for (Finding finding : found) {
        int met = finding.state().equals("met") ? 1 : 0;
        rules.merge(
            finding.rule(),
            new LaptopSummaryStore.Kept(1, met),
            (one, more) ->
                new LaptopSummaryStore.Kept(one.told() + more.told(), one.met() + more.met()));
      }
      assertThat(
              summaries
                  .causesOf(f.setting, List.of(laptop.id()))
                  .getOrDefault(laptop.id(), List.of()))
          .containsExactlyInAnyOrderElementsOf(its);
    }
    SettingSummary summary = summaries.of(f.setting);
    assertThat(List.of(summary.laptops(), summary.firstCheck(), summary.attention()))
        .as("laptops, first checks, attention")
        .containsExactly(all.size(), first, attention);
    assertThat(summaries.causes(f.setting)).isEqualTo(causes);
    Map<String, LaptopSummaryStore.Kept> told = new TreeMap<>(summaries.rules(f.setting));
    told.values().removeIf(kept -> kept.told() == 0 && kept.met() == 0);
    assertThat(told).isEqualTo(rules);
  }
}
