package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.account.Role;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.database.Engine;
import io.stairgate.console.oidc.OpenIdServer;
import io.stairgate.console.secondstep.AppOffer;
import io.stairgate.console.secondstep.Changed;
import io.stairgate.console.secondstep.PasskeyQuestion;
import io.stairgate.console.secondstep.PasskeySite;
import io.stairgate.console.secondstep.Proved;
import io.stairgate.console.secondstep.TestApp;
import io.stairgate.console.secondstep.TestPasskey;
import io.stairgate.console.secret.Secret;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two consoles on one PostgreSQL, behind one address: whoever asks does not notice which answers.
 */
class NodesTest {
  private static final Pattern REFRESH =
      Pattern.compile("http-equiv=\"refresh\" content=\"0; url=([^\"]+)\"");

  @TempDir Path folder;
  private WebFixture one;
  private WebFixture two;
  private Surfer dee;

  @BeforeEach
  void start() {
    one = new WebFixture(Engine.POSTGRESQL, folder);
    two = one.anotherNode();
    dee = new Surfer(one).with(one.person(one.setting, "Dee Lead", Role.DSL));
  }

  @AfterEach
  void stop() {
    two.close();
    one.close();
  }

  @Test
  void a_session_of_one_is_good_at_the_other_and_ends_at_both() {
    assertThat(dee.get("/laptops").statusCode()).isEqualTo(200);
    Surfer there = dee.at(two);
    assertThat(there.get("/laptops").statusCode()).isEqualTo(200);
    assertThat(there.post("/sign-out", Map.of()).statusCode()).isEqualTo(303);
    assertSignedOut(dee);
    assertSignedOut(dee.at(two));
  }

  @Test
  void a_restart_keeps_the_session() {
    two.close();
    two = one.anotherNode();
    assertThat(dee.at(two).get("/laptops").statusCode()).isEqualTo(200);
  }

  @Test
  void an_hour_unused_ends_it_and_use_at_either_counts_for_both() {
    for (int i = 0; i < 4; i++) {
      wait(SessionStore.IDLE.minusMinutes(1));
      Surfer next = i % 2 == 0 ? dee.at(two) : dee;
      assertThat(next.get("/laptops").statusCode()).isEqualTo(200);
    }
    wait(SessionStore.IDLE);
    assertSignedOut(dee);
    assertSignedOut(dee.at(two));
  }

  @Test
  void after_twelve_hours_it_ends_at_both_however_much_it_was_used() {
    Duration step = Duration.ofMinutes(45);
    for (Duration used = step; used.compareTo(SessionStore.LONGEST) < 0; used = used.plus(step)) {
      wait(step);
      assertThat(dee.at(two).get("/laptops").statusCode()).isEqualTo(200);
    }
    wait(step);
    assertSignedOut(dee);
    assertSignedOut(dee.at(two));
  }

  @Test
  void who_is_removed_at_one_is_out_at_the_other_at_once_with_session_token_and_open_page()
      throws Exception {
    Surfer sam = new Surfer(one).with(one.person(one.setting, "Sam Manager", Role.MANAGER));
    UUID account = one.who(sam.session()).account();
    Surfer there = sam.at(two);
    Secret token =
        one.tokens.create(
            one.setting, "mine", Role.MANAGER, Optional.empty(), Optional.of(account));
    Browser program = new Browser(two).header("Authorization", "Bearer " + token.reveal());
    assertThat(there.get("/laptops").statusCode()).isEqualTo(200);
    assertThat(program.get("/api/v1/laptops").statusCode()).isEqualTo(200);
    try (HttpClient client = HttpClient.newHttpClient()) {
      CompletableFuture<String> ended = lastWordOfTheStream(client, there);
      var _ = one.people.remove(one.setting, account, one.who(dee.session()).actor());
      assertSignedOut(there);
      assertThat(program.get("/api/v1/laptops").statusCode()).isEqualTo(401);
      assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo("event: ended");
    }
  }

  @Test
  void a_role_taken_away_at_one_is_gone_at_the_other_with_the_next_request() {
    Surfer sam = new Surfer(one).with(one.person(one.setting, "Sam Manager", Role.MANAGER));
    UUID account = one.who(sam.session()).account();
    Surfer there = sam.at(two);
    assertThat(there.get("/people").statusCode()).isEqualTo(200);
    one.database.useTransaction(
        tx ->
            one.members.put(
                tx,
                one.setting,
                account,
                java.util.Set.of(Role.STAFF),
                Optional.empty(),
                one.now.get()));
    assertThat(there.get("/people").statusCode()).isEqualTo(403);
  }

  @Test
  void the_first_step_at_one_and_the_second_at_the_other_let_in() {
    SignedIn who = one.who(dee.session());
    AppOffer offer = one.secondSteps.changes().offerApp(who);
    TestApp app = new TestApp(offer.key());
    assertThat(two.secondSteps.changes().confirmApp(who, app.codeAt(one.now.get())))
        .isInstanceOf(Changed.Done.class);
    wait(Duration.ofSeconds(30));
    Surfer browser = new Surfer(one);
    HttpResponse<String> first =
        browser.post(
            "/sign-in",
            Map.of("name", "dee.lead@dsl.example", "passphrase", WebFixture.PASSPHRASE));
    assertThat(first.statusCode()).isEqualTo(303);
    Surfer there = browser.at(two);
    assertThat(there.get("/laptops").headers().firstValue("Location").orElse(""))
        .startsWith("/second-step");
    assertThat(there.post("/second-step", Map.of("code", app.codeAt(one.now.get()))).statusCode())
        .isEqualTo(303);
    assertThat(there.at(one).get("/laptops").statusCode()).isEqualTo(200);
    assertSignedOut(browser);
  }

