package io.stairgate.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.javalin.http.HandlerType;
import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.permission.RegisterFilter;
import io.stairgate.console.policy.RolloutPlan;
import io.stairgate.console.policy.RolloutWay;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.recovery.RecoveryScene;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The wall between settings, from outside: every route with something in its path, asked by every
 * role and by nobody, with an id of another setting, answers just as with an id that does not
 * exist, and the other setting's rows stay as they are. It is made from the table of routes, so a
 * new route is in it by itself; a new kind of id fails here until the test knows one of another
 * setting.
 */
class WallTest {
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

  /** What is no id of anything a setting owns. */
  private static final Set<String> NOT_OWNED = Set.of("name", "problem", "rule", "kind", "week");

  @TempDir static Path data;
  private static final AtomicInteger CASES = new AtomicInteger();
  private static final Map<Role, Secret> PEOPLE = new EnumMap<>(Role.class);
  private static final Map<Role, String> PROGRAMS = new EnumMap<>(Role.class);
  private static final Map<String, String> THEIRS = new LinkedHashMap<>();
  private static WebFixture console;
  private static SettingId other;

  @BeforeAll
  static void start() {
    console = new WebFixture(data);
    other = console.newSetting("Little Oaks Nursery");
    for (Role role : Role.values()) {
      PEOPLE.put(role, console.person(console.setting, "Person " + role.code(), role));
      PROGRAMS.put(
          role,
          console
              .tokens
              .create(console.setting, role.code(), role, Optional.empty(), Optional.empty())
              .reveal());
    }
    Secret lead = console.person(other, "Other Lead", Role.DSL);
    Secret theirTechnician = console.person(other, "Other Tech", Role.TECHNICIAN);
    DeviceId laptop = console.laptop(other, "Their Room");
    console.laptop(other, "Their Hall");
    var _ =
        console.policyFiles.change(
            other,
            new Actor.Console(),
            SettingPolicy.DEFAULT.withStage(Rule.CAMERA, Stage.ENFORCE),
            Optional.empty(),
            "The matrix needs one.",
            new RolloutPlan(Rule.CAMERA, RolloutWay.ONE_THEN_ALL));
    THEIRS.put(
        "rollout", console.policyFiles.rollouts().open(other).getFirst().rollout().id().toString());
    THEIRS.put("spread", console.spread(other, person(lead), Rule.FIREWALL).toString());
    console.stick(other, laptop, "THEIRS", true);
    console.invite(other, Role.STAFF);
    console.tokens.create(
        other, "their tool", Role.DSL, Optional.empty(), Optional.of(console.who(lead).account()));
    for (int i = 0; i < 3; i++) {
      Set<Role> roles = i % 2 == 0 ? Set.of(Role.DSL) : Set.of(Role.MANAGER);
      var _ =
          console.policyFiles.change(
              other,
              new Actor.Console(),
              policy -> policy.withApprovers(Map.of(Decision.SUSPEND_PERSON, roles)),
              "The matrix needs one.");
    }
    var _ =
        console.policyFiles.change(
            other,
            new Actor.Program(UUID.randomUUID(), "a tool"),
            policy -> policy.withApprovers(Map.of()),
            "The matrix needs one.");
    String alert =
        console.alerts.open(other, Optional.empty(), 1).alerts().getFirst().id().toString();
    THEIRS.put("laptop", laptop.toString());
    THEIRS.put("alert", alert);
    THEIRS.put("person", console.who(theirTechnician).account().toString());
    THEIRS.put(
        "invitation",
        console.invitations.open(other, console.now.get()).getFirst().id().toString());
    THEIRS.put("token", console.tokens.open(other).getFirst().id().toString());
    THEIRS.put("version", "3");
    THEIRS.put(
        "proposal",
        console.policyFiles.proposals().proposals(other, true, 1).getFirst().id().toString());
    THEIRS.put("setting", other.toString());
    THEIRS.put("notice", "1");
    THEIRS.put("request", console.ask(other, laptop, "WAITS").toString());
    THEIRS.put("permission", console.permitted(other, laptop, "MAY").toString());
    THEIRS.put(
        "stick",
        console
            .permissions
            .register()
            .sticks(other, RegisterFilter.ALL, Optional.empty(), 1)
            .items()
            .getFirst()
            .id()
            .toString());
    String line = console.ownStick(other, "THEIRS").toString();
    THEIRS.put("ownStick", line);
    THEIRS.put("line", line);
    THEIRS.put("concern", console.report(other, laptop, "Something is not right.").toString());
    THEIRS.put(
        "recovery",
        RecoveryScene.asked(console.database, other, console.who(lead).account(), console.now.get())
            .toString());
    THEIRS.put("hold", console.held(other).toString());
    THEIRS.put("order", console.left(other, "somebody").toString());
    THEIRS.put("webhook", console.webhook(other).toString());
    Secret theirDeputy = console.person(other, "Other Deputy", Role.DEPUTY);
    THEIRS.put(
        "away",
        console
            .away(other, console.who(lead).account(), console.who(theirDeputy).account())
            .toString());
    THEIRS.put("week", console.week(other));
  }

