package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.account.Role;
import io.stairgate.console.account.SessionStore.FirstStep;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.oidc.FaultProxy;
import io.stairgate.console.oidc.OpenIdServer;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sign-in elsewhere as people meet it: the console's own pages and a real provider. */
class ElsewhereTest {
  private static final String BACK = "/sign-in/elsewhere/back";
  private static final String PASSWORD = "a passphrase used there";
  private static final String AGAIN = "was not begun in this browser";
  private static final Pattern REFRESH =
      Pattern.compile("http-equiv=\"refresh\" content=\"0; url=([^\"]+)\"");

  @TempDir static Path providerFolder;
  private static OpenIdServer provider;

  @TempDir Path folder;
  private WebFixture console;
  private Surfer dee;

  @BeforeAll
  static void startProvider() {
    provider = new OpenIdServer(providerFolder);
    provider.person("dee", PASSWORD);
    provider.person("sam", PASSWORD);
    provider.person("robin", PASSWORD);
  }

  @AfterAll
  static void stopProvider() {
    provider.close();
  }

  @BeforeEach
  void start() {
    provider.proxy.mend();
    console = new WebFixture(folder);
    provider.client(console.url(BACK));
    dee = new Surfer(console).with(console.person(console.setting, "Dee Lead", Role.DSL));
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void a_person_links_the_account_once_and_signs_in_with_it_from_then_on() {
    setUp();
    HttpResponse<String> tried = dee.post("/sign-in-elsewhere/try", Map.of());
    assertThat(tried.statusCode()).isEqualTo(200);
    assertThat(tried.body()).contains("Our Provider answers").contains("publishes 1 key");
    link(dee, "dee");
    assertThat(dee.get("/my/sign-in/elsewhere").body()).contains("has been linked since");

    Surfer browser = new Surfer(console);
    HttpResponse<String> in = signIn(browser, "dee", "/laptops");
    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(in.headers().firstValue("Location")).contains("/laptops");
    SignedIn who = console.who(browser.session());
    assertThat(who.name()).isEqualTo("Dee Lead");
    assertThat(who.firstStep()).isEqualTo(FirstStep.ELSEWHERE);
    assertThat(who.complete()).as("the second step is still to come").isFalse();
    assertThat(browser.get("/laptops").headers().firstValue("Location").orElse(""))
        .startsWith("/second-step");
    assertThat(acts()).contains("sign-in-elsewhere-added", "account-elsewhere-linked");
    assertThat(console.audit.firstBroken(console.setting)).isEmpty();
  }

  @Test
  void a_second_step_there_is_enough_for_people_of_this_setting_alone() {
    setUp();
    link(dee, "dee");
    provider.signAnew(claims -> claims.claim("amr", List.of("pwd", "mfa")));
    Surfer browser = new Surfer(console);
    assertThat(signIn(browser, "dee", "/").statusCode()).isEqualTo(303);
    assertThat(console.who(browser.session()).complete()).isTrue();
    assertThat(browser.get("/laptops").statusCode()).isEqualTo(200);
    assertThat(console.audit.entries(console.setting, 0, 1000))
        .anySatisfy(
            line -> {
              assertThat(line.act()).isEqualTo("signed-in");
              assertThat(line.detail()).contains("Our Provider, second step there");
            });

    SettingId other = console.newSetting("Little Oaks Nursery");
    UUID person = console.who(dee.session()).account();
    console.database.useTransaction(
        tx ->
            console.members.put(
                tx, other, person, Set.of(Role.STAFF), Optional.empty(), console.now.get()));
    Surfer again = new Surfer(console);
    assertThat(signIn(again, "dee", "/").statusCode()).isEqualTo(303);
    assertThat(console.who(again.session()).complete())
        .as("one setting's provider does not answer for another setting")
        .isFalse();
  }

  @Test
  void who_is_not_linked_gets_the_same_sentence_whoever_they_are_and_whatever_their_address() {
    setUp();
    // The provider says this address of everybody; here it is a lead's sign-in name.
    UUID dees = console.who(dee.session()).account();
    console.database.useTransaction(
        tx ->
            tx.createUpdate("UPDATE account SET sign_in_name = :name WHERE account_id = :id")
                .bind("name", "the.same@for-everybody.example")
                .bind("id", dees)
                .execute());
    Surfer stranger = new Surfer(console);
    HttpResponse<String> never = signIn(stranger, "sam", "/");
    assertThat(never.statusCode()).isEqualTo(422);
    assertThat(never.body()).contains("Nobody here has linked this Our Provider account yet");
    assertThat(stranger.signedIn()).isFalse();

    Surfer sam = new Surfer(console).with(console.person(console.setting, "Sam Staff", Role.STAFF));
    link(sam, "sam");
    UUID account = console.who(sam.session()).account();
    assertThat(signIn(new Surfer(console), "sam", "/").statusCode()).isEqualTo(303);
    console.database.useTransaction(
        tx -> console.members.remove(tx, console.setting, account, console.now.get()));
    Surfer removed = new Surfer(console);
    HttpResponse<String> gone = signIn(removed, "sam", "/");
    assertThat(gone.statusCode()).isEqualTo(422);
    assertThat(gone.body()).isEqualTo(never.body());
    assertThat(removed.signedIn()).isFalse();
  }

  @Test
  void an_answer_is_good_once_in_the_browser_it_was_begun_in_and_for_ten_minutes() {
    setUp();
    link(dee, "dee");
    Surfer browser = new Surfer(console);
    String back = away(browser, "dee", "/");
    Surfer another = new Surfer(console);
    refused(another.get(back), AGAIN);
    refused(browser.get(back), AGAIN);
    assertThat(browser.signedIn()).as("it was spent by the other browser").isFalse();

    String second = away(browser, "dee", "/");
    away(another, "dee", "/");
    refused(another.get(second), AGAIN);

    String third = away(browser, "dee", "/");
    assertThat(browser.get(third).statusCode()).isEqualTo(303);
    assertThat(browser.signedIn()).isTrue();
    refused(browser.get(third), AGAIN);

    Surfer slow = new Surfer(console);
    String late = away(slow, "dee", "/");
    console.now.set(console.now.get().plus(Duration.ofMinutes(10)));
    refused(slow.get(late), AGAIN);
    assertThat(slow.signedIn()).isFalse();
  }

  @Test
  void answers_nobody_asked_for_are_refused() {
    setUp();
    link(dee, "dee");
    Surfer browser = new Surfer(console);
    String back = away(browser, "dee", "/");
    for (String made :
        List.of(
            BACK,
            BACK + "?state=",
            BACK + "?code=x",
            BACK + "?state=" + Secret.random(32).reveal() + "&code=x",
            BACK + "?state=" + "%00".repeat(30) + "&code=x",
            BACK + "?error=access_denied",
            BACK + "?state=a&state=b&code=c")) {
      refused(new Surfer(console).get(made), AGAIN);
    }
    refused(
        browser.get(back.replaceAll("iss=[^&]*", "iss=https%3A%2F%2Fevil.example")),
        "did not come from where you signed in");
    assertThat(browser.signedIn()).isFalse();
  }

  @Test
  void a_no_there_comes_back_as_a_sentence() {
    setUp();
    Surfer browser = new Surfer(console);
    String back = away(browser, "dee", "/");
    refused(
        browser.get(back.replaceAll("code=[^&]*", "error=access_denied")),
        "You were not let in there, or you cancelled");
  }

  @Test
  void a_provider_that_fails_is_said_in_a_sentence_and_the_passphrase_still_works() {
    setUp();
    link(dee, "dee");
    Surfer browser = new Surfer(console);
    String back = away(browser, "dee", "/");
    provider.proxy.spoil("/token", FaultProxy.Fault.DOWN);
    refused(browser.get(back), "cannot be reached at the moment");
    provider.proxy.mend();
    provider.changeToken(token -> token.substring(0, token.length() - 6) + "AAAAAA");
    refused(browser.get(away(browser, "dee", "/")), "could not prove who you are");
    assertThat(browser.signedIn()).isFalse();
  }

  @Test
  void a_link_needs_the_session_it_was_begun_with() {
    setUp();
    Surfer sam = new Surfer(console).with(console.person(console.setting, "Sam Staff", Role.STAFF));
    String back =
        backOf(
            provider.signIn(there(dee.post("/my/sign-in/elsewhere", Map.of())), "dee", PASSWORD));
    Surfer mixed = dee.at(console).with(sam.session());
    refused(mixed.get(back), AGAIN);
    String second =
        backOf(
            provider.signIn(there(dee.post("/my/sign-in/elsewhere", Map.of())), "dee", PASSWORD));
    assertThat(dee.post("/sign-out", Map.of()).statusCode()).isEqualTo(303);
    refused(dee.get(second), AGAIN);
    assertThat(signIn(new Surfer(console), "dee", "/").statusCode())
        .as("nothing was linked")
        .isEqualTo(422);
  }

  @Test
  void an_account_there_is_one_person_here() {
    setUp();
    link(dee, "dee");
    Surfer sam = new Surfer(console).with(console.person(console.setting, "Sam Staff", Role.STAFF));
    String back =
        backOf(
            provider.signIn(there(sam.post("/my/sign-in/elsewhere", Map.of())), "dee", PASSWORD));
    refused(sam.get(back), "is used here by somebody else");
    Surfer browser = new Surfer(console);
    signIn(browser, "dee", "/");
    assertThat(console.who(browser.session()).name()).isEqualTo("Dee Lead");
  }

  @Test
  void a_link_is_taken_away_with_the_sessions_that_came_by_it_but_never_the_last_way_in() {
    setUp();
    link(dee, "dee");
    Surfer browser = new Surfer(console);
    signIn(browser, "dee", "/");
    assertThat(browser.signedIn()).isTrue();
    UUID account = console.who(dee.session()).account();
    String hash = passphraseHash(account, "");
    HttpResponse<String> refused = dee.post("/my/sign-in/elsewhere/remove", Map.of());
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("This is your only way in");
    assertThat(dee.get("/sign-in-elsewhere").body()).contains("One person has no passphrase");
    passphraseHash(account, hash);
    assertThat(dee.post("/my/sign-in/elsewhere/remove", Map.of()).statusCode()).isEqualTo(303);
    assertThat(browser.signedIn()).isFalse();
    assertThat(dee.signedIn()).isTrue();
    assertThat(signIn(new Surfer(console), "dee", "/").statusCode()).isEqualTo(422);
    assertThat(acts()).contains("account-elsewhere-unlinked");
  }

  @Test
  void a_domain_is_one_settings_alone_and_never_one_of_everybody() {
    setUp();
    SettingId other = console.newSetting("Little Oaks Nursery");
    Surfer theirs = new Surfer(console).with(console.person(other, "Olive Lead", Role.DSL));
    HttpResponse<String> taken = theirs.post("/sign-in-elsewhere", form());
    assertThat(taken.statusCode()).isEqualTo(422);
    assertThat(taken.body()).contains("Another setting of this console uses this domain");
    for (String everybodys :
        List.of("gmail.com", "a@Outlook.com", "HOTMAIL.co.uk", "@icloud.com", "sch.uk")) {
      Map<String, String> form = form();
      form.put("domain", everybodys);
      assertThat(theirs.post("/sign-in-elsewhere", form).body())
          .contains("it cannot stand for your setting");
    }
    assertThat(theirs.get("/sign-in-elsewhere").body()).contains("Nothing is set up yet");
    assertThat(console.elsewhere.providers().of(other)).isEmpty();
  }

  @Test
  void what_is_typed_wrongly_is_said_beside_its_field_and_the_secret_is_never_shown() {
    Map<String, String> wrong =
        Map.of(
            "label", "",
            "issuer", "http://provider.example",
            "client", "with space",
            "secret", "",
            "domain", "no domain");
    wrong.forEach(
        (field, value) -> {
          Map<String, String> form = form();
          form.put(field, value);
          HttpResponse<String> answer = dee.post("/sign-in-elsewhere", form);
          assertThat(answer.statusCode()).as(field).isEqualTo(422);
          assertThat(answer.body()).contains("id=\"" + field + "-error\"");
          assertThat(answer.body()).doesNotContain(OpenIdServer.SECRET);
        });
    setUp();
    assertThat(dee.get("/sign-in-elsewhere").body())
        .doesNotContain(OpenIdServer.SECRET)
        .contains(console.url(BACK));
    Map<String, String> kept = form();
    kept.put("secret", "");
    kept.put("label", "Other name");
    assertThat(dee.post("/sign-in-elsewhere", kept).statusCode()).isEqualTo(303);
    link(dee, "dee");
    kept.put("issuer", "https://elsewhere.example");
    HttpResponse<String> moved = dee.post("/sign-in-elsewhere", kept);
    assertThat(moved.body()).contains("enter the client secret again");
    console
        .audit
        .entries(console.setting, 0, 1000)
        .forEach(line -> assertThat(line.detail()).doesNotContain(OpenIdServer.SECRET));
  }

  @Test
  void trying_it_says_what_is_wrong() {
    Map<String, String> form = form();
    form.put("issuer", provider.issuer() + "/none");
    assertThat(dee.post("/sign-in-elsewhere", form).statusCode()).isEqualTo(303);
    HttpResponse<String> tried = dee.post("/sign-in-elsewhere/try", Map.of());
    assertThat(tried.statusCode()).isEqualTo(422);
    assertThat(tried.body()).contains("There is no OpenID provider at this address");
    provider.proxy.spoil("/openid-configuration", FaultProxy.Fault.DOWN);
    assertThat(dee.post("/sign-in-elsewhere/try", Map.of()).body())
        .contains("Nobody answers at this address");
  }

  @Test
  void a_removed_provider_lets_nobody_in_and_what_was_begun_ends() {
    setUp();
    link(dee, "dee");
    Surfer browser = new Surfer(console);
    String back = away(browser, "dee", "/");
    assertThat(dee.post("/sign-in-elsewhere/remove", Map.of()).statusCode()).isEqualTo(303);
    refused(browser.get(back), AGAIN);
    assertThat(begin(new Surfer(console), "dee@steppinggate.example", "/").body())
        .contains("No setting here signs in with this address");
    assertThat(acts()).contains("sign-in-elsewhere-removed");
  }

  @Test
  void an_unknown_domain_is_one_sentence_whatever_stands_before_the_at() {
    setUp();
    String known = "No setting here signs in with this address";
    for (String typed : List.of("dee@nobody.example", "nobody.example", "", "@", "x".repeat(250))) {
      HttpResponse<String> answer = begin(new Surfer(console), typed, "/");
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.body()).contains(known);
    }
    for (String typed :
        List.of("steppinggate.example", "Anybody@SteppingGate.example", "@steppinggate.example")) {
      assertThat(begin(new Surfer(console), typed, "/").statusCode()).as(typed).isEqualTo(200);
    }
  }

