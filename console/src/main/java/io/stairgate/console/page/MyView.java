package io.stairgate.console.page;

import java.util.List;

/**
 * Everybody's own page.
 *
 * @param frame around the page
 * @param problems what must be put right in the name
 * @param said what was done just before; may be empty
 * @param lead what this person can do here, in a sentence
 * @param passed alerts that came to this person because nobody else may deal with them
 * @param laptops the laptops the person uses
 * @param name the name as typed
 * @param signInName what the person types to sign in
 * @param settings where the person has access, and in which roles
 */
public record MyView(
    Frame frame,
    Problems problems,
    String said,
    String lead,
    List<AlertRow> passed,
    List<OwnLaptop> laptops,
    String name,
    String signInName,
    List<OwnSetting> settings) {
  public MyView {
    passed = List.copyOf(passed);
    laptops = List.copyOf(laptops);
    settings = List.copyOf(settings);
  }

  /**
   * A laptop the reader uses.
   *
   * @param nickname its name
   * @param css of the tag
   * @param tag how it is
   * @param sentence "5 of 6 rules are met"
   * @param lines each rule in words
   * @param href its page; empty where the reader may not see it
   */
  public record OwnLaptop(
      String nickname, String css, String tag, String sentence, List<String> lines, String href) {
    public OwnLaptop {
      lines = List.copyOf(lines);
    }
  }

  /**
   * A setting the reader has access to.
   *
   * @param name its name
   * @param roles in words
   * @param lastDay last day of access; empty: no end
   */
  public record OwnSetting(String name, String roles, String lastDay) {}
}
