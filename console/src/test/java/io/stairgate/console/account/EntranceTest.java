package io.stairgate.console.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.WebFixture;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.database.Engine;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways in, and the stores of accounts and sessions behind them, on both databases. */
@ParameterizedClass
@EnumSource(Engine.class)
class EntranceTest {
  private static final String NAME = "dee.lead@dsl.example";

  private final Engine engine;
  @TempDir Path data;
  private WebFixture console;

  EntranceTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void start() {
    console = new WebFixture(engine, data);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void the_right_passphrase_opens_a_new_session_each_time() {
    Secret first = console.person(console.setting, "Dee Lead", Role.DSL);
    Secret second =
        in(signIn(" " + NAME.toUpperCase(java.util.Locale.ROOT), WebFixture.PASSPHRASE));
    assertThat(second.reveal()).isNotEqualTo(first.reveal()).hasSize(43);
    assertThat(console.who(second).name()).isEqualTo("Dee Lead");
    assertThat(console.who(second).csrf()).isNotEqualTo(console.who(first).csrf());
  }

  @Test
  void a_wrong_passphrase_and_an_unknown_name_get_the_same_answer_and_the_same_wait() {
    console.person(console.setting, "Dee Lead", Role.DSL);
    for (int i = 0; i < 5; i++) {
      assertThat(signIn(NAME, "wrong lemon harbour"))
          .isEqualTo(signIn("nobody@example", "wrong lemon harbour"))
          .isEqualTo(new Entered.Refused());
    }
    assertThat(signIn(NAME, WebFixture.PASSPHRASE))
        .isEqualTo(signIn("nobody@example", WebFixture.PASSPHRASE))
        .isInstanceOfSatisfying(
            Entered.Wait.class,
            wait ->
                assertThat(wait.left()).isCloseTo(Duration.ofSeconds(15), Duration.ofMillis(1)));
  }

  @Test
  void someone_elses_tries_shut_the_owner_out_for_15_minutes_at_most() {
    console.person(console.setting, "Dee Lead", Role.DSL);
    for (int i = 0; i < 12; i++) {
      signIn(NAME, "wrong lemon harbour");
      if (i % 2 == 0) {
        console.now.updateAndGet(now -> now.plus(Duration.ofMinutes(15)));
      }
    }
    console.now.updateAndGet(now -> now.plus(Duration.ofMinutes(15)));
    in(signIn(NAME, WebFixture.PASSPHRASE));
    in(signIn(NAME, WebFixture.PASSPHRASE));
  }

  @Test
  void many_tries_at_once_cost_as_much_as_one_after_the_other() throws Exception {
    console.person(console.setting, "Dee Lead", Role.DSL);
    List<Entered> answers = atOnce(12, () -> signIn(NAME, "wrong lemon harbour"));
    assertThat(answers.stream().filter(Entered.Refused.class::isInstance)).hasSize(5);
    assertThat(answers.stream().filter(Entered.Wait.class::isInstance)).hasSize(7);
  }

  @Test
  void a_link_creates_one_account_even_when_two_use_it_at_once() throws Exception {
    Secret link = console.invite(console.setting, Role.DSL);
    List<Integer> number = new ArrayList<>(List.of(1, 2, 3, 4));
    List<Entered> answers =
        atOnce(
            4,
            () -> {
              int mine;
              synchronized (number) {
                mine = number.removeLast();
              }
              return join(link.reveal(), "Stepping Gate", "Person", "person" + mine);
            });
    assertThat(answers.stream().filter(Entered.In.class::isInstance)).hasSize(1);
    assertThat(answers.stream().filter(Entered.LinkSpent.class::isInstance)).hasSize(3);
    assertThat(console.settings.find(console.setting).map(Setting::name)).hasValue("Stepping Gate");
  }

  @Test
  void a_link_whose_time_is_over_or_that_never_was_lets_nobody_in() {
    Secret link = console.invite(console.setting, Role.DSL);
    console.now.updateAndGet(now -> now.plus(Duration.ofHours(1)));
    for (String code : List.of(link.reveal(), Secret.random(16).reveal(), "", "' OR 1=1")) {
      assertThat(join(code, "A", "B", "c@d")).isEqualTo(new Entered.LinkSpent());
      assertThat(console.entrance.newPassphrase(code, WebFixture.PASSPHRASE))
          .isEqualTo(new Entered.LinkSpent());
    }
  }

  private Entered join(String code, String setting, String person, String name) {
    return console.entrance.join(
        code, new Entrance.Joining(setting, person, name, WebFixture.PASSPHRASE));
  }

  @Test
  void a_mistake_in_the_form_does_not_spend_the_link() {
    Secret link = console.invite(console.setting, Role.DSL);
    assertThat(
            console.entrance.join(
                link.reveal(), new Entrance.Joining("A", "B", "c@d.example", "password1234")))
        .isInstanceOf(Entered.FieldWrong.class);
    assertThat(join(link.reveal(), "A", "B", "c d")).isInstanceOf(Entered.FieldWrong.class);
    in(join(link.reveal(), "A", "B", "c@d.example"));
  }

  @Test
  void a_name_with_signs_nobody_sees_is_refused() {
    Secret link = console.invite(console.setting, Role.DSL);
    assertThat(join(link.reveal(), "A", "Dee\u202eeL", "c@d.example"))
        .isEqualTo(new Entered.FieldWrong("person", "Enter your name."));
  }

  @Test
  void a_new_passphrase_ends_all_sessions_and_the_wait() {
    Secret before = console.person(console.setting, "Dee Lead", Role.DSL);
    for (int i = 0; i < 8; i++) {
      signIn(NAME, "wrong lemon harbour");
    }
    Secret link =
        console.links.create(console.setting, console.who(before).account(), Duration.ofHours(1));
    Secret after = in(console.entrance.newPassphrase(link.reveal(), "another quilt otter"));
    assertThat(console.sessions.find(before.hash(), console.now.get())).isEmpty();
    assertThat(console.who(after).name()).isEqualTo("Dee Lead");
    assertThat(console.entrance.newPassphrase(link.reveal(), "a third quilt otter"))
        .isEqualTo(new Entered.LinkSpent());
    assertThat(signIn(NAME, WebFixture.PASSPHRASE)).isEqualTo(new Entered.Refused());
    in(signIn(NAME, "another quilt otter"));
  }

  @Test
  void a_link_for_a_new_passphrase_creates_no_account() {
    Secret person = console.person(console.setting, "Dee Lead", Role.DSL);
    Secret link =
        console.links.create(console.setting, console.who(person).account(), Duration.ofHours(1));
    assertThat(join(link.reveal(), "A", "B", "c@d.example")).isEqualTo(new Entered.LinkSpent());
  }

  @Test
  void a_session_ends_after_an_hour_unused_and_after_12_hours_used() {
    Secret cookie = console.person(console.setting, "Dee Lead", Role.DSL);
    for (int i = 0; i < 14; i++) {
      console.now.updateAndGet(now -> now.plus(Duration.ofMinutes(50)));
      console
          .sessions
          .find(cookie.hash(), console.now.get())
          .ifPresent(who -> console.sessions.touch(who, console.now.get()));
    }
    assertThat(console.sessions.find(cookie.hash(), console.now.get())).isPresent();
    console.now.updateAndGet(now -> now.plus(Duration.ofMinutes(25)));
    assertThat(console.sessions.find(cookie.hash(), console.now.get())).isEmpty();

    Secret idle = in(signIn(NAME, WebFixture.PASSPHRASE));
    console.now.updateAndGet(now -> now.plus(SessionStore.IDLE));
    assertThat(console.sessions.find(idle.hash(), console.now.get())).isEmpty();
  }

  @Test
  void who_came_in_and_who_was_refused_is_in_the_audit_log() {
    console.person(console.setting, "Dee Lead", Role.DSL);
    signIn(NAME, "wrong lemon harbour");
    signIn(NAME, "wrong lemon harbour");
    signIn("nobody@example", "wrong lemon harbour");
    console.entrance.settle();
    console.complete(in(signIn(NAME, WebFixture.PASSPHRASE)));
    assertThat(console.audit.entries(console.setting, 0, 10))
        .extracting(AuditEntry::act)
        .containsExactly(
            "joined", "first-account-created", "signed-in", "sign-in-refused", "signed-in");
    assertThat(console.audit.entries(console.setting, 3, 1).getFirst().detail())
        .isEqualTo("wrong passphrase, 2 times");
    assertThat(console.audit.firstBroken(console.setting)).isEmpty();
  }

  @Test
  void somebody_elses_tries_never_make_the_owner_wait_in_their_own_browser() {
    Visitor own = ownBrowser();
    for (int i = 0; i < 12; i++) {
      signIn(NAME, "wrong lemon harbour");
    }
    assertThat(signIn(NAME, WebFixture.PASSPHRASE)).isInstanceOf(Entered.Wait.class);
    in(console.entrance.signIn(NAME, WebFixture.PASSPHRASE, own));
    for (int i = 0; i < 5; i++) {
      assertThat(console.entrance.signIn(NAME, "wrong lemon harbour", own))
          .isEqualTo(new Entered.Refused());
    }
    assertThat(console.entrance.signIn(NAME, WebFixture.PASSPHRASE, own))
        .as("the own browser has a count of its own")
        .isInstanceOfSatisfying(
            Entered.Wait.class,
            wait -> assertThat(wait.left()).isLessThanOrEqualTo(Duration.ofSeconds(15)));
  }

  @Test
  void the_browser_of_somebody_else_helps_nobody() {
    Visitor own = ownBrowser();
    Secret bob = console.person(console.setting, "Bob Deputy", Role.DEPUTY);
    assertThat(console.who(bob).name()).isEqualTo("Bob Deputy");
    for (int i = 0; i < 5; i++) {
      console.entrance.signIn("bob.deputy@deputy.example", "wrong lemon harbour", own);
    }
    assertThat(signIn("bob.deputy@deputy.example", WebFixture.PASSPHRASE))
        .as("counted by the name, not by the browser")
        .isInstanceOf(Entered.Wait.class);
  }

  private Visitor ownBrowser() {
    Secret half = console.person(console.setting, "Dee Lead", Role.DSL);
    Secret browser = Secret.random(32);
    Visitor own = new Visitor(Optional.of(browser), "Firefox on Windows");
    assertThat(console.who(half).complete()).isTrue();
    SignedIn again = console.who(in(signIn(NAME, WebFixture.PASSPHRASE)));
    console.arrivals.complete(again, "a test", own);
    return own;
  }

  @Test
  void a_new_browser_is_told_of_in_another_one_until_somebody_answers() {
    Visitor first = new Visitor(Optional.of(Secret.random(32)), "Firefox on Windows");
    Visitor second = new Visitor(Optional.of(Secret.random(32)), "Chrome on Linux");
    Secret link = console.invite(console.setting, Role.DSL);
    Secret joined = in(join(link.reveal(), "A", "Dee Lead", NAME));
    assertThat(console.arrivals.complete(console.who(joined), "app", first).news()).isFalse();

    Arrivals.Arrived stranger = arrive(second);
    assertThat(stranger.news()).as("not to the new one itself").isFalse();
    assertThat(arrive(second).news()).isFalse();
    SignedIn owner = console.who(arrive(first).session());
    assertThat(console.arrivals.news(owner, first.known()))
        .singleElement()
        .extracting(KnownBrowser::words)
        .isEqualTo("Chrome on Linux");

    console.arrivals.wasNotMe(owner, first.known());
    assertThat(console.sessions.find(stranger.session().hash(), console.now.get())).isEmpty();
    assertThat(console.sessions.find(owner.session(), console.now.get())).isPresent();
    assertThat(arrive(first).news()).isFalse();

    assertThat(arrive(second).news()).as("forgotten, so new again").isFalse();
    Arrivals.Arrived back = arrive(first);
    assertThat(back.news()).isTrue();
    console.arrivals.wasMe(console.who(back.session()), first.known());
    assertThat(arrive(first).news()).isFalse();
  }

  private Arrivals.Arrived arrive(Visitor visitor) {
    SignedIn half = console.who(in(signIn(NAME, WebFixture.PASSPHRASE)));
    return console.arrivals.complete(half, "app", visitor);
  }

  @Test
  void a_session_that_is_complete_has_another_secret_than_before() {
    console.person(console.setting, "Dee Lead", Role.DSL);
    Secret half = in(signIn(NAME, WebFixture.PASSPHRASE));
    String token = console.who(half).csrf();
    Secret whole = console.complete(half);
    assertThat(console.sessions.find(half.hash(), console.now.get())).isEmpty();
    assertThat(console.who(whole).csrf()).isNotEqualTo(token);
    assertThat(console.who(whole).complete()).isTrue();
  }

  @Test
  void names_nobody_has_wait_on_every_node_alike_and_are_forgotten_after_an_hour() {
    for (int i = 0; i < 5; i++) {
      signIn("nobody@example", "wrong lemon harbour");
    }
    SignInTryStore otherNode = new SignInTryStore(console.database, console.sealing);
    assertThat(
            otherNode
                .claim("nobody@example", Optional.empty(), console.now.get())
                .before()
                .waitAt(console.now.get()))
        .isPositive();
    console.now.updateAndGet(now -> now.plus(SignInTryStore.KEPT).plusSeconds(1));
    assertThat(
            otherNode.claim("nobody@example", Optional.empty(), console.now.get()).before().wrong())
        .isZero();
    console.now.updateAndGet(now -> now.plus(SignInTryStore.KEPT).plusSeconds(1));
    console.entrance.settle();
    assertThat(
            console.database.<Long>inTransaction(
                tx -> tx.createQuery("SELECT COUNT(*) FROM sign_in_try").mapTo(Long.class).one()))
        .isZero();
  }

  private Entered signIn(String name, String passphrase) {
    return console.entrance.signIn(name, passphrase, Visitor.STRANGER);
  }

  private static Secret in(Entered entered) {
    assertThat(entered).isInstanceOf(Entered.In.class);
    return ((Entered.In) entered).cookie();
  }

  private static List<Entered> atOnce(int times, java.util.concurrent.Callable<Entered> work)
      throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Entered>> answers = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        answers.add(threads.submit(work));
      }
      List<Entered> result = new ArrayList<>();
      for (Future<Entered> answer : answers) {
        result.add(answer.get());
      }
      return result;
    }
  }
}
