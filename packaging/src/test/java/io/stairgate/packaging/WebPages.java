package io.stairgate.packaging;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Chromium, and what is asked of every page in it. One thread: that which made it. */
final class WebPages implements AutoCloseable {
  private static final Path PICTURES = Path.of("target/screenshots");
  private static final Map<String, Object> ALL_RULES =
      Map.of(
          "type",
          "tag",
          "values",
          List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"));

  /** The rules of axe that ask for a colour: the only ones to which light and dark differ. */
  private static final Map<String, Object> COLOUR_RULES =
      Map.of("type", "rule", "values", List.of("color-contrast", "link-in-text-block"));

  private final Playwright playwright;
  private final Browser browser;

  WebPages() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    // The tests may run as root, where Chromium has no sandbox of its own.
                    .setArgs(List.of("--no-sandbox")));
  }

  BrowserContext window(int width, ColorScheme scheme) {
    return window(width, scheme, true);
  }

  BrowserContext window(int width, ColorScheme scheme, boolean script) {
    return browser.newContext(
        new Browser.NewContextOptions()
            .setViewportSize(width, 900)
            .setColorScheme(scheme)
            .setJavaScriptEnabled(script)
            .setReducedMotion(ReducedMotion.REDUCE)
            .setLocale("en-GB"));
  }

  /** Nothing axe can find is wrong, and nothing has to be scrolled sideways. */
  static void check(Page page, String name) {
    assertThat(faults(page)).as("%s at %s", name, page.viewportSize().width).isEmpty();
  }

  /** What axe finds, and whether something has to be scrolled sideways. */
  static List<String> faults(Page page) {
    List<String> faults = new ArrayList<>(axe(page, ALL_RULES));
    int over = over(page);
    if (over > 0) {
      faults.add("is " + over + " too wide for its window");
    }
    return faults;
  }

  /** What axe finds in the colours of a page that {@link #faults} has looked at. */
  static List<String> faultsOfColours(Page page) {
    return axe(page, COLOUR_RULES);
  }

  /** By how many pixels the page is wider than its window. */
  static int over(Page page) {
    return (int)
        page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  /**
   * The engine itself, in one question: its Java side opens a window more for each page, and
   * describes the place of everything that is well as carefully as that of a fault.
   */
  private static List<String> axe(Page page, Map<String, Object> rules) {
    if (Boolean.FALSE.equals(page.evaluate("() => 'axe' in window"))) {
      page.evaluate("() => {" + AxeBuilder.getAxeScript() + "\n}");
    }
    Map<?, ?> found =
        (Map<?, ?>)
            page.evaluate(
                """
                async (rules) => {
                  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
                  return {
                    passed: found.passes.length,
                    faults: found.violations.map((rule) => rule.id + ": " + rule.nodes[0].html),
                  };
                }
                """,
                rules);
    assertThat(requireNonNull((Integer) found.get("passed")))
        .as("rules of axe that looked")
        .isPositive();
    return requireNonNull((List<?>) found.get("faults")).stream()
        .map(fault -> "axe: " + fault)
        .toList();
  }

  static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(PICTURES.resolve(name + "-" + page.viewportSize().width + ".png"))
            .setFullPage(true));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
