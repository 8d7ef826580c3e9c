package io.stairgate.console.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.policy.AccessEntry;
import io.stairgate.console.policy.AccountOrder;
import io.stairgate.console.policy.SettingPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class AccountOrdersTest {
  private static final String WHY = "It was misused twice.";
  private static final LocalDate FRIDAY = LocalDate.of(2026, 9, 18);

  private final Engine engine;
  @TempDir Path folder;
  private StoreFixture f;
  private AccountOrders orders;
  private Actor.Person manager;
  private Actor.Person dsl;
  private DeviceId blue;
  private long sequence;

  AccountOrdersTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    f = new StoreFixture(engine, folder);
    orders =
        new AccountOrders(
            new AccountOrders.Parts(
                f.database,
                f.policies,
                id -> f.policyFiles.current(id).policy(),
                f.members,
                f.approvers,
                f.findings,
                f.alerts,
                f.audit,
                f.live,
                f.clock));
    manager = person("Mo Head", Role.MANAGER);
    dsl = person("Dee Lead", Role.DSL);
    blue = f.laptop("Blue Room");
    // The laptop was told something before, so that it is told the next thing at once.
    f.policies.renew(f.setting, blue);
    f.toldOfPolicy.clear();
  }

  @AfterEach
  void close() {
    f.close();
  }

  private Actor.Person person(String name, Role role) {
    return new Actor.Person(f.person(f.setting, name, Set.of(role)), name);
  }

  @Test
  void a_manager_stops_a_sign_in_until_a_day_and_the_laptops_are_told_at_once() {
    assertThat(orders.suspend(f.setting, manager, "sam", FRIDAY, WHY))
        .isEqualTo(new Outcome.Done());

    AccountOrder order = only();
    assertThat(order.kind()).isEqualTo(AccountOrder.Kind.SUSPENDED);
    assertThat(order.endsAt().map(Object::toString)).contains("2026-09-18T23:00:00Z");
    assertThat(order.reason()).isEqualTo(WHY);
    assertThat(order.madeBy().name()).isEqualTo("Mo Head");
    assertThat(f.toldOfPolicy).containsExactly(blue);
    assertThat(signed())
        .contains("account=sam", "suspendedUntil=Optional[2026-09-18T23:00:00Z]")
        .doesNotContain(WHY);
    assertThat(acts()).endsWith("account-suspended");
  }

  @Test
  void nobody_else_stops_one_and_nobody_their_own() {
    refused(orders.suspend(f.setting, dsl, "sam", FRIDAY, WHY), "person");
    refused(orders.suspend(f.setting, manager, "mo head", FRIDAY, WHY), "person");
    var _ =
        f.policyFiles.change(
            f.setting,
            new Actor.Console(),
            policy ->
                registered(policy, new AccessEntry("Mo Head", "mh", Set.of(), Optional.empty())),
            "The test says so.");
    refused(orders.suspend(f.setting, manager, "mh", FRIDAY, WHY), "person");
    assertThat(orders.deciders(f.setting, "mh").people()).isEmpty();
    assertThat(orders.orders(f.setting, true, Optional.empty(), 10).items()).isEmpty();
  }

  private static SettingPolicy registered(SettingPolicy policy, AccessEntry entry) {
    return new SettingPolicy(
        policy.calendar(),
        policy.rules(),
        policy.groups(),
        policy.laptops(),
        policy.approvers(),
        policy.secondPersonToLoosen(),
        List.of(entry),
        policy.programs(),
        policy.cloudStorage());
  }

  @Test
  void a_suspension_needs_an_account_a_reason_and_an_end_within_a_year() {
    refused(orders.suspend(f.setting, manager, " ", FRIDAY, WHY), "account");
    refused(orders.suspend(f.setting, manager, "sam", FRIDAY, "Because"), "reason");
    refused(orders.suspend(f.setting, manager, "sam", LocalDate.of(2026, 9, 13), WHY), "end");
    refused(orders.suspend(f.setting, manager, "sam", LocalDate.of(2027, 9, 15), WHY), "end");
  }

  @Test
  void it_ends_early_by_who_may_stop_one_and_by_itself_when_its_time_is_over() {
    orders.suspend(f.setting, manager, "sam", FRIDAY, WHY);
    refused(orders.clear(f.setting, dsl, only().id(), "It was a mistake."), "person");
    assertThat(orders.clear(f.setting, manager, only().id(), "It was a mistake."))
        .isEqualTo(new Outcome.Done());
    assertThat(orders.orders(f.setting, true, Optional.empty(), 10).items()).isEmpty();
    assertThat(orders.orders(f.setting, false, Optional.empty(), 10).items())
        .singleElement()
        .satisfies(
            order ->
                assertThat(order.cleared())
                    .contains(
                        new AccountOrder.Cleared(
                            f.clock.instant(), "Mo Head", "It was a mistake.")));
    assertThat(signed()).doesNotContain("account=sam");

    orders.suspend(f.setting, manager, "sam", FRIDAY, WHY);
    f.now.updateAndGet(now -> now.plus(Duration.ofDays(6)));
    assertThat(orders.orders(f.setting, true, Optional.empty(), 10).items()).isEmpty();
    f.policies.renew(f.setting, blue);
    assertThat(signed()).doesNotContain("account=sam");
  }

  @Test
  void another_suspension_of_the_same_account_replaces_the_first() {
    orders.suspend(f.setting, manager, "sam", FRIDAY, WHY);
    orders.suspend(f.setting, manager, "sam", FRIDAY.plusDays(1), WHY);
    assertThat(only().endsAt().map(Object::toString)).contains("2026-09-19T23:00:00Z");
  }

  @Test
  void who_left_is_shut_out_until_somebody_says_that_they_are_back() {
    Actor program = new Actor.Program(UUID.randomUUID(), "the staff list");
    assertThat(orders.left(f.setting, program, "tom", "The staff list says so."))
        .isEqualTo(new Outcome.Done());
    refused(orders.left(f.setting, dsl, "tom", "He left last week."), "account");
    assertThat(signed()).contains("account=tom", "left=true");
    assertThat(orders.clear(f.setting, dsl, only().id(), "He works here again."))
        .isEqualTo(new Outcome.Done());
    assertThat(signed()).doesNotContain("account=tom");
    assertThat(orders.clear(f.setting, dsl, UUID.randomUUID(), "He works here again."))
        .isEqualTo(new Outcome.NotThere());
  }

  @Test
  void a_password_that_somebody_knows_is_over_when_every_laptop_has_proved_it() {
    orders.passwordKnown(f.setting, dsl, "sam", f.clock.instant(), "It lay on the desk.");
    prove("met");
    f.now.updateAndGet(now -> now.plus(Duration.ofMinutes(1)));
    orders.watchPasswords();
    assertThat(only().kind()).isEqualTo(AccountOrder.Kind.PASSWORD_KNOWN);
    f.now.updateAndGet(now -> now.plus(Duration.ofMinutes(20)));
    prove("not-met");
    orders.watchPasswords();
    assertThat(orders.orders(f.setting, true, Optional.empty(), 10).items()).hasSize(1);
    f.now.updateAndGet(now -> now.plus(Duration.ofHours(1)));
    prove("met");
    orders.watchPasswords();
    assertThat(orders.orders(f.setting, true, Optional.empty(), 10).items()).isEmpty();
    assertThat(signed()).doesNotContain("account=sam");
    assertThat(f.alerts.openCount(f.setting)).isZero();
  }

  @Test
  void after_24_hours_without_that_people_are_told_once() {
    orders.passwordKnown(f.setting, dsl, "sam", f.clock.instant(), "It lay on the desk.");
    f.now.updateAndGet(now -> now.plus(Duration.ofHours(23)));
    orders.watchPasswords();
    assertThat(f.alerts.openCount(f.setting)).isZero();
    f.now.updateAndGet(now -> now.plus(Duration.ofHours(2)));
    orders.watchPasswords();
    orders.watchPasswords();
    assertThat(f.alerts.open(f.setting, Optional.empty(), 10).alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo("password-not-changed");
              assertThat(alert.severity()).isEqualTo("urgent");
              assertThat(alert.occurrences()).isEqualTo(1);
              assertThat(alert.detail()).doesNotContain("sam");
            });
    assertThat(f.alerts.open(f.other, Optional.empty(), 10).alerts())
        .extracting(Alert::kind)
        .isEmpty();
  }

  @Test
  void what_is_said_of_a_hundred_accounts_is_enough() {
    for (int i = 0; i < 100; i++) {
      orders.left(f.setting, dsl, "left" + i, "They left in summer.");
    }
    refused(orders.left(f.setting, dsl, "one-more", "They left in summer."), "account");
    assertThat(orders.suspend(f.setting, manager, "left7", FRIDAY, WHY))
        .as("of an account that something is said of already")
        .isEqualTo(new Outcome.Done());
    List<AccountOrder> first = orders.orders(f.setting, true, Optional.empty(), 60).items();
    assertThat(first).hasSize(60);
    var page = orders.orders(f.setting, true, Optional.empty(), 60);
    assertThat(orders.orders(f.setting, true, page.next(), 60).items()).hasSize(41);
  }

  private AccountOrder only() {
    List<AccountOrder> all = orders.orders(f.setting, true, Optional.empty(), 10).items();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private void prove(String state) {
    f.database.useTransaction(
        t ->
            f.findings.replace(
                t,
                f.setting,
                blue,
                new UUID(1, 2),
                ++sequence,
                List.of(
                    new Finding(
                        "password-age",
                        state,
                        "",
                        "none",
                        "",
                        "watch",
                        state,
                        List.of(),
                        f.clock.instant(),
                        f.clock.instant()))));
    f.presence.heard(blue, f.clock.instant(), Optional.of(f.clock.instant()));
  }

  /** What the laptop was told last; the fixture signs with words. */
  private String signed() {
    return new String(
        f.policyStore.newest(f.setting, blue).orElseThrow().signed().toArray(),
        StandardCharsets.UTF_8);
  }

  private List<String> acts() {
    return f.audit.entries(f.setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }

  private static void refused(Outcome outcome, String field) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.field()).isEqualTo(field));
  }

  @Test
  void the_register_and_the_console_tell_whose_account_it_is() {
    var members = f.members.members(f.setting, f.clock.instant());
    SettingPolicy policy =
        registered(
            f.policyFiles.current(f.setting).policy(),
            new AccessEntry("Dee Lead", "dlead", Set.of(), Optional.empty()));
    assertThat(AccountOrders.owners(policy, members, "DLEAD")).containsExactly(dsl.account());
    assertThat(AccountOrders.owners(policy, members, "mo head")).containsExactly(manager.account());
    assertThat(AccountOrders.owners(policy, members, "somebody")).isEmpty();
  }
}
