package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.web.Route;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {
  private static final List<String> NEVER =
      List.of("endpoint", "compliance score", "non-compliant", "remediation", "compliant with");

  /** A value that a template fills in. */
  private static final Pattern FILLED = Pattern.compile("\\$\\{(?:[^}\"]|\"[^\"]*\")*}");

  private static final Pattern IN_TEMPLATE =
      Pattern.compile("(?:href|action)=\"(/[a-zA-Z0-9/._-]*)(?:[?#][^\"]*)?\"");
  private static final Pattern IN_PAGE =
      Pattern.compile("\"(/[a-z][a-z0-9/.-]*[a-z])(?:[?#][^\"]*)?\"");

  @TempDir Path data;
  private WebFixture console;
  private Secret dsl;
  private Browser browser;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
    browser = new Browser(console).with(dsl);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void every_address_that_is_written_into_a_page_is_there() throws IOException {
    List<String> routes = console.routes.stream().map(Route::path).toList();
    List<String> missing = new ArrayList<>();
    for (Path template : files("src/main/jte", ".jte")) {
      IN_TEMPLATE
          .matcher(filled(Files.readString(template)))
          .results()
          .map(found -> found.group(1))
          .filter(path -> routes.stream().noneMatch(route -> path.matches(pattern(route))))
          .forEach(path -> missing.add(template + ": " + path));
    }
    for (Path page : files("src/main/java/io/stairgate/console/page", ".java")) {
      IN_PAGE
          .matcher(Files.readString(page))
          .results()
          .map(found -> found.group(1))
          // Some are put together: then it is the end of one.
          .filter(path -> routes.stream().noneMatch(route -> path.matches(pattern(route))))
          .filter(path -> routes.stream().noneMatch(route -> route.endsWith(path)))
          .forEach(path -> missing.add(page + ": " + path));
    }
    assertThat(missing).isEmpty();
  }

  /** A value after a slash is a word of the address, another one is what is asked besides. */
  private static String filled(String template) {
    return FILLED
        .matcher(template)
        .replaceAll(value -> template.charAt(value.start() - 1) == '/' ? "x" : "?");
  }

  private static String pattern(String route) {
    return route.replaceAll("\\{[^}]*}", "[^/]+");
  }

  private static List<Path> files(String folder, String ending) throws IOException {
    try (Stream<Path> found = Files.walk(Path.of(folder))) {
      return found.filter(each -> each.toString().endsWith(ending)).sorted().toList();
    }
  }

  @Test
  void the_first_line_of_the_first_page_is_a_sentence() {
    assertThat(firstLine()).isEqualTo("No laptops yet. Add the first one.");
    DeviceId blue = console.laptop(console.setting, "Blue Room");
    assertThat(firstLine()).isEqualTo("The laptop is added. Its first check is pending.");
    console.check(console.setting, blue, met("encryption"));
    assertThat(firstLine()).isEqualTo("The laptop is protected. Nothing to do.");
    DeviceId red = console.laptop(console.setting, "Red Room");
    console.check(console.setting, red, notMet("encryption", "watch"));
    assertThat(firstLine()).isEqualTo("1 of 2 laptops needs attention.");
    console.check(console.setting, red, met("encryption"));
    assertThat(firstLine()).isEqualTo("All 2 laptops are protected. Nothing to do.");
    console.stick(console.setting, red, "S1", true);
    assertThat(firstLine()).isEqualTo("All 2 laptops are protected. 1 alert to look at.");
    console.now.updateAndGet(now -> now.plus(Duration.ofDays(13)));
    dsl = console.person(console.setting, "Later Lead", Role.DSL);
    browser = new Browser(console).with(dsl);
    assertThat(firstLine()).isEqualTo("2 of 2 laptops need attention.");
    assertThat(browser.get("/laptops").body()).contains("Not seen");
  }

  @Test
  void what_to_do_has_one_row_per_cause_worst_first_and_at_most_five() {
    for (int i = 1; i <= 4; i++) {
      DeviceId laptop = console.laptop(console.setting, "Room " + i);
      console.check(
          console.setting,
          laptop,
          i <= 2 ? notMet("encryption", "watch") : met("encryption"),
          notMet("portable-media", i == 4 ? "enforce" : "watch"),
          notMet("screen-lock", "watch"),
          console.finding("password-age", "unknown", "watch", "Cannot be read."),
          console.finding("something-new", "not-met", "watch", "A rule of a newer agent."));
    }
    List<String> rows =
        browser
            .get("/")
            .body()
            .lines()
            .filter(line -> line.matches(".*<p><a href=\"/(laptops|rules/).*"))
            .map(line -> line.replaceAll("<[^>]*>", "").strip())
            .toList();
    assertThat(rows)
        .containsExactly(
            "Find out why memory sticks are not blocked on Room 4",
            "Turn on encryption on 2 laptops",
            "Block memory sticks on 3 laptops",
            "Make the screen lock itself on 4 laptops",
            "Put right: Something new on 4 laptops");
    assertThat(browser.get("/").body()).contains("1 more thing follows");
  }

  @Test
  void what_cannot_be_proved_is_never_shown_as_met() {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    console.check(
        console.setting,
        laptop,
        console.finding("encryption", "unknown", "watch", "Administrator rights are needed."));
    String page = browser.get("/laptops/" + laptop).body();
    assertThat(page)
        .contains(
            "data-state=\"unknown\"",
            "We cannot tell if this laptop is scrambled (encrypted). IT needs to look.",
            "The laptop says: Administrator rights are needed.",
            "Ask IT to install the checker as a service",
            "Needs attention");
  }

  @Test
  void a_rule_card_says_what_proves_it_since_when_and_how_it_is_held() {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    console.check(console.setting, laptop, met("encryption"));
    String page = browser.get("/laptops/" + laptop).body();
    assertThat(page)
        .contains(
            "If this laptop is lost, nobody can read what is on it.",
            "file system /home",
            "dm-crypt LUKS2",
            "Met since",
            "By the laptop's own system",
            "Only look: it reports, and changes nothing (watch)",
            "Last proved");
  }

  @Test
  void nothing_a_laptop_or_a_stick_says_becomes_markup() {
    DeviceId laptop = console.laptop(console.setting, "<script>alert(1)</script>");
    console.check(
        console.setting,
        laptop,
        console.finding("encryption", "not-met", "watch", "<img src=x onerror=alert(2)>"));
    console.stick(console.setting, laptop, "\"><script>alert(3)</script>", true);
    for (String path :
        List.of(
            "/", "/laptops", "/laptops/" + laptop, "/alerts", "/laptops?find=%22%3E%3Cscript%3E")) {
      assertThat(browser.get(path).body())
          .doesNotContain("<script>alert", "<img src=x", "\"><script>");
    }
  }

  @Test
  void the_stage_changes_only_with_a_reason_and_waits_for_the_laptop() {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    console.check(console.setting, laptop, notMet("portable-media", "watch"));
    String path = "/laptops/" + laptop + "/memory-sticks";
    assertThat(browser.get(path).body())
        .contains("Block memory sticks on Blue Room", "What will change", "keep working");
    HttpResponse<String> without = post(path, Map.of("stage", "enforce", "why", " "));
    assertThat(without.statusCode()).isEqualTo(422);
    assertThat(without.body()).contains("Say why in one sentence");
    assertThat(console.policyStore.rules(console.setting, laptop)).isEmpty();

    post(path, Map.of("stage", "enforce", "why", "Our policy says so"));
    assertThat(console.policyStore.stage(console.setting, laptop, "portable-media"))
        .isEqualTo(Stage.ENFORCE);
    assertThat(browser.get("/laptops/" + laptop).body())
        .contains(
            "Waiting for the laptop", "Dee Lead asked for this", "Stop blocking memory sticks");

    console.check(
        console.setting,
        laptop,
        console.finding("portable-media", "met", "enforce", "Memory sticks are shut out."));
    assertThat(browser.get("/laptops/" + laptop).body())
        .doesNotContain("Waiting for the laptop")
        .contains("Memory sticks are blocked.");
    assertThat(acts()).contains("policy-changed");
  }

  @Test
  void an_alert_is_acknowledged_with_who_and_when() {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    console.stick(console.setting, laptop, "S1", true);
    console.stick(console.setting, laptop, "S1", true);
    String id =
        console
            .alerts
            .open(console.setting, Optional.empty(), 1)
            .alerts()
            .getFirst()
            .id()
            .toString();
    assertThat(browser.get("/alerts").body())
        .contains(
            "data-alert-id=\"" + id + "\"",
            "data-serial=\"S1\"",
            "A memory stick was blocked on Blue Room",
            "2 times.");
    assertThat(post("/alerts/" + id + "/seen", Map.of()).statusCode()).isEqualTo(303);
    assertThat(browser.get("/alerts").body())
        .as("seen, and still to be dealt with")
        .contains("Seen by Dee Lead", "Say how it ended")
        .doesNotContain("id=\"seen-");
    assertThat(
            post("/alerts/" + id + "/end", Map.of("outcome", "dealt-with", "words", ""))
                .statusCode())
        .isEqualTo(303);
    assertThat(browser.get("/alerts").body()).contains("Nothing to look at").doesNotContain(id);
    assertThat(browser.get("/alerts?show=all").body())
        .contains("Seen by Dee Lead", "It is dealt with. Dee Lead said so");
    assertThat(acts()).contains("alert-acknowledged", "alert-resolved");
  }

  @Test
  void the_line_that_adds_laptops_is_shown_once() {
    HttpResponse<String> made = post("/enrol", Map.of("uses", "3", "hours", "24"));
    assertThat(made.body())
        .contains(
            "sudo stairgate-agent enrol 'stairgate://console.example:8443/enrol#code=",
            "can add 3 laptops until");
    assertThat(browser.get("/enrol").body()).doesNotContain("code=");
    assertThat(post("/enrol", Map.of("uses", "51", "hours", "24")).statusCode()).isEqualTo(422);
    assertThat(post("/enrol", Map.of("uses", "many", "hours", "24")).body())
        .contains("Enter a number from 1 to 50.");
    assertThat(acts()).containsOnlyOnce("enrol-code-made");
  }

  @Test
  void a_laptop_gets_another_name_but_no_empty_or_invisible_one() {
    DeviceId laptop = console.laptop(console.setting, "laptop-7");
    String path = "/laptops/" + laptop + "/name";
    for (String wrong : List.of("", "  ", "x".repeat(65), "a\u202eb", "a\nb")) {
      assertThat(post(path, Map.of("nickname", wrong)).statusCode()).isEqualTo(422);
    }
    assertThat(post(path, Map.of("nickname", " Blue Room ")).statusCode()).isEqualTo(303);
    assertThat(browser.get("/laptops/" + laptop).body()).contains("<h1>Blue Room</h1>");
    assertThat(acts()).contains("laptop-renamed");
  }

  @Test
  void the_list_finds_sorts_and_pages() {
    for (int i = 0; i < 130; i++) {
      DeviceId laptop = console.laptop(console.setting, String.format(Locale.ROOT, "Room %03d", i));
      console.check(
          console.setting, laptop, i == 77 ? notMet("encryption", "watch") : met("encryption"));
    }
    String first = browser.get("/laptops").body();
    assertThat(first)
        .contains("100 of 130 laptops", "Room 099", "page=2")
        .doesNotContain("Room 100");
    assertThat(browser.get("/laptops?page=2").body())
        .contains("Room 129")
        .doesNotContain("Room 099");
    assertThat(browser.get("/laptops?show=attention").body())
        .contains("Room 077")
        .doesNotContain("Room 076");
    assertThat(browser.get("/laptops?find=room+12").body())
        .contains("Room 121")
        .doesNotContain("Room 077");
    assertThat(browser.get("/laptops?sort=state").body().indexOf("Room 077"))
        .isLessThan(browser.get("/laptops?sort=state").body().indexOf("Room 000"));
  }

  @Test
  void the_spreadsheet_runs_nothing() {
    DeviceId laptop = console.laptop(console.setting, "=HYPERLINK(\"http://evil\")");
    console.check(console.setting, laptop, met("encryption"));
    HttpResponse<String> csv = browser.get("/laptops.csv");
    assertThat(csv.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment");
    assertThat(csv.body())
        .contains("\"'=HYPERLINK(\"\"http://evil\"\")\"", "\"Protected\"", "\"Met\"");
  }

  @Test
  void no_page_says_a_word_that_people_should_not_need() {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    console.check(
        console.setting, laptop, notMet("encryption", "watch"), notMet("portable-media", "watch"));
    console.stick(console.setting, laptop, "S1", false);
    for (String path :
        List.of(
            "/",
            "/laptops",
            "/laptops/" + laptop,
            "/laptops/" + laptop + "/memory-sticks",
            "/laptops/" + laptop + "/name",
            "/alerts",
            "/enrol",
            "/privacy",
            "/sign-in",
            "/join",
            "/new-passphrase",
            "/nothing")) {
      String words = browser.get(path).body().replaceAll("<[^>]*>", " ").toLowerCase(Locale.ROOT);
      assertThat(NEVER).noneSatisfy(word -> assertThat(words).contains(word));
      assertThat(browser.get(path).body())
          .as("strict policy: nothing inline")
          .doesNotContain(" style=\"", "<style", "onclick=")
          .doesNotContainPattern("<script(?![^>]*src=)");
    }
  }

  @Test
  void a_technician_sees_and_adds_but_does_not_decide() {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    console.check(console.setting, laptop, notMet("portable-media", "watch"));
    console.stick(console.setting, laptop, "S1", true);
    Browser technician =
        new Browser(console).with(console.person(console.setting, "Tech Nician", Role.TECHNICIAN));
    assertThat(technician.get("/laptops/" + laptop).body())
        .doesNotContain("/memory-sticks", "I have seen this")
        .contains("/name");
    assertThat(technician.get("/enrol").statusCode()).isEqualTo(200);
  }

  private Finding met(String rule) {
    return console.finding(rule, "met", "watch", "It is so.");
  }

  private Finding notMet(String rule, String stage) {
    return console.finding(rule, "not-met", stage, "It is not so.");
  }

  private String firstLine() {
    return browser.get("/").body().replaceAll("(?s).*<h1>(.*?)</h1>.*", "$1");
  }

  private HttpResponse<String> post(String path, Map<String, String> fields) {
    Map<String, String> all = new java.util.HashMap<>(fields);
    all.put("csrf", console.who(dsl).csrf());
    return browser.post(path, all);
  }

  private List<String> acts() {
    return console.audit.entries(console.setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }
}
