package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.SeededSetting;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.policy.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Help, the guides and the first installation, on the seeded week. */
class GuidePageTest {
  @TempDir static Path folder;
  private static WebFixture console;
  private static SeededSetting week;

  @BeforeAll
  static void start() {
    console = new WebFixture(folder);
    week = SeededSetting.week(console);
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  private static String page(Role role, String path) {
    return new Browser(console)
        .with(week.session(role))
        .get(path)
        .body()
        .replace("&#39;", "'")
        .replace("&#34;", "\"");
  }

  @Test
  void the_guides_say_of_each_rule_what_the_pages_say() {
    String dsl = page(Role.DSL, "/help/dsl");
    String technician = page(Role.TECHNICIAN, "/help/technician");
    for (Rule rule : Rule.values()) {
      RuleWords words = RuleWords.of(rule.id());
      assertThat(dsl).contains(words.title(), words.doNotMet());
      assertThat(technician).contains(words.title(), words.technician());
    }
  }

  @Test
  void the_guide_of_the_lead_says_what_to_do_when_a_message_comes() {
    String dsl = page(Role.DSL, "/help/dsl");
    for (AlertKind.Topic topic : AlertKind.Topic.values()) {
      assertThat(dsl).contains(GuideWords.of("alert." + topic.name().toLowerCase(Locale.ROOT)));
    }
    assertThat(dsl).contains(AlertKind.MEDIUM_BLOCKED.category(AlertClass.TODAY));
  }

  @Test
  void help_names_the_people_to_ask_and_only_guides_one_may_see() {
    assertThat(page(Role.DSL, "/help"))
        .contains("Tom Field", "Jo Ahmed", "Ruth Bell", "/first-steps", "/help/dsl");
    assertThat(page(Role.STAFF, "/help"))
        .contains("Tom Field", "Jo Ahmed", "/privacy")
        .doesNotContain("/first-steps", "/help/dsl", "/help/technician");
  }

  @Test
  void each_step_of_the_first_installation_says_what_one_sees_and_how_to_undo_it() {
    String page = page(Role.DSL, "/first-steps");
    for (int step = 1; step <= GuideWords.steps(); step++) {
      String key = "step." + step + ".";
      assertThat(page)
          .contains(
              GuideWords.of(key + "title"),
              GuideWords.of(key + "seen"),
              GuideWords.of(key + "not"),
              GuideWords.of(key + "rights"),
              GuideWords.of(key + "undo"));
    }
    assertThat(GuideWords.steps()).isEqualTo(9);
  }

  @Test
  void a_laptop_that_arrives_shows_itself_in_its_step() {
    console.now.updateAndGet(now -> now.plus(Duration.ofMinutes(1)));
    console.laptop(console.setting, "New Room");
    assertThat(page(Role.DSL, "/first-steps"))
        .containsPattern(
            "(?s)id=\"arrived\" data-live=\"laptops\".*New Room.*Administrator needed");
  }

  @Test
  void every_page_offers_help_at_the_same_place() {
    for (String path : new String[] {"/", "/laptops", "/alerts", "/my", "/people", "/audit"}) {
      assertThat(page(Role.DSL, path))
          .containsPattern("(?s)<a href=\"/help\".*<main.*id=\"about\".*What is this page\\?.*<h1");
    }
  }
}
