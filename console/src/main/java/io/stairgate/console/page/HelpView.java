package io.stairgate.console.page;

import java.util.List;

/**
 * The page that says whom to ask, and where the guides are.
 *
 * @param frame around the page
 * @param people whom to ask what
 * @param guides the guides that this person may see
 * @param pages what each part of the console is for
 */
public record HelpView(Frame frame, List<Ask> people, List<Guide> guides, List<Part> pages) {
  public HelpView {
    people = List.copyOf(people);
    guides = List.copyOf(guides);
    pages = List.copyOf(pages);
  }

  /**
   * Somebody to ask.
   *
   * @param what about what
   * @param who their names, or a sentence where there is nobody
   */
  public record Ask(String what, String who) {}

  /**
   * A guide.
   *
   * @param href its page
   * @param title in words
   * @param hint for whom, in a sentence
   */
  public record Guide(String href, String title, String hint) {}

  /**
   * A part of the console.
   *
   * @param href its first page
   * @param title as the menu names it
   * @param words what it is for
   */
  public record Part(String href, String title, String words) {}
}
