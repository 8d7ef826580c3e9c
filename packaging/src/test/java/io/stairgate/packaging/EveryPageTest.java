package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.Media;
import io.stairgate.console.SeededSetting;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page that people can reach by links, of a nursery of twelve laptops after a full week, in a
 * real browser: found by following every link, one page of each kind. With {@code
 * -Dstairgate.pictures=all} each is also looked at in the other two of its four looks; the pictures
 * are in {@code target/screenshots}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EveryPageTest {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}");
  private static final Pattern NO_PAGE = Pattern.compile(".*\\.(?:csv|ndjson|yaml|json|ics)");

  /** Which of many like pages is meant, and no other kind of page. */
  private static final Pattern ONE_OF_MANY =
      Pattern.compile(
          "(?:sort|laptop|after|page|find|from|to|next|account|name|kind|who|person|room|rule|before|month)=.*");

  private static final boolean ALL = "all".equals(System.getProperty("stairgate.pictures"));
  private static final int FEWEST_PAGES = 60;

  @TempDir static Path folder;
  private static WebFixture console;
  private static SeededSetting week;
  private static WebPages browser;
  private static final Map<String, String> PAGES = new LinkedHashMap<>();
  private static final List<String> NEEDS_SCRIPT = new ArrayList<>();
  private static final List<String> WIDE = new ArrayList<>();
  private static final List<String> ON_PAPER = new ArrayList<>();
  private static int forms;

  @BeforeAll
  static void start() {
    console = new WebFixture(folder);
    week = SeededSetting.week(console);
    browser = new WebPages();
  }

  @AfterAll
  static void stop() {
    browser.close();
    console.close();
  }

  private static BrowserContext window(Role role, int width, ColorScheme scheme, boolean script) {
    BrowserContext window = browser.window(width, scheme, script);
    window.addCookies(
        List.of(
            new Cookie(console.cookieName(), week.session(role).reveal()).setUrl(console.url(""))));
    return window;
  }

  @Test
  @Order(1)
  void following_every_link_meets_no_page_that_is_missing() {
    List<String> missing = new ArrayList<>();
    try (BrowserContext window = window(Role.DSL, 1280, ColorScheme.LIGHT, false)) {
      Page page = window.newPage();
      Deque<String> todo = new ArrayDeque<>(List.of("/"));
      while (!todo.isEmpty()) {
        String path = todo.removeFirst();
        if (PAGES.containsKey(kind(path))) {
          continue;
        }
        PAGES.put(kind(path), path);
        Response answer = Objects.requireNonNull(page.navigate(console.url(path)));
        if (answer.status() != 200) {
          missing.add(answer.status() + " " + path);
        }
        NEEDS_SCRIPT.addAll(faultsOfForms(page, kind(path)));
        forms += page.locator("main form").count();
        for (Object href :
            (List<?>)
                page.evaluate(
                    "() => Array.from(document.querySelectorAll('a[href^=\"/\"]:not([download])'),"
                        + " a => a.getAttribute('href').split('#')[0])")) {
          if (!NO_PAGE.matcher(href.toString().split("\\?", -1)[0]).matches()) {
            todo.add(href.toString());
          }
        }
      }
    }
    System.out.println("pages: " + PAGES.size() + " " + PAGES.keySet());
    assertThat(missing).isEmpty();
    assertThat(PAGES).hasSizeGreaterThan(FEWEST_PAGES);
  }

  /** The kind of page that stands behind an address. */
  private static String kind(String href) {
    String[] parts = href.split("\\?", 2);
    String path =
        ID.matcher(parts[0])
            .replaceAll("ID")
            .replaceAll("^/accounts/(?!password|left|one$)[a-z.]+", "/accounts/NAME")
            .replaceAll("^/policy/versions/\\d+", "/policy/versions/N")
            .replaceAll("^/rules/[a-z-]+", "/rules/RULE");
    List<String> kept = new ArrayList<>();
    for (String one : parts.length < 2 ? new String[0] : parts[1].split("&", -1)) {
      if (!ONE_OF_MANY.matcher(one).matches()) {
        kept.add(one);
      }
    }
    return kept.isEmpty() ? path : path + "?" + String.join("&", kept);
  }

  private static String name(String kind) {
    String name = kind.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
    return name.isEmpty() ? "overview" : name.toLowerCase(Locale.ROOT);
  }

  @Test
  @Order(2)
  void every_page_passes_axe_and_fits_a_telephone_and_a_desk_in_light_and_dark() {
    look(360, ColorScheme.DARK);
    look(1280, ColorScheme.LIGHT);
    if (ALL) {
      look(360, ColorScheme.LIGHT);
      look(1280, ColorScheme.DARK);
    }
  }

  private static void look(int width, ColorScheme scheme) {
    List<String> faults = new ArrayList<>();
    try (BrowserContext window = window(Role.DSL, width, scheme, true)) {
      Page page = window.newPage();
      page.onPageError(faults::add);
      page.onConsoleMessage(
          message -> {
            if (message.type().equals("error") && !message.text().contains("status of 4")) {
              faults.add(message.text());
            }
          });
      PAGES.forEach(
          (kind, path) -> {
            page.navigate(console.url(path));
            WebPages.check(page, kind + " " + scheme);
            WebPages.picture(
                page, "dsl-" + name(kind) + "-" + scheme.name().toLowerCase(Locale.ROOT));
            if (width < 1280) {
              enlarge(page, kind);
            } else {
              print(page, kind);
            }
          });
    }
    assertThat(faults).isEmpty();
  }

  @Test
  @Order(3)
  void no_form_needs_a_script_but_that_of_passkeys() {
    assertThat(NEEDS_SCRIPT).isEmpty();
    assertThat(forms).as("forms that were looked at").isGreaterThan(50);
  }

  /** Read without a script: what could not be sent, and what would do nothing. */
  private static List<String> faultsOfForms(Page page, String kind) {
    List<?> found =
        (List<?>)
            page.evaluate(
                """
                () => {
                  const faults = [];
                  for (const one of document.querySelectorAll("details")) one.open = true;
                  const shown = (each) => each.getClientRects().length > 0;
                  for (const form of document.forms) {
                    if (form.querySelector("[data-passkey]")) continue;
                    const sends = Array.from(form.querySelectorAll("button, input[type=submit]"))
                      .filter((each) => each.type === "submit" && shown(each));
                    if (sends.length === 0) faults.push("nothing sends " + form.action);
                    if (!form.getAttribute("action")) faults.push("no address: " + form.outerHTML.slice(0, 80));
                  }
                  for (const each of document.querySelectorAll("button[type=button], [onclick], input[type=file]")) {
                    if (shown(each)) faults.push("needs a script: " + each.outerHTML.slice(0, 80));
                  }
                  return faults;
                }
                """);
    return found.stream().map(fault -> kind + ": " + fault).toList();
  }

  @Test
  @Order(4)
  void every_page_can_be_read_at_four_times_the_size_with_everything_unfolded() {
    assertThat(WIDE).isEmpty();
  }

  /** 1280 wide at 400 % is 320 wide. */
  private static void enlarge(Page page, String kind) {
    page.setViewportSize(320, 900);
    Object over =
        page.evaluate(
            "() => { for (const one of document.querySelectorAll('details')) one.open = true;"
                + " return document.documentElement.scrollWidth -"
                + " document.documentElement.clientWidth; }");
    if (((Number) over).intValue() > 0) {
      WIDE.add(kind + ": " + over);
    }
    page.setViewportSize(360, 900);
  }

  @Test
  @Order(5)
  void paper_shows_no_button_no_menu_and_no_form_to_find_things() {
    assertThat(ON_PAPER).isEmpty();
  }

  private static void print(Page page, String kind) {
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    Object shown =
        page.evaluate(
            "() => Array.from(document.querySelectorAll('button, nav, .bar, .tabs, .foot, .about,"
                + " .skip')).filter(each => each.getBoundingClientRect().height > 0)"
                + ".map(each => each.outerHTML.slice(0, 60)).slice(0, 2)");
    if (!((List<?>) shown).isEmpty()) {
      ON_PAPER.add(kind + ": " + shown);
    }
    if (!"rgb(255, 255, 255) rgb(0, 0, 0)"
        .equals(
            page.evaluate(
                "() => getComputedStyle(document.documentElement).backgroundColor + ' ' +"
                    + " getComputedStyle(document.documentElement).color"))) {
      ON_PAPER.add(kind + " is not black on white");
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
  }

  @Test
  @Order(6)
  void each_guide_fits_one_printed_page() {
    for (String guide : List.of("/help/dsl", "/help/technician")) {
      try (BrowserContext window = window(Role.DSL, 1280, ColorScheme.LIGHT, true)) {
        Page page = window.newPage();
        page.navigate(console.url(guide));
        byte[] pdf =
            page.pdf(
                new Page.PdfOptions()
                    .setPreferCSSPageSize(true)
                    .setPath(
                        Path.of(
                            "target/screenshots", guide.substring(1).replace('/', '-') + ".pdf")));
        assertThat(
                Pattern.compile("/Type\\s*/Page[^s]")
                    .matcher(new String(pdf, StandardCharsets.ISO_8859_1))
                    .results()
                    .count())
            .as("printed pages of " + guide)
            .isEqualTo(1);
      }
    }
  }

  @Test
  @Order(7)
  void every_component_passes_axe_in_light_and_dark() throws IOException {
    String style = resource("/io/stairgate/console/page/stairgate.css");
    String look =
        resource("/io/stairgate/console/page/look.html")
            .replace(
                "<link rel=\"stylesheet\" href=\"stairgate.css\">", "<style>" + style + "</style>");
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : new int[] {360, 1280}) {
        try (BrowserContext window = browser.window(width, scheme)) {
          Page page = window.newPage();
          page.setContent(look);
          WebPages.check(page, "components " + scheme);
          WebPages.picture(page, "components-" + scheme.name().toLowerCase(Locale.ROOT));
        }
      }
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(WebFixture.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
