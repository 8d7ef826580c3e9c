package io.stairgate.packaging;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import io.stairgate.console.SeededMany;
import io.stairgate.console.SeededSetting;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A morning of somebody who looks after 200 settings of 25 laptops each, with the keyboard alone,
 * in a real browser. Each test goes on where the one before ended.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProviderDayTest {
  private static final int SETTINGS = 200;
  private static final int LAPTOPS = 25;
  private static final int WAITING = 4;

  /** Nobody waits longer for a page, however busy the machine; measured are tenths of it. */
  private static final double LONGEST_MS = 5_000;

  @TempDir static Path folder;
  private static WebFixture console;
  private static WebPages browser;
  private static BrowserContext window;
  private static Page page;
  private static Keys keys;
  private static Secret lead;
  private static final Map<String, Double> TOOK = new LinkedHashMap<>();

  @BeforeAll
  static void start() {
    console = new WebFixture(folder);
    console.now.set(SeededSetting.NOW);
    Secret session = console.person(console.setting, "Dev Nair", Role.PROVIDER);
    lead = console.person(console.setting, "Jo Ahmed", Role.DSL);
    List<SettingId> settings =
        SeededMany.provider(
            console.database, console.now.get(), SETTINGS, LAPTOPS, console.who(session).account());
    // The last ones wait for their first person.
    console.database.useTransaction(
        tx ->
            settings
                .subList(0, SETTINGS - WAITING)
                .forEach(
                    setting ->
                        console.members.put(
                            tx,
                            setting,
                            console.who(lead).account(),
                            Set.of(Role.DSL),
                            Optional.empty(),
                            console.now.get())));
    browser = new WebPages();
    window = browser.window(1280, ColorScheme.LIGHT);
    window.addCookies(
        List.of(new Cookie(console.cookieName(), session.reveal()).setUrl(console.url(""))));
    page = window.newPage();
    keys = new Keys(page);
  }

  @AfterAll
  static void stop() {
    TOOK.forEach((what, ms) -> System.out.printf("%6.0f ms  %s%n", ms, what));
    browser.close();
    console.close();
  }

  private static void open(String path) {
    page.navigate(console.url(path));
    note(path);
  }

  private static void press(String name) {
    keys.press(name);
    note(name);
  }

  /** How long the page took from the press until it was there. */
  private static void note(String what) {
    TOOK.merge(
        what.replaceAll("[\\^$]", ""),
        ((Number)
                page.evaluate(
                    "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))
            .doubleValue(),
        Math::max);
  }

  private static Locator heading() {
    return page.locator("h1");
  }

  private static Locator rows() {
    return page.locator("#settings tbody tr");
  }

  private static List<String> names() {
    return page.locator("#settings tbody th").allInnerTexts();
  }

  @Test
  @Order(1)
  void the_first_sentence_counts_and_what_needs_attention_comes_first() {
    open("/settings");
    assertThat(heading()).hasText("79 of 201 settings need attention.");
    assertThat(rows()).hasCount(100);
    List<String> tags = page.locator("#settings tbody .tag").allInnerTexts();
    assertThat(tags.subList(0, 20)).containsOnly("Act now");
    assertThat(tags.subList(20, 79)).containsOnly("Needs attention");
    assertThat(tags.subList(79, 100)).doesNotContain("Act now", "Needs attention");
    assertThat(rows().first()).containsText("of 25 laptops need attention");
    assertThat(rows().first()).containsText("1 alert to act on now");
  }

  @Test
  @Order(2)
  void one_press_leads_into_a_setting_and_one_press_back() {
    String first = names().getFirst();
    press("^Look at " + first + "$");
    assertThat(page.locator(".where")).hasText(first);
    assertThat(heading()).hasText(Pattern.compile("\\d of 25 laptops need attention."));
    press("^My settings$");
    assertThat(heading()).hasText("79 of 201 settings need attention.");
    assertThat(rows().first().locator("text=You are here")).isVisible();
  }

  @Test
  @Order(3)
  void a_setting_is_found_by_a_part_of_its_name_and_a_laptop_in_it() {
    page.getByLabel("Find a setting").focus();
    page.keyboard().type("willow p");
    keys.enter();
    note("find willow p");
    assertThat(names()).allMatch(name -> name.startsWith("Willow P")).hasSize(3);
    press("^Look at Willow Playgroup$");
    assertThat(page.locator(".where")).hasText("Willow Playgroup");
    press("^Laptops$");
    assertThat(heading()).hasText("Laptops");
    press("^Laptop 00003$");
    assertThat(heading()).hasText("Laptop 00003");
    page.goBack();
    assertThat(heading()).hasText("Laptops");
    press("^My settings$");
  }

  @Test
  @Order(4)
  void all_of_them_can_be_paged_through_and_those_that_are_well_left_out() {
    List<String> all = new ArrayList<>(names());
    press("^Next settings$");
    all.addAll(names());
    press("^Next settings$");
    all.addAll(names());
    assertThat(all).hasSize(SETTINGS + 1).doesNotHaveDuplicates();
    press("^Settings before these$");
    assertThat(rows()).hasCount(100);
    page.getByLabel("Show", new Page.GetByLabelOptions().setExact(true)).focus();
    page.keyboard().type("Something");
    press("^Show$");
    assertThat(rows()).hasCount(79);
    open("/settings?find=nothing-like-it");
    assertThat(page.locator("main")).containsText("No setting fits.");
    press("^Show all settings$");
    assertThat(rows()).hasCount(100);
  }

  @Test
  @Order(5)
  void a_rule_is_made_stricter_in_all_settings_one_laptop_first() {
    // Whoever leads safeguarding in all of them decides alone; the provider would ask.
    window.addCookies(
        List.of(new Cookie(console.cookieName(), lead.reveal()).setUrl(console.url(""))));
    open("/settings");
    press("^Changes over several settings$");
    press("^Screen lock$");
    assertThat(heading()).hasText("Screen lock, in several settings");
    page.getByLabel("Minutes without use").focus();
    page.keyboard().type("99");
    press("^See what would change$");
    assertThat(page.locator(".problem")).isVisible();
    looked("changes-mistaken");
    page.getByLabel("Minutes without use").focus();
    page.keyboard().press("Control+A");
    page.keyboard().type("5");
    press("^See what would change$");
    assertThat(page.locator("#outlook tbody tr")).hasCount(SETTINGS - WAITING + 1);
    looked("changes-outlook");
    page.locator("textarea").first().focus();
    page.keyboard().type("Our board decided it for all of us.");
    // Each of 197 settings gets a version of its own, forced to the disk: not a page's time.
    keys.press("^Begin$");
    assertThat(page.locator("main")).containsText("laptops follow the new rule");
    looked("changes-begun");
    page.locator("textarea").first().focus();
    page.keyboard().type("The first laptop is away this week.");
    press("^Stop it now$");
    assertThat(page.locator("h1 .tag")).hasText("Stopped");
    looked("changes-stopped");
  }

  /** Passes axe and is kept as pictures, on a desk and on a telephone. */
  private static void looked(String name) {
    assertThat(WebPages.faults(page)).isEmpty();
    WebPages.picture(page, "provider-" + name + "-light");
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    page.setViewportSize(360, 900);
    assertThat(WebPages.faults(page)).isEmpty();
    WebPages.picture(page, "provider-" + name + "-dark");
    page.setViewportSize(1280, 900);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }

  @Test
  @Order(6)
  void the_pages_pass_axe_and_fit_a_telephone_and_a_desk_in_light_and_dark() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("settings", "/settings?show=attention");
    pages.put("last-settings", "/settings?page=3");
    pages.put("no-setting", "/settings?find=nothing-like-it");
    pages.put("setting", "/");
    pages.put("laptops", "/laptops");
    pages.put("rules", "/rules");
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, String> each : pages.entrySet()) {
      page.setViewportSize(1280, 900);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
      open(each.getValue());
      wrong.addAll(WebPages.faults(page));
      WebPages.picture(page, "provider-" + each.getKey() + "-light");
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      page.setViewportSize(360, 900);
      wrong.addAll(WebPages.faults(page));
      WebPages.picture(page, "provider-" + each.getKey() + "-dark");
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  @Order(7)
  void no_page_keeps_anybody_waiting() {
    assertThat(TOOK).hasSizeGreaterThan(10);
    assertThat(TOOK.values()).allMatch(ms -> ms < LONGEST_MS);
  }
}
