package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.stairgate.console.account.Entered;
import io.stairgate.console.account.Entrance;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Hardware;
import io.stairgate.console.device.NewDevice;
import io.stairgate.console.policy.AccessEntry;
import io.stairgate.console.secondstep.Changed;
import io.stairgate.console.secondstep.TestApp;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.web.Route;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is written into the log: every route that may change something, and every one that shows
 * personal data, names here the act it writes, or says why it writes none. Each is asked for, and
 * exactly one line must come of it, with the right act, person and target, and nothing in it that
 * was typed in secret.
 */
class AuditCoverageTest {
  /** Whoever may do one of these sees people's data there. */
  private static final Set<Right> PERSONAL =
      EnumSet.of(Right.SEE_PEOPLE, Right.MANAGE_PEOPLE, Right.SEE_AUDIT, Right.READ_INCIDENTS);

  private static final String TYPED = "violet ladder teapot";

  /** What a route does to the log. */
  private sealed interface Row {
    /**
     * It writes one line, or where a person comes in, one for that as well.
     *
     * @param acts the line's act; a second one behind a space
     * @param target the first line's
     * @param doing asks for the route; the answer is whose act it is
     */
    record Writes(String acts, Function<AuditCoverageTest, String> target, Doing doing)
        implements Row {}

    /** It writes none. */
    record Silent(String why) implements Row {}

    /** It writes the line of another route, by the same code, once a passkey was proved. */
    record SameAs(String route) implements Row {}

    /** It needs more than a browser, so another test looks at its line. */
    record SeenBy(String act, String test) implements Row {}
  }

  /** Uses a route once, as it is meant to be used. */
  private interface Doing {
    UUID by(AuditCoverageTest here);
  }

  private static final Map<String, Row> ROWS = new TreeMap<>();

  @TempDir static Path data;
  private static WebFixture console;
  private static Secret dsl;
  private static int next;
  private static int turn;

  @BeforeAll
  static void start() {
    console = new WebFixture(data);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
    prove();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  private static void prove() {
    console.database.useTransaction(
        t ->
            t.createUpdate("UPDATE web_session SET second_at = :now, proved_at = :now")
                .bind("now", console.now.get())
                .execute());
  }

  private static UUID dee() {
    return console.who(dsl).account();
  }

  static {
    door();
    laptops();
    log();
    people();
    elsewhere();
    secondStep();
    mySignIn();
    policy();
    programs();
    mine();
    settings();
    told();
  }

  private static void writes(
      String route, String act, Function<AuditCoverageTest, String> target, Doing doing) {
    ROWS.put(route, new Row.Writes(act, target, doing));
  }

  private static void silent(String why, String... routes) {
    for (String route : routes) {
      ROWS.put(route, new Row.Silent(why));
    }
  }

  private static void seenBy(String act, String test, String... routes) {
    for (String route : routes) {
      ROWS.put(route, new Row.SeenBy(act, test));
    }
  }

  private static void sameAs(String other, String route) {
    ROWS.put(route, new Row.SameAs(other));
  }

  // What the last doing was done to, and how long the log was before its last request.
  private String target = "";
  private int before;
  private UUID program = new UUID(0, 0);
  private SettingId where = ours();

  private static SettingId ours() {
    return console.setting;
  }

  private static String lastTarget(AuditCoverageTest here) {
    return here.target;
  }

  private static String nothing(AuditCoverageTest here) {
    return "";
  }

  private HttpResponse<String> post(String path, Map<String, String> fields) {
    return post(dsl, path, fields);
  }

  private HttpResponse<String> post(Secret who, String path, Map<String, String> fields) {
    Map<String, String> all = new HashMap<>(fields);
    all.put("csrf", console.who(who).csrf());
    begin();
    return fine(new Browser(console).with(who).post(path, all));
  }

  private HttpResponse<String> open(String path, Map<String, String> fields) {
    begin();
    return fine(new Browser(console).post(path, fields));
  }

  private HttpResponse<String> get(String path) {
    begin();
    return fine(new Browser(console).with(dsl).get(path));
  }

  private void begin() {
    before = log(where).size();
  }

  private static HttpResponse<String> fine(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 303);
    return answer;
  }

  /** A name nobody has yet; digits would not tell sign-in names apart. */
  private static String letters() {
    StringBuilder name = new StringBuilder("nn");
    for (int left = ++next; left > 0; left /= 26) {
      name.append((char) ('a' + left % 26));
    }
    return name.toString();
  }

  private Secret somebody(Role role) {
    Secret person = console.person(console.setting, "Person " + letters(), role);
    prove();
    return person;
  }

  private UUID account(Secret person) {
    return console.who(person).account();
  }

  private String about(UUID person) {
    target = "person:" + person;
    return "/people/" + person;
  }

  private String about(DeviceId laptop) {
    target = "laptop:" + laptop;
    return "/laptops/" + laptop;
  }

