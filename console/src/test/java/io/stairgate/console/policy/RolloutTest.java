package io.stairgate.console.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.policy.Rollout.LaptopState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A change comes to the laptops step by step, and stops by itself, on both databases. */
@ParameterizedClass
@EnumSource(Engine.class)
class RolloutTest {
  private static final String WHY = "The committee agreed it.";
  private static final String LOCK = "screen-lock";

  private final Engine engine;
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // made before each test
  private StoreFixture f;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Actor.Person dee;

  private long sequence;

  RolloutTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    f = new StoreFixture(engine, folder);
    dee = new Actor.Person(f.person(f.setting, "Dee", Set.of(Role.DSL)), "Dee");
  }

  @AfterEach
  void close() {
    f.close();
  }

  /** A laptop that was heard of so many minutes ago. */
  private DeviceId laptop(String nickname, int minutesAgo) {
    DeviceId id = f.laptop(nickname);
    heard(id, f.now.get().minus(Duration.ofMinutes(minutesAgo)));
    return id;
  }

  private void heard(DeviceId id, Instant at) {
    f.database.useTransaction(
        tx ->
            tx.createUpdate("UPDATE device SET last_seen_at = :at WHERE device_id = :id")
                .bind("at", at)
                .bind("id", id.value())
                .execute());
  }

  private void pass(Duration time) {
    f.now.updateAndGet(now -> now.plus(time));
  }

  private Rollout.Whole begin(RolloutWay way) {
    SettingPolicy wanted =
        new RuleWish(
                Rule.SCREEN_LOCK,
                new RuleScope.Everywhere(),
                Optional.of(Stage.ENFORCE),
                Map.of("minutes", new Parameter.Value.Count(5)))
            .on(f.policyFiles.current(f.setting).policy());
    PolicyOutcome outcome =
        f.policyFiles.change(
            f.setting, dee, wanted, Optional.empty(), WHY, new RolloutPlan(Rule.SCREEN_LOCK, way));
    assertThat(outcome).isInstanceOf(PolicyOutcome.Applied.class);
    return rollout();
  }

  private Rollout.Whole rollout() {
    return f.policyFiles.rollouts().all(f.setting).getFirst();
  }

  private Rollout.OnLaptop of(DeviceId laptop) {
    return rollout().laptops().stream()
        .filter(each -> each.laptop().equals(laptop))
        .findFirst()
        .orElseThrow();
  }

  private void says(DeviceId laptop, String kind) {
    PolicyVersion version =
        f.policyStore.newest(f.setting, laptop).map(StoredPolicy::version).orElseThrow();
    f.database.useTransaction(
        tx ->
            PolicyWordStore.put(
                tx, f.setting, laptop, kind, version, f.now.get(), f.now.get(), "It says so."));
  }

  private void proves(DeviceId laptop, String state, String hold) {
    Finding finding =
        new Finding(
            LOCK,
            state,
            "",
            hold,
            "",
            "enforce",
            "The screen locks after a while.",
            List.of(),
            f.now.get(),
            f.now.get());
    f.database.useTransaction(
        tx ->
            f.findings.replace(
                tx, f.setting, laptop, new UUID(1, 1), ++sequence, List.of(finding)));
    heard(laptop, f.now.get());
  }

  /** Follows its newest policy, and proves the rule a minute later. */
  private void follows(DeviceId laptop) {
    says(laptop, PolicyWordStore.APPLIED);
    pass(Duration.ofMinutes(1));
    proves(laptop, "met", "by-agent");
  }

  private void goOn() {
    f.policyFiles.rollouts().goOn();
  }

  private String signed(DeviceId laptop) {
    return f.policyStore
        .newest(f.setting, laptop)
        .map(policy -> new String(policy.signed().toArray(), StandardCharsets.UTF_8))
        .orElse("");
  }

  private static String lock(String stage, int minutes) {
    return "RuleSettings[rule=SCREEN_LOCK, stage=%s, values={minutes=Count[number=%d]"
        .formatted(stage, minutes);
  }

  private List<String> acts() {
    return f.audit.entries(f.setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }

  @Test
  void one_laptop_comes_first_and_the_others_once_it_has_proved_the_rule() {
    DeviceId red = laptop("Red Room", 90);
    DeviceId blue = laptop("Blue Room", 0);
    DeviceId green = laptop("Green Room", 5);
    Rollout.Whole begun = begin(RolloutWay.ONE_THEN_ALL);
    assertThat(begun.rollout().steps()).isEqualTo(2);
    assertThat(f.toldOfPolicy).as("the one heard of last").containsExactly(blue);
    assertThat(of(blue).connected()).isTrue();
    assertThat(f.policyStore.newest(f.setting, red)).isEmpty();
    assertThat(f.policyStore.stage(f.setting, red, LOCK)).isEqualTo(Stage.WATCH);
    assertThat(f.policyStore.stage(f.setting, blue, LOCK)).isEqualTo(Stage.ENFORCE);
    goOn();
    assertThat(rollout().rollout().step()).as("nothing was proved yet").isEqualTo(1);
    f.policies.renew(f.setting, red);
    assertThat(signed(red))
        .as("signed anew meanwhile, it keeps what it had")
        .contains(lock("WATCH", 10));
    DeviceId late = laptop("New Room", 0);
    f.policies.renew(f.setting, late);
    assertThat(signed(late)).as("so does one that came later").contains(lock("WATCH", 10));
    f.toldOfPolicy.clear();
    follows(blue);
    goOn();
    assertThat(rollout().rollout().step()).isEqualTo(2);
    assertThat(f.toldOfPolicy).containsExactlyInAnyOrder(red, green);
    assertThat(signed(red)).contains(lock("ENFORCE", 5));
    assertThat(signed(late)).contains(lock("WATCH", 10));
    follows(red);
    goOn();
    assertThat(rollout().rollout().state()).isEqualTo(Rollout.State.GOING);
    follows(green);
    goOn();
    assertThat(rollout().rollout().state()).isEqualTo(Rollout.State.DONE);
    assertThat(signed(late)).as("at the end all have it").contains(lock("ENFORCE", 5));
    assertThat(acts()).contains("rollout-begun", "rollout-went-on", "rollout-done");
    goOn();
    assertThat(rollout().rollout().state()).isEqualTo(Rollout.State.DONE);
  }

  @Test
  void tenths_come_one_after_the_other() {
    List<DeviceId> all =
        IntStream.range(0, 25).mapToObj(i -> laptop("Room %02d".formatted(i), 0)).toList();
    Rollout.Whole begun = begin(RolloutWay.TENTHS);
    assertThat(begun.rollout().steps()).isEqualTo(10);
    for (int step = 1; step <= 10; step++) {
      assertThat(rollout().rollout().step()).isEqualTo(step);
      assertThat(rollout().reached()).isBetween(step * 2L, step * 3L);
      rollout().laptops().stream()
          .filter(each -> each.reachedAt().isPresent() && each.state() == LaptopState.WAITING)
          .forEach(each -> follows(each.laptop()));
      goOn();
    }
    assertThat(rollout().rollout().state()).isEqualTo(Rollout.State.DONE);
    assertThat(rollout().count(LaptopState.PROVED)).isEqualTo(all.size());
  }

  private void stops(String why) {
    goOn();
    assertThat(rollout().rollout().state()).isEqualTo(Rollout.State.STOPPED);
    assertThat(rollout().rollout().stopReason()).contains("Blue Room", why);
    assertThat(f.policyFiles.rollouts().stopped(f.setting)).isEqualTo(1);
    assertThat(acts()).contains("rollout-stopped");
  }

  private DeviceId blueFirst() {
    laptop("Red Room", 90);
    DeviceId blue = laptop("Blue Room", 0);
    begin(RolloutWay.ONE_THEN_ALL);
    return blue;
  }

  @Test
  void it_stops_when_a_laptop_goes_back_to_its_last_policy() {
    DeviceId blue = blueFirst();
    says(blue, PolicyWordStore.APPLIED);
    says(blue, PolicyWordStore.ROLLED_BACK);
    stops("It went back to the rules it had before");
  }

  @Test
  void it_stops_when_a_laptop_refuses() {
    says(blueFirst(), PolicyWordStore.REFUSED);
    stops("It refused the new rules.");
  }

  @Test
  void it_stops_when_somebody_tampers() {
    says(blueFirst(), PolicyWordStore.TAMPERED);
    stops("Somebody stopped or changed the checker.");
  }

  @Test
  void it_stops_when_the_laptop_cannot_be_changed() {
    DeviceId blue = blueFirst();
    says(blue, PolicyWordStore.APPLIED);
    pass(Duration.ofMinutes(1));
    proves(blue, "not-met", "cannot");
    stops("It cannot be changed for this rule.");
  }

  @Test
  void it_stops_when_the_rule_is_not_met_ten_minutes_after() {
    DeviceId blue = blueFirst();
    says(blue, PolicyWordStore.APPLIED);
    pass(Duration.ofMinutes(1));
    proves(blue, "not-met", "none");
    goOn();
    assertThat(rollout().rollout().state()).isEqualTo(Rollout.State.GOING);
    pass(Duration.ofMinutes(10));
    stops("The rule is still not met there.");
  }

  @Test
  void it_stops_when_a_laptop_that_was_in_touch_falls_silent() {
    blueFirst();
    pass(Duration.ofMinutes(29));
    goOn();
    assertThat(rollout().rollout().state()).isEqualTo(Rollout.State.GOING);
    pass(Duration.ofMinutes(2));
    stops("It was in touch before, and is silent");
  }

  @Test
  void what_was_proved_before_the_policy_came_proves_nothing() {
    DeviceId blue = blueFirst();
    proves(blue, "met", "by-agent");
    pass(Duration.ofMinutes(1));
    says(blue, PolicyWordStore.APPLIED);
    goOn();
    assertThat(rollout().rollout().step()).isEqualTo(1);
  }

  @Test
  void a_closed_setting_is_not_silent_and_four_open_hours_without_a_word_stop_it() {
    laptop("Red Room", 900);
    laptop("Blue Room", 600);
    f.now.set(Instant.parse("2026-09-18T16:30:00Z"));
    begin(RolloutWay.ONE_THEN_ALL);
    f.now.set(Instant.parse("2026-09-21T06:00:00Z"));
    goOn();
    assertThat(rollout().rollout().state()).as("a weekend passed").isEqualTo(Rollout.State.GOING);
    f.now.set(Instant.parse("2026-09-21T10:30:00Z"));
    goOn();
    assertThat(rollout().rollout().state()).isEqualTo(Rollout.State.STOPPED);
    assertThat(rollout().rollout().stopReason()).contains("No laptop of this step has answered");
  }

  @Test
  void a_step_of_many_does_not_wait_for_ever_for_the_one_that_is_off() {
    DeviceId off = laptop("Room 00", 5000);
    IntStream.range(1, 30).forEach(i -> laptop("Room %02d".formatted(i), 10 + i));
    begin(RolloutWay.TENTHS);
    for (int step = 1; step <= 9; step++) {
      rollout().laptops().stream()
          .filter(each -> each.reachedAt().isPresent() && each.state() == LaptopState.WAITING)
          .forEach(each -> follows(each.laptop()));
      goOn();
    }
    assertThat(rollout().rollout().step()).isEqualTo(10);
    rollout().laptops().stream()
        .filter(each -> each.state() == LaptopState.WAITING && !each.laptop().equals(off))
        .forEach(each -> follows(each.laptop()));
    goOn();
    assertThat(rollout().rollout().state()).isEqualTo(Rollout.State.GOING);
    pass(Duration.ofHours(5));
    goOn();
    assertThat(rollout().rollout().state()).isEqualTo(Rollout.State.DONE);
    assertThat(of(off).state()).isEqualTo(LaptopState.WAITING);
  }

  @Test
  void a_person_lets_it_go_on_or_puts_it_back() {
    DeviceId blue = blueFirst();
    says(blue, PolicyWordStore.REFUSED);
    stops("It refused");
    UUID id = rollout().rollout().id();
    assertThat(f.policyFiles.rollouts().continueWith(f.other, id, dee, WHY)).isFalse();
    assertThat(f.policyFiles.rollouts().continueWith(f.setting, id, dee, WHY)).isTrue();
    assertThat(of(blue).state()).isEqualTo(LaptopState.PASSED);
    pass(Duration.ofHours(5));
    goOn();
    assertThat(rollout().rollout().step())
        .as("a laptop that was passed over is not waited for")
        .isEqualTo(2);
    SettingPolicy back =
        f.policyFiles
            .rollouts()
            .without(f.setting, rollout().rollout(), f.policyFiles.current(f.setting).policy());
    assertThat(back).isEqualTo(SettingPolicy.DEFAULT);
    f.toldOfPolicy.clear();
    assertThat(f.policyFiles.change(f.setting, dee, back, Optional.empty(), WHY))
        .isInstanceOf(PolicyOutcome.Applied.class);
    assertThat(rollout().rollout().state()).isEqualTo(Rollout.State.PUT_BACK);
    assertThat(f.toldOfPolicy).hasSize(2);
    assertThat(signed(blue)).contains(lock("WATCH", 10));
    assertThat(acts()).contains("rollout-continued", "rollout-put-back");
    assertThat(f.policyFiles.rollouts().open(f.setting)).isEmpty();
  }

  private List<Alert> alerts() {
    return f.alerts.open(f.setting, Optional.empty(), 9).alerts();
  }

  @Test
  void one_that_stops_is_one_alert_until_somebody_decides_about_it() {
    DeviceId blue = blueFirst();
    says(blue, PolicyWordStore.REFUSED);
    stops("It refused");
    goOn();
    goOn();
    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo("rollout-stopped");
              assertThat(alert.alertClass()).isEqualTo(AlertClass.TODAY);
              assertThat(alert.occurrences()).isEqualTo(1);
              assertThat(alert.planAt()).as("somebody is told").isPresent();
              assertThat(alert.cause()).isEqualTo("rollout:" + rollout().rollout().id());
              assertThat(alert.detail())
                  .contains("stopped by itself", "Blue Room", "Let it go on, or put it back.");
            });
    UUID id = rollout().rollout().id();
    f.policyFiles.rollouts().continueWith(f.setting, id, dee, WHY);
    assertThat(alerts()).as("it goes on").isEmpty();
    pass(Duration.ofHours(5));
    goOn();
    assertThat(rollout().rollout().step()).isEqualTo(2);
    says(
        rollout().laptops().stream()
            .map(Rollout.OnLaptop::laptop)
            .filter(each -> !each.equals(blue))
            .findFirst()
            .orElseThrow(),
        PolicyWordStore.REFUSED);
    goOn();
    assertThat(rollout().rollout().state()).isEqualTo(Rollout.State.STOPPED);
    assertThat(alerts())
        .as("it stopped once more, and somebody is told once more")
        .singleElement()
        .satisfies(alert -> assertThat(alert.planAt()).isPresent());
    f.policyFiles.change(
        f.setting,
        dee,
        f.policyFiles
            .rollouts()
            .without(f.setting, rollout().rollout(), f.policyFiles.current(f.setting).policy()),
        Optional.empty(),
        WHY);
    assertThat(rollout().rollout().state()).isEqualTo(Rollout.State.PUT_BACK);
    assertThat(alerts()).as("it is put back").isEmpty();
    assertThat(f.alerts.openCount(f.other)).isZero();
  }

  @Test
  void laptops_that_were_not_reached_get_nothing_new_when_it_is_put_back() {
    DeviceId blue = blueFirst();
    f.toldOfPolicy.clear();
    f.policyFiles.change(
        f.setting,
        dee,
        f.policyFiles
            .rollouts()
            .without(f.setting, rollout().rollout(), f.policyFiles.current(f.setting).policy()),
        Optional.empty(),
        WHY);
    assertThat(f.toldOfPolicy).containsExactly(blue);
  }

  @Test
  void the_same_rule_waits_and_other_rules_do_not() {
    DeviceId blue = blueFirst();
    PolicyOutcome same =
        f.policyFiles.change(
            f.setting, dee, policy -> policy.withStage(Rule.SCREEN_LOCK, Stage.WARN), WHY);
    assertThat(same)
        .isInstanceOfSatisfying(
            PolicyOutcome.Refused.class,
            refused -> assertThat(refused.sentence()).contains("still on its way to the laptops"));
    assertThat(
            f.policyFiles.change(
                f.setting, dee, policy -> policy.withStage(Rule.CAMERA, Stage.ENFORCE), WHY))
        .isInstanceOf(PolicyOutcome.Applied.class);
    DeviceId red =
        rollout().laptops().stream()
            .map(Rollout.OnLaptop::laptop)
            .filter(id -> !id.equals(blue))
            .findFirst()
            .orElseThrow();
    assertThat(signed(red)).contains(lock("WATCH", 10), "rule=CAMERA, stage=ENFORCE");
    follows(blue);
    goOn();
    assertThat(signed(red)).contains(lock("ENFORCE", 5), "rule=CAMERA, stage=ENFORCE");
  }

  @Test
  void what_a_technician_asks_for_step_by_step_comes_so_once_it_is_agreed() {
    laptop("Red Room", 90);
    laptop("Blue Room", 0);
    Actor tech = new Actor.Person(f.person(f.setting, "Tom", Set.of(Role.TECHNICIAN)), "Tom");
    PolicyOutcome asked =
        f.policyFiles.change(
            f.setting,
            tech,
            SettingPolicy.DEFAULT.withStage(Rule.CAMERA, Stage.ENFORCE),
            Optional.empty(),
            WHY,
            new RolloutPlan(Rule.CAMERA, RolloutWay.ONE_THEN_ALL));
    assertThat(asked).isInstanceOf(PolicyOutcome.Proposed.class);
    assertThat(f.policyFiles.rollouts().all(f.setting)).isEmpty();
    f.policyFiles.approve(f.setting, ((PolicyOutcome.Proposed) asked).proposal(), dee, "");
    assertThat(rollout().rollout().rule()).isEqualTo(Rule.CAMERA);
    assertThat(f.toldOfPolicy).hasSize(1);
  }

  @Test
  void one_laptop_alone_needs_no_steps() {
    laptop("Blue Room", 0);
    f.policyFiles.change(
        f.setting,
        dee,
        SettingPolicy.DEFAULT.withStage(Rule.CAMERA, Stage.ENFORCE),
        Optional.empty(),
        WHY,
        new RolloutPlan(Rule.CAMERA, RolloutWay.ONE_THEN_ALL));
    assertThat(f.policyFiles.rollouts().all(f.setting)).isEmpty();
    assertThat(f.toldOfPolicy).hasSize(1);
  }

  /** Another console on the same database. */
  private Rollouts anotherNode(Function<Policy, Bytes> sign, List<DeviceId> told) {
    Policies policies =
        new Policies(f.database, f.policyStore, f.settings, f.live, f.clock, 1, sign, told::add);
    return new PolicyFiles(
            f.database,
            f.policyStore,
            policies,
            f.settings,
            f.members,
            f.approvers,
            f.audit,
            f.alerts,
            f.clock)
        .rollouts();
  }

  private static Bytes bytes(Policy policy) {
    return Bytes.of(policy.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void of_several_consoles_one_goes_on() throws Exception {
    DeviceId blue = blueFirst();
    follows(blue);
    List<Rollouts> nodes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      nodes.add(anotherNode(RolloutTest::bytes, new ArrayList<>()));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(nodes.size())) {
      List<Future<?>> all = new ArrayList<>();
      nodes.forEach(node -> all.add(threads.submit(node::goOn)));
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(acts().stream().filter("rollout-went-on"::equals)).hasSize(1);
    rollout()
        .laptops()
        .forEach(
            each ->
                assertThat(each.policy())
                    .as("each laptop got one policy")
                    .contains(new PolicyVersion(1, 1)));
  }

  @Test
  void a_console_that_dies_in_the_middle_of_a_step_leaves_it_as_it_was() {
    IntStream.range(0, 6).forEach(i -> laptop("Room " + i, 10 + i));
    DeviceId blue = laptop("Blue Room", 0);
    begin(RolloutWay.ONE_THEN_ALL);
    follows(blue);
    AtomicInteger signed = new AtomicInteger();
    Rollouts dying =
        anotherNode(
            policy -> {
              if (signed.incrementAndGet() == 4) {
                throw new IllegalStateException("the power went");
              }
              return bytes(policy);
            },
            new ArrayList<>());
    assertThatThrownBy(dying::goOn).hasMessageContaining("the power went");
    assertThat(rollout().rollout().step()).isEqualTo(1);
    assertThat(rollout().reached()).isEqualTo(1);
    List<DeviceId> told = new ArrayList<>();
    anotherNode(RolloutTest::bytes, told).goOn();
    assertThat(rollout().rollout().step()).isEqualTo(2);
    assertThat(rollout().reached()).isEqualTo(7);
    assertThat(told).hasSize(6);
  }
}
