package io.stairgate.console.page;

import static io.stairgate.console.Surfer.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Surfer;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.policy.Parameter;
import io.stairgate.console.policy.PolicyFile;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule is changed on its page: everywhere, in a group, on one laptop; and groups are made. */
class RuleChangeTest {
  private static final String WHY = "The committee agreed it.";
  private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"([^\"]*)\"");

  @TempDir Path data;

  @SuppressWarnings("NullAway.Init") // made before each test
  private WebFixture console;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Surfer dsl;

  @SuppressWarnings("NullAway.Init") // made before each test
  private DeviceId blue;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    dsl = new Surfer(console).with(console.person(console.setting, "Dee Lead", Role.DSL));
    blue = console.laptop(console.setting, "Blue Room");
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private SettingPolicy policy() {
    return console.policyFiles.current(console.setting).policy();
  }

  private String base() {
    return Long.toString(console.policyFiles.current(console.setting).version());
  }

  /** Looks first, and then saves what was looked at; the answer to the saving. */
  private HttpResponse<String> saved(Surfer who, String path, Map<String, String> fields) {
    Map<String, String> look = new LinkedHashMap<>(fields);
    look.putIfAbsent("step", "look");
    look.put("base", base());
    HttpResponse<String> looked = who.post(path, look);
    assertThat(looked.statusCode()).as(words(looked.body())).isEqualTo(200);
    Map<String, String> save = new LinkedHashMap<>(look);
    save.put("step", "end".equals(look.get("step")) ? "end-now" : "save");
    Matcher seen = SEEN.matcher(looked.body());
    assertThat(seen.find()).isTrue();
    save.put("seen", seen.group(1));
    save.put("why", WHY);
    save.put("reason", WHY);
    return who.post(path, save);
  }

  private static String place(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(words(answer.body())).isEqualTo(303);
    return answer.headers().firstValue("Location").orElse("");
  }

  @Test
  void every_rule_says_what_it_asks_what_it_is_set_to_and_where_that_comes_from() {
    for (Rule rule : Rule.values()) {
      String page = dsl.page("/rules/" + rule.id());
      assertThat(page)
          .as(rule.id())
          .contains(rule.title(), "How far it goes", "Where does this rule come from?")
          .containsAnyOf("Our suggestion", "Our policy", "Cyber Essentials v3.3", "DfE")
          .doesNotContain("null", "compliant");
      for (Parameter parameter : rule.parameters()) {
        assertThat(page).contains(RuleForm.capital(parameter.words()));
      }
      assertThat(RuleSources.of(rule)).isNotEmpty();
    }
    assertThat(dsl.page("/rules/sign-in"))
        .contains("10 tries Cyber Essentials v3.3", "We last checked it on 21 November 2026.");
    assertThat(dsl.page("/rules"))
        .contains("The screen locks itself when nobody uses the laptop.", "Only look, 10 minutes");
    assertThat(dsl.get("/rules/no-such-rule").statusCode()).isEqualTo(404);
    assertThat(dsl.get("/rules/camera?where=group:none").statusCode()).isEqualTo(404);
  }

  @Test
  void a_change_shows_first_which_laptops_would_not_meet_it() {
    DeviceId red = console.laptop(console.setting, "Red Room");
    console.laptop(console.setting, "New Room");
    console.check(console.setting, blue, lock("10 minutes, cannot be changed; the rule: 10"));
    console.check(console.setting, red, lock("4 minutes, cannot be changed; the rule: 10"));
    HttpResponse<String> looked =
        dsl.post(
            "/rules/screen-lock",
            Map.of("step", "look", "where", "all", "stage", "warn", "p-minutes", "5"));
    assertThat(words(looked.body()))
        .contains(
            "What would change",
            "Tighter",
            "Screen lock, minutes without use until the screen locks: 5 instead of 10.",
            "3 laptops of 3 would follow it.",
            "1 laptop does not meet it yet.",
            "1 laptop has not said how it is.",
            "The screen locks after 10 minutes.",
            "Not met then",
            "Stays as it is",
            "It holds at once.");
    assertThat(policy()).isEqualTo(SettingPolicy.DEFAULT);
  }

  private Finding lock(String idle) {
    return new Finding(
        "screen-lock",
        "met",
        "",
        "by-os",
        "",
        "watch",
        "The screen locks itself.",
        List.of(
            new Finding.Evidence("blank screen after", idle),
            new Finding.Evidence("time without password", "0 seconds, cannot be changed")),
        console.now.get(),
        console.now.get());
  }

  @Test
  void nothing_is_saved_that_was_not_looked_at_or_has_no_reason() {
    Map<String, String> unseen =
        Map.of(
            "step",
            "save",
            "where",
            "all",
            "stage",
            "warn",
            "p-minutes",
            "5",
            "base",
            "0",
            "why",
            WHY,
            "seen",
            "");
    HttpResponse<String> looks = dsl.post("/rules/screen-lock", unseen);
    assertThat(looks.statusCode()).isEqualTo(200);
    assertThat(words(looks.body())).contains("What would change");
    Matcher seen = SEEN.matcher(looks.body());
    assertThat(seen.find()).isTrue();
    Map<String, String> other = new LinkedHashMap<>(unseen);
    other.put("seen", seen.group(1));
    other.put("p-minutes", "6");
    assertThat(words(dsl.post("/rules/screen-lock", other).body())).contains("6 instead of 10");
    Map<String, String> wordless = new LinkedHashMap<>(other);
    wordless.put("p-minutes", "5");
    wordless.put("why", "no");
    HttpResponse<String> refused = dsl.post("/rules/screen-lock", wordless);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(words(refused.body())).contains("There is a problem", "Say why in one sentence");
    assertThat(policy()).isEqualTo(SettingPolicy.DEFAULT);
  }

  @Test
  void what_does_not_fit_is_said_beside_its_field() {
    HttpResponse<String> answer =
        dsl.post(
            "/rules/anti-virus",
            Map.of(
                "step",
                "look",
                "where",
                "all",
                "stage",
                "moon",
                "p-amber-days",
                "0",
                "p-red-days",
                "many"));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains(
            "id=\"p-amber-days-error\"",
            "href=\"#p-red-days\"",
            "Choose how far the rule should go.",
            "<title>Error: ");
    assertThat(
            words(
                dsl.post(
                        "/rules/anti-virus",
                        Map.of(
                            "step",
                            "look",
                            "where",
                            "all",
                            "stage",
                            "watch",
                            "p-amber-days",
                            "9",
                            "p-red-days",
                            "7"))
                    .body()))
        .contains("make it as many or fewer");
    assertThat(
            dsl.post(
                    "/rules/encryption", Map.of("step", "look", "where", "all", "stage", "enforce"))
                .statusCode())
        .as("nobody can make a laptop encrypted from here")
        .isEqualTo(422);
    assertThat(
            dsl.post("/rules/camera", Map.of("step", "look", "where", "x", "stage", "warn"))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void a_laptop_has_a_rule_of_its_own_until_it_is_as_everywhere_again() {
    assertThat(
            place(
                saved(
                    dsl,
                    "/rules/screen-lock",
                    Map.of("where", blue.toString(), "stage", "", "p-minutes", "5"))))
        .isEqualTo("/rules/screen-lock?done=changed");
    assertThat(console.policyFiles.export(console.setting))
        .contains("Blue Room", "minutes: 5")
        .contains("laptops:");
    assertThat(dsl.page("/rules/screen-lock"))
        .contains("Where it is otherwise", "Blue Room", "locks: 5 minutes");
    assertThat(dsl.page("/rules/screen-lock?where=" + blue))
        .contains("Change it on Blue Room", "As everywhere", "Make it the same as everywhere");
    HttpResponse<String> same =
        dsl.post("/rules/screen-lock", Map.of("step", "same", "where", blue.toString()));
    assertThat(words(same.body())).contains("What would change", "10 instead of 5");
    String proposed =
        place(
            saved(
                dsl,
                "/rules/screen-lock",
                Map.of("where", blue.toString(), "stage", "", "p-minutes", "")));
    assertThat(proposed).as("nobody else may agree here").endsWith("?done=changed");
    assertThat(policy()).isEqualTo(SettingPolicy.DEFAULT);
    assertThat(acts()).contains("policy-changed");
  }

  @Test
  void what_gets_looser_waits_for_another_and_needs_a_fresh_proof() {
    console.person(console.setting, "Max Head", Role.MANAGER);
    Map<String, String> looser = Map.of("where", "all", "stage", "watch", "p-minutes", "20");
    assertThat(place(saved(dsl, "/rules/screen-lock", looser))).startsWith("/policy/proposals/");
    assertThat(policy()).isEqualTo(SettingPolicy.DEFAULT);
    console.now.updateAndGet(now -> now.plus(Duration.ofMinutes(11)));
    HttpResponse<String> late = saved(dsl, "/rules/screen-lock", looser);
    assertThat(late.statusCode()).isEqualTo(422);
    assertThat(words(late.body())).contains("Show first that it is you");
    Surfer technician =
        new Surfer(console).with(console.person(console.setting, "Tech", Role.TECHNICIAN));
    assertThat(
            place(
                saved(
                    technician,
                    "/rules/screen-lock",
                    Map.of("where", "all", "stage", "warn", "p-minutes", "5"))))
        .as("a technician asks")
        .startsWith("/policy/proposals/");
  }

  @Test
  void groups_are_made_called_otherwise_filled_and_ended() {
    assertThat(
            place(
                saved(
                    dsl,
                    "/groups/one",
                    Map.of("was", "", "name", "Babies & co", "laptop", blue.toString()))))
        .isEqualTo("/groups?done=changed");
    assertThat(policy().groups()).containsOnlyKeys("Babies & co");
    assertThat(dsl.page("/groups")).contains("Babies &amp; co", "Blue Room");
    assertThat(
            place(
                saved(
                    dsl,
                    "/rules/camera",
                    Map.of("where", "group:Babies & co", "stage", "enforce"))))
        .isEqualTo("/rules/camera?done=changed");
    assertThat(console.policyStore.stage(console.setting, blue, "camera")).isEqualTo(Stage.ENFORCE);
    assertThat(dsl.page("/groups/one?name=Babies+%26+co")).contains("End this group");
    HttpResponse<String> twice =
        dsl.post("/groups/one", Map.of("was", "", "name", "Babies & co", "step", "look"));
    assertThat(twice.statusCode()).isEqualTo(422);
    assertThat(words(twice.body())).contains("there is a group of that name already");
    assertThat(
            place(
                saved(
                    dsl,
                    "/groups/one",
                    Map.of("was", "Babies & co", "name", "Toddlers", "laptop", blue.toString()))))
        .isEqualTo("/groups?done=changed");
    assertThat(policy().groups().get("Toddlers"))
        .satisfies(group -> assertThat(group.rules()).containsOnlyKeys(Rule.CAMERA));
    HttpResponse<String> asks =
        dsl.post("/groups/one", Map.of("was", "Toddlers", "name", "Toddlers", "step", "end"));
    Matcher seen = SEEN.matcher(asks.body());
    assertThat(seen.find()).isTrue();
    assertThat(words(asks.body())).contains("There is no longer the group \"Toddlers\".");
    assertThat(
            place(
                dsl.post(
                    "/groups/one",
                    Map.of(
                        "was",
                        "Toddlers",
                        "name",
                        "Toddlers",
                        "step",
                        "end-now",
                        "seen",
                        seen.group(1),
                        "reason",
                        WHY,
                        "base",
                        base()))))
        .isEqualTo("/groups?done=changed");
    assertThat(policy()).isEqualTo(SettingPolicy.DEFAULT);
  }

  /** What the file would say, kept by the test alone: place, rule, key, value. */
  private final Map<String, Map<String, Map<String, String>>> file = new TreeMap<>();

  @Test
  void the_page_makes_of_any_change_what_the_file_makes_of_it() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    assertThat(
            place(
                saved(
                    dsl,
                    "/groups/one",
                    Map.of("was", "", "name", "Babies", "laptop", blue.toString()))))
        .isEqualTo("/groups?done=changed");
    for (int i = 0; i < 40; i++) {
      Rule rule = List.of(Rule.values()).get(random.nextInt(Rule.values().length));
      String where = List.of("all", "group:Babies", blue.toString()).get(random.nextInt(3));
      Map<String, String> said = chosen(rule, !where.equals("all"), random);
      Map<String, String> before = rules(where).getOrDefault(rule.id(), Map.of());
      rules(where).remove(rule.id());
      if (!said.isEmpty()) {
        rules(where).put(rule.id(), said);
      }
      if (console.policyFiles.read(console.setting, yaml()) instanceof PolicyFile.Reading.Refused) {
        refused(rule, form(where, rule, said));
        rules(where).remove(rule.id());
        if (!before.isEmpty()) {
          rules(where).put(rule.id(), before);
        }
        continue;
      }
      SettingPolicy wanted = read(yaml());
      if (!wanted.equals(policy())) {
        assertThat(place(saved(dsl, "/rules/" + rule.id(), form(where, rule, said))))
            .as("seed %d, %s in %s: %s instead of %s", seed, rule.id(), where, said, before)
            .endsWith("?done=changed");
      }
      assertThat(policy()).as("seed %d, step %d\n%s", seed, i, yaml()).isEqualTo(wanted);
    }
  }

  @Test
  void what_the_file_refuses_the_page_refuses() {
    Map<String, String> said = Map.of("amber-days", "18");
    rules("all").put(Rule.ANTI_VIRUS.id(), said);
    assertThat(console.policyFiles.read(console.setting, yaml()))
        .isInstanceOf(PolicyFile.Reading.Refused.class);
    refused(Rule.ANTI_VIRUS, form("all", Rule.ANTI_VIRUS, said));
    refused(Rule.ANTI_VIRUS, form(blue.toString(), Rule.ANTI_VIRUS, said));
  }

  private void refused(Rule rule, Map<String, String> form) {
    Map<String, String> look = new LinkedHashMap<>(form);
    look.put("step", "look");
    look.put("base", base());
    assertThat(dsl.post("/rules/" + rule.id(), look).statusCode()).isEqualTo(422);
  }

  /** Lines of the register, kept by the test alone: person and sign-in name, then what is said. */
  private final Map<List<String>, Map<String, String>> register = new LinkedHashMap<>();

  @Test
  void the_register_is_made_of_any_change_what_the_file_makes_of_it() {
    DeviceId red = console.laptop(console.setting, "Red Room");
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 15; i++) {
      Map<String, String> sent = new LinkedHashMap<>();
      List<List<String>> lines = List.copyOf(register.keySet());
      boolean old = !lines.isEmpty() && random.nextInt(3) > 0;
      List<String> was = old ? lines.get(random.nextInt(lines.size())) : List.of("", "");
      boolean ends = old && random.nextInt(4) == 0;
      sent.put("was-person", was.getFirst());
      sent.put("was-name", was.getLast());
      Optional<Map<String, String>> kept = Optional.ofNullable(register.remove(was));
      if (ends) {
        sent.put("step", "end");
      } else {
        List<String> line =
            List.of(
                List.of("Ann & co", "Bo \"B\" Beech", "Cleo: Cedar").get(random.nextInt(3)),
                List.of("ann", "bo", "c.cedar").get(random.nextInt(3)));
        if (register.containsKey(line)) {
          sent.putAll(Map.of("person", line.getFirst(), "name", line.getLast(), "where", "all"));
          assertThat(dsl.post("/accounts/line", sent).statusCode())
              .as("seed %d: one line twice", seed)
              .isEqualTo(422);
          kept.ifPresent(said -> register.put(was, said));
          continue;
        }
        sent.put("person", line.getFirst());
        sent.put("name", line.getLast());
        register.put(line, said(random, red, sent));
      }
      SettingPolicy wanted = read("format: 1\n" + registerYaml(red));
      if (!wanted.equals(policy())) {
        HttpResponse<String> answer = saved(dsl, "/accounts/line", sent);
        assertThat(place(answer)).as("seed %d", seed).isEqualTo("/accounts?done=line");
      }
      assertThat(policy()).as("seed %d, step %d", seed, i).isEqualTo(wanted);
    }
  }

  /** What is said of somebody, into the form and as the file writes it. */
  private Map<String, String> said(Random random, DeviceId red, Map<String, String> sent) {
    Map<String, String> said = new LinkedHashMap<>();
    boolean everywhere = random.nextBoolean();
    sent.put("where", everywhere ? "all" : "some");
    if (!everywhere) {
      sent.put("laptop", (random.nextBoolean() ? red : blue).toString());
    }
    said.put(
        "laptops",
        everywhere
            ? "all"
            : red.toString().equals(sent.get("laptop")) ? "[Red Room]" : "[Blue Room]");
    if (random.nextBoolean()) {
      sent.put("until", "2027-01-0" + (1 + random.nextInt(9)));
      said.put("until", String.valueOf(sent.get("until")));
    }
    if (random.nextBoolean()) {
      sent.put("administrator", "2026-12-1" + random.nextInt(10));
      said.put("administrator-until", String.valueOf(sent.get("administrator")));
    }
    if (random.nextBoolean()) {
      sent.put("shared", "yes");
      said.put("shared", "true");
    }
    return said;
  }

  private String registerYaml(DeviceId red) {
    assertThat(red).isNotEqualTo(blue);
    StringBuilder yaml = new StringBuilder("access: [");
    register.forEach(
        (line, said) -> {
          yaml.append(yaml.toString().endsWith("[") ? "" : ", ");
          yaml.append("{person: '").append(line.getFirst()).append("', sign-in-name: ");
          yaml.append(line.getLast());
          said.forEach((key, value) -> yaml.append(", ").append(key).append(": ").append(value));
          yaml.append('}');
        });
    return yaml.append("]\n").toString();
  }

  @Test
  void the_register_says_beside_the_field_what_is_wrong_and_needs_a_reason() {
    HttpResponse<String> wrong =
        dsl.post(
            "/accounts/line",
            Map.of("person", "", "name", "", "until", "soon", "where", "some", "step", "look"));
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(words(wrong.body()))
        .contains(
            "There is a problem",
            "Enter the person's name.",
            "Choose at least one laptop, or all of them.",
            "Write the day as 2026-12-18, or leave the field empty.");
    assertThat(dsl.page("/accounts")).contains("The register is empty.", "Add a person");
    Map<String, String> sam =
        Map.of("person", "Sam Elm", "name", "sam", "where", "all", "administrator", "2026-12-18");
    assertThat(
            words(
                dsl.post(
                        "/accounts/line",
                        Map.of("person", "Sam Elm", "name", "sam", "where", "all", "step", "look"))
                    .body()))
        .contains("What would change", "Looser", "Sam Elm (signs in as sam) may use laptops.");
    assertThat(place(saved(dsl, "/accounts/line", sam))).isEqualTo("/accounts?done=line");
    assertThat(dsl.page("/accounts")).contains("Sam Elm", "Administrator until 18 December 2026");
    assertThat(dsl.page("/accounts/one?name=sam")).contains("Change this line of the register");
    assertThat(dsl.page("/accounts/line?person=Sam+Elm&name=sam")).contains("Take this line out");
    assertThat(dsl.get("/accounts/line?person=Nobody&name=sam").statusCode()).isEqualTo(404);
    assertThat(console.policyFiles.export(console.setting)).contains("administrator-until");
  }

  private Map<String, Map<String, String>> rules(String where) {
    return file.computeIfAbsent(where, key -> new TreeMap<>());
  }

  /** Keys and values as the file writes them; an exception may leave each of them out. */
  private static Map<String, String> chosen(Rule rule, boolean exception, Random random) {
    Map<String, String> said = new LinkedHashMap<>();
    boolean holds = RuleWords.of(rule.id()).canHold();
    if (!exception || random.nextBoolean()) {
      said.put("stage", List.of(Stage.values()).get(random.nextInt(holds ? 3 : 2)).code());
    }
    for (Parameter parameter : rule.parameters()) {
      if (exception && random.nextBoolean()) {
        continue;
      }
      said.put(
          parameter.key(),
          switch (parameter.range()) {
            // Amber stays below red whatever else is said.
            case Parameter.Range.Whole(int least, int most) ->
                Integer.toString(
                    parameter.key().equals("amber-days")
                        ? least + random.nextInt(20)
                        : parameter.key().equals("red-days")
                            ? 30 + random.nextInt(31)
                            : least + random.nextInt(most - least + 1));
            case Parameter.Range.YesNo _ -> random.nextBoolean() ? "true" : "false";
            case Parameter.Range.OneOf oneOf ->
                oneOf.words().get(random.nextInt(oneOf.words().size()));
            case Parameter.Range.Address _ ->
                random.nextBoolean() ? "\"\"" : "\"https://example.org/a?b=c\"";
          });
    }
    return said;
  }

  private static Map<String, String> form(String where, Rule rule, Map<String, String> said) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("where", where);
    fields.put("stage", said.getOrDefault("stage", ""));
    for (Parameter parameter : rule.parameters()) {
      String value = said.getOrDefault(parameter.key(), "");
      String typed =
          switch (value) {
            case "true" -> "yes";
            case "false" -> "no";
            default -> value.replace("\"", "");
          };
      fields.put("p-" + parameter.key(), typed);
      if (parameter.range() instanceof Parameter.Range.Address) {
        fields.put("p-" + parameter.key() + "-own", value.isEmpty() ? "same" : "own");
      }
    }
    return fields;
  }

  private String yaml() {
    List<String> lines = new ArrayList<>();
    lines.add("format: 1");
    lines.add("rules: " + flow(rules("all")));
    lines.add(
        "groups: {Babies: {laptops: [Blue Room], rules: %s}}"
            .formatted(flow(rules("group:Babies"))));
    if (!rules(blue.toString()).isEmpty()) {
      lines.add("laptops: {Blue Room: {rules: %s}}".formatted(flow(rules(blue.toString()))));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String flow(Map<String, Map<String, String>> rules) {
    List<String> all = new ArrayList<>();
    rules.forEach(
        (rule, said) -> {
          List<String> values = new ArrayList<>();
          said.forEach((key, value) -> values.add(key + ": " + value));
          all.add(rule + ": {" + String.join(", ", values) + "}");
        });
    return "{" + String.join(", ", all) + "}";
  }

  private SettingPolicy read(String text) {
    return switch (console.policyFiles.read(console.setting, text)) {
      case PolicyFile.Reading.Good good -> good.policy();
      case PolicyFile.Reading.Refused refused ->
          throw new AssertionError(refused.sentence() + "\n" + text);
    };
  }

  private List<String> acts() {
    return console.audit.entries(console.setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }
}
