package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.secondstep.TestApp;
import io.stairgate.console.secondstep.TestPasskey;
import io.stairgate.console.secret.Secret;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in page by page, without a script, as a browser sends it. */
class SignInFlowTest {
  private static final String NAME = "dee@larch.example";
  private static final Duration STEP = Duration.ofSeconds(30);

  @TempDir Path data;
  private WebFixture console;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  /** A browser with its cookies, and the page it shows. */
  private final class Seat {
    private final Map<String, String> cookies = new HashMap<>();
    private final String program;
    private String page = "";
    private String at = "";
    private int status;

    Seat(String program) {
      this.program = program;
    }

    Seat open(String path) {
      return follow(path, browser().get(path));
    }

    Seat send(String path, Map<String, String> fields) {
      Map<String, String> all = new HashMap<>(fields);
      found(page, "name=\"csrf\" value=\"([^\"]+)\"").forEach(token -> all.put("csrf", token));
      return follow(path, browser().post(path, all));
    }

    private Browser browser() {
      StringBuilder line = new StringBuilder();
      cookies.forEach((name, value) -> line.append(name).append('=').append(value).append("; "));
      Browser browser =
          new Browser(console)
              .header("User-Agent", program)
              .header("Referer", console.url(at.isEmpty() ? "/" : at));
      return line.isEmpty() ? browser : browser.header("Cookie", line.toString());
    }

    private Seat follow(String path, HttpResponse<String> answer) {
      at = path;
      status = answer.statusCode();
      page = answer.body();
      for (String line : answer.headers().allValues("Set-Cookie")) {
        String[] parts = line.split("[=;]", 3);
        if (line.contains("Max-Age=0")) {
          cookies.remove(parts[0]);
        } else {
          cookies.put(parts[0], parts[1]);
        }
      }
      if (status != 303) {
        return this;
      }
      URI next = URI.create(answer.headers().firstValue("Location").orElseThrow());
      String query = next.getRawQuery() == null ? "" : "?" + next.getRawQuery();
      return open(next.getPath() + query);
    }

    Seat signIn() {
      send("/sign-in", Map.of("name", NAME, "passphrase", WebFixture.PASSPHRASE));
      return this;
    }

    String value(String name) {
      return found(page, "name=\"" + name + "\" value=\"([^\"]*)\"").getFirst();
    }

    String options() {
      return found(page, "data-options=\"([^\"]+)\"")
          .getFirst()
          .replace("&#34;", "\"")
          .replace("&quot;", "\"")
          .replace("&#39;", "'")
          .replace("&amp;", "&");
    }

    String origin() {
      return console.url("").replaceAll("/$", "");
    }
  }

  private static List<String> found(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.results().map(each -> each.group(1)).distinct().toList();
  }

  private void wait(Duration time) {
    console.now.updateAndGet(now -> now.plus(time));
  }

  private record Joined(Seat seat, TestApp app, List<String> codes) {
    String code(WebFixture console) {
      return app.codeAt(console.now.get());
    }
  }

  private Joined join(String program) {
    Secret link = console.invite(console.setting, Role.DSL);
    Seat seat = new Seat(program);
    seat.open("/join")
        .send(
            "/join/new",
            Map.of(
                "code",
                link.reveal(),
                "setting",
                "Larch Nursery",
                "person",
                "Dee Lead",
                "name",
                NAME,
                "passphrase",
                WebFixture.PASSPHRASE));
    assertThat(seat.at).isEqualTo("/second-step/set-up");
    seat.open("/second-step/set-up/app");
    TestApp app = new TestApp(found(seat.page, "id=\"key\">([^<]+)<").getFirst());
    seat.send("/second-step/set-up/app", Map.of("code", app.codeAt(console.now.get())));
    assertThat(seat.status).isEqualTo(200);
    List<String> codes = found(seat.page, "<li><code>([^<]+)</code>");
    assertThat(codes).hasSize(10);
    wait(STEP);
    return new Joined(seat, app, codes);
  }

  private static final String FIREFOX =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
  private static final String CHROME =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0"
          + " Safari/537.36";

  @Test
  void whoever_joins_sets_up_a_second_step_before_anything_else() {
    Secret link = console.invite(console.setting, Role.DSL);
    Seat seat = new Seat(FIREFOX);
    seat.send(
        "/join/new",
        Map.of(
            "code",
            link.reveal(),
            "setting",
            "Larch Nursery",
            "person",
            "Dee Lead",
            "name",
            NAME,
            "passphrase",
            WebFixture.PASSPHRASE));
    for (String path :
        List.of("/", "/laptops", "/my/sign-in", "/my/sign-in/passphrase", "/confirm")) {
      assertThat(seat.open(path).at).as(path).isEqualTo("/second-step/set-up");
    }
    seat.open("/second-step/set-up/app").send("/second-step/set-up/app", Map.of("code", "12"));
    assertThat(seat.status).isEqualTo(422);
    assertThat(seat.page).contains("Type the six digits");
    TestApp app = new TestApp(found(seat.page, "id=\"key\">([^<]+)<").getFirst());
    seat.send("/second-step/set-up/app", Map.of("code", app.codeAt(console.now.get())));
    assertThat(seat.page).contains("Your recovery codes", "shown only this once");
    assertThat(seat.open("/").page).contains("No laptops yet");
    assertThat(seat.open("/second-step/set-up").at).as("only once").isEqualTo("/");
  }