  @Test
  void somebody_who_is_invited_joins_with_the_account_there_in_the_place_of_a_passphrase() {
    setUp();
    Secret link = console.invite(console.setting, Role.STAFF);
    Surfer sam = new Surfer(console);
    assertThat(sam.post("/join", Map.of("code", link.reveal())).body())
        .contains("Use my Our Provider account");
    HttpResponse<String> in = sam.get(joining(sam, link, "sam", "Sam Staff"));
    assertThat(in.statusCode()).as(in.body()).isEqualTo(303);
    SignedIn who = console.who(sam.session());
    assertThat(who.name()).isEqualTo("Sam Staff");
    assertThat(who.roles()).containsExactly(Role.STAFF);
    assertThat(who.firstStep()).isEqualTo(FirstStep.ELSEWHERE);
    assertThat(who.complete()).as("a second step is set up first").isFalse();
    assertThat(acts()).contains("joined", "account-elsewhere-linked");
    assertThat(console.elsewhere.providers().peopleWithoutPassphrase(console.setting)).isEqualTo(1);

    Surfer again = new Surfer(console);
    assertThat(signIn(again, "sam", "/").statusCode()).isEqualTo(303);
    assertThat(console.who(again.session()).account()).isEqualTo(who.account());
    for (String passphrase : List.of("", " ", WebFixture.PASSPHRASE)) {
      Surfer guess = new Surfer(console);
      guess.post("/sign-in", Map.of("name", "sam@steppinggate.example", "passphrase", passphrase));
      assertThat(guess.signedIn()).isFalse();
    }
    Surfer second = new Surfer(console);
    assertThat(second.post("/join", Map.of("code", link.reveal())).body())
        .contains("This link was used before");
  }

