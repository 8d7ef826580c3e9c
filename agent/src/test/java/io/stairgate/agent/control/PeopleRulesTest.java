package io.stairgate.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.PeopleSource.Door;
import io.stairgate.agent.control.PeopleSource.Person;
import io.stairgate.agent.control.PeopleSource.Reading;
import io.stairgate.agent.control.SignInSource.Tries;
import io.stairgate.agent.control.SignInSource.Ways;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.policy.AccountOrder;
import io.stairgate.agent.policy.OpenDays;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules about accounts: accounts, suspend, admin-rights, children-use, sign-in. */
class PeopleRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Person ROOT =
      new Person("root", true, Door.LOCKED, Optional.of("root"), false);

  private final List<Person> people = new ArrayList<>(List.of(ROOT));
  private final Map<String, AccountOrder> orders = new HashMap<>();
  private final Map<Rule, RulePolicy> rules = new EnumMap<>(Rule.class);
  private Optional<Set<String>> unused = Optional.empty();
  private Set<String> used = Set.of();
  private boolean registered = true;
  private boolean elsewhere;
  private boolean rightsClear = true;
  private Ways ways = new Ways(List.of(), List.of(), new Tries.Locks(10, 600), List.of());

  private final PeopleSource source =
      new PeopleSource() {
        @Override
        public Reading read() {
          return new Reading.People(people, elsewhere, rightsClear);
        }

        @Override
        public Optional<Set<String>> unusedSince(Set<String> names, Instant since) {
          return unused;
        }

        @Override
        public Set<String> usedSince(Set<String> names, Instant since) {
          return used;
        }
      };

  // --- accounts ---------------------------------------------------------------------------------

  @Test
  void everybody_in_the_register_is_met_and_root_needs_no_entry() {
    people.add(person("anna"));
    known("anna");
    Finding finding = prove(new Accounts(source, clock()));
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.hold()).isEqualTo(new Hold.ReportedOnly());
  }

  @Test
  void an_account_the_register_does_not_know_is_not_met() {
    people.add(person("staff"));
    Finding finding = prove(new Accounts(source, clock()));
    assertThat(finding.state()).isEqualTo(new FindingState.NotMet());
    assertThat(finding.sentence())
        .isEqualTo("The account staff is not in our register of who uses what.");
    assertThat(finding.evidence())
        .contains(
            new Evidence(
                "account staff", "not in the register; by its name several people may use it"));
    registered = false;
    assertThat(prove(new Accounts(source, clock())).state())
        .isEqualTo(new FindingState.Unknown("no-register"));
  }

  @Test
  void a_leaver_and_an_ended_visitor_are_not_met_until_their_account_is_shut() {
    people.add(person("anna"));
    people.add(person("vera"));
    known("anna");
    order("vera", LocalDate.parse("2026-11-22"), null, false);
    assertThat(prove(new Accounts(source, clock())).state())
        .as("the last day counts")
        .isEqualTo(new FindingState.Met());
    order("vera", LocalDate.parse("2026-11-21"), null, false);
    assertThat(prove(new Accounts(source, clock())).sentence())
        .isEqualTo("The account vera should be shut and can still sign in.");
    people.set(2, new Person("vera", false, Door.SHUT, Optional.empty(), false));
    Finding finding = prove(new Accounts(source, clock()));
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.hold()).isEqualTo(new Hold.ByOs());
  }

  @Test
  void a_leaver_whose_password_is_locked_is_not_shut_yet() {
    people.add(new Person("lea", false, Door.LOCKED, Optional.empty(), false));
    order("lea", null, null, true);
    assertThat(prove(new Accounts(source, clock())).state()).isEqualTo(new FindingState.NotMet());
  }

  @Test
  void accounts_nobody_used_are_told_without_the_time_of_use() {
    people.add(person("anna"));
    known("anna");
    unused = Optional.of(Set.of("anna"));
    Finding finding = prove(new Accounts(source, clock()));
    assertThat(finding.state()).isEqualTo(new FindingState.NotMet());
    assertThat(finding.evidence())
        .contains(new Evidence("not used", "anna: not for more than 90 days"));
  }

  @Test
  void accounts_kept_elsewhere_are_never_met() {
    people.add(person("anna"));
    known("anna");
    elsewhere = true;
    FindingState unknown = new FindingState.Unknown("accounts-kept-elsewhere");
    assertThat(prove(new Accounts(source, clock())).state()).isEqualTo(unknown);
    assertThat(prove(new AdminRights(source, clock())).state()).isEqualTo(unknown);
    assertThat(prove(new SignIn(() -> ways, source, clock())).state()).isEqualTo(unknown);
  }

  // --- suspend ----------------------------------------------------------------------------------

  @Test
  void nobody_suspended_is_not_applicable_and_the_end_comes_by_the_laptops_own_clock() {
    people.add(person("anna"));
    order("anna", null, NOW, false);
    assertThat(prove(new Suspend(source, clock())).state())
        .as("it ends at that moment, offline too")
        .isEqualTo(new FindingState.NotApplicable("nobody-suspended"));
    order("anna", null, NOW.plusSeconds(1), false);
    assertThat(prove(new Suspend(source, clock())).state()).isEqualTo(new FindingState.NotMet());
  }

  @Test
  void suspended_is_met_only_when_shut_and_signed_out() {
    order("anna", null, NOW.plusSeconds(86_400), false);
    people.add(new Person("anna", false, Door.SHUT, Optional.empty(), true));
    assertThat(prove(new Suspend(source, clock())).state())
        .as("still signed in")
        .isEqualTo(new FindingState.NotMet());
    people.set(1, new Person("anna", false, Door.SHUT, Optional.empty(), false));
    Finding finding = prove(new Suspend(source, clock()));
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.hold()).isEqualTo(new Hold.ByOs());
    assertThat(finding.sentence()).isEqualTo("One person's sign-in is stopped on this laptop.");
  }

  @Test
  void the_last_administrator_is_never_shut() {
    people.add(administrator("adam", false));
    people.add(person("anna"));
    order("adam", null, NOW.plusSeconds(60), false);
    assertThat(Shutting.suspended(people, policy(), NOW).kept()).containsExactly("adam");
    Finding finding = prove(new Suspend(source, clock()));
    assertThat(finding.state()).isEqualTo(new FindingState.NotMet());
    assertThat(finding.hold()).isEqualTo(new Hold.Cannot("last-administrator"));
    people.add(administrator("eve", false));
    assertThat(Shutting.suspended(people, policy(), NOW).shut()).containsExactly("adam");
    assertThat(Shutting.suspended(people, policy(), NOW).kept()).isEmpty();
  }

  @Test
  void of_several_administrators_who_all_would_go_one_stays_whichever_rule_shuts_them() {
    people.add(administrator("adam", false));
    people.add(administrator("eve", false));
    order("adam", null, NOW.plusSeconds(60), false);
    order("eve", null, null, true);
    assertThat(Shutting.suspended(people, policy(), NOW).shut()).containsExactly("adam");
    assertThat(Shutting.over(people, policy(), NOW).kept()).containsExactly("eve");
    // Once adam is shut, the answer stays the same: nothing is put back and shut in turn.
    people.set(1, new Person("adam", false, Door.SHUT, Optional.of("sudo"), false));
    assertThat(Shutting.suspended(people, policy(), NOW).shut()).containsExactly("adam");
    assertThat(Shutting.over(people, policy(), NOW).kept()).containsExactly("eve");
  }

  @Test
  void root_is_never_shut_and_counts_where_it_can_sign_in() {
    people.set(0, new Person("root", true, Door.PASSWORD, Optional.of("root"), false));
    people.add(administrator("adam", false));
    order("root", null, null, true);
    order("adam", null, null, true);
    Shutting over = Shutting.over(people, policy(), NOW);
    assertThat(over.kept()).containsExactly("root");
    assertThat(over.shut()).containsExactly("adam");
  }

  // --- admin-rights -----------------------------------------------------------------------------

  @Test
  void an_administrators_account_in_daily_use_is_not_met_unless_allowed_for_a_time() {
    people.add(administrator("adam", true));
    people.add(person("anna"));
    Finding finding = prove(new AdminRights(source, clock()));
    assertThat(finding.state()).isEqualTo(new FindingState.NotMet());
    assertThat(finding.sentence())
        .isEqualTo("The account adam is an administrator and is used every day.");
    orders.put("adam", administratorUntil("adam", "2026-11-22"));
    assertThat(prove(new AdminRights(source, clock())).state()).isEqualTo(new FindingState.Met());
    orders.put("adam", administratorUntil("adam", "2026-11-21"));
    assertThat(prove(new AdminRights(source, clock())).state())
        .isEqualTo(new FindingState.NotMet());
  }

  @Test
  void an_administrators_account_of_its_own_that_is_not_used_daily_is_as_it_should_be() {
    people.add(administrator("technician", false));
    people.add(person("anna"));
    assertThat(prove(new AdminRights(source, clock())).sentence())
        .isEqualTo("Nobody works as administrator.");
    used = Set.of("technician");
    assertThat(prove(new AdminRights(source, clock())).state())
        .as("used in the last week")
        .isEqualTo(new FindingState.NotMet());
    people.removeLast();
    used = Set.of();
    assertThat(prove(new AdminRights(source, clock())).state())
        .as("the only account")
        .isEqualTo(new FindingState.NotMet());
  }

  @Test
  void rights_that_cannot_be_read_are_unknown() {
    people.add(person("anna"));
    rightsClear = false;
    assertThat(prove(new AdminRights(source, clock())).state())
        .isEqualTo(new FindingState.Unknown("rights-not-readable"));
  }

  // --- children-use -----------------------------------------------------------------------------

  @Test
  void a_childrens_laptop_has_no_staff_account_and_a_filter_check() {
    people.add(person("children"));
    assertThat(prove(new ChildrenUse(source, clock())).state())
        .isEqualTo(new FindingState.NotApplicable("not-for-children"));
    rules.put(Rule.CHILDREN_USE, new RulePolicy(Stage.WATCH, new RuleSettings.ChildrenUse(true)));
    assertThat(prove(new ChildrenUse(source, clock())).sentence()).contains("web filter");
    rules.put(
        Rule.FILTERING_CHECK,
        new RulePolicy(Stage.WATCH, new RuleSettings.FilteringCheck("http://test.example/", 7)));
    assertThat(prove(new ChildrenUse(source, clock())).state()).isEqualTo(new FindingState.Met());
    people.add(person("anna"));
    known("anna");
    assertThat(prove(new ChildrenUse(source, clock())).sentence())
        .isEqualTo("The staff account anna can be opened on a children's laptop.");
    assertThat(prove(new SignIn(() -> ways, source, clock())).state())
        .isEqualTo(new FindingState.NotApplicable("children-use"));
  }

  // --- sign-in ----------------------------------------------------------------------------------

  @Test
  void sign_in_with_passwords_no_guest_and_a_lock_is_met() {
    people.add(person("anna"));
    Finding finding = prove(new SignIn(() -> ways, source, clock()));
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.sentence()).isEqualTo("A password is needed to open this laptop.");
  }

  @Test
  void each_open_way_in_is_not_met() {
    people.add(person("anna"));
    ways = new Ways(List.of("anna (GDM)"), List.of(), new Tries.Locks(10, 600), List.of());
    assertThat(signIn()).isEqualTo("This laptop opens without a password.");
    ways = new Ways(List.of(), List.of("may sign in"), new Tries.Locks(10, 600), List.of());
    assertThat(signIn()).isEqualTo("Somebody without an account can use this laptop as guest.");
    ways = new Ways(List.of(), List.of(), new Tries.Locks(11, 600), List.of());
    assertThat(signIn())
        .isEqualTo("Passwords can be guessed more often than our policy says: 10 times.");
    ways = new Ways(List.of(), List.of(), new Tries.Locks(10, 5), List.of());
    assertThat(signIn()).contains("guessed");
    ways = new Ways(List.of(), List.of(), new Tries.Endless(), List.of());
    assertThat(signIn()).contains("go on guessing");
    people.add(new Person("dora", false, Door.OPEN, Optional.empty(), false));
    assertThat(signIn()).isEqualTo("The account dora opens without a password.");
  }

  @Test
  void an_account_that_has_to_choose_a_password_first_is_in_progress() {
    people.add(new Person("dora", false, Door.ASKED, Optional.empty(), false));
    assertThat(prove(new SignIn(() -> ways, source, clock())).state())
        .isEqualTo(new FindingState.InProgress("password-to-be-chosen"));
  }

  @Test
  void what_cannot_be_seen_of_signing_in_is_unknown() {
    ways = new Ways(List.of(), List.of(), new Tries.NotTold(), List.of("settings-not-readable"));
    assertThat(prove(new SignIn(() -> ways, source, clock())).state())
        .isEqualTo(new FindingState.Unknown("settings-not-readable"));
  }

  @Test
  void a_shared_account_that_is_allowed_is_said_and_not_red() {
    people.add(person("kitchen"));
    orders.put("kitchen", shared("kitchen"));
    rules.put(
        Rule.SHARED_SECRET, new RulePolicy(Stage.WATCH, new RuleSettings.SharedSecret(true, 3)));
    Finding finding = prove(new SignIn(() -> ways, source, clock()));
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.evidence())
        .contains(new Evidence("account kitchen", "allowed, shared by 3 named people"));
  }

  // --- shared-secret ----------------------------------------------------------------------------

  @Test
  void a_shared_password_is_new_each_term_and_at_once_when_somebody_leaves() {
    assertThat(shared("2026-09-09", "kitchen").state())
        .isEqualTo(new FindingState.NotApplicable("not-switched-on"));
    orders.put("kitchen", shared("kitchen"));
    assertThat(shared("2026-09-09", "kitchen").state())
        .as("marked, but not allowed")
        .isEqualTo(new FindingState.NotMet());
    rules.put(
        Rule.SHARED_SECRET, new RulePolicy(Stage.WATCH, new RuleSettings.SharedSecret(true, 3)));
    assertThat(shared("2026-09-09", "kitchen").state()).isEqualTo(new FindingState.Met());
    assertThat(shared("2026-05-09", "kitchen").state()).isEqualTo(new FindingState.NotMet());
    assertThat(shared("2026-09-09", "anna").state())
        .isEqualTo(new FindingState.NotApplicable("no-shared-account"));
    orders.put(
        "kitchen",
        new AccountOrder(
            "kitchen",
            Optional.empty(),
            Optional.empty(),
            Optional.of(NOW.minusSeconds(60)),
            Optional.empty(),
            true,
            false));
    assertThat(shared("2026-09-09", "kitchen").sentence())
        .isEqualTo("A shared password must be changed now: somebody who knew it left.");
  }

  private Finding shared(String changed, String account) {
    AccountSource passwords =
        () ->
            new AccountSource.Reading.Accounts(
                List.of(
                    new AccountSource.Account(
                        account, new AccountSource.Password.Changed(LocalDate.parse(changed)))),
                false);
    return prove(new SharedSecret(passwords, clock()));
  }

  // --- password-strength ------------------------------------------------------------------------

  @Test
  void new_passwords_are_judged_by_what_is_really_asked() {
    AccountSource passwords =
        () ->
            new AccountSource.Reading.Accounts(
                List.of(
                    new AccountSource.Account(
                        "anna", new AccountSource.Password.Changed(LocalDate.parse("2026-09-09")))),
                elsewhere);
    StrengthSource.Reading twelve =
        new StrengthSource.Reading.Asked(
            12, false, Optional.of(Instant.parse("2026-10-01T00:00:00Z")), "pam");
    Finding met = prove(new PasswordStrength(() -> twelve, passwords, clock()));
    assertThat(met.state()).isEqualTo(new FindingState.Met());
    assertThat(met.hold()).isEqualTo(new Hold.ByOs());
    assertThat(met.sentence()).isEqualTo("New passwords must be 12 characters or more.");
    assertThat(met.evidence())
        .contains(new Evidence("account anna", "not changed since this began"));
    rules.put(
        Rule.PASSWORD_STRENGTH,
        new RulePolicy(Stage.WATCH, new RuleSettings.PasswordStrength(12, true)));
    assertThat(prove(new PasswordStrength(() -> twelve, passwords, clock())).state())
        .isEqualTo(new FindingState.NotMet());
    rules.clear();
    elsewhere = true;
    assertThat(prove(new PasswordStrength(() -> twelve, passwords, clock())).state())
        .isEqualTo(new FindingState.Unknown("accounts-kept-elsewhere"));
    assertThat(
            prove(
                    new PasswordStrength(
                        () -> new StrengthSource.Reading.NotAsked("no"), passwords, clock()))
                .sentence())
        .isEqualTo("Short passwords are allowed on this laptop.");
  }

  // ----------------------------------------------------------------------------------------------

  private String signIn() {
    Finding finding = prove(new SignIn(() -> ways, source, clock()));
    assertThat(finding.state()).isEqualTo(new FindingState.NotMet());
    return finding.sentence();
  }

  private Finding prove(Control control) {
    return control.prove(policy());
  }

  private Policy policy() {
    return new Policy(
        "",
        Optional.empty(),
        Instant.EPOCH,
        rules,
        List.of(),
        "",
        orders,
        registered,
        new OpenDays(OpenDays.DEFAULT.weekdays(), List.of(), "Europe/London"));
  }

  private static InstantSource clock() {
    return InstantSource.fixed(NOW);
  }

  private static Person person(String name) {
    return new Person(name, false, Door.PASSWORD, Optional.empty(), false);
  }

  private static Person administrator(String name, boolean here) {
    return new Person(name, false, Door.PASSWORD, Optional.of("in the group sudo"), here);
  }

  private void known(String name) {
    order(name, null, null, false);
  }

  private void order(
      String name,
      @org.jspecify.annotations.Nullable LocalDate until,
      @org.jspecify.annotations.Nullable Instant suspended,
      boolean left) {
    orders.put(
        name,
        new AccountOrder(
            name,
            Optional.ofNullable(until),
            Optional.ofNullable(suspended),
            Optional.empty(),
            Optional.empty(),
            false,
            left));
  }

  private static AccountOrder shared(String name) {
    return new AccountOrder(
        name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true, false);
  }

  private static AccountOrder administratorUntil(String name, String day) {
    return new AccountOrder(
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(LocalDate.parse(day)),
        false,
        false);
  }
}