  @Test
  void passphrase_and_code_of_the_app_let_in_and_one_without_the_other_does_not() {
    Joined dee = join(FIREFOX);
    Seat other = new Seat(FIREFOX).signIn();
    assertThat(other.at).startsWith("/second-step?next=");
    assertThat(other.open("/laptops").at).startsWith("/second-step");
    assertThat(other.open("/second-step/set-up/app").at)
        .as("nobody adds a second step of their own choice")
        .isEqualTo("/second-step");
    other.send("/second-step", Map.of("code", "nothing"));
    assertThat(other.status).isEqualTo(422);
    assertThat(other.page).contains("This code is not right", "There is a problem");
    other.send("/second-step", Map.of("code", dee.code(console), "next", "/laptops"));
    assertThat(other.at).isEqualTo("/laptops");
    assertThat(other.status).isEqualTo(200);
  }

  @Test
  void a_recovery_code_lets_in_once_and_its_field_says_what_is_wrong() {
    Joined dee = join(FIREFOX);
    Seat other = new Seat(FIREFOX).signIn();
    other.send("/second-step", Map.of("recovery", dee.codes().getFirst() + "A"));
    assertThat(other.page).contains("id=\"recovery-error\"");
    other.send(
        "/second-step",
        Map.of("recovery", dee.codes().getFirst().toLowerCase(java.util.Locale.ROOT)));
    assertThat(other.at).isEqualTo("/");
    Seat third = new Seat(FIREFOX).signIn();
    third.send("/second-step", Map.of("recovery", dee.codes().getFirst()));
    assertThat(third.status).isEqualTo(422);
    assertThat(dee.seat().open("/my/sign-in").page).contains("9 codes are left");
  }

  @Test
  void a_passkey_is_added_lets_in_and_cannot_be_the_last_that_is_removed() {
    Joined dee = join(FIREFOX);
    Seat seat = dee.seat();
    TestPasskey passkey = new TestPasskey();
    seat.open("/my/sign-in/passkey");
    seat.send(
        "/my/sign-in/passkey",
        Map.of(
            "name",
            "Office <b>computer",
            "ceremony",
            seat.value("ceremony"),
            "answer",
            passkey.create(seat.options(), seat.origin())));
    assertThat(seat.at).isEqualTo("/my/sign-in?done=passkey");
    assertThat(seat.page).contains("Office &lt;b&gt;computer").doesNotContain("<b>computer");

    Seat other = new Seat(CHROME).signIn();
    assertThat(other.page).contains("Use your passkey", "hidden>Use your passkey");
    other.send(
        "/second-step/passkey",
        Map.of(
            "ceremony",
            other.value("ceremony"),
            "answer",
            passkey.prove(other.options(), other.origin())));
    assertThat(other.at).isEqualTo("/");

    seat.open("/my/sign-in").send("/my/sign-in/app/remove", Map.of());
    assertThat(seat.page).contains("Removed.");
    seat.send("/my/sign-in/passkey/remove", Map.of("passkey", seat.value("passkey")));
    assertThat(seat.status).isEqualTo(422);
    assertThat(seat.page).contains("This is your only second step.");
  }

  @Test
  void what_changes_how_one_signs_in_asks_for_the_second_step_again() {
    Joined dee = join(FIREFOX);
    Seat seat = dee.seat();
    wait(Duration.ofMinutes(11));
    seat.open("/my/sign-in");
    assertThat(seat.status).isEqualTo(200);
    seat.send("/my/sign-in/codes", Map.of());
    assertThat(seat.at).isEqualTo("/confirm?next=%2Fmy%2Fsign-in");
    assertThat(seat.page).contains("Is it still you?");
    seat.send("/confirm", Map.of("code", "nothing", "next", "/my/sign-in"));
    assertThat(seat.status).isEqualTo(422);
    seat.send("/confirm", Map.of("code", dee.code(console), "next", "/my/sign-in"));
    assertThat(seat.at).isEqualTo("/my/sign-in");
    seat.send("/my/sign-in/codes", Map.of());
    List<String> fresh = found(seat.page, "<li><code>([^<]+)</code>");
    assertThat(fresh).hasSize(10).doesNotContainAnyElementsOf(dee.codes());
    assertThat(acts()).contains("second-step-given", "recovery-codes-made");
  }