  @Test
  void an_invitation_stays_open_where_joining_with_the_account_there_fails() {
    setUp();
    link(dee, "dee");
    Secret link = console.invite(console.setting, Role.STAFF);
    Surfer taken = new Surfer(console);
    refused(
        taken.get(joining(taken, link, "dee", "Dora Double")),
        "You have an account here already that is linked");
    assertThat(taken.signedIn()).isFalse();

    Surfer named = new Surfer(console);
    HttpResponse<String> nameless =
        named.post("/join/elsewhere", Map.of("code", link.reveal(), "person", "", "name", "sam"));
    assertThat(nameless.statusCode()).isEqualTo(422);
    assertThat(nameless.body()).contains("Enter your name.");

    Surfer first = new Surfer(console);
    Surfer late = new Surfer(console);
    String one = joining(first, link, "sam", "Sam Staff");
    String other = joining(late, link, "robin", "Robin Staff");
    assertThat(first.get(one).statusCode()).isEqualTo(303);
    refused(late.get(other), "This invitation was used before, or its time is over");
    assertThat(late.signedIn()).isFalse();
  }

  @Test
  void joining_offers_no_account_there_where_the_setting_has_none() {
    Secret link = console.invite(console.setting, Role.STAFF);
    Surfer sam = new Surfer(console);
    assertThat(sam.post("/join", Map.of("code", link.reveal())).body())
        .doesNotContain("/join/elsewhere");
    HttpResponse<String> forced =
        sam.post(
            "/join/elsewhere", Map.of("code", link.reveal(), "person", "Sam", "name", "sam.staff"));
    assertThat(forced.body()).doesNotContain("http-equiv");
    assertThat(console.entrance.invitation(link.reveal())).isPresent();
  }

