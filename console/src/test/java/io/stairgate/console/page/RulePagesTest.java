package io.stairgate.console.page;

import static io.stairgate.console.Surfer.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.secret.Secret;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every rule on the pages: of one laptop, of all, and what putting it right would change. */
class RulePagesTest {
  private static final List<String> NEVER =
      List.of(
          "endpoint",
          "compliance score",
          "non-compliant",
          "remediation",
          "compliant with",
          "can't");

  private static final String HOSTILE = "<img src=x onerror=alert(1)>\u202egnp";

  @TempDir Path data;

  @SuppressWarnings("NullAway.Init") // made before each test
  private WebFixture console;

  @SuppressWarnings("NullAway.Init") // made before each test
  private RuleScene scene;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Secret dsl;

  @SuppressWarnings("NullAway.Init") // made before each test
  private DeviceId blue;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    scene = new RuleScene(console);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
    blue = console.laptop(console.setting, "Blue Room");
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private String get(Secret who, String path) {
    HttpResponse<String> answer = new Browser(console).with(who).get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.body();
  }

  /** All rules in one state. */
  private void everyRule(String state, String reason) {
    console.check(
        console.setting,
        blue,
        Arrays.stream(Rule.values())
            .map(rule -> scene.finding(rule.id(), state, reason, "watch", "The laptop's word."))
            .toArray(Finding[]::new));
  }

  @Test
  void every_rule_has_its_words_in_every_state_and_none_that_people_should_not_need() {
    for (String state : List.of("met", "not-met", "in-progress", "unknown", "not-applicable")) {
      everyRule(state, "");
      String page = get(dsl, "/laptops/" + blue);
      for (Rule rule : Rule.values()) {
        assertThat(page)
            .as(rule.id())
            .contains("data-rule=\"" + rule.id() + "\" data-state=\"" + state + "\"");
      }
      assertThat(page)
          .containsSubsequence(
              "<h3 id=\"group-safe-if-lost\">Safe if lost</h3>",
              "<h3 id=\"group-sign-in\">Who can sign in</h3>",
              "<h3 id=\"group-sticks\">Memory sticks, programs and camera</h3>",
              "<h3 id=\"group-current\">Kept current</h3>",
              "<h3 id=\"group-people\">People know</h3>");
      String words = words(page).toLowerCase(Locale.UK);
      assertThat(NEVER).noneSatisfy(word -> assertThat(words).contains(word));
      assertThat(words).doesNotContain("null", ". .", "..", "n't ");
    }
  }

  @Test
  void an_old_laptop_with_four_rules_has_no_empty_group_and_a_rule_of_tomorrow_is_shown() {
    console.check(
        console.setting,
        blue,
        scene.finding("encryption", "met", "", "watch", "It is so."),
        scene.finding("a-rule-of-tomorrow", "not-met", "", "watch", "The kettle is on."));
    assertThat(words(get(dsl, "/laptops/" + blue)))
        .contains("Safe if lost", "Other rules", "A rule of tomorrow", "The kettle is on.")
        .doesNotContain("Who can sign in", "People know");
  }

  @Test
  void what_is_only_worth_knowing_makes_no_laptop_need_attention_until_it_is_put_right() {
    Finding camera = scene.finding("camera", "not-met", "", "watch", "The camera is on.");
    Finding filter = scene.finding("filtering-check", "unknown", "not-set-up", "watch", "Nobody.");
    console.check(console.setting, blue, camera, filter);
    assertThat(words(get(dsl, "/laptops/" + blue)))
        .contains("This laptop is protected. 2 things are worth knowing.", "Not met", "Unknown");
    assertThat(words(get(dsl, "/"))).contains("The laptop is protected.");
    console.check(
        console.setting,
        blue,
        scene.finding("camera", "not-met", "", "enforce", "The camera is on."),
        filter);
    assertThat(words(get(dsl, "/"))).contains("The laptop needs attention.", "Turn off the camera");
  }

  @Test
  void a_card_says_who_does_what_what_would_change_and_what_somebody_changed() {
    console.check(
        console.setting,
        blue,
        scene.finding(
            "screen-lock",
            "not-met",
            "",
            "watch",
            "The screen stays unlocked for 30 minutes.",
            "The screen lock of sam would be set to 10 minutes."),
        scene.finding("anti-virus", "not-met", "", "watch", "No virus protection was found."));
    scene.drifts(console.setting, blue, "screen-lock", "the screen lock of sam", true);
    assertThat(words(get(dsl, "/laptops/" + blue)))
        .contains(
            "What to do: Make the screen lock itself.",
            "Whoever uses it: Lock the screen by hand when you step away.",
            "IT: Look for a program that keeps the screen awake.",
            "If you choose “Put it right”, this changes here:",
            "The screen lock of sam would be set to 10 minutes.",
            "This cannot be put right by itself. Which virus protection you use",
            "Changed by somebody on",
            "the screen lock of sam; put back.",
            "It should be: 10 minutes. It was: never.",
            "account sam");
  }

  @Test
  void nothing_that_a_laptop_says_becomes_markup() {
    console.check(
        console.setting,
        blue,
        scene.finding("screen-lock", "not-met", "", "watch", HOSTILE, HOSTILE));
    scene.drifts(console.setting, blue, "screen-lock", HOSTILE, false);
    for (String path : List.of("/laptops/" + blue, "/rules", "/rules/screen-lock/preview")) {
      assertThat(get(dsl, path)).doesNotContain("<img src=x");
    }
  }

  @Test
  void the_board_counts_each_rule_over_all_laptops() {
    DeviceId red = console.laptop(console.setting, "Red Room");
    console.check(
        console.setting,
        blue,
        scene.finding("firewall", "met", "", "watch", "It is on."),
        scene.finding("updates", "not-met", "", "watch", "They are off."));
    console.check(
        console.setting,
        red,
        scene.finding("firewall", "unknown", "needs-administrator", "watch", "We cannot tell."),
        scene.finding("updates", "not-met", "", "watch", "They are off."));
    assertThat(words(get(dsl, "/rules")))
        .contains(
            "Firewall The laptop's own firewall is on. Met on 1 of 2 Unknown on 1 Only look",
            "put in soon. Met on 0 of 2 Not met on 2 Only look, 14 days",
            "while nobody uses it. No laptop reports it yet");
  }

  @Test
  void a_preview_tells_laptop_by_laptop_what_would_change_and_what_cannot() {
    DeviceId red = console.laptop(console.setting, "Red Room");
    console.laptop(console.setting, "New Room");
    console.check(
        console.setting,
        blue,
        scene.finding("firewall", "not-met", "", "watch", "It is off.", "It would be turned on."));
    console.check(console.setting, red, scene.finding("firewall", "met", "", "watch", "It is on."));
    String words = words(get(dsl, "/rules/firewall/preview"));
    assertThat(words)
        .contains(
            "Something would change on 1 laptop. Of 1 laptop we do not know it yet.",
            "Blue Room",
            "It would be turned on.",
            "Red Room",
            "Nothing changes",
            "No word of it yet");
    assertThat(words.indexOf("Blue Room")).isLessThan(words.indexOf("Red Room"));
    assertThat(get(dsl, "/rules/firewall/preview.csv"))
        .contains(
            "\"Blue Room\",\"Not met\",\"It is off.\",\"Changes\",\"It would be turned on.\"");
    assertThat(words(get(dsl, "/rules/encryption/preview")))
        .contains("This cannot be put right by itself. A person has to do it.");
    assertThat(new Browser(console).with(dsl).get("/rules/no-such-rule/preview").statusCode())
        .isEqualTo(404);
  }
}
