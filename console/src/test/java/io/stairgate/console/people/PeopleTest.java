package io.stairgate.console.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Entered;
import io.stairgate.console.account.Entrance;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.Visitor;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class PeopleTest {
  private final Engine engine;
  @TempDir Path data;
  private WebFixture console;
  private Secret dsl;
  private Secret deputy;

  PeopleTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void start() {
    console = new WebFixture(engine, data);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
    deputy = console.person(console.setting, "Dan Deputy", Role.DEPUTY);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void an_invited_person_joins_once_with_the_roles_and_the_end_that_were_chosen() {
    Instant end = console.now.get().plus(Duration.ofDays(3));
    Secret link =
        invited(console.inviting.invite(console.setting, " Vi Visitor ", until(end), by(dsl)));
    Secret cookie = joined(link, "Vi Visitor");
    assertThat(console.who(cookie).roles()).containsExactlyInAnyOrder(Role.STAFF, Role.GOVERNOR);
    assertThat(console.people.find(console.setting, id(cookie)).orElseThrow().endsAt())
        .contains(end.truncatedTo(java.time.temporal.ChronoUnit.MICROS));
    assertThat(join(link, "Another")).isInstanceOf(Entered.LinkSpent.class);
    assertThat(acts()).contains("invited", "joined");
  }

  @Test
  void access_with_an_end_ends_by_itself_and_the_name_is_free_again() {
    Instant end = console.now.get().plus(Duration.ofMinutes(30));
    Secret link =
        invited(console.inviting.invite(console.setting, "Vi Visitor", until(end), by(dsl)));
    Secret cookie = joined(link, "Vi Visitor");
    console.people.endWhatIsOver();
    assertThat(console.who(cookie).roles()).isNotEmpty();

    console.now.set(end.plusSeconds(1));
    assertThat(console.who(cookie).roles()).isEmpty();
    assertThat(signIn("vi.visitor@example")).isInstanceOf(Entered.Refused.class);
    console.people.endWhatIsOver();
    console.people.endWhatIsOver();
    assertThat(console.sessions.find(cookie.hash(), console.now.get())).isEmpty();
    assertThat(acts()).containsOnlyOnce("access-ended");
    Secret again =
        invited(
            console.inviting.invite(
                console.setting,
                "Vi Visitor",
                until(console.now.get().plus(Duration.ofDays(1))),
                by(dsl)));
    assertThat(joined(again, "Vi Visitor")).isNotNull();
  }

  @Test
  void an_invitation_that_was_withdrawn_lets_nobody_in() {
    Outcome.Invited made = invite("Tom", Role.STAFF);
    assertThat(console.inviting.withdraw(console.setting, made.invitation().id(), by(deputy)))
        .isInstanceOf(Outcome.Done.class);
    assertThat(join(made.secret(), "Tom")).isInstanceOf(Entered.LinkSpent.class);
    assertThat(console.inviting.withdraw(console.setting, made.invitation().id(), by(deputy)))
        .isInstanceOf(Outcome.NotThere.class);
  }

  @Test
  void nobody_changes_reviews_removes_or_lets_back_in_themselves() {
    UUID self = id(dsl);
    Actor by = by(dsl);
    assertThat(
            List.of(
                console.people.change(console.setting, self, as(Role.MANAGER), by),
                console.people.remove(console.setting, self, by),
                console.people.review(console.setting, self, by),
                console.people.letBackIn(console.setting, self, by)))
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        no -> assertThat(no.sentence()).contains("Ask another person")));
    assertThat(console.who(dsl).roles()).containsExactly(Role.DSL);
  }

  @Test
  void somebody_who_looks_after_people_without_an_end_always_stays() {
    Actor line = new Actor.CommandLine();
    UUID lead = id(dsl);
    assertThat(
            console.people.change(
                console.setting,
                id(deputy),
                new Wanted(
                    Set.of(Role.DEPUTY), Optional.of(console.now.get().plus(Duration.ofDays(9)))),
                by(dsl)))
        .isInstanceOf(Outcome.Done.class);
    // The deputy ends by herself now, so the lead is the last.
    assertThat(console.people.remove(console.setting, lead, by(deputy)))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(console.people.remove(console.setting, lead, line))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(console.people.change(console.setting, lead, as(Role.STAFF), by(deputy)))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(
            console.people.change(
                console.setting,
                lead,
                new Wanted(
                    Set.of(Role.DSL), Optional.of(console.now.get().plus(Duration.ofDays(9)))),
                by(deputy)))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(console.who(dsl).roles()).containsExactly(Role.DSL);
  }

  @Test
  void two_who_remove_each_other_at_once_do_not_both_succeed() throws Exception {
    UUID one = id(dsl);
    UUID other = id(deputy);
    Actor byOne = by(dsl);
    Actor byOther = by(deputy);
    CyclicBarrier start = new CyclicBarrier(2);
    Callable<Outcome> first =
        () -> {
          start.await();
          return console.people.remove(console.setting, other, byOne);
        };
    Callable<Outcome> second =
        () -> {
          start.await();
          return console.people.remove(console.setting, one, byOther);
        };
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      long done =
          both.invokeAll(List.of(first, second)).stream()
              .map(future -> future.resultNow())
              .filter(Outcome.Done.class::isInstance)
              .count();
      assertThat(done).isEqualTo(1);
    }
    assertThat(console.people.all(console.setting)).hasSize(1);
  }

  @Test
  void a_removal_ends_sessions_tokens_and_links_of_that_person_here_and_nowhere_else() {
    SettingId other = console.newSetting("Little Oaks Nursery");
    console.person(other, "Olive Other", Role.DSL);
    assertThat(
            console.entrance.accept(
                console.invite(other, Role.DEPUTY).reveal(), console.who(deputy)))
        .isTrue();
    Secret here = signedIn("dan.deputy@deputy.example");
    Secret there = signedIn("dan.deputy@deputy.example");
    assertThat(console.sessions.lookAt(console.who(there), other, console.now.get())).isTrue();
    UUID person = id(deputy);
    Secret token =
        console.tokens.create(
            console.setting, "Report", Role.DSL, Optional.empty(), Optional.of(person));
    Secret elsewhere =
        console.tokens.create(other, "Report", Role.DSL, Optional.empty(), Optional.of(person));
    Secret invitation =
        invited(console.inviting.invite(console.setting, "Back Door", as(Role.DSL), by(deputy)));
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    console.people.setUser(console.setting, laptop, Optional.of(person), by(dsl));

    assertThat(console.people.remove(console.setting, person, by(dsl)))
        .isInstanceOf(Outcome.Done.class);

    assertThat(console.sessions.find(deputy.hash(), console.now.get())).isEmpty();
    assertThat(console.sessions.find(here.hash(), console.now.get())).isEmpty();
    assertThat(console.sessions.find(there.hash(), console.now.get())).isPresent();
    assertThat(console.tokens.find(token)).isEmpty();
    assertThat(console.tokens.find(elsewhere)).isPresent();
    assertThat(join(invitation, "Back Door")).isInstanceOf(Entered.LinkSpent.class);
    assertThat(console.devices.laptop(console.setting, laptop).orElseThrow().usedBy()).isEmpty();
    assertThat(signIn("dan.deputy@deputy.example")).isInstanceOf(Entered.In.class);
    assertThat(console.people.remove(other, person, new Actor.CommandLine()))
        .isInstanceOf(Outcome.Done.class);
    assertThat(signIn("dan.deputy@deputy.example")).isInstanceOf(Entered.Refused.class);
  }

  @Test
  void who_loses_the_right_to_look_after_programs_loses_the_tokens_too() {
    Secret token =
        console.tokens.create(
            console.setting, "Report", Role.DSL, Optional.empty(), Optional.of(id(deputy)));
    console.people.change(console.setting, id(deputy), as(Role.STAFF), by(dsl));
    assertThat(console.tokens.find(token)).isEmpty();
    assertThat(console.who(deputy).roles()).containsExactly(Role.STAFF);
  }

  @Test
  void whoever_was_removed_a_moment_ago_decides_nothing_any_more() {
    Actor gone = by(deputy);
    console.people.remove(console.setting, id(deputy), by(dsl));
    assertThat(console.people.remove(console.setting, id(dsl), gone))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(console.inviting.invite(console.setting, "Back Door", as(Role.DSL), gone))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void only_a_provider_makes_somebody_a_provider() {
    assertThat(console.inviting.invite(console.setting, "Pro", as(Role.PROVIDER), by(dsl)))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(console.people.change(console.setting, id(deputy), as(Role.PROVIDER), by(dsl)))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(
            console.inviting.invite(
                console.setting,
                "Pro",
                as(Role.PROVIDER),
                new Actor.Program(UUID.randomUUID(), "Tool")))
        .isInstanceOf(Outcome.Refused.class);
    Secret pro =
        joined(
            invited(
                console.inviting.invite(
                    console.setting, "Pro", as(Role.PROVIDER), new Actor.CommandLine())),
            "Pro");
    assertThat(
            console.people.change(console.setting, id(pro), as(Role.PROVIDER, Role.STAFF), by(dsl)))
        .as("what a person is already may stay")
        .isInstanceOf(Outcome.Done.class);
  }

  @Test
  void letting_somebody_back_in_gives_a_link_that_ends_with_whoever_made_it() {
    Outcome made = console.people.letBackIn(console.setting, id(deputy), by(dsl));
    assertThat(made).isInstanceOf(Outcome.LetBackIn.class);
    Secret link = ((Outcome.LetBackIn) made).secret();
    assertThat(console.entrance.newPassphrase(link.reveal(), "another quiet harbour"))
        .isInstanceOf(Entered.In.class);
    assertThat(acts()).contains("let-back-in", "passphrase-changed");

    Secret tech = console.person(console.setting, "Tech Nician", Role.TECHNICIAN);
    Secret stolen =
        ((Outcome.LetBackIn) console.people.letBackIn(console.setting, id(tech), by(dsl))).secret();
    console.people.remove(console.setting, id(dsl), new Actor.CommandLine());
    assertThat(console.entrance.newPassphrase(stolen.reveal(), "another quiet harbour"))
        .isInstanceOf(Entered.LinkSpent.class);
  }

  @Test
  void a_link_never_opens_another_setting() {
    SettingId other = console.newSetting("Little Oaks Nursery");
    console.person(other, "Olive Other", Role.DSL);
    console.entrance.accept(console.invite(other, Role.TECHNICIAN).reveal(), console.who(deputy));
    assertThat(console.people.letBackIn(console.setting, id(deputy), by(dsl)))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void a_person_of_another_setting_is_as_nobody() {
    SettingId other = console.newSetting("Little Oaks Nursery");
    Secret lead = console.person(other, "Olive Other", Role.DSL);
    UUID theirs = id(lead);
    assertThat(
            List.of(
                console.people.change(console.setting, theirs, as(Role.STAFF), by(dsl)),
                console.people.remove(console.setting, theirs, by(dsl)),
                console.people.review(console.setting, theirs, by(dsl)),
                console.people.letBackIn(console.setting, theirs, by(dsl))))
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.NotThere.class));
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    assertThat(console.people.setUser(console.setting, laptop, Optional.of(theirs), by(dsl)))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(console.who(lead).roles()).containsExactly(Role.DSL);
  }

  private static Wanted as(Role... roles) {
    return new Wanted(Set.of(roles), Optional.empty());
  }

  private static Wanted until(Instant end) {
    return new Wanted(Set.of(Role.STAFF, Role.GOVERNOR), Optional.of(end));
  }

  private Outcome.Invited invite(String name, Role role) {
    return (Outcome.Invited) console.inviting.invite(console.setting, name, as(role), by(dsl));
  }

  private static Secret invited(Outcome outcome) {
    return ((Outcome.Invited) outcome).secret();
  }

  private Entered join(Secret link, String name) {
    String sign = name.toLowerCase(java.util.Locale.ROOT).replace(' ', '.') + "@example";
    return console.entrance.join(
        link.reveal(), new Entrance.Joining("", name, sign, WebFixture.PASSPHRASE));
  }

  private Secret joined(Secret link, String name) {
    return console.complete(((Entered.In) join(link, name)).cookie());
  }

  private Entered signIn(String name) {
    return console.entrance.signIn(name, WebFixture.PASSPHRASE, Visitor.STRANGER);
  }

  private Secret signedIn(String name) {
    return console.complete(((Entered.In) signIn(name)).cookie());
  }

  private Actor by(Secret cookie) {
    return console.who(cookie).actor();
  }

  private UUID id(Secret cookie) {
    return console.who(cookie).account();
  }

  private List<String> acts() {
    return console.audit.entries(console.setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }
}