  /** Follows an invitation there, signs in there, and stops before coming back. */
  private String joining(Surfer browser, Secret link, String there, String name) {
    HttpResponse<String> asked =
        browser.post(
            "/join/elsewhere",
            Map.of("code", link.reveal(), "person", name, "name", there + "@steppinggate.example"));
    return backOf(provider.signIn(there(asked), there, PASSWORD));
  }

  @Test
  void many_at_once_are_asked_to_wait_a_minute() {
    setUp();
    Surfer browser = new Surfer(console);
    for (int i = 0; i < 300; i++) {
      assertThat(begin(browser, "steppinggate.example", "/").statusCode()).isEqualTo(200);
    }
    refused(begin(browser, "steppinggate.example", "/"), "Wait a minute and try again");
    console.now.set(console.now.get().plus(Duration.ofMinutes(1)));
    assertThat(begin(browser, "steppinggate.example", "/").statusCode()).isEqualTo(200);
  }

  @Test
  void nobody_is_sent_to_another_site_afterwards() {
    setUp();
    link(dee, "dee");
    for (String next : List.of("https://evil.example", "//evil.example", "/\\evil.example")) {
      HttpResponse<String> in = signIn(new Surfer(console), "dee", next);
      assertThat(in.headers().firstValue("Location")).contains("/");
    }
  }

