package io.stairgate.packaging;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way of the first laptop as people see it: the built console, a real browser, the built agent.
 * The tests go on where the one before ended, because each step is what the next person does.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstLaptopTest {
  private static final String PASSPHRASE = "quiet lemon harbour";
  private static final String SERIAL = "4C530001230523117335";

  /** From the commit to the page, of a console and a browser that share the test machine. */
  private static final Duration ALERT_IN_PAGE = Duration.ofSeconds(1);

  @TempDir static Path folder;
  private static RealConsole console;
  private static WebPages browser;
  private static BrowserContext window;
  private static Page page;
  private static LaptopFolder laptop;
  private static BuiltAgent agent;
  private static String laptopPath = "";
  private static CodeApp app = new CodeApp("");
  private static final List<String> FAULTS = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    console = RealConsole.start(folder);
    browser = new WebPages();
    window = browser.window(1280, ColorScheme.LIGHT);
    page = window.newPage();
    watch(page);
    laptop = new LaptopFolder(folder.resolve("laptop"));
    agent = new BuiltAgent(folder, laptop);
  }

  /** A page may not complain: not of its script, and not of something its strict policy stops. */
  private static void watch(Page watched) {
    watched.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !message.text().contains("status of 4")) {
            FAULTS.add(message.text());
          }
        });
    watched.onPageError(FAULTS::add);
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      agent.close();
      browser.close();
    } finally {
      console.close();
    }
  }

  @Test
  @Order(1)
  void the_printed_link_creates_the_first_account() throws Exception {
    page.navigate(console.firstAccountLink());
    assertThat(page.locator("#code")).isHidden();
    look("join");
    button("Continue").click();
    assertThat(heading()).hasText("Create the first account");
    look("join-first");
    button("Create account").click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("There is a problem");
    assertThat(page).hasTitle(Pattern.compile("^Error: .*"));
    look("join-with-a-problem");
    page.getByLabel("Name of your setting").fill("Stepping Gate Pre-school");
    page.getByLabel("Your name").fill("J. Ahmed");
    page.getByLabel("E-mail address or sign-in name").fill("j.ahmed");
    page.getByLabel("Choose a passphrase").fill(PASSPHRASE);
    button("Create account").click();
    assertThat(heading()).hasText("Set up your second step");
    page.getByRole(AriaRole.LINK, exactly("An app on your telephone")).click();
    page.getByText("I cannot scan it").click();
    app = new CodeApp(page.locator("#key").innerText());
    page.getByLabel("Type the code that the app shows now").fill(app.next());
    button("Go on").click();
    assertThat(heading()).hasText("Your recovery codes");
    page.getByRole(AriaRole.LINK, exactly("I have kept them")).click();
    assertThat(heading()).hasText("No laptops yet. Add the first one.");
    look("overview-empty");
  }

  @Test
  @Order(2)
  void signing_out_and_in_again_works_with_the_keyboard_alone() {
    button("Sign out").click();
    assertThat(heading()).hasText("Sign in");
    look("sign-in");
    page.reload();
    keys("Tab");
    assertThat(page.locator(".skip")).isFocused();
    keys("Enter", "Tab");
    assertThat(page.getByLabel("E-mail address or sign-in name")).isFocused();
    page.keyboard().type("j.ahmed");
    keys("Tab");
    page.keyboard().type(PASSPHRASE);
    keys("Tab", "Tab", "Enter");
    assertThat(heading()).hasText("Your second step");
    keys("Tab", "Enter", "Tab");
    assertThat(page.getByLabel("Code from your app")).isFocused();
    page.keyboard().type(app.next());
    keys("Tab", "Enter");
    assertThat(heading()).hasText("No laptops yet. Add the first one.");
  }

  @Test
  @Order(3)
  void a_laptop_that_pastes_the_line_appears_by_itself() throws Exception {
    page.getByRole(AriaRole.LINK, exactly("Add a laptop")).first().click();
    look("enrol");
    button("Make the line").click();
    assertThat(page.locator("#line")).containsText("stairgate-agent enrol");
    look("enrol-line");
    waitUntilLive(page);
    String line = page.locator("#line").innerText().replaceAll(".*'(stairgate://[^']+)'.*", "$1");

    agent.enrol(line, "Blue Room");
    assertThat(page.locator("#arrived")).containsText("Blue Room");
    agent.start();
    page.locator("#arrived").getByRole(AriaRole.LINK).first().click();
    assertThat(heading()).hasText("Blue Room");
    laptopPath = URI.create(page.url()).getPath();
    assertThat(rule("portable-media")).containsText("Memory sticks can be used");
    assertThat(rule("encryption")).isVisible();
    look("laptop");
  }

  @Test
  @Order(4)
  void an_alert_arrives_in_an_open_page_without_a_reload() throws Exception {
    agent.close();
    page.navigate(url("/alerts"));
    assertThat(page.locator("#alerts")).containsText("Nothing to look at");
    waitUntilLive(page);
    page.evaluate(
        """
        () => {
          window.neverReloaded = true;
          const seen = () => {
            if (!window.alertSeenAt && document.querySelector("[data-alert-id]")) {
              window.alertSeenAt = Date.now();
            }
          };
          new MutationObserver(seen).observe(document.body, {childList: true, subtree: true});
        }
        """);

    laptop.plugStick(SERIAL);
    agent.start();
    Locator row = page.locator("[data-serial='" + SERIAL + "']");
    assertThat(row).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
    assertThat(row).containsText("A memory stick was plugged into Blue Room");
    assertThat(page.locator("#say")).containsText("New alert: A memory stick");
    assertThat(page.locator("#places .count")).containsText("1");
    assertThat(page.evaluate("() => window.neverReloaded")).isEqualTo(true);
    look("alerts");

    JsonNode alert = console.all("alerts", console.token()).getFirst();
    Instant committed = Instant.parse(alert.get("changedAt").asText());
    Instant shown =
        Instant.ofEpochMilli(((Number) page.evaluate("() => window.alertSeenAt")).longValue());
    System.out.println(
        "alert in the page after ms: " + Duration.between(committed, shown).toMillis());
    assertThat(Duration.between(committed, shown)).isLessThan(ALERT_IN_PAGE);
  }

  @Test
  @Order(5)
  void a_second_tab_hears_through_the_first_ones_stream() {
    Page second = window.newPage();
    watch(second);
    second.navigate(url("/"));
    assertThat(second.locator("[data-serial='" + SERIAL + "']")).isVisible();
    page.bringToFront();
    button("I have seen this").click();
    assertThat(page.locator("[data-serial='" + SERIAL + "']")).containsText("Seen by J. Ahmed");
    page.locator("[data-serial='" + SERIAL + "'] a[id^='about-']").click();
    assertThat(heading()).containsText("A memory stick was plugged into Blue Room");
    look("alert");
    page.getByLabel("I talked to the person").check();
    button("Save how it ended").click();
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("Saved.");
    look("alert-ended");
    page.navigate(url("/alerts"));
    assertThat(page.locator("#alerts")).containsText("Nothing to look at");
    second.bringToFront();
    assertThat(second.locator("[data-serial='" + SERIAL + "']")).hasCount(0);
    second.close();
    page.getByRole(AriaRole.LINK, exactly("All alerts")).click();
    assertThat(page.locator("[data-serial='" + SERIAL + "']")).containsText("Seen by J. Ahmed");
    look("alerts-all");
  }

  @Test
  @Order(6)
  void memory_sticks_are_blocked_from_the_page_and_the_laptop_follows() {
    page.navigate(url("/"));
    look("overview");
    page.getByRole(AriaRole.LINK, exactly("Block memory sticks on Blue Room")).click();
    page.getByRole(AriaRole.LINK, exactly("Block memory sticks")).click();
    look("memory-sticks");
    page.getByLabel("Why?").fill("Our policy says no memory sticks.");
    button("Block memory sticks").click();
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("Saved.");
    assertThat(rule("portable-media")).hasAttribute("data-state", "met");
    assertThat(rule("portable-media")).containsText("Memory sticks are blocked.");
    assertThat(rule("portable-media")).not().containsText("Waiting for the laptop");
    look("laptop-blocked");
  }

  @Test
  @Order(7)
  void every_page_passes_axe_in_light_and_dark_on_a_telephone_and_a_desk() {
    Map<String, String> pages = pages();
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : new int[] {360, 1280}) {
        try (BrowserContext other = browser.window(width, scheme)) {
          other.addCookies(window.cookies());
          Page each = other.newPage();
          watch(each);
          pages.forEach(
              (name, path) -> {
                each.navigate(url(path));
                each.locator("details").evaluateAll("all => all.forEach(one => (one.open = true))");
                WebPages.check(each, name + " " + scheme);
                if (scheme == ColorScheme.LIGHT || name.equals("overview")) {
                  WebPages.picture(each, scheme == ColorScheme.LIGHT ? name : name + "-dark");
                }
              });
        }
      }
    }
  }

  @Test
  @Order(8)
  void every_page_can_be_read_without_a_script_and_at_four_times_the_size() {
    // 1280 wide at 400 % is 320 wide.
    try (BrowserContext plain = browser.window(320, ColorScheme.LIGHT, false)) {
      plain.addCookies(window.cookies());
      Page each = plain.newPage();
      pages()
          .forEach(
              (name, path) -> {
                each.navigate(url(path));
                assertThat(each.locator("h1")).isVisible();
                assertThat(each.locator("[data-copy]:visible, [data-show]:visible")).hasCount(0);
              });
      each.navigate(url("/laptops"));
      each.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Blue Room")).click();
      assertThat(each.locator("[data-rule='portable-media']"))
          .containsText("Memory sticks are blocked.");
      each.locator("[data-rule='portable-media'] summary").click();
      assertThat(each.locator("[data-rule='portable-media']")).containsText("Last proved");
      plain.clearCookies();
      each.navigate(url("/join"));
      assertThat(each.getByLabel("The code in your link")).isVisible();
    }
    try (BrowserContext narrow = browser.window(320, ColorScheme.LIGHT)) {
      narrow.addCookies(window.cookies());
      Page each = narrow.newPage();
      pages()
          .forEach(
              (name, path) -> {
                each.navigate(url(path));
                WebPages.check(each, name);
              });
    }
  }

  @Test
  @Order(9)
  void an_ended_session_says_so_in_the_open_page() {
    page.navigate(url("/alerts"));
    waitUntilLive(page);
    Page second = window.newPage();
    second.navigate(url("/"));
    second.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out")).click();
    assertThat(second.locator("h1")).hasText("Sign in");
    second.close();
    page.bringToFront();
    assertThat(page.locator("#signed-out"))
        .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(20_000));
  }

  @Test
  @Order(10)
  void no_page_broke_its_own_rules() {
    assertThat(FAULTS).isEmpty();
  }

  private static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("overview", "/");
    pages.put("laptops", "/laptops");
    pages.put("laptop", laptopPath);
    pages.put("memory-sticks", laptopPath + "/memory-sticks");
    pages.put("name", laptopPath + "/name");
    pages.put("alerts", "/alerts");
    pages.put("alerts-all", "/alerts?show=all");
    pages.put("enrol", "/enrol");
    pages.put("privacy", "/privacy");
    pages.put("new-passphrase", "/new-passphrase");
    pages.put("join", "/join");
    pages.put("not-found", "/nothing-here");
    return pages;
  }

  private static void look(String name) {
    WebPages.check(page, name);
    WebPages.picture(page, name);
  }

  /** The stream is open, so what is committed from now on is told. */
  private static void waitUntilLive(Page open) {
    assertThat(open.locator("html[data-live-state=open]")).hasCount(1);
  }

  private static String url(String path) {
    return console.address() + path;
  }

  private static Locator heading() {
    return page.locator("h1");
  }

  private static Locator rule(String id) {
    return page.locator("[data-rule='" + id + "']");
  }

  private static Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name)).first();
  }

  private static Page.GetByRoleOptions exactly(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private static void keys(String... names) {
    for (String name : names) {
      page.keyboard().press(name);
    }
  }
}
