package io.stairgate.console.page;

import java.util.List;

/**
 * The register of who may use which laptop, with what was said of single accounts.
 *
 * @param frame around the page
 * @param said what was done just before; may be empty
 * @param sort {@code name}, {@code account} or {@code state}
 * @param caption how many and in which order
 * @param rows one per account
 * @param mayDecide whether the reader may say something of an account
 * @param mayChangeRules whether the reader may change the register
 */
public record AccountsView(
    Frame frame,
    String said,
    String sort,
    String caption,
    List<Row> rows,
    boolean mayDecide,
    boolean mayChangeRules) {
  public AccountsView {
    rows = List.copyOf(rows);
  }

  /**
   * A tag that says one thing.
   *
   * @param css colour
   * @param text in words
   */
  public record Tag(String css, String text) {}

  /**
   * One account.
   *
   * @param href its page
   * @param account sign-in name
   * @param people who has it; empty where nobody on the register has
   * @param laptops which laptops
   * @param until last day; empty where there is none
   * @param tags what was said of it
   */
  public record Row(
      String href, String account, String people, String laptops, String until, List<Tag> tags) {
    public Row {
      tags = List.copyOf(tags);
    }
  }

  /**
   * One account with everything.
   *
   * @param frame around the page
   * @param said what was done just before; may be empty
   * @param account sign-in name
   * @param people who has it; may be empty
   * @param tags what was said of it
   * @param facts what the register says
   * @param holding what was said and holds
   * @param doings what the reader may do
   * @param note what the reader may not do and who may; may be empty
   * @param history what was said before and now, newest first
   */
  public record One(
      Frame frame,
      String said,
      String account,
      String people,
      List<Tag> tags,
      List<LaptopView.Fact> facts,
      List<Holding> holding,
      List<Doing> doings,
      String note,
      List<PermissionView.Happened> history) {
    public One {
      tags = List.copyOf(tags);
      facts = List.copyOf(facts);
      holding = List.copyOf(holding);
      doings = List.copyOf(doings);
      history = List.copyOf(history);
    }
  }

  /**
   * Something that was said and holds.
   *
   * @param id its own
   * @param css of the card
   * @param title in words
   * @param tag the state in a few words
   * @param sentence what it means now
   * @param reason why, for those who may read it; may be empty
   * @param by who said it, and when
   * @param clearHref where it is taken back; empty where the reader may not
   * @param clearLabel words of that link
   */
  public record Holding(
      String id,
      String css,
      String title,
      String tag,
      String sentence,
      String reason,
      String by,
      String clearHref,
      String clearLabel) {}

  /**
   * Something that can be done.
   *
   * @param href where
   * @param label in words
   * @param hint when to use it
   */
  public record Doing(String href, String label, String hint) {}

  /**
   * The form for one of them.
   *
   * @param frame around the page
   * @param problems what must be put right
   * @param heading of the page
   * @param action where the form goes
   * @param back the page before
   * @param account sign-in name, as typed
   * @param known whether the account came with the address and is not asked for
   * @param follows what happens then, a sentence each
   * @param warning what stands against it; may be empty
   * @param warningHref where that is changed; may be empty
   * @param end last day as typed
   * @param asksEnd whether a last day is asked for
   * @param since day as typed
   * @param asksSince whether it is asked since when
   * @param reason as typed
   * @param button words of the button
   */
  public record Form(
      Frame frame,
      Problems problems,
      String heading,
      String action,
      String back,
      String account,
      boolean known,
      List<String> follows,
      String warning,
      String warningHref,
      String end,
      boolean asksEnd,
      String since,
      boolean asksSince,
      String reason,
      String button) {
    public Form {
      follows = List.copyOf(follows);
    }
  }
}