  @Test
  void nothing_in_the_database_helps_whoever_reads_it() {
    setUp();
    Surfer browser = new Surfer(console);
    String back = away(browser, "dee", "/");
    String state = OpenIdServer.parameters(URI.create(console.url(back))).getOrDefault("state", "");
    String rows =
        console.database.inTransaction(
            tx ->
                tx.createQuery("SELECT body FROM ceremony").mapTo(String.class).list().toString());
    assertThat(state).isNotEmpty();
    assertThat(rows).matches("\\[[0-9a-f]+]").doesNotContain(state);
  }

  private Map<String, String> form() {
    Map<String, String> form = new HashMap<>();
    form.put("label", "Our Provider");
    form.put("issuer", provider.issuer());
    form.put("client", OpenIdServer.CLIENT);
    form.put("secret", OpenIdServer.SECRET);
    form.put("domain", "steppinggate.example");
    return form;
  }

  private void setUp() {
    HttpResponse<String> saved = dee.post("/sign-in-elsewhere", form());
    assertThat(saved.statusCode()).as(saved.body()).isEqualTo(303);
  }

  private void link(Surfer person, String there) {
    HttpResponse<String> asked = person.post("/my/sign-in/elsewhere", Map.of());
    HttpResponse<String> done = person.get(backOf(provider.signIn(there(asked), there, PASSWORD)));
    assertThat(done.statusCode()).as(done.body()).isEqualTo(303);
    assertThat(done.headers().firstValue("Location")).contains("/my/sign-in/elsewhere?done=linked");
  }

  private HttpResponse<String> begin(Surfer browser, String address, String next) {
    return browser.post("/sign-in/elsewhere", Map.of("address", address, "next", next));
  }

  /** Goes there, signs in there, and stops before coming back. */
  private String away(Surfer browser, String person, String next) {
    HttpResponse<String> asked = begin(browser, person + "@steppinggate.example", next);
    return backOf(provider.signIn(there(asked), person, PASSWORD));
  }

  private HttpResponse<String> signIn(Surfer browser, String person, String next) {
    return browser.get(away(browser, person, next));
  }

  private static URI there(HttpResponse<String> page) {
    Matcher refresh = REFRESH.matcher(page.body());
    assertThat(refresh.find()).as(page.body()).isTrue();
    return URI.create(refresh.group(1).replace("&amp;", "&"));
  }

  private String backOf(URI back) {
    assertThat(back.toString()).startsWith(console.url(BACK));
    return back.getRawPath() + "?" + back.getRawQuery();
  }

  private static void refused(HttpResponse<String> answer, String words) {
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains(words);
  }

  private List<String> acts() {
    return console.audit.entries(console.setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }

  private String passphraseHash(UUID account, String hash) {
    return console.database.inTransaction(
        tx -> {
          String before =
              tx.createQuery("SELECT passphrase_hash FROM account WHERE account_id = :id")
                  .bind("id", account)
                  .mapTo(String.class)
                  .one();
          tx.createUpdate("UPDATE account SET passphrase_hash = :hash WHERE account_id = :id")
              .bind("hash", hash)
              .bind("id", account)
              .execute();
          return before;
        });
  }
}
