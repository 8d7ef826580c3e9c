package io.stairgate.console.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.policy.Spread.Standing;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A change goes over several settings in small steps, and stops everywhere, on both databases. */
@ParameterizedClass
@EnumSource(Engine.class)
class SpreadTest {
  private static final String WHY = "The provider's board agreed it.";
  private static final String LOCK = "screen-lock";

  private final Engine engine;
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // made before each test
  private StoreFixture f;

  @SuppressWarnings("NullAway.Init") // made before each test
  private SettingId larch;

  @SuppressWarnings("NullAway.Init") // made before each test
  private SettingId rowan;

  @SuppressWarnings("NullAway.Init") // made before each test
  private SettingId birch;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Actor.Person mia;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Actor.Person pat;

  private final Map<SettingId, Actor.Person> leads = new HashMap<>();
  private final Map<DeviceId, SettingId> laptops = new HashMap<>();
  private long sequence;

  SpreadTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    f = new StoreFixture(engine, folder);
    larch = f.setting;
    rowan = f.other;
    birch = new SettingId(UUID.randomUUID());
    f.settings.create(new Setting(birch, "Birch House", Bytes.of(new byte[32]), f.clock.instant()));
    mia = everywhere("Mia", Role.MANAGER);
    pat = everywhere("Pat", Role.PROVIDER);
    for (SettingId setting : List.of(larch, rowan, birch)) {
      leads.put(setting, new Actor.Person(f.person(setting, "Lead", Set.of(Role.DSL)), "Lead"));
    }
  }

  @AfterEach
  void close() {
    f.close();
  }

  private Actor.Person everywhere(String name, Role role) {
    UUID id = f.account(name);
    f.database.useTransaction(
        tx -> {
          for (SettingId setting : List.of(larch, rowan, birch)) {
            f.members.put(tx, setting, id, Set.of(role), Optional.empty(), f.now.get());
          }
        });
    return new Actor.Person(id, name);
  }

  private Actor.Person lead(SettingId setting) {
    return Objects.requireNonNull(leads.get(setting));
  }

  /** A laptop that was heard of so many minutes ago. */
  private DeviceId laptop(SettingId setting, String nickname, int minutesAgo) {
    DeviceId id = f.laptop(setting, nickname);
    laptops.put(id, setting);
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

  private static RuleWish wish(Stage stage, int minutes) {
    return new RuleWish(
        Rule.SCREEN_LOCK,
        new RuleScope.Everywhere(),
        Optional.of(stage),
        Map.of("minutes", new Parameter.Value.Count(minutes)));
  }

  private Spreads spreads() {
    return f.policyFiles.spreads();
  }

  private UUID begin(Actor.Person by) {
    Spreads.Beginning beginning =
        spreads()
            .begin(
                by,
                larch,
                wish(Stage.ENFORCE, 5),
                List.of("Five minutes."),
                List.of(larch, rowan, birch),
                WHY);
    assertThat(beginning).isInstanceOf(Spreads.Beginning.Begun.class);
    return beginning instanceof Spreads.Beginning.Begun(UUID id) ? id : new UUID(0, 0);
  }

  private Spread.Whole whole(UUID id) {
    return spreads().find(id, List.of(larch, rowan, birch)).orElseThrow();
  }

  private Spread.State state(UUID id) {
    return whole(id).spread().state();
  }

  private Standing standing(UUID id, SettingId setting) {
    return part(id, setting).standing();
  }

  private Spread.Part part(UUID id, SettingId setting) {
    return whole(id).parts().stream()
        .filter(each -> each.setting().equals(setting))
        .findFirst()
        .orElseThrow();
  }

  private void goOn() {
    f.policyFiles.rollouts().goOn();
    spreads().goOn();
  }

  private SettingId of(DeviceId laptop) {
    return Objects.requireNonNull(laptops.get(laptop));
  }

  private void says(DeviceId laptop, String kind) {
    PolicyVersion version =
        f.policyStore.newest(of(laptop), laptop).map(StoredPolicy::version).orElseThrow();
    f.database.useTransaction(
        tx ->
            PolicyWordStore.put(
                tx, of(laptop), laptop, kind, version, f.now.get(), f.now.get(), "It says so."));
  }

  private void proves(DeviceId laptop) {
    Finding finding =
        new Finding(
            LOCK,
            "met",
            "",
            "by-agent",
            "",
            "enforce",
            "The screen locks after a while.",
            List.of(),
            f.now.get(),
            f.now.get());
    f.database.useTransaction(
        tx ->
            f.findings.replace(
                tx, of(laptop), laptop, new UUID(1, 1), ++sequence, List.of(finding)));
    heard(laptop, f.now.get());
  }

  /** Those that got it and have not proved it yet. */
  private List<DeviceId> waiting() {
    List<DeviceId> all = new ArrayList<>();
    for (SettingId setting : List.of(larch, rowan, birch)) {
      f.policyFiles.rollouts().open(setting).stream()
          .flatMap(each -> each.laptops().stream())
          .filter(each -> each.reachedAt().isPresent())
          .filter(each -> each.state() == Rollout.LaptopState.WAITING)
          .map(Rollout.OnLaptop::laptop)
          .forEach(all::add);
    }
    return all;
  }

  /** All that got it follow it, and prove the rule a minute later. */
  private void follow() {
    List<DeviceId> all = waiting();
    all.forEach(each -> says(each, PolicyWordStore.APPLIED));
    pass(Duration.ofMinutes(1));
    all.forEach(this::proves);
  }

  private List<String> acts(SettingId setting) {
    return f.audit.entries(setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }

  private RuleSettings lock(SettingId setting) {
    return f.policyFiles.current(setting).policy().rule(Rule.SCREEN_LOCK);
  }

  @Test
  void one_laptop_comes_first_then_tenths_of_all_settings_together() {
    for (int i = 0; i < 7; i++) {
      laptop(larch, "L" + i, 20 + i);
      laptop(rowan, "R" + i, 30 + i);
      laptop(birch, "B" + i, 40 + i);
    }
    DeviceId first = laptop(rowan, "Blue Room", 0);
    UUID id = begin(mia);
    assertThat(whole(id).laptops()).isEqualTo(22);
    assertThat(f.toldOfPolicy).as("nobody before the first step").isEmpty();
    for (SettingId setting : List.of(larch, rowan, birch)) {
      assertThat(f.policyFiles.version(setting)).as("a version of its own").isEqualTo(1);
      assertThat(lock(setting).stage()).isEqualTo(Stage.ENFORCE);
      assertThat(f.policyFiles.current(setting).policy())
          .as("the same as the policy file would make it")
          .isEqualTo(wish(Stage.ENFORCE, 5).on(SettingPolicy.DEFAULT));
      assertThat(acts(setting)).contains("policy-changed", "rollout-begun");
    }
    goOn();
    assertThat(f.toldOfPolicy).as("the one heard of last").containsExactly(first);
    goOn();
    assertThat(whole(id).reached()).as("nothing was proved yet").isEqualTo(1);
    for (int step = 2; step <= 8; step++) {
      follow();
      goOn();
      assertThat(whole(id).spread().step()).isEqualTo(step);
      assertThat(whole(id).reached()).isEqualTo(Math.min(22, 1 + 3 * (step - 1)));
    }
    follow();
    goOn();
    assertThat(state(id)).isEqualTo(Spread.State.DONE);
    assertThat(whole(id).count(Standing.DONE)).isEqualTo(3);
    assertThat(f.toldOfPolicy).hasSize(22).doesNotHaveDuplicates();
    laptops.forEach(
        (laptop, setting) ->
            assertThat(f.policyStore.stage(setting, laptop, LOCK)).isEqualTo(Stage.ENFORCE));
    assertThat(acts(rowan)).contains("rollout-done");
    assertThat(acts(larch)).contains("spread-begun", "spread-done");
    goOn();
    assertThat(state(id)).isEqualTo(Spread.State.DONE);
  }

  /** Three laptops, of which the one of Rowan School comes first. */
  private DeviceId three() {
    laptop(larch, "Larch Room", 60);
    laptop(birch, "Birch Room", 90);
    return laptop(rowan, "Rowan Room", 0);
  }

  private UUID stoppedInRowan(Actor.Person by) {
    DeviceId first = three();
    UUID id = begin(by);
    if (by.equals(pat)) {
      agreeAll(id);
    }
    goOn();
    says(first, PolicyWordStore.REFUSED);
    goOn();
    assertThat(state(id)).isEqualTo(Spread.State.STOPPED);
    assertThat(standing(id, rowan)).isEqualTo(Standing.STOPPED);
    assertThat(part(id, rowan).word()).contains("Rowan Room", "It refused the new rules.");
    return id;
  }

  private void agreeAll(UUID id) {
    for (SettingId setting : List.of(larch, rowan, birch)) {
      agree(id, setting);
    }
  }

  private void agree(UUID id, SettingId setting) {
    assertThat(
            f.policyFiles.approve(
                setting, part(id, setting).proposal().orElseThrow(), lead(setting), ""))
        .get()
        .isInstanceOf(PolicyOutcome.Applied.class);
  }

  @Test
  void it_stops_in_every_setting_when_a_laptop_of_one_fails() {
    UUID id = stoppedInRowan(mia);
    pass(Duration.ofHours(5));
    goOn();
    goOn();
    assertThat(whole(id).reached()).isEqualTo(1);
    assertThat(acts(birch)).as("in the log of each setting").contains("spread-stopped");
    assertThat(f.alerts.open(rowan, Optional.empty(), 10).alerts()).hasSize(1);
    assertThat(spreads().act(id, mia, Spreads.Act.GO_ON, "The laptop was mended.")).isEmpty();
    goOn();
    assertThat(whole(id).reached()).as("the one that failed is passed over").isEqualTo(2);
    follow();
    goOn();
    follow();
    goOn();
    assertThat(state(id)).isEqualTo(Spread.State.DONE);
    assertThat(f.alerts.open(rowan, Optional.empty(), 10).alerts()).isEmpty();
  }

  @Test
  void a_laptop_that_fails_late_stops_it_as_well() {
    DeviceId first = three();
    UUID id = begin(mia);
    goOn();
    follow();
    goOn();
    assertThat(whole(id).reached()).isEqualTo(2);
    says(first, PolicyWordStore.ROLLED_BACK);
    follow();
    goOn();
    assertThat(state(id)).isEqualTo(Spread.State.STOPPED);
    assertThat(whole(id).reached()).isEqualTo(2);
  }

  @Test
  void it_stops_when_no_laptop_of_a_step_answers() {
    laptop(larch, "Larch Room", 60);
    laptop(rowan, "Rowan Room", 30);
    UUID id = begin(mia);
    goOn();
    pass(Duration.ofHours(3));
    goOn();
    assertThat(state(id)).isEqualTo(Spread.State.GOING);
    pass(Duration.ofDays(1));
    goOn();
    goOn();
    assertThat(state(id)).isEqualTo(Spread.State.STOPPED);
    assertThat(whole(id).reached()).isEqualTo(1);
  }

  @Test
  void a_provider_asks_in_every_setting_and_people_there_agree_when_they_like() {
    three();
    UUID id = begin(pat);
    assertThat(whole(id).count(Standing.ASKED)).isEqualTo(3);
    assertThat(f.policyFiles.version(larch)).isZero();
    goOn();
    assertThat(f.toldOfPolicy).isEmpty();
    agree(id, larch);
    assertThat(f.toldOfPolicy).as("agreed, and nobody's turn yet").isEmpty();
    goOn();
    assertThat(f.toldOfPolicy).hasSize(1);
    follow();
    goOn();
    assertThat(state(id)).as("the others have not answered").isEqualTo(Spread.State.GOING);
    assertThat(
            f.policyFiles.refuse(
                birch, part(id, birch).proposal().orElseThrow(), lead(birch), "We do not want it."))
        .isPresent();
    agree(id, rowan);
    goOn();
    assertThat(f.toldOfPolicy).hasSize(2);
    follow();
    goOn();
    assertThat(state(id)).isEqualTo(Spread.State.DONE);
    assertThat(standing(id, birch)).isEqualTo(Standing.TURNED_DOWN);
    assertThat(lock(birch)).isEqualTo(RuleSettings.standard(Rule.SCREEN_LOCK));
  }

  @Test
  void what_is_stricter_stays_and_nothing_gets_looser() {
    three();
    set(rowan, Stage.WATCH, 3);
    set(birch, Stage.ENFORCE, 2);
    List<Spread.Outlook> outlook =
        spreads().outlook(spreads().settingsOf(mia.account()), wish(Stage.ENFORCE, 5));
    assertThat(outlook)
        .extracting(Spread.Outlook::setting, Spread.Outlook::does, Spread.Outlook::laptops)
        .containsExactlyInAnyOrder(
            tuple(larch, Spread.Does.CHANGE, 1),
            tuple(rowan, Spread.Does.CHANGE, 1),
            tuple(birch, Spread.Does.LEAVE, 0));
    assertThat(outlook)
        .filteredOn(each -> each.setting().equals(birch))
        .extracting(Spread.Outlook::word)
        .containsExactly("It is stricter there already, and stays so.");
    UUID id = begin(mia);
    assertThat(lock(larch).number("minutes")).isEqualTo(5);
    assertThat(lock(rowan).stage()).isEqualTo(Stage.ENFORCE);
    assertThat(lock(rowan).number("minutes")).as("stricter, so it stays").isEqualTo(3);
    assertThat(lock(birch).number("minutes")).isEqualTo(2);
    assertThat(standing(id, birch)).isEqualTo(Standing.LEFT_ALONE);
    assertThat(f.policyFiles.version(birch)).isEqualTo(1);
  }

  private void set(SettingId setting, Stage stage, int minutes) {
    var _ =
        f.policyFiles.change(
            setting, new Actor.Console(), wish(stage, minutes)::on, "The test begins so.");
  }

  @Test
  void a_rule_that_is_measured_by_two_parts_together_never_gets_looser() {
    SettingPolicy monthly = password("monthly", 90).on(SettingPolicy.DEFAULT);
    assertThat(password("days", 60).tightening(monthly)).isEqualTo(monthly);
    assertThat(password("days", 10).tightening(monthly).rule(Rule.PASSWORD_AGE).number("days"))
        .isEqualTo(10);
  }

  private static RuleWish password(String mode, int days) {
    return new RuleWish(
        Rule.PASSWORD_AGE,
        new RuleScope.Everywhere(),
        Optional.empty(),
        Map.of("mode", new Parameter.Value.Word(mode), "days", new Parameter.Value.Count(days)));
  }

  @Test
  void who_may_not_switch_rules_lets_it_go_on_without_the_setting_where_it_stopped() {
    UUID id = stoppedInRowan(pat);
    assertThat(spreads().act(id, pat, Spreads.Act.GO_ON, "The others may have it.")).isEmpty();
    goOn();
    assertThat(standing(id, rowan)).isEqualTo(Standing.PASSED);
    assertThat(whole(id).reached()).isEqualTo(2);
    follow();
    goOn();
    follow();
    goOn();
    assertThat(state(id)).as("people of Rowan School decide").isEqualTo(Spread.State.GOING);
    UUID rollout = part(id, rowan).rollout().orElseThrow();
    assertThat(
            f.policyFiles
                .rollouts()
                .continueWith(rowan, rollout, lead(rowan), "It was the battery."))
        .isTrue();
    goOn();
    assertThat(state(id)).isEqualTo(Spread.State.DONE);
  }

  @Test
  void taken_back_it_waits_in_each_setting_for_the_second_person_and_nobody_else_gets_it() {
    three();
    UUID id = begin(mia);
    goOn();
    follow();
    assertThat(spreads().act(id, mia, Spreads.Act.TAKE_BACK, "It was a mistake.")).isEmpty();
    goOn();
    assertThat(state(id)).isEqualTo(Spread.State.TAKEN_BACK);
    assertThat(whole(id).reached()).isEqualTo(1);
    UUID proposal = f.policyFiles.proposals().proposals(rowan, true, 1).getFirst().id();
    assertThat(f.policyFiles.approve(rowan, proposal, lead(rowan), "")).isPresent();
    assertThat(standing(id, rowan)).isEqualTo(Standing.PUT_BACK);
    assertThat(lock(rowan)).isEqualTo(RuleSettings.standard(Rule.SCREEN_LOCK));
    UUID kept = part(id, larch).rollout().orElseThrow();
    assertThat(
            f.policyFiles.rollouts().continueWith(larch, kept, lead(larch), "We want to keep it."))
        .isTrue();
    goOn();
    follow();
    goOn();
    assertThat(standing(id, larch)).as("a setting may keep it").isEqualTo(Standing.DONE);
    assertThat(
            f.policyStore.stage(
                larch,
                laptops.entrySet().stream()
                    .filter(each -> each.getValue().equals(larch))
                    .findFirst()
                    .orElseThrow()
                    .getKey(),
                LOCK))
        .isEqualTo(Stage.ENFORCE);
    assertThat(spreads().act(id, mia, Spreads.Act.GO_ON, "Let it go on after all.")).isPresent();
  }

  @Test
  void taken_back_before_anybody_agreed_nobody_is_asked_any_more() {
    three();
    UUID id = begin(pat);
    assertThat(spreads().act(id, pat, Spreads.Act.TAKE_BACK, "It was a mistake.")).isEmpty();
    assertThat(whole(id).count(Standing.VOID)).isEqualTo(3);
    assertThat(f.policyFiles.proposals().waiting(larch, Optional.empty())).isZero();
    assertThat(acts(larch)).contains("policy-withdrawn", "spread-taken-back");
    assertThat(f.policyFiles.version(larch)).isZero();
  }

  @Test
  void a_person_stops_it_and_nobody_of_one_setting_alone_may() {
    three();
    UUID id = begin(mia);
    goOn();
    assertThat(spreads().act(id, lead(larch), Spreads.Act.STOP, "We do not like it."))
        .contains(
            "Whoever began it decides, or somebody who may ask for changes in all its settings.");
    assertThat(spreads().act(id, pat, Spreads.Act.STOP, "Too many calls today.")).isEmpty();
    follow();
    goOn();
    assertThat(state(id)).isEqualTo(Spread.State.STOPPED);
    assertThat(whole(id).reached()).isEqualTo(1);
    assertThat(whole(id).spread().stopReason()).isEqualTo("Pat: Too many calls today.");
  }

  @Test
  void whoever_sees_one_setting_sees_nothing_of_the_others() {
    three();
    UUID id = begin(mia);
    assertThat(spreads().find(id, List.of(larch)).orElseThrow().parts())
        .extracting(Spread.Part::setting)
        .containsExactly(larch);
    assertThat(spreads().newest(List.of(rowan)).getFirst().parts()).hasSize(1);
    SettingId ash = new SettingId(UUID.randomUUID());
    assertThat(spreads().find(id, List.of(ash))).isEmpty();
    assertThat(spreads().newest(List.of(ash))).isEmpty();
    UUID staff = f.person(larch, "Sam", Set.of(Role.STAFF));
    assertThat(spreads().settingsOf(staff)).isEmpty();
    assertThat(
            spreads()
                .begin(
                    new Actor.Person(staff, "Sam"),
                    larch,
                    wish(Stage.WARN, 4),
                    List.of(),
                    List.of(larch),
                    WHY))
        .isInstanceOf(Spreads.Beginning.Refused.class);
  }

  @Test
  void two_consoles_together_never_take_it_to_more_than_one() throws Exception {
    for (int i = 0; i < 6; i++) {
      laptop(larch, "L" + i, 5);
      laptop(rowan, "R" + i, 5);
    }
    UUID id = begin(mia);
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      List<Future<?>> both =
          Stream.<Runnable>of(spreads()::goOn, spreads()::goOn)
              .<Future<?>>map(pool::submit)
              .toList();
      for (Future<?> each : both) {
        each.get();
      }
    }
    assertThat(whole(id).reached()).isEqualTo(1);
  }
}
