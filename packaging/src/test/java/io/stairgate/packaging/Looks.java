package io.stairgate.packaging;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.Media;
import io.stairgate.console.WebFixture;
import io.stairgate.console.secret.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at pages as people have them before them: at a desk and on a telephone, in light and dark,
 * on paper, at four times the size with everything unfolded, and without a script. One thread: that
 * which made it.
 */
final class Looks implements AutoCloseable {
  private static final int DESK = 1280;
  private static final int TELEPHONE = 360;

  /** A desk at 400 %. */
  private static final int ENLARGED = 320;

  private static final boolean ALL_PICTURES =
      "all".equals(System.getProperty("stairgate.pictures"));

  private final WebFixture console;
  private final WebPages browser = new WebPages();
  private final Map<String, Page> pages = new HashMap<>();
  private final Map<String, Page> plain = new HashMap<>();
  private final Seen seen = new Seen();

  Looks(WebFixture console) {
    this.console = console;
  }

  /**
   * Somebody who looks.
   *
   * @param name for pictures and for saying what is wrong
   * @param session the cookie
   */
  record Viewer(String name, Secret session) {}

  /** What was wrong with the pages that were looked at; each list is empty where all is well. */
  static final class Seen {
    final List<String> wrong = new ArrayList<>();
    final List<String> wide = new ArrayList<>();
    final List<String> onPaper = new ArrayList<>();
    final List<String> needsScript = new ArrayList<>();
    int pages;
    int forms;

    void add(Seen other) {
      wrong.addAll(other.wrong);
      wide.addAll(other.wide);
      onPaper.addAll(other.onPaper);
      needsScript.addAll(other.needsScript);
      pages += other.pages;
      forms += other.forms;
    }
  }

  Seen seen() {
    return seen;
  }

  /** Looks at one page in every way. */
  void at(Viewer viewer, String kind, String path) {
    Page page = pages.computeIfAbsent(viewer.name(), _ -> page(viewer, true));
    String name = viewer.name() + " " + kind;
    String picture = viewer.name() + "-" + Crawl.name(kind);
    page.setViewportSize(DESK, 900);
    show(page, ColorScheme.LIGHT);
    page.navigate(console.url(path));
    seen.pages++;
    note(name + " at a desk in light", WebPages.faults(page));
    WebPages.picture(page, picture + "-light");
    print(page, name);
    show(page, ColorScheme.DARK);
    if (ALL_PICTURES) {
      note(name + " at a desk in dark", WebPages.faultsOfColours(page));
      WebPages.picture(page, picture + "-dark");
    }
    page.setViewportSize(TELEPHONE, 900);
    settle(page);
    WebPages.picture(page, picture + "-dark");
    if (ALL_PICTURES) {
      show(page, ColorScheme.LIGHT);
      WebPages.picture(page, picture + "-light");
      show(page, ColorScheme.DARK);
    }
    int over = WebPages.over(page);
    if (over > 0) {
      seen.wrong.add(name + " is " + over + " wider than a telephone");
    }
    unfold(page);
    note(name + " on a telephone in dark", WebPages.faults(page));
    if (ALL_PICTURES) {
      show(page, ColorScheme.LIGHT);
      note(name + " on a telephone in light", WebPages.faultsOfColours(page));
    }
    page.setViewportSize(ENLARGED, 900);
    if (WebPages.over(page) > 0) {
      seen.wide.add(name + ": " + WebPages.over(page));
    }
    withoutScript(viewer, name, path);
  }

  private Page page(Viewer viewer, boolean script) {
    BrowserContext window = browser.window(DESK, ColorScheme.LIGHT, script);
    window.addCookies(
        List.of(
            new Cookie(console.cookieName(), viewer.session().reveal()).setUrl(console.url(""))));
    Page page = window.newPage();
    page.onPageError(fault -> seen.wrong.add(page.url() + ": " + fault));
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !message.text().contains("status of 4")) {
            seen.wrong.add(page.url() + ": " + message.text());
          }
        });
    return page;
  }

  private static void show(Page page, ColorScheme scheme) {
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN).setColorScheme(scheme));
  }

  /** Waits until the page has heard of its new width: the menu folds away then. */
  private static void settle(Page page) {
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }

  private static void unfold(Page page) {
    page.evaluate(
        "() => { for (const one of document.querySelectorAll('details')) one.open = true; }");
  }

  private void note(String where, List<String> faults) {
    faults.forEach(fault -> seen.wrong.add(where + ": " + fault));
  }

  private void print(Page page, String name) {
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    Object shown =
        page.evaluate(
            "() => Array.from(document.querySelectorAll('button, nav, .bar, .tabs, .foot, .about,"
                + " .skip')).filter(each => each.getBoundingClientRect().height > 0)"
                + ".map(each => each.outerHTML.slice(0, 60)).slice(0, 2)");
    if (!((List<?>) shown).isEmpty()) {
      seen.onPaper.add(name + ": " + shown);
    }
    if (!"rgb(255, 255, 255) rgb(0, 0, 0)"
        .equals(
            page.evaluate(
                "() => getComputedStyle(document.documentElement).backgroundColor + ' ' +"
                    + " getComputedStyle(document.documentElement).color"))) {
      seen.onPaper.add(name + " is not black on white");
    }
  }

  /** What could not be sent, and what would do nothing. */
  private void withoutScript(Viewer viewer, String name, String path) {
    Page page = plain.computeIfAbsent(viewer.name(), _ -> page(viewer, false));
    page.navigate(console.url(path));
    seen.forms += page.locator("main form").count();
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
    found.forEach(fault -> seen.needsScript.add(name + ": " + fault));
  }

  @Override
  public void close() {
    browser.close();
  }
}
