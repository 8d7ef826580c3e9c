package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.token.KnownToken;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsPageTest {
  private static final Pattern TOKEN = Pattern.compile("<code id=\"token\">([\\w-]{43})</code>");

  @TempDir Path data;
  private WebFixture console;
  private Secret ann;
  private Browser browser;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    ann = console.person(console.setting, "Ann Lead", Role.DSL);
    browser = new Browser(console).with(ann);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private HttpResponse<String> make(String name, String role, String days) {
    return browser.post(
        "/programs",
        Map.of("csrf", console.who(ann).csrf(), "name", name, "role", role, "days", days));
  }

  @Test
  void a_token_is_shown_once_works_and_is_ended() {
    assertThat(browser.get("/programs").body()).contains("None.");
    HttpResponse<String> made = make("Weekly report", "technician", "30");
    Matcher shown = TOKEN.matcher(made.body());
    assertThat(shown.find()).isTrue();
    Browser program = new Browser(console).header("Authorization", "Bearer " + shown.group(1));
    assertThat(program.get("/api/v1/me").body()).contains("Weekly report", "technician");
    String list = browser.get("/programs").body();
    assertThat(list).contains("Weekly report", "Last used").doesNotContain(shown.group(1));
    KnownToken token = console.tokens.open(console.setting).getFirst();
    assertThat(token.madeBy()).contains("Ann Lead");
    assertThat(
            browser
                .post("/programs/" + token.id() + "/end", Map.of("csrf", console.who(ann).csrf()))
                .statusCode())
        .isEqualTo(303);
    assertThat(program.get("/api/v1/me").statusCode()).isEqualTo(401);
    assertThat(browser.get("/programs").body()).contains("None.");
  }

  @Test
  void what_is_wrong_is_said_beside_the_field_and_nothing_is_made() {
    HttpResponse<String> refused = make("", "provider", "soon");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .contains(
            "Say which program it is for", "Choose what the program may do", "Choose how long");
    assertThat(console.tokens.open(console.setting)).isEmpty();
  }

  @Test
  void a_token_is_made_only_with_a_second_step_that_was_just_proved() {
    console.now.updateAndGet(now -> now.plus(Duration.ofMinutes(11)));
    HttpResponse<String> sent = make("Weekly report", "technician", "30");
    assertThat(sent.statusCode()).isEqualTo(303);
    assertThat(sent.headers().firstValue("Location").orElse("")).startsWith("/confirm");
    assertThat(console.tokens.open(console.setting)).isEmpty();
  }
}
