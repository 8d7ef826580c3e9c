package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.news.ConcernKind;
import io.stairgate.console.news.ProgramsNews.Program;
import io.stairgate.console.policy.AccessEntry;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.secret.Secret;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of accounts, concerns, programs and of who read the notice, as people use them. */
class ToldPagesTest {
  private static final String WHY = "The head asked for it on Monday.";
  private static final String HOSTILE = "\"><img src=x onerror=alert(1)>";

  @TempDir Path data;

  @SuppressWarnings("NullAway.Init") // made before each test
  private WebFixture console;

  @SuppressWarnings("NullAway.Init") // made before each test
  private RuleScene scene;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Secret dsl;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Secret head;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Secret technician;

  @SuppressWarnings("NullAway.Init") // made before each test
  private DeviceId blue;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    scene = new RuleScene(console);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
    head = console.person(console.setting, "Hetty Head", Role.MANAGER);
    technician = console.person(console.setting, "Tech Nician", Role.TECHNICIAN);
    blue = console.laptop(console.setting, "Blue Room");
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private HttpResponse<String> ask(Secret who, String path) {
    return new Browser(console).with(who).get(path);
  }

  private String get(Secret who, String path) {
    HttpResponse<String> answer = ask(who, path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    if (!path.contains(".csv")) {
      assertThat(answer.body()).doesNotContain("<img src=x");
    }
    return answer.body().replaceAll("(?s)<head>.*?</head>", "").replaceAll("\\s+", " ");
  }

  private String words(Secret who, String path) {
    return get(who, path).replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
  }

  private HttpResponse<String> post(Secret who, String path, Map<String, String> fields) {
    Map<String, String> all = new HashMap<>(fields);
    all.put("csrf", console.who(who).csrf());
    return new Browser(console).with(who).post(path, all);
  }

  private String done(Secret who, String path, Map<String, String> fields) {
    HttpResponse<String> answer = post(who, path, fields);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElse("");
  }

  private void register(AccessEntry... entries) {
    var _ =
        console.policyFiles.change(
            console.setting,
            new Actor.Console(),
            policy ->
                new SettingPolicy(
                    policy.calendar(),
                    policy.rules(),
                    policy.groups(),
                    policy.laptops(),
                    policy.approvers(),
                    policy.secondPersonToLoosen(),
                    List.of(entries),
                    policy.programs(),
                    policy.cloudStorage()),
            "The register of September.");
  }

  private String today(int days) {
    return LocalDate.ofInstant(console.now.get(), ZoneOffset.UTC).plusDays(days).toString();
  }

  private List<String> acts() {
    return console.audit.entries(console.setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }

  @Test
  void the_register_says_who_may_use_which_laptop_and_sorts_and_downloads() {
    assertThat(words(dsl, "/accounts")).contains("The register is empty.");
    register(
        new AccessEntry("Sam Green", "sam", Set.of(blue), Optional.empty()),
        new AccessEntry("Anna Adams", "zanna", Set.of(), Optional.of(LocalDate.of(2020, 1, 31))));
    String page = words(dsl, "/accounts");
    assertThat(page)
        .contains(
            "Sam Green sam Blue Room", "zanna All laptops 31 January 2020", "Last day is over");
    assertThat(page.indexOf("Anna Adams")).isLessThan(page.indexOf("Sam Green"));
    String bySignIn = words(dsl, "/accounts?sort=account");
    assertThat(bySignIn.indexOf("Sam Green")).isLessThan(bySignIn.indexOf("Anna Adams"));
    assertThat(get(dsl, "/accounts.csv")).contains("\"Sam Green\",\"sam\",\"Blue Room\"");
    assertThat(acts()).contains("accounts-downloaded");
    assertThat(ask(technician, "/accounts").statusCode()).isEqualTo(403);
  }

  @Test
  void the_head_stops_a_sign_in_after_reading_what_happens_and_the_lead_does_not() {
    register(new AccessEntry("Sam Green", "sam", Set.of(), Optional.empty()));
    assertThat(words(dsl, "/accounts/one?name=sam"))
        .contains("Only the head or manager may stop", "Ask Hetty Head.")
        .doesNotContain("Stop signing in for a time");
    assertThat(ask(dsl, "/accounts/suspend?name=sam").statusCode()).isEqualTo(403);
    assertThat(words(head, "/accounts/suspend?name=sam"))
        .contains(
            "If they are signed in, they are signed out.",
            "A laptop never shuts out its last administrator.",
            "does not put anything right by itself yet");
    Map<String, String> form = Map.of("account", "sam", "known", "yes", "reason", WHY);
    assertThat(post(head, "/accounts/suspend", form).body()).contains("Choose the last day");
    Map<String, String> whole = new HashMap<>(form);
    whole.put("end", today(7));
    assertThat(post(dsl, "/accounts/suspend", whole).statusCode()).isEqualTo(403);
    assertThat(done(head, "/accounts/suspend", whole))
        .isEqualTo("/accounts/one?name=sam&done=suspended");
    assertThat(words(head, "/accounts/one?name=sam"))
        .contains("Signing in is stopped", WHY, "Hetty Head", "Stopped until");
    assertThat(acts()).contains("account-suspended");

    String clear = link(head, "/accounts/one?name=sam", "/accounts/orders/[0-9a-f-]+/clear");
    assertThat(get(dsl, "/accounts/one?name=sam")).doesNotContain(clear);
    assertThat(ask(dsl, clear).statusCode()).isEqualTo(404);
    assertThat(words(head, clear)).contains("Let sam sign in again");
    assertThat(done(head, clear, Map.of("reason", "It was a mistake of ours.")))
        .contains("cleared");
    assertThat(words(head, "/accounts/one?name=sam"))
        .contains("Taken back: signing in is stopped")
        .doesNotContain("What holds now");
    assertThat(acts()).contains("account-order-cleared");
  }

  @Test
  void a_leaver_and_a_known_password_show_on_the_account_with_the_clock() {
    assertThat(post(dsl, "/accounts/left", Map.of("account", "sam", "reason", "x")).body())
        .contains("Say why in one sentence");
    done(dsl, "/accounts/left", Map.of("account", "sam", "reason", WHY));
    assertThat(words(dsl, "/accounts")).contains("Has left", "Not on the register");
    Map<String, String> known =
        Map.of("account", "anna", "since", today(0), "reason", "A note lay on the desk.");
    done(dsl, "/accounts/password", known);
    assertThat(words(dsl, "/accounts/one?name=anna"))
        .contains("24 hours", "It must be new by", "A note lay on the desk.");
    console.now.updateAndGet(now -> now.plus(Duration.ofHours(25)));
    dsl = console.person(console.setting, "Later Lead", Role.DSL);
    assertThat(words(dsl, "/accounts?sort=state")).contains("Password is overdue");
    assertThat(acts()).contains("account-left", "password-known");
  }

  @Test
  void a_concern_is_read_by_the_lead_and_a_technician_only_sees_that_it_exists() {
    UUID id =
        scene.reports(
            console.setting, blue, ConcernKind.WORRY, "sam", "I saw a message " + HOSTILE);
    assertThat(words(technician, "/concerns"))
        .contains("Somebody reported a concern", "Blue Room", "Only Dee Lead can read it.")
        .doesNotContain("Something worrying", "sam", "I saw");
    assertThat(get(technician, "/concerns")).doesNotContain(id.toString());
    assertThat(ask(technician, "/concerns/" + id).statusCode()).isEqualTo(403);
    assertThat(post(technician, "/concerns/" + id + "/seen", Map.of()).statusCode()).isEqualTo(403);
    assertThat(acts()).doesNotContain("concern-read");

    assertThat(words(dsl, "/concerns")).contains("Something worrying", "New");
    assertThat(words(dsl, "/concerns/" + id))
        .contains(
            "I saw a message", "Signed in as sam", "call 999", "That you read this is in the log");
    assertThat(acts()).contains("concern-read");
    done(dsl, "/concerns/" + id + "/seen", Map.of());
    assertThat(words(dsl, "/concerns")).contains("Dee Lead looks into it.", "Being looked into");
    assertThat(post(dsl, "/concerns/" + id + "/close", Map.of("words", WHY)).body())
        .contains("Choose how it ended.");
    assertThat(
            post(dsl, "/concerns/" + id + "/close", Map.of("ending", "advice", "words", "")).body())
        .contains("Say in 10 to 1,000 letters");
    done(dsl, "/concerns/" + id + "/close", Map.of("ending", "advice", "words", WHY));
    assertThat(words(dsl, "/concerns/" + id)).contains("Advice given. Closed by Dee Lead", WHY);
    assertThat(words(dsl, "/concerns")).contains("No open concern.");
    assertThat(words(dsl, "/concerns?show=all")).contains("Closed");
    assertThat(acts()).contains("concern-seen", "concern-closed");
  }

  @Test
  void who_chose_not_to_say_is_not_guessed() {
    UUID id = scene.reports(console.setting, blue, ConcernKind.UPSETTING_MESSAGE, "", "");
    assertThat(words(dsl, "/concerns/" + id))
        .contains(
            "They chose not to say", "They wrote no words.", "Leave the message where it is.");
    Secret staff = console.person(console.setting, "Sam Staff", Role.STAFF);
    assertThat(words(staff, "/concerns")).doesNotContain("Blue Room");
    assertThat(ask(staff, "/concerns/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void a_new_program_is_decided_with_a_risk_assessment_an_end_and_a_reason() {
    scene.programs(console.setting, blue, true, new Program("Firefox", "128", "deb", false));
    scene.programs(
        console.setting,
        blue,
        false,
        new Program("Tux Paint" + HOSTILE, "0.9", "flatpak", false),
        new Program("BigCloud", "4", "folder", true));
    assertThat(words(dsl, "/software"))
        .contains("Tux Paint", "0.9", "BigCloud", "Cloud", "Not approved")
        .doesNotContain("Firefox");
    assertThat(words(dsl, "/software?show=all")).contains("Firefox", "There from the start");
    assertThat(get(dsl, "/software.csv")).contains("Can keep files in the cloud");
    assertThat(acts()).contains("software-downloaded");

    assertThat(words(dsl, "/software/approve?name=BigCloud"))
        .contains("no such program may be approved", "Please take “BigCloud” off Blue Room.");
    Map<String, String> cloud = Map.of("name", "BigCloud", "reason", WHY);
    assertThat(post(dsl, "/software/approve", cloud).statusCode()).isEqualTo(422);
    Map<String, String> paint = new HashMap<>();
    paint.put("name", "Tux Paint" + HOSTILE);
    paint.put("risk", "RA 12, red folder");
    paint.put("reason", WHY);
    paint.put("end", today(-1));
    assertThat(post(dsl, "/software/approve", paint).body()).contains("Enter the last day");
    paint.put("end", today(100));
    String went = done(dsl, "/software/approve", paint);
    assertThat(went).startsWith("/policy/proposals/");
    assertThat(acts()).contains("policy-proposed");
    assertThat(ask(dsl, "/software/approve?name=no-such").statusCode()).isEqualTo(404);
  }

  @Test
  void who_read_the_notice_and_who_did_not() {
    assertThat(words(dsl, "/notices")).contains("Nobody has read it yet.");
    register(
        new AccessEntry("Sam Green", "sam", Set.of(), Optional.empty()),
        new AccessEntry("Anna Adams", "anna", Set.of(), Optional.empty()));
    scene.readsNotice(console.setting, blue, "sam", console.now.get().minus(Duration.ofDays(400)));
    assertThat(words(dsl, "/notices"))
        .contains(
            "1 person has not read it",
            "Anna Adams (anna)",
            "Sam Green sam Blue Room",
            "Due again");
    assertThat(get(dsl, "/notices.csv")).contains("\"Sam Green\",\"sam\",\"Blue Room\"", "(over)");
    assertThat(acts()).contains("notices-downloaded");
  }

  private String link(Secret who, String page, String pattern) {
    var found = java.util.regex.Pattern.compile(pattern).matcher(get(who, page));
    assertThat(found.find()).as(pattern).isTrue();
    return found.group();
  }
}