  @Test
  void wrong_tries_at_one_count_at_the_other() {
    Map<String, String> wrong =
        Map.of("name", "dee.lead@dsl.example", "passphrase", "another lemon harbour");
    HttpResponse<String> answer = new Surfer(one).post("/sign-in", wrong);
    for (int i = 0; i < 10 && answer.statusCode() == 422; i++) {
      answer = new Surfer(i % 2 == 0 ? two : one).post("/sign-in", wrong);
    }
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(new Surfer(one).post("/sign-in", wrong).statusCode()).isEqualTo(429);
    assertThat(new Surfer(two).post("/sign-in", wrong).statusCode()).isEqualTo(429);
  }

  @Test
  void a_passkey_asked_for_at_one_is_answered_at_the_other_once() {
    SignedIn who = one.who(dee.session());
    PasskeySite site = PasskeySite.of(URI.create(one.url(""))).orElseThrow();
    TestPasskey key = new TestPasskey();
    PasskeyQuestion made = one.secondSteps.changes().askForNewPasskey(who, site);
    assertThat(
            two.secondSteps
                .changes()
                .addPasskey(
                    who,
                    made.ceremony().reveal(),
                    key.create(made.options(), site.origin()),
                    "Phone",
                    site))
        .isInstanceOf(Changed.Done.class);
    PasskeyQuestion asked = two.secondSteps.askForPasskey(who, site);
    String answer = key.prove(asked.options(), site.origin());
    assertThat(one.secondSteps.provePasskey(who, asked.ceremony().reveal(), answer, site))
        .isInstanceOf(Proved.Yes.class);
    assertThat(two.secondSteps.provePasskey(who, asked.ceremony().reveal(), answer, site))
        .isInstanceOf(Proved.No.class);
  }

  @Test
  void a_sign_in_elsewhere_begun_at_one_ends_at_the_other_once(@TempDir Path providerFolder) {
    try (OpenIdServer provider = new OpenIdServer(providerFolder)) {
      String path = "/sign-in/elsewhere/back";
      provider.client(one.url(path));
      provider.person("dee", "a passphrase used there");
      assertThat(
              dee.post(
                      "/sign-in-elsewhere",
                      Map.of(
                          "label",
                          "Our Provider",
                          "issuer",
                          provider.issuer(),
                          "client",
                          OpenIdServer.CLIENT,
                          "secret",
                          OpenIdServer.SECRET,
                          "domain",
                          "steppinggate.example"))
                  .statusCode())
          .isEqualTo(303);
      String linking = back(provider, dee.at(two).post("/my/sign-in/elsewhere", Map.of()));
      assertThat(linking).as("one address for both").startsWith(one.url(path));
      // The cookie that ties the answer to the browser was given by the second node.
      Surfer linker = dee.at(two);
      String begun = back(provider, linker.post("/my/sign-in/elsewhere", Map.of()));
      assertThat(linker.at(one).get(begun.replace(one.url(""), "")).statusCode()).isEqualTo(303);

      Surfer browser = new Surfer(one);
      String back =
          back(
                  provider,
                  browser.post("/sign-in/elsewhere", Map.of("address", "steppinggate.example")))
              .replace(one.url(""), "");
      Surfer there = browser.at(two);
      assertThat(there.get(back).statusCode()).isEqualTo(303);
      assertThat(two.who(there.session()).name()).isEqualTo("Dee Lead");
      assertThat(browser.get(back).statusCode()).as("a second time, at the first").isEqualTo(422);
    }
  }

  private static String back(OpenIdServer provider, HttpResponse<String> page) {
    Matcher refresh = REFRESH.matcher(page.body());
    assertThat(refresh.find()).as(page.body()).isTrue();
    URI there = URI.create(refresh.group(1).replace("&amp;", "&"));
    return provider.signIn(there, "dee", "a passphrase used there").toString();
  }

  private CompletableFuture<String> lastWordOfTheStream(HttpClient client, Surfer there)
      throws Exception {
    HttpResponse<java.io.InputStream> stream =
        client.send(
            HttpRequest.newBuilder(URI.create(two.url("/live")))
                .header("Cookie", two.cookieName() + "=" + there.session().reveal())
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    return CompletableFuture.supplyAsync(
        () ->
            new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))
                .lines()
                .filter(line -> line.startsWith("event: "))
                .reduce("", (before, line) -> line));
  }

  private void wait(Duration time) {
    one.now.updateAndGet(now -> now.plus(time));
  }

  private static void assertSignedOut(Surfer browser) {
    HttpResponse<String> answer = browser.get("/laptops");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location").orElse("")).startsWith("/sign-in");
  }
}