  private static void door() {
    silent("the first of two steps; the second writes that the person signed in", "POST /sign-in");
    writes(
        "POST /sign-out",
        "signed-out",
        AuditCoverageTest::nothing,
        here -> {
          Secret person = here.somebody(Role.STAFF);
          UUID account = here.account(person);
          here.post(person, "/sign-out", Map.of());
          return account;
        });
    writes(
        "POST /new-passphrase",
        "passphrase-changed",
        AuditCoverageTest::lastTarget,
        here -> {
          UUID account = here.account(here.somebody(Role.STAFF));
          Secret link = console.links.create(console.setting, account, Duration.ofHours(1));
          here.about(account);
          here.open("/new-passphrase", Map.of("code", link.reveal(), "passphrase", TYPED));
          return account;
        });
    silent("looks at a link and says what it is for; nothing changes", "POST /join");
    writes(
        "POST /join/new",
        "joined",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret link = console.invite(console.setting, Role.STAFF);
          String name = letters() + "@here.example";
          here.open(
              "/join/new",
              Map.of(
                  "code",
                  link.reveal(),
                  "setting",
                  "x",
                  "person",
                  "Joiner",
                  "name",
                  name,
                  "passphrase",
                  TYPED));
          UUID account = console.accounts.findBySignInName(name).orElseThrow().id();
          here.about(account);
          return account;
        });
    writes(
        "POST /join/as",
        "joined",
        AuditCoverageTest::lastTarget,
        here -> {
          SettingId other = console.newSetting("Other " + ++next);
          Secret person = console.person(other, "Both " + letters(), Role.STAFF);
          prove();
          Secret link = console.invite(console.setting, Role.STAFF);
          UUID account = here.account(person);
          here.about(account);
          here.post(person, "/join/as", Map.of("code", link.reveal()));
          return account;
        });
  }

  private static void laptops() {
    writes(
        "POST /laptops/{id}/name",
        "laptop-renamed",
        AuditCoverageTest::lastTarget,
        here -> {
          here.post(
              here.about(console.laptop(console.setting, "Blue Room")) + "/name",
              Map.of("nickname", "Green Room"));
          return dee();
        });
    writes(
        "POST /laptops/{id}/return",
        "laptop-return-approved",
        AuditCoverageTest::lastTarget,
        here -> {
          DeviceId laptop = console.laptop(console.setting, "Away");
          console.enrolled.askReturn(console.setting, laptop, console.now.get());
          here.post(here.about(laptop) + "/return", Map.of());
          return dee();
        });
    writes(
        "POST /laptops/{id}/same",
        "laptop-kept-apart",
        AuditCoverageTest::lastTarget,
        here -> {
          DeviceId before = console.laptop(console.setting, "First");
          DeviceId again = new DeviceId(UUID.randomUUID());
          console.database.useTransaction(
              t ->
                  console.enrolled.insert(
                      t,
                      new NewDevice(
                          again,
                          console.setting,
                          "First",
                          new Hardware("x", "x", "x", "x", "x", ""),
                          Optional.of(before),
                          "0.1.0",
                          again.toString(),
                          console.now.get())));
          here.post(here.about(again) + "/same", Map.of("answer", "no"));
          return dee();
        });
    writes(
        "POST /laptops/{id}/memory-sticks",
        "policy-changed",
        AuditCoverageTest::lastTarget,
        here -> {
          here.post(
              here.about(console.laptop(console.setting, "Red Room")) + "/memory-sticks",
              Map.of("stage", "enforce", "why", "As agreed."));
          here.target = "policy:" + version();
          return dee();
        });
    writes(
        "POST /alerts/{id}/seen",
        "alert-acknowledged",
        AuditCoverageTest::lastTarget,
        here -> {
          UUID alert = here.alert("Stick Room");
          here.post("/alerts/" + alert + "/seen", Map.of());
          return dee();
        });
    writes(
        "POST /alerts/{id}/end",
        "alert-resolved",
        AuditCoverageTest::lastTarget,
        here -> {
          UUID alert = here.alert("End Room");
          here.post(
              "/alerts/" + alert + "/end",
              Map.of("outcome", "person-talked-to", "words", "We talked about it."));
          return dee();
        });
    writes(
        "POST /my/alerts/{alert}/end",
        "alert-resolved",
        AuditCoverageTest::lastTarget,
        here -> {
          UUID alert = here.alert("Own End Room");
          here.post(
              "/my/alerts/" + alert + "/end",
              Map.of("outcome", "person-talked-to", "words", "We talked about it."));
          return dee();
        });
    writes(
        "POST /enrol",
        "enrol-code-made",
        AuditCoverageTest::nothing,
        here -> {
          here.post("/enrol", Map.of("uses", "2", "hours", "24"));
          return dee();
        });
  }

  private static void reads(String path, String act) {
    writes(
        "GET " + path,
        act,
        AuditCoverageTest::nothing,
        here -> {
          here.get(path);
          return dee();
        });
  }

  private static void log() {
    reads("/audit", "audit-read");
    reads("/audit.csv", "audit-exported");
    reads("/audit.ndjson", "audit-exported");
    writes(
        "POST /audit/notices/{notice}",
        "audit-change-acknowledged",
        AuditCoverageTest::lastTarget,
        here -> {
          int number = ++next;
          console.database.useTransaction(
              t ->
                  t.createUpdate(
                          """
                          INSERT INTO audit_notice
                            (setting_id, branch, kind, first_line, last_line, noticed_at, remembers, laptops)
                          VALUES (:setting, :branch, 'missing', 1, 2, :at, 'Blue Room', 1)
                          """)
                      .bind("setting", console.setting.value())
                      .bind("branch", number)
                      .bind("at", console.now.get())
                      .execute());
          here.target = "notice:" + number;
          here.post("/audit/notices/" + number, Map.of("why-" + number, "The old disk."));
          return dee();
        });
  }

  private static void people() {
    writes(
        "POST /my/name",
        "own-name-changed",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret person = here.somebody(Role.STAFF);
          UUID account = here.account(person);
          here.about(account);
          here.post(person, "/my/name", Map.of("name", "Another Name"));
          return account;
        });
    writes(
        "POST /my/alerts/{alert}/seen",
        "alert-acknowledged",
        AuditCoverageTest::lastTarget,
        here -> {
          DeviceId laptop = console.laptop(console.setting, "Own Room");
          console.stick(console.setting, laptop, "S" + ++next, true);
          UUID alert = console.alerts.ofLaptop(console.setting, laptop, 1).getFirst().id();
          here.target = "alert:" + alert;
          here.post("/my/alerts/" + alert + "/seen", Map.of());
          return dee();
        });
    writes(
        "POST /laptops/{id}/user",
        "laptop-user-set",
        AuditCoverageTest::lastTarget,
        here -> {
          here.post(
              here.about(console.laptop(console.setting, "Used Room")) + "/user",
              Map.of("user", dee().toString()));
          return dee();
        });
    writes(
        "POST /settings/{setting}/look",
        "setting-looked-at",
        AuditCoverageTest::nothing,
        here -> {
          Secret person = here.somebody(Role.STAFF);
          UUID account = here.account(person);
          here.post(person, "/settings/" + console.setting + "/look", Map.of());
          return account;
        });
    seenBy("setting-added", "page/PeoplePagesTest", "POST /settings");
    seenBy("invited", "page/PeoplePagesTest", "POST /settings/{setting}/first-link");
    reads("/people", "people-read");
    reads("/people.csv", "people-downloaded");
    reads("/people/review", "people-read");
    reads("/people/roles", "people-read");
    writes(
        "GET /people/{person}",
        "person-read",
        AuditCoverageTest::lastTarget,
        here -> {
          here.get(here.about(here.account(here.somebody(Role.STAFF))));
          return dee();
        });
    silent(
        "an empty form, or one that asks again about what the person's own page has shown and"
            + " written",
        "GET /people/invite",
        "GET /people/{person}/change",
        "GET /people/{person}/remove",
        "GET /people/{person}/let-back-in");
    writes(
        "POST /people/invite",
        "invited",
        AuditCoverageTest::lastTarget,
        here -> {
          here.post(
              "/people/invite", Map.of("name", "Nina New", "role", "staff", "visiting", "no"));
          here.target = "invitation:" + here.newestInvitation();
          return dee();
        });
    writes(
        "POST /people/invitations/{invitation}/withdraw",
        "invitation-withdrawn",
        AuditCoverageTest::lastTarget,
        here -> {
          console.invite(console.setting, Role.STAFF);
          String invitation = here.newestInvitation();
          here.target = "invitation:" + invitation;
          here.post("/people/invitations/" + invitation + "/withdraw", Map.of());
          return dee();
        });
    changesOf("change", "roles-changed", Map.of("role", "technician", "visiting", "no"));
    changesOf("remove", "removed", Map.of());
    changesOf("let-back-in", "let-back-in", Map.of());
    changesOf("still-needed", "access-reviewed", Map.of());
  }

  private String newestInvitation() {
    return console.database.inTransaction(
        t ->
            t.createQuery(
                    """
                    SELECT invitation_id FROM invitation
                    WHERE setting_id = :setting AND used_at IS NULL AND withdrawn_at IS NULL
                    ORDER BY made_at DESC, ends_at DESC
                    FETCH FIRST 1 ROW ONLY
                    """)
                .bind("setting", where.value())
                .mapTo(UUID.class)
                .one()
                .toString());
  }

  private static void changesOf(String what, String act, Map<String, String> fields) {
    writes(
        "POST /people/{person}/" + what,
        act,
        AuditCoverageTest::lastTarget,
        here -> {
          here.post(here.about(here.account(here.somebody(Role.STAFF))) + "/" + what, fields);
          return dee();
        });
  }

  private static void told() {
    String pages = "page/ToldPagesTest";
    reads("/accounts", "accounts-read");
    reads("/accounts.csv", "accounts-downloaded");
    reads("/notices", "notices-read");
    reads("/notices.csv", "notices-downloaded");
    writes(
        "GET /accounts/one",
        "account-read",
        AuditCoverageTest::lastTarget,
        here -> {
          String account = letters();
          var _ =
              console.accountOrders.left(
                  console.setting, console.who(dsl).actor(), account, "They moved away.");
          here.target = "account:" + account;
          here.get("/accounts/one?name=" + account);
          return dee();
        });
    writes(
        "GET /accounts/line",
        "account-read",
        AuditCoverageTest::lastTarget,
        here -> {
          String account = letters();
          var _ =
              console.policyFiles.change(
                  console.setting,
                  console.who(dsl).actor(),
                  policy -> {
                    List<AccessEntry> all = new ArrayList<>(policy.access());
                    all.add(new AccessEntry("Sam", account, Set.of(), Optional.empty()));
                    return policy.withAccess(all);
                  },
                  "The test says so.");
          here.target = "account:" + account;
          here.get("/accounts/line?person=Sam&name=" + account);
          return dee();
        });
    silent("an empty form", "GET /accounts/left", "GET /accounts/password");
    seenBy("account-left", pages, "POST /accounts/left");
    seenBy("password-known", pages, "POST /accounts/password");
    seenBy("account-suspended", pages, "POST /accounts/suspend");
    seenBy("account-order-cleared", pages, "POST /accounts/orders/{order}/clear");
    seenBy("concern-seen", pages, "POST /concerns/{concern}/seen");
    seenBy("concern-closed", pages, "POST /concerns/{concern}/close");
    seenBy("policy-proposed", pages, "POST /software/approve");
    seenBy(
        "policy-changed",
        "page/RuleChangeTest",
        "POST /rules/{rule}",
        "POST /groups/one",
        "POST /accounts/line");
    seenBy("rollout-continued", "page/RolloutPageTest", "POST /rollouts/{rollout}");
    seenBy("spread-begun", "page/SpreadPageTest", "POST /changes/rules/{rule}");
    seenBy("spread-stopped", "page/SpreadPageTest", "POST /changes/{spread}");
  }

  private static void elsewhere() {
    silent(
        "only sends the browser to the provider; the way back writes",
        "POST /sign-in/elsewhere",
        "POST /join/elsewhere",
        "POST /my/sign-in/elsewhere");
    seenBy("sign-in-elsewhere-added", "ElsewhereTest", "POST /sign-in-elsewhere");
    seenBy("sign-in-elsewhere-removed", "ElsewhereTest", "POST /sign-in-elsewhere/remove");
    seenBy("account-elsewhere-unlinked", "ElsewhereTest", "POST /my/sign-in/elsewhere/remove");
    silent("asks the provider whether it answers; nothing changes", "POST /sign-in-elsewhere/try");
  }

  /** A blocked stick's alert, which is what is acted upon. */
  private UUID alert(String room) {
    DeviceId laptop = console.laptop(console.setting, room);
    console.stick(console.setting, laptop, "S" + ++next, true);
    UUID alert = console.alerts.ofLaptop(console.setting, laptop, 1).getFirst().id();
    target = "alert:" + alert;
    return alert;
  }

  /** Somebody with an app that makes codes, who is signed in. */
  private record WithApp(Secret session, UUID account, String signInName, TestApp app) {
    String code() {
      // Each code is good once.
      console.now.updateAndGet(now -> now.plusSeconds(30));
      return app.codeAt(console.now.get());
    }
  }

  private WithApp withApp() {
    Secret session = somebody(Role.STAFF);
    UUID account = account(session);
    String name = console.accounts.find(account).orElseThrow().signInName();
    TestApp app = new TestApp(console.secondSteps.changes().offerApp(console.who(session)).key());
    WithApp person = new WithApp(session, account, name, app);
    assertThat(console.secondSteps.changes().confirmApp(console.who(session), person.code()))
        .isInstanceOf(Changed.Done.class);
    about(account);
    return person;
  }

  private Secret halfWithoutSteps() {
    String name = letters() + "@half.example";
    Secret link = console.invite(console.setting, Role.STAFF);
    Entered entered =
        console.entrance.join(
            link.reveal(), new Entrance.Joining("x", "Half Way", name, WebFixture.PASSPHRASE));
    assertThat(entered).isInstanceOf(Entered.In.class);
    return ((Entered.In) entered).cookie();
  }

  private static void secondStep() {
    writes(
        "POST /second-step",
        "signed-in",
        AuditCoverageTest::lastTarget,
        here -> {
          WithApp person = here.withApp();
          Secret half = console.half(person.signInName());
          here.post(half, "/second-step", Map.of("code", person.code()));
          return person.account();
        });
    writes(
        "POST /second-step/set-up/app",
        "second-step-added signed-in recovery-codes-made",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret half = here.halfWithoutSteps();
          UUID account = here.account(half);
          here.about(account);
          TestApp app =
              new TestApp(console.secondSteps.changes().offerApp(console.who(half)).key());
          here.post(half, "/second-step/set-up/app", Map.of("code", app.codeAt(console.now.get())));
          return account;
        });
    writes(
        "POST /confirm",
        "second-step-given",
        AuditCoverageTest::lastTarget,
        here -> {
          WithApp person = here.withApp();
          here.post(person.session(), "/confirm", Map.of("code", person.code(), "next", "/"));
          return person.account();
        });
    seenBy(
        "second-step-added",
        "secondstep/SecondStepsTest",
        "POST /second-step/set-up/passkey",
        "POST /my/sign-in/passkey");
    sameAs("POST /second-step", "POST /second-step/passkey");
    sameAs("POST /confirm", "POST /confirm/passkey");
  }

  private static void mySignIn() {
    writes(
        "POST /my/sign-in/app",
        "second-step-added",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret person = here.somebody(Role.STAFF);
          here.about(here.account(person));
          TestApp app =
              new TestApp(console.secondSteps.changes().offerApp(console.who(person)).key());
          here.post(person, "/my/sign-in/app", Map.of("code", app.codeAt(console.now.get())));
          return here.account(person);
        });
    writes(
        "POST /my/sign-in/codes",
        "recovery-codes-made",
        AuditCoverageTest::lastTarget,
        here -> {
          WithApp person = here.withApp();
          prove();
          here.post(person.session(), "/my/sign-in/codes", Map.of());
          return person.account();
        });
    writes(
        "POST /my/sign-in/sessions/end",
        "sessions-ended",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret person = here.somebody(Role.STAFF);
          here.about(here.account(person));
          here.post(person, "/my/sign-in/sessions/end", Map.of());
          return here.account(person);
        });
    writes(
        "POST /my/sign-in/passphrase",
        "passphrase-changed",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret person = here.somebody(Role.STAFF);
          UUID account = here.account(person);
          here.about(account);
          here.post(
              person,
              "/my/sign-in/passphrase",
              Map.of("old", WebFixture.PASSPHRASE, "passphrase", TYPED));
          return account;
        });
    writes(
        "POST /my/sign-in/new-browser",
        "new-browser-disowned",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret person = here.somebody(Role.STAFF);
          here.about(here.account(person));
          here.post(person, "/my/sign-in/new-browser", Map.of("answer", "stranger"));
          return here.account(person);
        });
    writes(
        "POST /my/sign-in/browser/forget",
        "browser-forgotten",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret person = here.somebody(Role.STAFF);
          UUID account = here.account(person);
          here.about(account);
          String browser = console.browsers.of(account).getFirst().id().hex();
          here.post(person, "/my/sign-in/browser/forget", Map.of("browser", browser));
          return account;
        });
    seenBy(
        "second-step-removed",
        "secondstep/SecondStepsTest",
        "POST /my/sign-in/app/remove",
        "POST /my/sign-in/passkey/remove");
    seenBy("passkey-renamed", "secondstep/SecondStepsTest", "POST /my/sign-in/passkey/rename");
  }

  private static void mine() {
    writes(
        "POST /my/name",
        "own-name-changed",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret person = here.somebody(Role.STAFF);
          here.about(here.account(person));
          here.post(person, "/my/name", Map.of("name", "Other Name"));
          return here.account(person);
        });
    writes(
        "GET /my/data.json",
        "own-data-downloaded",
        AuditCoverageTest::lastTarget,
        here -> {
          here.about(dee());
          here.get("/my/data.json");
          return dee();
        });
    writes(
        "POST /my/alerts/{alert}/seen",
        "alert-acknowledged",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret deputy = here.somebody(Role.DEPUTY);
          DeviceId laptop = console.laptop(console.setting, "Office");
          here.post(here.about(laptop) + "/user", Map.of("user", dee().toString()));
          console.stick(console.setting, laptop, "S" + ++next, true);
          UUID alert = console.alerts.ofLaptop(console.setting, laptop, 1).getFirst().id();
          here.target = "alert:" + alert;
          here.post(deputy, "/my/alerts/" + alert + "/seen", Map.of());
          return here.account(deputy);
        });
    writes(
        "POST /laptops/{id}/user",
        "laptop-user-set",
        AuditCoverageTest::lastTarget,
        here -> {
          UUID person = here.account(here.somebody(Role.STAFF));
          here.post(
              here.about(console.laptop(console.setting, "Desk")) + "/user",
              Map.of("user", person.toString()));
          return dee();
        });
  }

  private static void settings() {
    writes(
        "POST /settings/{setting}/look",
        "setting-looked-at",
        AuditCoverageTest::nothing,
        here -> {
          Secret person = here.somebody(Role.STAFF);
          UUID account = here.account(person);
          here.where = console.newSetting("Other " + letters());
          console.database.useTransaction(
              t ->
                  console.members.put(
                      t,
                      here.where,
                      account,
                      Set.of(Role.STAFF),
                      Optional.empty(),
                      console.now.get()));
          here.post(person, "/settings/" + here.where + "/look", Map.of());
          return account;
        });
    writes(
        "POST /settings",
        "setting-added invited",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret provider = here.somebody(Role.PROVIDER);
          here.about(here.account(provider));
          here.post(provider, "/settings", Map.of("name", "Newly Added"));
          here.where =
              console.settings.all().stream()
                  .filter(each -> each.name().equals("Newly Added"))
                  .findFirst()
                  .orElseThrow()
                  .id();
          here.before = 0;
          return here.account(provider);
        });
    writes(
        "POST /settings/{setting}/first-link",
        "invited",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret provider = here.somebody(Role.PROVIDER);
          UUID account = here.account(provider);
          here.where = console.newSetting("Waiting " + letters());
          console.database.useTransaction(
              t ->
                  console.members.put(
                      t,
                      here.where,
                      account,
                      Set.of(Role.PROVIDER),
                      Optional.empty(),
                      console.now.get()));
          here.post(provider, "/settings/" + here.where + "/first-link", Map.of());
          here.target = "invitation:" + here.newestInvitation();
          return account;
        });
  }

  private static long version() {
    return console.policyFiles.current(console.setting).version();
  }

  /** Another change each time. Nobody but Dee decides, so that what is looser holds at once too. */
  private static Map<String, String> change() {
    console.database.useTransaction(
        t ->
            t.createUpdate("DELETE FROM membership WHERE role IN ('deputy', 'manager')").execute());
    int minutes = 2 + ++turn % 8;
    return Map.of(
        "step",
        "apply",
        "base",
        Long.toString(version()),
        "text",
        "format: 1\nrules:\n  screen-lock: {minutes: %d}\n".formatted(minutes),
        "reason",
        "As we agreed.");
  }

  private static void policy() {
    // The file names people.
    reads("/policy.yaml", "policy-file-read");
    reads("/policy/change", "policy-file-read");
    writes(
        "POST /policy/change",
        "policy-changed",
        AuditCoverageTest::lastTarget,
        here -> {
          here.post("/policy/change", change());
          here.target = "policy:" + version();
          return dee();
        });
    writes(
        "POST /policy/versions/{version}",
        "policy-changed",
        AuditCoverageTest::lastTarget,
        here -> {
          here.post("/policy/change", change());
          long before = version();
          here.post("/policy/change", change());
          here.post("/policy/versions/" + before, Map.of("reason", "It was right before."));
          here.target = "policy:" + version();
          return dee();
        });
    writes(
        "POST /policy/proposals/{proposal}",
        "policy-refused",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret technician = here.somebody(Role.TECHNICIAN);
          String place =
              here.post(technician, "/policy/change", change())
                  .headers()
                  .firstValue("Location")
                  .orElse("")
                  .replaceAll("\\?.*", "");
          here.target = "proposal:" + place.substring(place.lastIndexOf('/') + 1);
          here.post(place, Map.of("decision", "refuse", "word", "Two is short enough."));
          return dee();
        });
    silent(
        "shows what a calendar would change; nothing changes",
        "POST /calendar/file",
        "POST /calendar/change");
    seenBy("policy-changed", "page/CalendarPagesTest", "POST /calendar");
  }

  private HttpResponse<String> program(Role role, String method, String path, String json) {
    Secret token =
        console.tokens.create(console.setting, "Program", role, Optional.empty(), Optional.empty());
    program = console.tokens.find(token).orElseThrow().id();
    Browser browser =
        new Browser(console)
            .header("Authorization", "Bearer " + token.reveal())
            .header("If-Match", "\"" + version() + "\"");
    begin();
    HttpResponse<String> answer =
        method.equals("GET") ? browser.get(path) : browser.send(method, path, json);
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 204);
    return answer;
  }

  /** A version that does not hold any more. */
  private String changedBefore() {
    post("/policy/change", change());
    long before = version();
    post("/policy/change", change());
    return Long.toString(before);
  }

  private UUID asks(String path, String json) {
    String answer = program(Role.DSL, "POST", path, json).body();
    target = "proposal:" + answer.replaceAll("(?s).*\"proposal\":\"([0-9a-f-]{36})\".*", "$1");
    return program;
  }

  private static void programReads(String path, String act) {
    programDoes("GET", "/api/v1" + path, "/api/v1" + path, act, "", here -> "");
  }

  private static void programDoes(
      String method,
      String route,
      String path,
      String act,
      String json,
      Function<AuditCoverageTest, String> id) {
    writes(
        method + " " + route,
        act,
        AuditCoverageTest::lastTarget,
        here -> {
          here.program(Role.DSL, method, path + id.apply(here), json);
          return here.program;
        });
  }

  private static void messages() {
    String test = "page/MessagePagesTest";
    seenBy("own-address-given", test, "POST /my/messages/address");
    seenBy("own-address-confirmed", test, "POST /address");
    seenBy("own-address-removed", test, "POST /my/messages/address/forget");
    seenBy("own-messages-chosen", test, "POST /my/messages/urgent");
    seenBy("away-noted", test, "POST /my/messages/away");
    seenBy("away-ended", test, "POST /my/messages/away/{away}/end");
    seenBy("trial-message-sent", test, "POST /notifications/trial");
    seenBy("webhook-added", test, "POST /webhooks");
    seenBy("webhook-tried", test, "POST /webhooks/{webhook}/try");
    seenBy("webhook-switched-on", test, "POST /webhooks/{webhook}/on");
    seenBy("webhook-switched-on", test, "POST /api/v1/webhooks/{webhook}/on");
    seenBy("webhook-ended", test, "POST /webhooks/{webhook}/end");
    reads("/notifications", "messages-read");
    reads("/notifications.csv", "messages-downloaded");
    programReads("/notifications", "messages-read");
    programReads("/notification-people", "messages-read");
    for (String word : List.of("", "/trial")) {
      programDoes(
          word.isEmpty() ? "DELETE" : "POST",
          "/api/v1/webhooks/{webhook}" + word,
          "/api/v1/webhooks/",
          word.isEmpty() ? "webhook-ended" : "webhook-tried",
          "",
          here -> {
            UUID id = console.webhook(console.setting);
            here.target = "webhook:" + id;
            return id + word;
          });
    }
    silent(
        "counts and laptops of a week, no names of people",
        "GET /weekly",
        "GET /weekly/{week}",
        "GET /api/v1/weekly-updates",
        "GET /api/v1/weekly-updates/{week}");
    silent(
        "a program is always answered 403: a person must do it",
        "POST /api/v1/my-messages",
        "POST /api/v1/notifications/trial",
        "POST /api/v1/webhooks");
  }

  private static void sticks() {
    String test = "page/StickPagesTest";
    seenBy(
        "stick-permitted", test, "POST /requests/{request}", "POST /sticks/{stick}/allow/{laptop}");
    seenBy("stick-extended", test, "POST /permissions/{permission}/change");
    seenBy("stick-stopped", test, "POST /permissions/{permission}/stop");
    seenBy("own-sticks-added", test, "POST /sticks/own/add");
    seenBy("own-sticks-confirmed", test, "POST /sticks/own/confirm");
    seenBy("own-stick-ended", test, "POST /sticks/own/{line}/end");
    seenBy("stick-owner-set", test, "POST /sticks/{stick}");
    seenBy("telephone-answered", test, "POST /telephone");
    writes(
        "PUT /api/v1/media-requests/{request}/suggestion",
        "stick-proposed",
        AuditCoverageTest::lastTarget,
        here -> {
          DeviceId laptop = console.laptop(console.setting, "Blue Room");
          UUID request = console.ask(console.setting, laptop, "S" + next++);
          here.target = "request:" + request;
          here.program(
              Role.DSL,
              "PUT",
              "/api/v1/media-requests/" + request + "/suggestion",
              """
              {"laptops":["%s"],"ends":"today","readOnly":true,"encryptedOnly":false,
              "onlyWhoAsked":true,"owner":"setting","acceptNotFullyScanned":false,
              "weakAccepted":false,"reason":null}
              """
                  .formatted(laptop));
          return here.program;
        });
    programDoes(
        "POST",
        "/api/v1/permissions/{permission}/stop",
        "/api/v1/permissions/",
        "stick-stopped",
        "{\"reason\":\"It was lost.\"}",
        here -> {
          UUID permission =
              console.permitted(
                  console.setting, console.laptop(console.setting, "Blue Room"), "S" + next++);
          here.target = "permission:" + permission;
          return permission + "/stop";
        });
    String standing =
        "\"encrypted\":true,\"lastDay\":\"%s\",\"everyLaptop\":true,\"laptops\":null,\"reason\":\"The setting bought them.\"}"
            .formatted("2026-12-01");
    programDoes(
        "POST",
        "/api/v1/own-sticks",
        "/api/v1/own-sticks",
        "own-sticks-proposed",
        "{\"sticks\":[{\"label\":\"Blue\",\"serial\":\"OWN-1\"}]," + standing,
        here -> here.target = "");
    programDoes(
        "POST",
        "/api/v1/own-sticks/import",
        "/api/v1/own-sticks/import",
        "own-sticks-proposed",
        "{\"csv\":\"serial\\nOWN-2\"," + standing,
        here -> here.target = "");
    programDoes(
        "DELETE",
        "/api/v1/own-sticks/{ownStick}",
        "/api/v1/own-sticks/",
        "own-stick-ended",
        "",
        here -> {
          UUID line = console.ownStick(console.setting, "S" + next++);
          here.target = "own-stick:" + line;
          return line.toString();
        });
  }

  private static void accounts() {
    programReads("/account-orders", "account-orders-read");
    programReads("/notices-read", "notices-read");
    programDoes(
        "GET",
        "/api/v1/account-orders/{order}",
        "/api/v1/account-orders/",
        "account-orders-read",
        "",
        here -> {
          UUID order = console.left(console.setting, "left" + next++);
          here.target = "account-order:" + order;
          return order.toString();
        });
    for (String what : List.of("left", "password-known")) {
      writes(
          "POST /api/v1/account-orders/" + what,
          what.equals("left") ? "account-left" : what,
          AuditCoverageTest::lastTarget,
          here -> {
            String account = "new" + next++;
            here.program(
                Role.DSL,
                "POST",
                "/api/v1/account-orders/" + what,
                "{\"account\":\"%s\",\"reason\":\"The test needs one.\"}".formatted(account));
            here.target =
                console
                    .accountOrders
                    .orders(console.setting, true, Optional.empty(), 100)
                    .items()
                    .stream()
                    .filter(order -> order.account().equals(account))
                    .map(order -> "account-order:" + order.id())
                    .findFirst()
                    .orElseThrow();
            return here.program;
          });
    }
    programDoes(
        "GET",
        "/api/v1/concerns/{concern}",
        "/api/v1/concerns/",
        "concern-read",
        "",
        here -> {
          UUID concern =
              console.report(
                  console.setting, console.laptop(console.setting, "Blue Room"), "Not right.");
          here.target = "concern:" + concern;
          return concern.toString();
        });
  }

  private static void programs() {
    programReads("/audit", "audit-read");
    programReads("/policy", "policy-file-read");
    programReads("/policy.yaml", "policy-file-read");
    programDoes(
        "GET",
        "/api/v1/policy/versions/{version}",
        "/api/v1/policy/versions/",
        "policy-file-read",
        "",
        here -> here.changedBefore());
    silent("says what a file would change; nothing changes", "POST /api/v1/policy/diff");
    writes(
        "POST /api/v1/policy/apply",
        "policy-proposed",
        AuditCoverageTest::lastTarget,
        here ->
            here.asks(
                "/api/v1/policy/apply",
                "{\"yaml\":\"format: 1\\nrules:\\n  screen-lock: {minutes: %d}\\n\",\"reason\":\"As we agreed.\"}"
                    .formatted(11 + next % 4)));
    writes(
        "POST /api/v1/policy/versions/{version}/put-back",
        "policy-proposed",
        AuditCoverageTest::lastTarget,
        here ->
            here.asks(
                "/api/v1/policy/versions/" + here.changedBefore() + "/put-back",
                "{\"reason\":\"It was right before.\"}"));
    programReads("/people", "people-read");
    programReads("/access-review", "people-read");
    programReads("/invitations", "people-read");
    programDoes(
        "GET",
        "/api/v1/people/{person}",
        "/api/v1",
        "person-read",
        "",
        here -> here.about(here.account(here.somebody(Role.STAFF))));
    programDoes(
        "DELETE",
        "/api/v1/people/{person}",
        "/api/v1",
        "removed",
        "",
        here -> here.about(here.account(here.somebody(Role.STAFF))));
    programDoes(
        "PUT",
        "/api/v1/people/{person}/access",
        "/api/v1",
        "roles-changed",
        "{\"roles\":[\"technician\"]}",
        here -> here.about(here.account(here.somebody(Role.STAFF))) + "/access");
    programDoes(
        "PUT",
        "/api/v1/laptops/{laptop}/nickname",
        "/api/v1",
        "laptop-renamed",
        "{\"nickname\":\"Green Room\"}",
        here -> here.about(console.laptop(console.setting, "Blue Room")) + "/nickname");
    programDoes(
        "PUT",
        "/api/v1/laptops/{laptop}/room",
        "/api/v1",
        "laptop-room",
        "{\"room\":\"Pre-school\"}",
        here -> here.about(console.laptop(console.setting, "Blue Room")) + "/room");
    programDoes(
        "POST",
        "/api/v1/enrol-codes",
        "/api/v1/enrol-codes",
        "enrol-code-made",
        "{\"uses\":2}",
        here -> "");
    writes(
        "POST /api/v1/invitations",
        "invited",
        AuditCoverageTest::lastTarget,
        here -> {
          here.program(
              Role.DSL, "POST", "/api/v1/invitations", "{\"name\":\"Nina\",\"roles\":[\"staff\"]}");
          here.target = "invitation:" + here.newestInvitation();
          return here.program;
        });
    programDoes(
        "DELETE",
        "/api/v1/invitations/{invitation}",
        "/api/v1/invitations/",
        "invitation-withdrawn",
        "",
        here -> {
          console.invite(console.setting, Role.STAFF);
          here.target = "invitation:" + here.newestInvitation();
          return here.newestInvitation();
        });
    programDoes(
        "DELETE",
        "/api/v1/programs/{token}",
        "/api/v1/programs/",
        "token-ended",
        "",
        here -> {
          Secret token =
              console.tokens.create(
                  console.setting, "Other", Role.STAFF, Optional.empty(), Optional.empty());
          UUID id = console.tokens.find(token).orElseThrow().id();
          here.target = "token:" + id;
          return id.toString();
        });
    sticks();
    accounts();
    silent(
        "a program is always answered 403: a person must do it",
        "POST /api/v1/media-requests/{request}/approval",
        "POST /api/v1/media-requests/{request}/refusal",
        "POST /api/v1/telephone-answers",
        "POST /api/v1/own-sticks/{ownStick}/approval",
        "POST /api/v1/alerts/{alert}/acknowledgement",
        "POST /api/v1/alerts/{alert}/outcome",
        "POST /api/v1/account-orders/suspension",
        "POST /api/v1/account-orders/{order}/clearing",
        "POST /api/v1/concerns/{concern}/acknowledgement",
        "POST /api/v1/concerns/{concern}/outcome",
        "POST /api/v1/laptops/{laptop}/return",
        "POST /api/v1/laptops/{laptop}/same",
        "POST /api/v1/people/{person}/review",
        "POST /api/v1/settings",
        "POST /api/v1/policy/proposals/{proposal}/approval",
        "POST /api/v1/policy/proposals/{proposal}/refusal",
        "POST /api/v1/rollouts/{rollout}/continuation",
        "POST /api/v1/changes",
        "POST /api/v1/changes/{spread}/decision",
        "POST /api/v1/programs");
    messages();
    seenBy("keeping-changed", "page/KeepingPagesTest", "POST /keeping/lengths/{kind}");
    seenBy("person-copy-made", "page/KeepingPagesTest", "POST /keeping/copy");
    silent("an empty form", "GET /keeping/copy");
    silent("says that its time is over, and none of its words", "GET /keeping/reports/{concern}");
    seenBy("hold-made", "page/KeepingPagesTest", "POST /keeping/holds");
    seenBy("hold-ended", "page/KeepingPagesTest", "POST /keeping/holds/{hold}/end");
    seenBy("concern-removed", "page/KeepingPagesTest", "POST /keeping/reports/{concern}");
    seenBy("keeping-changed", "page/KeepingPagesTest", "PUT /api/v1/keeping/{kind}");
    seenBy("hold-made", "page/KeepingPagesTest", "POST /api/v1/holds");
    seenBy("hold-ended", "page/KeepingPagesTest", "POST /api/v1/holds/{hold}/end");
    seenBy("recovery-holders-chosen", "page/RecoveryPagesTest", "POST /recovery/holders");
    seenBy("recovery-holder-left", "page/RecoveryPagesTest", "POST /recovery/holders/{person}/end");
    seenBy("recovery-passphrase-made", "page/RecoveryPagesTest", "POST /recovery/passphrase");
    seenBy("recovery-key-printed", "page/RecoveryPagesTest", "POST /recovery/paper");
    seenBy("recovery-key-split", "page/RecoveryPagesTest", "POST /recovery/share");
    seenBy("recovery-asked", "page/RecoveryPagesTest", "POST /recovery/requests");
    seenBy("recovery-agreed", "page/RecoveryPagesTest", "POST /recovery/requests/{recovery}/agree");
    seenBy(
        "recovery-refused", "page/RecoveryPagesTest", "POST /recovery/requests/{recovery}/refuse");
    seenBy(
        "recovery-key-opened",
        "page/RecoveryPagesTest",
        "POST /recovery/requests/{recovery}/finish");
    writes(
        "POST /programs",
        "token-created",
        AuditCoverageTest::lastTarget,
        here -> {
          here.post("/programs", Map.of("name", "A tool", "role", "technician", "days", "30"));
          here.target = "token:" + console.tokens.open(console.setting).getFirst().id();
          return dee();
        });
    writes(
        "POST /programs/{token}/end",
        "token-ended",
        AuditCoverageTest::lastTarget,
        here -> {
          Secret token =
              console.tokens.create(
                  console.setting, "Another", Role.STAFF, Optional.empty(), Optional.empty());
          UUID id = console.tokens.find(token).orElseThrow().id();
          here.target = "token:" + id;
          here.post("/programs/" + id + "/end", Map.of());
          return dee();
        });
  }

  @Test
  void every_route_that_changes_or_shows_people_has_a_row_and_every_row_a_route() {
    TreeSet<String> needed = new TreeSet<>();
    TreeSet<String> all = new TreeSet<>();
    for (Route route : console.routes) {
      String name = route.method() + " " + route.path();
      all.add(name);
      if (route.unsafe() || right(route).filter(PERSONAL::contains).isPresent()) {
        needed.add(name);
      }
    }
    TreeSet<String> missing = new TreeSet<>(needed);
    missing.removeAll(ROWS.keySet());
    assertThat(missing).as("say here which act it writes, or why none").isEmpty();
    assertThat(all).as("rows without a route").containsAll(ROWS.keySet());
  }

  @Test
  void what_another_test_looks_at_is_really_in_it() throws IOException {
    for (Row row : ROWS.values()) {
      if (row instanceof Row.SeenBy seen) {
        assertThat(
                Files.readString(
                    Path.of("src/test/java/io/stairgate/console/" + seen.test() + ".java")))
            .contains('"' + seen.act() + '"');
      }
      if (row instanceof Row.SameAs same) {
        assertThat(ROWS.get(same.route())).isInstanceOf(Row.Writes.class);
      }
    }
  }

  private static Optional<Right> right(Route route) {
    return switch (route) {
      case Route.Person person -> Optional.of(person.right());
      case Route.Program program -> Optional.of(program.right());
      case Route.Open _, Route.Half _ -> Optional.empty();
    };
  }

  @TestFactory
  List<DynamicTest> each_writes_exactly_its_line() {
    List<DynamicTest> tests = new ArrayList<>();
    ROWS.forEach(
        (route, row) -> {
          if (row instanceof Row.Writes writes) {
            tests.add(dynamicTest(route, () -> oneLine(writes)));
          }
        });
    return tests;
  }

  private void oneLine(Row.Writes row) {
    AuditCoverageTest here = new AuditCoverageTest();
    UUID by = row.doing().by(here);
    List<AuditEntry> lines = log(here.where).stream().skip(here.before).toList();
    assertThat(lines).extracting(AuditEntry::act).containsExactly(row.acts().split(" "));
    AuditEntry line = lines.getFirst();
    assertThat(line.actorKind()).isIn("person", "program");
    assertThat(line.actorId()).contains(by);
    assertThat(line.target()).isEqualTo(row.target().apply(here));
    noSecrets(line);
  }

  private static List<AuditEntry> log(SettingId setting) {
    return console.audit.entries(setting, 0, 10_000);
  }

  private static void noSecrets(AuditEntry line) {
    String text = line.detail() + " " + line.target() + " " + line.actor();
    assertThat(text).doesNotContain(TYPED, WebFixture.PASSPHRASE);
    for (String word : text.split("[ ,:;]", -1)) {
      assertThat(word)
          .as("a word of a line that looks like a secret, a code or a file")
          .matches("|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?![A-Za-z0-9_-]{22,}).*")
          .doesNotMatch(".*[/\\\\\\\\].*\\..*|.*\\.(doc|docx|pdf|jpg|png|xls|xlsx|txt)");
    }
  }

  @Test
  void no_line_of_all_this_holds_a_secret() {
    assertThat(log(console.setting)).isNotEmpty().allSatisfy(AuditCoverageTest::noSecrets);
  }
}
