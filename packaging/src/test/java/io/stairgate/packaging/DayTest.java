package io.stairgate.packaging;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import io.stairgate.console.SeededSetting;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A morning and a week of a safeguarding lead with twelve laptops, with the keyboard alone, in a
 * real browser. Each test goes on where the one before ended.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DayTest {
  @TempDir static Path folder;
  private static WebFixture console;
  private static WebPages browser;
  private static BrowserContext window;
  private static Page page;
  private static Keys keys;

  @BeforeAll
  static void start() {
    console = new WebFixture(folder);
    SeededSetting week = SeededSetting.week(console);
    browser = new WebPages();
    window = browser.window(1280, ColorScheme.LIGHT);
    window.addCookies(
        List.of(
            new Cookie(console.cookieName(), week.session(Role.DSL).reveal())
                .setUrl(console.url(""))));
    page = window.newPage();
    keys = new Keys(page);
  }

  @AfterAll
  static void stop() {
    browser.close();
    console.close();
  }

  private static void press(String name) {
    keys.press(name);
  }

  private static void enter() {
    keys.enter();
  }

  private static Locator heading() {
    return page.locator("h1");
  }

  private static void open(String path) {
    page.navigate(console.url(path));
  }

  @Test
  @Order(1)
  void the_first_sentence_says_how_it_is_and_what_to_do_comes_first() {
    open("/");
    assertThat(heading()).containsText(Pattern.compile("\\d+ of 12 laptops need"));
    assertThat(page.locator(".todo")).not().hasCount(0);
    assertThat(
            (int)
                page.evaluate("() => document.querySelectorAll('[data-todo], .rows .todo').length"))
        .isBetween(1, 12);
  }

  @Test
  @Order(2)
  void somebody_who_asks_for_a_stick_gets_an_answer_in_two_presses() {
    press("^Decide");
    assertThat(heading()).containsText("asks to use a memory stick");
    press("^Allow: reading only");
    assertThat(heading()).containsText("Permission for");
  }

  @Test
  @Order(3)
  void an_alert_is_seen_from_the_overview() {
    open("/");
    int before = page.locator("[data-alert-id]").count();
    assertThat(before).isPositive();
    press("^I have seen this");
    open("/");
    assertThat(heading()).containsText("laptops");
  }

  @Test
  @Order(4)
  void the_first_thing_to_do_leads_to_where_it_is_done() {
    open("/");
    press("^Turn on encryption");
    assertThat(heading()).not().containsText("laptops need");
    assertThat(page.locator("main")).containsText(Pattern.compile("[Ee]ncrypt"));
  }

  @Test
  @Order(5)
  void a_laptop_is_found_by_its_name() {
    open("/");
    press("^Laptops$");
    page.getByLabel("Find a laptop").focus();
    page.keyboard().type("baby");
    enter();
    press("^Baby Room 2$");
    assertThat(heading()).hasText("Baby Room 2");
  }

  @Test
  @Order(6)
  void help_is_one_press_away_and_says_whom_to_ask() {
    open("/laptops");
    press("^What is this page\\?$");
    assertThat(page.locator("#about")).containsText("These are all laptops of your setting");
    press("^Help$|^Help says whom to ask");
    assertThat(heading()).hasText("Help");
    assertThat(page.locator("main")).containsText("Tom Field");
  }

  @Test
  @Order(7)
  void once_a_week_the_lead_looks_at_what_changed_who_read_and_what_was_sent() {
    for (String path : List.of("/alerts?show=all", "/software", "/notices", "/people", "/audit")) {
      open(path);
      assertThat(heading()).isVisible();
      assertThat(page.locator("main")).not().containsText("undefined");
    }
  }

  @Test
  @Order(8)
  void the_menu_opens_and_shuts_on_a_telephone_with_the_keyboard() {
    page.setViewportSize(360, 740);
    open("/");
    assertThat(page.locator("#places")).isHidden();
    press("^Menu$");
    assertThat(page.locator("#places")).isVisible();
    press("^Laptops$");
    assertThat(heading()).hasText("Laptops");
    page.setViewportSize(1280, 900);
  }
}
