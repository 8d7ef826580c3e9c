package io.stairgate.console.page;

/**
 * One medium in words.
 *
 * @param href its own page; empty where it has none
 * @param kind what kind of thing it is: {@code Memory stick}
 * @param name maker and product as it says, or words for "it says nothing"
 * @param serial its serial number, or words for "it has none"
 * @param type its vendor and product number; may be empty
 * @param label what the people here call it; may be empty
 * @param owner whose it is
 * @param own whether it is the setting's own
 * @param weak why it cannot well be told from another one; empty where it can
 * @param seen where and when it was seen before
 */
public record StickFacts(
    String href,
    String kind,
    String name,
    String serial,
    String type,
    String label,
    String owner,
    boolean own,
    String weak,
    String seen) {

  /** What to call it in a heading. */
  public String title() {
    return label.isEmpty() ? name : label;
  }
}
