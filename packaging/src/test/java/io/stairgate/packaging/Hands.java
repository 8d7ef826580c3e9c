package io.stairgate.packaging;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/**
 * A person who has a keyboard and no mouse: everything is reached with Tab, and what is done is
 * done to what has the focus. Something that cannot be reached fails.
 */
record Hands(Page page) {
  private static final int MOST_TABS = 150;

  /** Tabs on until {@code wanted} has the focus. */
  void reach(Locator wanted) {
    assertThat(wanted).isVisible();
    for (int i = 0; i < MOST_TABS; i++) {
      if (Boolean.TRUE.equals(wanted.evaluate("one => one === document.activeElement"))) {
        return;
      }
      page.keyboard().press("Tab");
    }
    assertThat(false).as("the keyboard reaches %s on %s", wanted, page.url()).isTrue();
  }

  void press(String name) {
    reach(button(name));
    page.keyboard().press("Enter");
  }

  void follow(String name) {
    reach(link(name));
    page.keyboard().press("Enter");
  }

  /** Opens what is folded away. */
  void unfold(String name) {
    reach(page.locator("summary").filter(new Locator.FilterOptions().setHasText(name)).first());
    page.keyboard().press("Enter");
  }

  void type(String label, String text) {
    reach(page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)));
    page.keyboard().press("Control+A");
    page.keyboard().type(text);
  }

  /**
   * Ticks a box or takes a choice; the first of several choices is the one the keyboard reaches.
   */
  void tick(Locator box) {
    reach(box);
    page.keyboard().press("Space");
    assertThat(box).isChecked();
  }

  void key(String name) {
    page.keyboard().press(name);
  }

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name)).first();
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name)).first();
  }

  Locator heading() {
    return page.locator("h1");
  }
}