  @Test
  void a_new_browser_is_told_of_at_the_next_sign_in_and_disowning_it_signs_it_out() {
    Joined dee = join(FIREFOX);
    Seat stranger = new Seat(CHROME).signIn();
    stranger.send("/second-step", Map.of("code", dee.code(console)));
    assertThat(stranger.at).as("the new browser itself is not asked").isEqualTo("/");

    wait(STEP);
    Seat seat = dee.seat();
    seat.open("/my/sign-in").send("/sign-out", Map.of());
    seat.signIn().send("/second-step", Map.of("code", dee.code(console), "next", "/laptops"));
    assertThat(seat.at).isEqualTo("/my/sign-in/new-browser?next=%2Flaptops");
    assertThat(seat.page).contains("Was this you?", "Chrome on Linux");
    seat.send("/my/sign-in/new-browser", Map.of("answer", "stranger"));
    assertThat(seat.at).startsWith("/my/sign-in/passphrase");
    assertThat(seat.page).contains("Whoever it was knows your passphrase");
    assertThat(stranger.open("/").at).startsWith("/sign-in");
    assertThat(acts()).contains("new-browser-disowned");
  }

  @Test
  void that_was_me_is_asked_once() {
    Joined dee = join(FIREFOX);
    Seat second = new Seat(CHROME).signIn();
    second.send("/second-step", Map.of("code", dee.code(console)));
    wait(STEP);
    Seat seat = dee.seat();
    seat.signIn().send("/second-step", Map.of("code", dee.code(console), "next", "/laptops"));
    seat.send("/my/sign-in/new-browser", Map.of("answer", "me", "next", "/laptops"));
    assertThat(seat.at).isEqualTo("/laptops");
    wait(STEP);
    seat.open("/my/sign-in").send("/sign-out", Map.of());
    seat.signIn().send("/second-step", Map.of("code", dee.code(console)));
    assertThat(seat.at).isEqualTo("/");
    assertThat(seat.open("/my/sign-in").page).contains("Chrome on Linux", "Firefox on Windows");
  }

  @Test
  void the_own_passphrase_changes_with_the_old_one_and_other_browsers_are_signed_out() {
    Joined dee = join(FIREFOX);
    Seat other = new Seat(CHROME).signIn();
    other.send("/second-step", Map.of("code", dee.code(console)));
    Seat seat = dee.seat();
    seat.open("/my/sign-in/passphrase");
    seat.send(
        "/my/sign-in/passphrase",
        Map.of("old", "not it at all", "passphrase", "another quilt otter"));
    assertThat(seat.page).contains("This is not your passphrase");
    seat.send(
        "/my/sign-in/passphrase", Map.of("old", WebFixture.PASSPHRASE, "passphrase", "short"));
    assertThat(seat.page).contains("too short");
    seat.send(
        "/my/sign-in/passphrase",
        Map.of("old", WebFixture.PASSPHRASE, "passphrase", "another quilt otter"));
    assertThat(seat.at).isEqualTo("/my/sign-in?done=passphrase");
    assertThat(other.open("/").at).startsWith("/sign-in");
    Seat third = new Seat(FIREFOX).signIn();
    assertThat(third.status).isEqualTo(422);
    third.send("/sign-in", Map.of("name", NAME, "passphrase", "another quilt otter"));
    assertThat(third.at).startsWith("/second-step");
  }

  @Test
  void a_link_for_a_new_passphrase_makes_the_person_set_up_a_new_second_step() {
    Joined dee = join(FIREFOX);
    Secret link =
        console.links.create(
            console.setting,
            console.accounts.findBySignInName(NAME).orElseThrow().id(),
            Duration.ofHours(1));
    Seat seat = new Seat(FIREFOX);
    seat.open("/new-passphrase")
        .send(
            "/new-passphrase", Map.of("code", link.reveal(), "passphrase", "another quilt otter"));
    assertThat(seat.at).isEqualTo("/second-step/set-up");
    seat.send("/second-step", Map.of("recovery", dee.codes().get(3)));
    assertThat(seat.status).as("old recovery codes are void").isNotEqualTo(200);
    assertThat(dee.seat().open("/").at).startsWith("/sign-in");
  }

  @Test
  void the_browsers_long_cookie_can_be_read_by_no_script_and_is_kept_for_long() {
    Joined dee = join(FIREFOX);
    Seat other = new Seat(CHROME).signIn();
    HttpResponse<String> answer =
        other
            .browser()
            .post("/second-step", Map.of("code", dee.code(console), "csrf", other.value("csrf")));
    assertThat(answer.headers().allValues("Set-Cookie"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith(console.cookieName() + "-browser=")
                    .contains("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=34560000"));
  }

  private List<String> acts() {
    return console.audit.entries(console.setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }
}
