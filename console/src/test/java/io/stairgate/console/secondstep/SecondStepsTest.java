package io.stairgate.console.secondstep;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The second step and the stores behind it, on both databases. */
@ParameterizedClass
@EnumSource(Engine.class)
class SecondStepsTest {
  private static final PasskeySite SITE = new PasskeySite("localhost", "http://localhost:8080");
  private static final Duration STEP = Duration.ofSeconds(30);

  private final Engine engine;
  @TempDir Path data;
  private WebFixture console;
  private SecondSteps steps;
  private SecondStepChanges changes;
  private SignedIn dee;
  private SignedIn bob;

  SecondStepsTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void start() {
    console = new WebFixture(engine, data);
    steps = console.secondSteps;
    changes = steps.changes();
    dee = console.who(console.person(console.setting, "Dee Lead", Role.DSL));
    bob = console.who(console.person(console.setting, "Bob Deputy", Role.DEPUTY));
    console.database.useTransaction(
        tx -> {
          SecondSteps.removeAll(tx, dee.account());
          SecondSteps.removeAll(tx, bob.account());
        });
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private void wait(Duration time) {
    console.now.updateAndGet(now -> now.plus(time));
  }

  private String code(Bytes secret) {
    return Totp.codeAt(secret, console.now.get());
  }

  private Bytes app(SignedIn who) {
    Bytes secret = TestApp.secretOf(changes.offerApp(who).key());
    assertThat(changes.confirmApp(who, code(secret))).isEqualTo(new Changed.Done());
    wait(STEP);
    return secret;
  }

  private TestPasskey passkey(SignedIn who, String name) {
    TestPasskey passkey = new TestPasskey();
    assertThat(add(who, passkey, name)).isEqualTo(new Changed.Done());
    return passkey;
  }

  private Changed add(SignedIn who, TestPasskey passkey, String name) {
    PasskeyQuestion question = changes.askForNewPasskey(who, SITE);
    String answer = passkey.create(question.options(), SITE.origin());
    return changes.addPasskey(who, question.ceremony().reveal(), answer, name, SITE);
  }

  private Proved prove(SignedIn who, TestPasskey passkey) {
    return prove(who, passkey, SITE.origin());
  }

  private Proved prove(SignedIn who, TestPasskey passkey, String origin) {
    PasskeyQuestion question = steps.askForPasskey(who, SITE);
    String answer = passkey.prove(question.options(), origin);
    return steps.provePasskey(who, question.ceremony().reveal(), answer, SITE);
  }

  @Test
  void the_app_is_offered_again_until_it_shows_the_right_code() {
    AppOffer offer = changes.offerApp(dee);
    assertThat(changes.offerApp(dee)).isEqualTo(offer);
    assertThat(offer.key()).matches("([A-Z2-7]{4} ){7}[A-Z2-7]{4}");
    assertThat(changes.confirmApp(dee, "12 34")).isInstanceOf(Changed.No.class);
    assertThat(steps.of(dee.account()).any()).isFalse();
    app(dee);
    assertThat(steps.of(dee.account()).appSince()).isPresent();
    assertThat(changes.offerApp(dee)).as("another one next time").isNotEqualTo(offer);
  }

  @Test
  void what_is_offered_ends_after_half_an_hour_and_is_for_this_session_alone() {
    Bytes secret = TestApp.secretOf(changes.offerApp(dee).key());
    assertThat(changes.confirmApp(bob, code(secret))).isInstanceOf(Changed.No.class);
    wait(Duration.ofMinutes(30));
    assertThat(changes.confirmApp(dee, code(secret))).isInstanceOf(Changed.No.class);
  }

  @Test
  void a_code_is_good_once_even_when_many_bring_it_at_once() throws Exception {
    Bytes secret = app(dee);
    String code = code(secret);
    List<Proved> answers = atOnce(Collections.nCopies(4, () -> steps.proveCode(dee, code)));
    assertThat(answers.stream().filter(Proved.Yes.class::isInstance)).hasSize(1);
    assertThat(steps.proveCode(dee, code)).isInstanceOf(Proved.No.class);
    wait(STEP);
    assertThat(steps.proveCode(dee, code(secret))).isInstanceOf(Proved.Yes.class);
  }

  @Test
  void a_new_app_takes_the_place_of_the_one_before() {
    Bytes before = app(dee);
    Bytes after = app(dee);
    assertThat(steps.proveCode(dee, code(before))).isInstanceOf(Proved.No.class);
    assertThat(steps.proveCode(dee, code(after))).isInstanceOf(Proved.Yes.class);
    assertThat(steps.of(dee.account()).count()).isEqualTo(1);
  }

  @Test
  void nobody_elses_code_is_right() {
    Bytes deesApp = app(dee);
    app(bob);
    List<String> deesCodes = changes.newCodes(dee);
    assertThat(steps.proveCode(bob, code(deesApp))).isInstanceOf(Proved.No.class);
    assertThat(steps.proveCode(bob, deesCodes.getFirst())).isInstanceOf(Proved.No.class);
    assertThat(prove(bob, passkey(dee, "Dee's telephone"))).isInstanceOf(Proved.No.class);
  }

  @Test
  void wrong_codes_wait_15_minutes_at_most_and_a_passkey_never_waits() {
    Bytes secret = app(dee);
    TestPasskey passkey = passkey(dee, "Telephone");
    for (int i = 0; i < 24; i++) {
      if (steps.proveCode(dee, "no code") instanceof Proved.Wait(Duration left)) {
        assertThat(left).isLessThanOrEqualTo(Duration.ofMinutes(15));
        wait(left);
      }
    }
    assertThat(steps.proveCode(dee, "no code")).isInstanceOf(Proved.No.class);
    assertThat(steps.proveCode(dee, code(secret))).isInstanceOf(Proved.Wait.class);
    assertThat(prove(dee, passkey))
        .isInstanceOfSatisfying(
            Proved.Yes.class, yes -> assertThat(yes.wrongBefore()).isGreaterThan(10));
    assertThat(steps.proveCode(dee, code(secret)))
        .as("the right answer ended the wait")
        .isInstanceOf(Proved.Yes.class);
  }

  @Test
  void a_recovery_code_is_good_once_and_a_new_set_voids_the_old() throws Exception {
    app(dee);
    List<String> codes = changes.newCodes(dee);
    assertThat(steps.of(dee.account()).codesLeft()).isEqualTo(10);
    String typed = codes.getFirst().toLowerCase(Locale.ROOT);
    List<Proved> answers = atOnce(Collections.nCopies(4, () -> steps.proveCode(dee, typed)));
    assertThat(answers.stream().filter(Proved.Yes.class::isInstance)).hasSize(1);
    assertThat(steps.of(dee.account()).codesLeft()).isEqualTo(9);
    List<String> fresh = changes.newCodes(dee);
    wait(Duration.ofMinutes(15));
    assertThat(steps.proveCode(dee, codes.get(1))).isInstanceOf(Proved.No.class);
    assertThat(steps.proveCode(dee, fresh.get(1))).isInstanceOf(Proved.Yes.class);
    assertThat(steps.of(dee.account()).codesLeft()).isEqualTo(9);
  }

  @Test
  void the_database_alone_opens_nothing() {
    Bytes secret = app(dee);
    List<String> codes = changes.newCodes(dee);
    String rows =
        console.database.inTransaction(
            tx ->
                Stream.of("totp", "recovery_code", "ceremony")
                    .flatMap(table -> tx.createQuery("SELECT * FROM " + table).mapToMap().stream())
                    .flatMap(row -> row.values().stream())
                    .map(
                        value ->
                            value instanceof byte[] bytes
                                ? Bytes.of(bytes).hex()
                                : String.valueOf(value))
                    .toList()
                    .toString());
    assertThat(rows).doesNotContain(secret.hex());
    for (String code : codes) {
      Bytes plain = Bytes.of(code.replace("-", "").getBytes(StandardCharsets.US_ASCII));
      assertThat(rows)
          .doesNotContain(code.replace("-", ""))
          .doesNotContain(plain.hex())
          .doesNotContain(Bytes.sha256Of(plain.toArray()).hex());
    }
  }

  @Test
  void a_passkey_proves_at_our_site_alone_and_each_question_is_good_once() {
    TestPasskey passkey = passkey(dee, "Telephone");
    PasskeyQuestion question = steps.askForPasskey(dee, SITE);
    String ceremony = question.ceremony().reveal();
    String answer = passkey.prove(question.options(), SITE.origin());
    assertThat(steps.provePasskey(dee, ceremony, answer, SITE)).isInstanceOf(Proved.Yes.class);
    assertThat(steps.provePasskey(dee, ceremony, answer, SITE)).isInstanceOf(Proved.No.class);
    for (String origin :
        List.of(
            "http://localhost:8081",
            "http://localhost",
            "https://localhost:8080",
            "http://sub.localhost:8080")) {
      assertThat(prove(dee, passkey, origin)).as(origin).isInstanceOf(Proved.No.class);
    }
    assertThat(steps.of(dee.account()).passkeys().getFirst().lastUsedAt()).isPresent();
  }

  @Test
  void a_question_ends_after_ten_minutes() {
    TestPasskey passkey = passkey(dee, "Telephone");
    PasskeyQuestion question = steps.askForPasskey(dee, SITE);
    wait(Passkeys.LIFE);
    String answer = passkey.prove(question.options(), SITE.origin());
    assertThat(steps.provePasskey(dee, question.ceremony().reveal(), answer, SITE))
        .isInstanceOf(Proved.No.class);
  }

  @Test
  void a_count_that_goes_back_is_refused_and_told() {
    TestPasskey passkey = new TestPasskey();
    passkey.count = 5;
    assertThat(add(dee, passkey, "Key ring")).isEqualTo(new Changed.Done());
    assertThat(prove(dee, passkey)).isInstanceOf(Proved.Yes.class);
    passkey.count = 3;
    assertThat(prove(dee, passkey))
        .isInstanceOfSatisfying(
            Proved.No.class, no -> assertThat(no.sentence()).contains("copy", "Key ring"));
    assertThat(acts()).contains("passkey-may-be-copied");
    passkey.count = 6;
    assertThat(prove(dee, passkey)).as("the real one goes on").isInstanceOf(Proved.Yes.class);
  }

  @Test
  void nonsense_for_an_answer_is_refused_in_one_sentence() {
    passkey(dee, "Telephone");
    for (String answer :
        List.of("", "{", "[]", "null", "{\"id\":7}", "\u0000", "{\"id\":\"a\"}", "x".repeat(99))) {
      String proof = steps.askForPasskey(dee, SITE).ceremony().reveal();
      assertThat(steps.provePasskey(dee, proof, answer, SITE))
          .as(answer)
          .isInstanceOf(Proved.No.class);
      String made = changes.askForNewPasskey(dee, SITE).ceremony().reveal();
      assertThat(changes.addPasskey(dee, made, answer, "Other", SITE))
          .as(answer)
          .isInstanceOf(Changed.No.class);
    }
  }

  @Test
  void the_last_second_step_stays_even_when_both_are_removed_at_once() throws Exception {
    app(dee);
    passkey(dee, "Telephone");
    String handle = steps.of(dee.account()).passkeys().getFirst().handle();
    List<Changed> answers =
        atOnce(List.of(() -> changes.removeApp(dee), () -> changes.removePasskey(dee, handle)));
    assertThat(answers.stream().filter(Changed.Done.class::isInstance)).hasSize(1);
    assertThat(steps.of(dee.account()).count()).isEqualTo(1);
  }

  @Test
  void a_passkey_of_somebody_else_is_not_renamed_and_not_removed() {
    passkey(dee, "Telephone");
    passkey(dee, "Laptop");
    app(bob);
    String handle = steps.of(dee.account()).passkeys().getFirst().handle();
    assertThat(changes.renamePasskey(bob, handle, "Mine")).isInstanceOf(Changed.No.class);
    assertThat(changes.removePasskey(bob, handle)).isInstanceOf(Changed.No.class);
    assertThat(names()).containsExactlyInAnyOrder("Telephone", "Laptop");
    assertThat(changes.renamePasskey(dee, handle, "a\u202eb")).isInstanceOf(Changed.No.class);
    assertThat(changes.renamePasskey(dee, handle, " Old one ")).isEqualTo(new Changed.Done());
    assertThat(names()).contains("Old one");
    assertThat(changes.removePasskey(dee, handle)).isEqualTo(new Changed.Done());
    assertThat(names()).hasSize(1).doesNotContain("Old one");
  }

  private List<String> names() {
    return steps.of(dee.account()).passkeys().stream().map(Passkey::name).toList();
  }

  @Test
  void one_passkey_belongs_to_one_person_and_ten_are_enough() {
    TestPasskey passkey = passkey(dee, "Telephone");
    assertThat(add(bob, passkey, "Telephone")).isInstanceOf(Changed.No.class);
    IntStream.range(1, 10).forEach(i -> passkey(dee, "Key " + i));
    assertThat(add(dee, new TestPasskey(), "Key 11")).isInstanceOf(Changed.No.class);
  }

  @Test
  void every_change_is_in_the_log() {
    app(dee);
    passkey(dee, "Telephone");
    String handle = steps.of(dee.account()).passkeys().getFirst().handle();
    changes.renamePasskey(dee, handle, "Old telephone");
    changes.newCodes(dee);
    steps.proveCode(dee, "no code");
    changes.removePasskey(dee, handle);
    assertThat(acts())
        .containsSubsequence(
            "second-step-added",
            "second-step-added",
            "passkey-renamed",
            "recovery-codes-made",
            "second-step-refused",
            "second-step-removed");
    assertThat(console.audit.firstBroken(console.setting)).isEmpty();
  }

  private List<String> acts() {
    return console.audit.entries(console.setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }

  private static <T> List<T> atOnce(List<Callable<T>> works) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> result = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(works)) {
        result.add(answer.get());
      }
      return result;
    }
  }
}
