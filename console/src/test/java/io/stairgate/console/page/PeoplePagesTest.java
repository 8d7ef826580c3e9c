package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeoplePagesTest {
  private static final Pattern LINK = Pattern.compile("/join#([A-Za-z0-9_-]+)");

  @TempDir Path data;
  private WebFixture console;
  private Secret dsl;
  private Secret staff;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
    staff = console.person(console.setting, "Stan Staff", Role.STAFF);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void an_invitation_is_made_shown_once_followed_and_used() {
    HttpResponse<String> made =
        post(
            dsl,
            "/people/invite",
            Map.of("name", "Tess <b>Nician", "role", "technician", "visiting", "no", "end", ""));
    assertThat(made.statusCode()).isEqualTo(200);
    String code = code(made);
    assertThat(made.body()).contains("Tess &lt;b&gt;Nician").doesNotContain("<b>Nician");
    assertThat(get(dsl, "/people")).contains("Tess &lt;b&gt;Nician").doesNotContain(code);

    Browser newcomer = new Browser(console);
    HttpResponse<String> shown = newcomer.post("/join", Map.of("code", code));
    assertThat(shown.body())
        .contains("Join Stepping Gate Pre-school", "Dee Lead", "Technician. Adds laptops");
    HttpResponse<String> joined =
        newcomer.post(
            "/join/new",
            Map.of(
                "code",
                code,
                "person",
                "Tess Nician",
                "name",
                "tess@firm.example",
                "passphrase",
                WebFixture.PASSPHRASE));
    assertThat(joined.statusCode()).isEqualTo(303);
    assertThat(newcomer.post("/join", Map.of("code", code)).body())
        .contains("This link was used before");
    assertThat(get(dsl, "/people")).contains("Tess Nician").doesNotContain("&lt;b&gt;");
    assertThat(acts()).contains("invited", "joined", "people-read");
  }

  @Test
  void somebody_with_an_account_joins_with_it() {
    SettingId other = console.newSetting("Little Oaks Nursery");
    Secret lead = console.person(other, "Olive Other", Role.DSL);
    String code = console.invite(console.setting, Role.GOVERNOR).reveal();
    Browser browser = new Browser(console).with(lead);
    assertThat(browser.post("/join", Map.of("code", code)).body()).contains("Join as Olive Other");
    assertThat(post(lead, "/join/as", Map.of("code", code)).statusCode()).isEqualTo(303);
    assertThat(console.who(lead).setting()).isEqualTo(console.setting);
    assertThat(get(lead, "/settings")).contains("Little Oaks Nursery", "You are here");
    assertThat(post(lead, "/settings/" + other + "/look", Map.of()).statusCode()).isEqualTo(303);
    assertThat(console.who(lead).setting()).isEqualTo(other);
  }

  @Test
  void a_form_that_was_open_before_the_setting_was_switched_is_refused() {
    SettingId other = console.newSetting("Little Oaks Nursery");
    console.person(other, "Olive Other", Role.DSL);
    console.entrance.accept(console.invite(other, Role.DSL).reveal(), console.who(dsl));
    String before = console.who(dsl).csrf();
    post(dsl, "/settings/" + other + "/look", Map.of());
    HttpResponse<String> late =
        new Browser(console)
            .with(dsl)
            .post(
                "/people/invite",
                Map.of("csrf", before, "name", "X", "role", "dsl", "visiting", "no", "end", ""));
    assertThat(late.statusCode()).isEqualTo(403);
    assertThat(console.inviting.open(other)).isEmpty();
  }

  @Test
  void a_visitor_must_have_a_last_day() {
    Map<String, String> form = Map.of("name", "Vi", "role", "staff", "visiting", "yes", "end", "");
    HttpResponse<String> refused = post(dsl, "/people/invite", form);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("Enter the last day of access.", "value=\"Vi\"");
    Map<String, String> past = new HashMap<>(form);
    past.put("end", "2020-01-01");
    assertThat(post(dsl, "/people/invite", past).body()).contains("still to come");
    assertThat(post(dsl, "/people/invite", Map.of("name", "Vi", "visiting", "no")).body())
        .contains("Choose at least one role.");
    assertThat(console.inviting.open(console.setting)).isEmpty();
  }

  @Test
  void who_did_not_prove_it_lately_proves_it_before_giving_or_taking_access() {
    UUID person = console.who(staff).account();
    console.now.updateAndGet(now -> now.plus(Duration.ofMinutes(11)));
    for (String path :
        List.of(
            "/people/invite",
            "/people/" + person + "/change",
            "/people/" + person + "/remove",
            "/people/" + person + "/let-back-in")) {
      HttpResponse<String> answer = new Browser(console).with(dsl).get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(303);
      assertThat(answer.headers().firstValue("Location").orElse("")).startsWith("/confirm?next=");
    }
    for (String path :
        List.of("/people/" + person + "/remove", "/people/" + person + "/let-back-in")) {
      assertThat(post(dsl, path, Map.of()).headers().firstValue("Location").orElse(""))
          .startsWith("/confirm");
    }
    Map<String, String> manager =
        Map.of("name", "Max", "role", "manager", "visiting", "no", "end", "");
    assertThat(post(dsl, "/people/invite", manager).headers().firstValue("Location").orElse(""))
        .startsWith("/confirm");
    assertThat(console.inviting.open(console.setting)).isEmpty();
    assertThat(console.people.find(console.setting, person)).isPresent();
  }

  @Test
  void a_person_is_changed_reviewed_and_removed_and_each_step_is_in_the_log() {
    UUID person = console.who(staff).account();
    String own = "/people/" + person;
    assertThat(get(dsl, own)).contains("Stan Staff", "Staff member", "Remove");
    post(dsl, own + "/change", Map.of("role", "line-manager", "visiting", "no", "end", ""));
    assertThat(console.people.find(console.setting, person).map(Member::roles))
        .contains(java.util.Set.of(Role.LINE_MANAGER));
    assertThat(post(dsl, own + "/still-needed", Map.of()).statusCode()).isEqualTo(303);
    assertThat(get(dsl, "/people/review")).contains("Everybody was looked at this term");
    assertThat(get(dsl, own + "/remove")).contains("Remove Stan Staff?", "within seconds");
    assertThat(post(dsl, own + "/remove", Map.of()).statusCode()).isEqualTo(303);
    assertThat(console.people.find(console.setting, person)).isEmpty();
    assertThat(get(dsl, "/people.csv")).doesNotContain("Stan Staff");
    assertThat(acts())
        .contains(
            "person-read", "roles-changed", "access-reviewed", "removed", "people-downloaded");
  }

  @Test
  void ones_own_page_offers_no_change() {
    String own = "/people/" + console.who(dsl).account();
    assertThat(get(dsl, own)).contains("This is you.").doesNotContain(own + "/remove");
    HttpResponse<String> removed = post(dsl, own + "/remove", Map.of());
    assertThat(removed.statusCode()).isEqualTo(422);
    assertThat(removed.body()).contains("Nobody changes their own access");
  }

  @Test
  void the_roles_page_says_what_a_technician_never_reads() {
    assertThat(get(dsl, "/people/roles"))
        .contains(
            "sees that an incident exists, and never its words",
            "May this memory stick be used?",
            "Dee Lead");
  }

  @Test
  void who_sees_no_laptops_begins_at_the_own_page_and_is_offered_nothing_else() {
    for (Role role : List.of(Role.STAFF, Role.GOVERNOR, Role.SAFEGUARDING_GOVERNOR)) {
      Secret person =
          role == Role.STAFF ? staff : console.person(console.setting, "Gov " + role.code(), role);
      HttpResponse<String> first = new Browser(console).with(person).get("/");
      assertThat(first.headers().firstValue("Location")).contains("/my");
      assertThat(get(person, "/my"))
          .contains("You see")
          .doesNotContain("href=\"/laptops\"", "href=\"/people\"", "href=\"/alerts\"");
    }
  }

  @Test
  void the_termly_look_is_a_thing_to_do_from_ten_open_days_before_the_end_of_the_term() {
    console.now.set(Instant.parse("2027-01-20T10:00:00Z"));
    prove();
    assertThat(get(dsl, "/")).doesNotContain("Look through who has access");
    // The funding term ends on 31 March 2027, a Wednesday.
    console.now.set(Instant.parse("2027-03-16T10:00:00Z"));
    prove();
    assertThat(get(dsl, "/")).doesNotContain("Look through who has access");
    console.now.set(Instant.parse("2027-03-18T10:00:00Z"));
    prove();
    assertThat(get(dsl, "/")).contains("Look through who has access");
    assertThat(get(dsl, "/people/review")).contains("Nobody looks at their own access.");
    post(dsl, "/people/" + console.who(staff).account() + "/still-needed", Map.of());
    assertThat(get(dsl, "/")).doesNotContain("Look through who has access");
  }

  /** The sessions go on for ever: what is tested is the calendar. */
  private void prove() {
    console.database.useTransaction(
        tx ->
            tx.createUpdate(
                    """
                    UPDATE web_session SET last_used_at = :now, proved_at = :now, ends_at = :ends
                    """)
                .bind("now", console.now.get())
                .bind("ends", console.now.get().plus(Duration.ofHours(1)))
                .execute());
  }

  @Test
  void the_laptop_one_uses_is_on_ones_own_page_in_words() {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    console.check(
        console.setting,
        laptop,
        console.finding("encryption", "met", "watch", "s"),
        console.finding("screen-lock", "not-met", "watch", "s"));
    HttpResponse<String> saved =
        post(
            dsl,
            "/laptops/" + laptop + "/user",
            Map.of("user", console.who(staff).account().toString()));
    assertThat(saved.statusCode()).isEqualTo(303);
    assertThat(get(staff, "/my")).contains("Blue Room: 1 of 2 rules are met.");
    assertThat(get(dsl, "/laptops/" + laptop)).contains("Stan Staff");
    assertThat(acts()).contains("laptop-user-set");
  }

  @Test
  void nobody_says_they_have_seen_an_alert_about_the_laptop_they_use_themselves() {
    DeviceId laptop = console.laptop(console.setting, "Office");
    console.people.setUser(
        console.setting, laptop, Optional.of(console.who(dsl).account()), console.who(dsl).actor());
    console.stick(console.setting, laptop, "S1", true);
    UUID alert = console.alerts.open(console.setting, Optional.empty(), 1).alerts().getFirst().id();
    assertThat(get(dsl, "/alerts")).contains("Nobody else here could look at this, so you may");

    Secret governor = console.person(console.setting, "Gil Governor", Role.SAFEGUARDING_GOVERNOR);
    assertThat(get(dsl, "/alerts"))
        .contains("somebody else looks at this: Gil Governor")
        .doesNotContain("id=\"seen-");
    assertThat(post(dsl, "/alerts/" + alert + "/seen", Map.of()).statusCode()).isEqualTo(403);
    assertThat(post(dsl, "/my/alerts/" + alert + "/seen", Map.of()).statusCode()).isEqualTo(403);
    assertThat(get(governor, "/my")).contains("was blocked on Office", "I have seen this");
    Secret other = console.person(console.setting, "Gus Governor", Role.GOVERNOR);
    assertThat(get(other, "/my")).doesNotContain("Office");
    assertThat(post(other, "/my/alerts/" + alert + "/seen", Map.of()).statusCode()).isEqualTo(403);
    assertThat(post(governor, "/my/alerts/" + alert + "/seen", Map.of()).statusCode())
        .isEqualTo(303);
    assertThat(console.alerts.find(console.setting, alert).orElseThrow().acknowledged())
        .isPresent();
  }

  @Test
  void a_deputy_comes_before_the_governor() {
    DeviceId laptop = console.laptop(console.setting, "Office");
    console.people.setUser(
        console.setting, laptop, Optional.of(console.who(dsl).account()), console.who(dsl).actor());
    console.stick(console.setting, laptop, "S1", true);
    Secret governor = console.person(console.setting, "Gil Governor", Role.SAFEGUARDING_GOVERNOR);
    Secret deputy = console.person(console.setting, "Dan Deputy", Role.DEPUTY);
    assertThat(get(governor, "/my")).doesNotContain("Office");
    assertThat(get(deputy, "/alerts")).contains("I have seen this");
  }

  @Test
  void what_is_kept_about_oneself_is_downloaded_and_a_name_changed() {
    assertThat(post(staff, "/my/name", Map.of("name", " ")).statusCode()).isEqualTo(422);
    post(staff, "/my/name", Map.of("name", "Stan S. Staff"));
    assertThat(get(staff, "/my/data.json"))
        .contains("\"Stan S. Staff\"", "own-name-changed", "\"staff\"")
        .doesNotContain("Dee Lead", "argon2");
  }

  @Test
  void a_provider_adds_a_setting_and_hands_its_first_person_a_link_until_they_joined() {
    Secret provider = console.person(console.setting, "Pat Provider", Role.PROVIDER);
    HttpResponse<String> added = post(provider, "/settings", Map.of("name", "Rowan Nursery"));
    String first = code(added);
    assertThat(get(provider, "/settings")).contains("Rowan Nursery", "Nobody has joined yet");
    SettingId rowan =
        console.members.settingsOf(console.who(provider).account(), console.now.get()).stream()
            .filter(id -> !id.equals(console.setting))
            .findFirst()
            .orElseThrow();
    String second = code(post(provider, "/settings/" + rowan + "/first-link", Map.of()));
    Browser newcomer = new Browser(console);
    assertThat(newcomer.post("/join", Map.of("code", first)).statusCode()).isEqualTo(422);
    assertThat(newcomer.post("/join", Map.of("code", second)).body())
        .contains("Create the first account", "value=\"Rowan Nursery\"");
    newcomer.post(
        "/join/new",
        Map.of(
            "code", second,
            "setting", "Rowan Nursery",
            "person", "Rose Rowan",
            "name", "rose@rowan.example",
            "passphrase", WebFixture.PASSPHRASE));
    assertThat(get(provider, "/settings")).doesNotContain("Nobody has joined yet");
    assertThat(console.audit.entries(rowan, 0, 100).stream().map(AuditEntry::act))
        .contains("setting-added", "invited", "joined");
    assertThat(post(provider, "/settings/" + rowan + "/first-link", Map.of()).statusCode())
        .isEqualTo(422);
    assertThat(post(dsl, "/settings", Map.of("name", "Mine")).statusCode()).isEqualTo(403);
  }

  @Test
  void whose_last_role_has_ended_sees_one_kind_page_and_can_sign_out() {
    UUID person = console.who(staff).account();
    post(
        dsl,
        "/people/" + person + "/change",
        Map.of(
            "role",
            "staff",
            "visiting",
            "yes",
            "end",
            java.time.LocalDate.ofInstant(console.now.get(), java.time.ZoneId.of("Europe/London"))
                .toString()));
    console.database.useTransaction(
        tx ->
            console.members.put(
                tx,
                console.setting,
                person,
                java.util.Set.of(Role.STAFF),
                Optional.of(console.now.get().minusSeconds(1)),
                console.now.get()));
    String page = get(staff, "/my");
    assertThat(page).contains("Your access here has ended", "Sign out");
  }

  private static String code(HttpResponse<String> answer) {
    Matcher link = LINK.matcher(answer.body());
    assertThat(link.find()).as(answer.body()).isTrue();
    return link.group(1);
  }

  private String get(Secret cookie, String path) {
    return new Browser(console).with(cookie).get(path).body();
  }

  private HttpResponse<String> post(Secret cookie, String path, Map<String, String> fields) {
    Map<String, String> all = new HashMap<>(fields);
    all.put("csrf", console.who(cookie).csrf());
    return new Browser(console).with(cookie).post(path, all);
  }

  private List<String> acts() {
    return console.audit.entries(console.setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }
}