  private static Actor.Person person(Secret cookie) {
    return new Actor.Person(console.who(cookie).account(), console.who(cookie).name());
  }

  @AfterAll
  static void stop() {
    console.close();
    System.out.printf("The wall between settings: %,d requests compared.%n", CASES.get());
  }

  @TestFactory
  List<DynamicTest> an_id_of_another_setting_answers_as_one_that_does_not_exist() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Route route : console.routes) {
      for (String kind : kinds(route)) {
        tests.add(
            dynamicTest(
                route.method().name() + " " + route.path() + " with a foreign " + kind,
                () -> compare(route, kind)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(30);
    return tests;
  }

  /** The kinds of ids in a path, as the path's place tells them where it calls them just "id". */
  private static List<String> kinds(Route route) {
    List<String> kinds = new ArrayList<>();
    Matcher variable = VARIABLE.matcher(route.path());
    while (variable.find()) {
      String name = variable.group(1);
      String kind =
          name.equals("id") ? (route.path().startsWith("/alerts") ? "alert" : "laptop") : name;
      if (!NOT_OWNED.contains(kind)) {
        assertThat(THEIRS).as("say here what a %s of another setting is", kind).containsKey(kind);
        kinds.add(kind);
      }
    }
    return kinds;
  }

  private static void compare(Route route, String kind) {
    Map<String, List<String>> before = rows();
    String theirs = fill(route, kind, Objects.requireNonNull(THEIRS.get(kind)));
    String nobodys = fill(route, kind, nobodys(kind));
    for (Optional<Role> role : roles()) {
      Answer foreign = ask(route, role, theirs);
      Answer none = ask(route, role, nobodys);
      assertThat(foreign.without(theirs))
          .as("%s as %s", theirs, role.map(Role::code).orElse("nobody"))
          .isEqualTo(none.without(nobodys));
      assertThat(foreign.body()).doesNotContain("Their Room", "Other Lead", "Other Tech", "Oaks");
      CASES.addAndGet(2);
    }
    rows()
        .forEach(
            (table, rows) ->
                assertThat(rows)
                    .as("rows of the other setting in " + table)
                    .isEqualTo(before.get(table)));
  }

  private static List<Optional<Role>> roles() {
    List<Optional<Role>> roles = new ArrayList<>();
    roles.add(Optional.empty());
    for (Role role : Role.values()) {
      roles.add(Optional.of(role));
    }
    return roles;
  }

  private static String nobodys(String kind) {
    return switch (kind) {
      case "version", "notice" -> "4711";
      default -> "00000000-0000-4000-8000-000000004711";
    };
  }

  private static String fill(Route route, String kind, String id) {
    String path = route.path().replace("{" + kind + "}", id).replace("{id}", id);
    Matcher left = VARIABLE.matcher(path);
    while (left.find()) {
      path =
          path.replace(
              left.group(),
              left.group(1).equals("kind")
                  ? "alerts"
                  : THEIRS.getOrDefault(left.group(1), "none.css"));
      left = VARIABLE.matcher(path);
    }
    return path;
  }

  /**
   * What came back.
   *
   * @param status HTTP status
   * @param headers all but the date and what concerns this connection alone
   * @param body whole
   */
  private record Answer(int status, Map<String, List<String>> headers, String body) {
    /** Where the address itself is repeated, for example to come back to after signing in. */
    Answer without(String path) {
      String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8);
      Map<String, List<String>> others = new TreeMap<>();
      headers.forEach(
          (name, values) ->
              others.put(
                  name,
                  values.stream()
                      .map(each -> each.replace(encoded, "PATH").replace(path, "PATH"))
                      .toList()));
      return new Answer(status, others, body.replace(path, "PATH"));
    }
  }

  private static Answer ask(Route route, Optional<Role> role, String path) {
    Browser browser = new Browser(console);
    HttpResponse<String> answer =
        switch (route) {
          case Route.Program program -> {
            Browser caller =
                role.map(each -> browser.header("Authorization", "Bearer " + PROGRAMS.get(each)))
                    .orElse(browser);
            yield caller
                .header("If-Match", "\"1\"")
                .send(program.method().name(), path, body(program));
          }
          case Route.Open _, Route.Half _, Route.Person _ -> {
            Optional<Secret> cookie = role.map(PEOPLE::get);
            Browser caller = cookie.map(browser::with).orElse(browser);
            yield route.method().equals(HandlerType.GET)
                ? caller.get(path)
                : caller.post(path, form(cookie));
          }
        };
    Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
    headers.remove("date");
    // Whether the server had read what was sent before it answered: the same request may do either.
    headers.remove("connection");
    return new Answer(answer.statusCode(), headers, answer.body());
  }

  private static String body(Route.Program route) {
    if (!route.unsafe() || route.method().equals(HandlerType.DELETE)) {
      return "";
    }
    if (route.path().endsWith("/room")) {
      return "{\"room\":\"Changed\"}";
    }
    if (route.path().endsWith("/nickname")) {
      return "{\"nickname\":\"Changed\"}";
    }
    if (route.path().endsWith("/access")) {
      return "{\"roles\":[\"staff\"]}";
    }
    return "{\"reason\":\"Because it must be so.\"}";
  }

  private static Map<String, String> form(Optional<Secret> cookie) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("csrf", cookie.map(each -> console.who(each).csrf()).orElse("none"));
    fields.put("nickname", "Changed");
    fields.put("stage", "enforce");
    fields.put("why", "Because it must be so.");
    fields.put("word", "Because it must be so.");
    fields.put("reason", "Because it must be so.");
    fields.put("answer", "yes");
    fields.put("decision", "approve");
    fields.put("role", "staff");
    fields.put("roles", "staff");
    fields.put("uses", "1");
    fields.put("hours", "24");
    fields.put("confirm", "yes");
    return fields;
  }

  /** Every row of the other setting, by table. */
  private static Map<String, List<String>> rows() {
    Map<String, List<String>> all = new TreeMap<>();
    console.database.useTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT LOWER(table_name) FROM information_schema.columns
                    WHERE LOWER(column_name) = 'setting_id' AND table_schema = CURRENT_SCHEMA
                    """)
                .mapTo(String.class)
                .list()
                .forEach(
                    table ->
                        all.put(
                            table,
                            tx
                                .createQuery(
                                    "SELECT * FROM " + table + " WHERE setting_id = :other")
                                .bind("other", other.value())
                                .mapToMap()
                                .map(
                                    row -> {
                                      row.replaceAll(
                                          (column, value) ->
                                              value instanceof byte[] bytes
                                                  ? Bytes.of(bytes).hex()
                                                  : value);
                                      return row.toString();
                                    })
                                .list()
                                .stream()
                                .sorted()
                                .toList())));
    assertThat(all).hasSizeGreaterThan(20);
    return all;
  }
}
