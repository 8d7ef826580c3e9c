package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real Chromium, and what is asked of every page in it. */
final class WebPages implements AutoCloseable {
  private static final Path PICTURES = Path.of("target/screenshots");
  private static final List<String> ACCESSIBILITY =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

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
            .setLocale("en-GB"));
  }

  /** Nothing axe can find is wrong, and nothing has to be scrolled sideways. */
  static void check(Page page, String name) {
    AxeResults results = new AxeBuilder(page).withTags(ACCESSIBILITY).analyze();
    assertThat(results.getViolations())
        .as("axe on %s at %s", name, page.viewportSize().width)
        .extracting(rule -> rule.getId() + ": " + rule.getNodes().getFirst().getHtml())
        .isEmpty();
    assertThat(results.getPasses()).as("axe looked at %s", name).isNotEmpty();
    assertThat(
            page.evaluate(
                "() => document.documentElement.scrollWidth"
                    + " <= document.documentElement.clientWidth"))
        .as("%s fits its window", name)
        .isEqualTo(true);
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
