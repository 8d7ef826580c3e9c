package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.regex.Pattern;

/**
 * Somebody who goes through pages with the keyboard alone, and looks where the focus is: it must be
 * seen wherever it rests.
 */
record Keys(Page page) {
  /** More presses than any page has links: then the thing cannot be reached. */
  private static final int MOST_TABS = 450;

  /**
   * Presses Tab until the thing of that name has the focus, which is seen and not covered, and then
   * Enter.
   */
  void press(String name) {
    Pattern wanted = Pattern.compile(name);
    for (int i = 0; i < MOST_TABS; i++) {
      page.keyboard().press("Tab");
      Object words =
          page.evaluate(
              "() => (document.activeElement.getAttribute('aria-label') ||"
                  + " document.activeElement.textContent || '').replace(/\\s+/g, ' ').trim()");
      if (wanted.matcher(words.toString()).find()) {
        assertThat(
                page.evaluate(
                    """
                    () => {
                      const one = document.activeElement;
                      const style = getComputedStyle(one);
                      const box = one.getBoundingClientRect();
                      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
                        && box.height >= 14 && box.top >= 0 && box.bottom <= innerHeight + 1;
                    }
                    """))
            .as("the focus on “%s” is seen", words)
            .isEqualTo(true);
        enter();
        return;
      }
    }
    throw new AssertionError("The keyboard does not reach “" + name + "” on " + page.url());
  }

  /** Presses Enter and waits for the page that it leads to, if it leads to one. */
  void enter() {
    boolean leads =
        (boolean)
            page.evaluate(
                "() => { window.left = false; return document.activeElement.tagName !== 'SUMMARY';"
                    + " }");
    page.keyboard().press("Enter");
    if (leads) {
      page.waitForFunction("() => window.left === undefined");
      page.waitForLoadState();
    }
  }
}
