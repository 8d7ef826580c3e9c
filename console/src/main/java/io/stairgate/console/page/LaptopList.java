package io.stairgate.console.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The page of laptops.
 *
 * @param frame around the page
 * @param total how many laptops the setting has
 * @param countSentence the same in words, with how many need attention
 * @param find what was searched for; may be empty
 * @param choices which laptops may be shown
 * @param sort {@code name}, {@code state} or {@code seen}
 * @param caption what the table shows
 * @param rows the laptops of this page
 * @param nextHref where the next ones are; empty at the end
 */
public record LaptopList(
    Frame frame,
    int total,
    String countSentence,
    String find,
    List<Choice> choices,
    String sort,
    String caption,
    List<Row> rows,
    String nextHref) {
  public LaptopList {
    choices = List.copyOf(choices);
    rows = List.copyOf(rows);
  }

  /** The address of this list in another order. */
  public String href(String order) {
    return address(find, shown(), order, 1);
  }

  private String shown() {
    return choices.stream().filter(Choice::chosen).map(Choice::value).findFirst().orElse("all");
  }

  static String address(String find, String show, String sort, int page) {
    return "/laptops?find="
        + URLEncoder.encode(find, StandardCharsets.UTF_8)
        + "&show="
        + show
        + "&sort="
        + sort
        + (page > 1 ? "&page=" + page : "");
  }

  /**
   * One entry of a list to choose from.
   *
   * @param value what is sent
   * @param label what is read
   * @param chosen whether it is chosen now
   */
  public record Choice(String value, String label, boolean chosen) {}

  /**
   * One laptop.
   *
   * @param id the laptop
   * @param nickname its nickname
   * @param css of the tag
   * @param tag how it is
   * @param note what needs doing, in a few words; may be empty
   * @param seen when it was last in touch, to the day
   */
  public record Row(String id, String nickname, String css, String tag, String note, String seen) {}
}
