package io.stairgate.console.page;

import io.stairgate.console.device.Finding;
import java.util.List;

/**
 * The page of one laptop.
 *
 * @param frame around the page
 * @param id the laptop
 * @param nickname its nickname
 * @param css of the tag
 * @param tag how it is
 * @param sentence the same in a sentence
 * @param said what was done just before; may be empty
 * @param added when it was added
 * @param sameName nickname of the laptop it may be again; empty where there is no such question
 * @param returnAsked whether it asks to come back
 * @param groups what was proved, in the groups of {@link RuleWords.Group}; those without rules left
 *     out
 * @param facts what is known of it
 * @param requests what is asked for on it
 * @param permissions what is allowed on it now
 * @param telephone where a call from it is answered; empty where it is connected
 * @param alerts its latest alerts
 * @param drifts what somebody else changed lately against a rule, newest first
 * @param changes what changed lately, newest first
 * @param timeline what happened of all kinds, newest first
 */
public record LaptopView(
    Frame frame,
    String id,
    String nickname,
    String css,
    String tag,
    String sentence,
    String said,
    Moment added,
    String sameName,
    boolean returnAsked,
    List<RuleGroup> groups,
    List<Fact> facts,
    List<RequestRow> requests,
    List<PermissionRow> permissions,
    String telephone,
    List<AlertRow> alerts,
    List<Drifted> drifts,
    List<Change> changes,
    Timeline timeline) {
  public LaptopView {
    groups = List.copyOf(groups);
    drifts = List.copyOf(drifts);
    facts = List.copyOf(facts);
    requests = List.copyOf(requests);
    permissions = List.copyOf(permissions);
    alerts = List.copyOf(alerts);
    changes = List.copyOf(changes);
  }

  /**
   * One fact of the summary.
   *
   * @param key what it is about
   * @param value what is known
   * @param href where to change it; may be empty
   */
  public record Fact(String key, String value, String href) {}

  /**
   * One change of a rule's state.
   *
   * @param title the rule in words
   * @param tag the new state in words
   * @param css of the tag
   * @param at when
   * @param sentence what the laptop said of it
   */
  public record Change(String title, String tag, String css, Moment at, String sentence) {}

  /**
   * What happened on the laptop. It names no person.
   *
   * @param rows newest first
   * @param earlierHref where earlier ones are; empty at the end
   * @param latestHref where the newest are; empty where these are
   */
  public record Timeline(List<Happened> rows, String earlierHref, String latestHref) {
    public Timeline {
      rows = List.copyOf(rows);
    }
  }

  /**
   * One thing that happened.
   *
   * @param at when, to the minute
   * @param sentence what
   * @param href where more of it stands; may be empty
   */
  public record Happened(Moment at, String sentence, String href) {}

  /**
   * What somebody else changed against a rule.
   *
   * @param at when the laptop noticed
   * @param title the rule in words
   * @param sentence what it was and what became of it
   * @param detail what the rule asks for, and what was found
   */
  public record Drifted(Moment at, String title, String sentence, String detail) {}

  /**
   * Some rules that belong together.
   *
   * @param id in the page's addresses
   * @param title in words
   * @param sentence how many of them are in order
   * @param fine whether all are
   * @param cards the rules, those that need attention first
   */
  public record RuleGroup(
      String id, String title, String sentence, boolean fine, List<RuleCard> cards) {
    public RuleGroup {
      cards = List.copyOf(cards);
    }
  }

  /**
   * What "put it right" would mean on this laptop.
   *
   * @param sentence the same in a sentence
   * @param changes what would change, a sentence each; may be empty
   * @param href where to look at all laptops for this rule; empty where the reader may not
   */
  public record PutRight(String sentence, List<String> changes, String href) {
    public PutRight {
      changes = List.copyOf(changes);
    }
  }

  /**
   * A place where more stands.
   *
   * @param href where
   * @param label in words
   */
  public record More(String href, String label) {}

  /**
   * One rule on this laptop.
   *
   * @param rule its id
   * @param state the finding's state
   * @param title in words
   * @param css of the card
   * @param tagCss of the tag
   * @param tag the state in words
   * @param worthKnowing whether it is not in order and only worth knowing
   * @param sentence what is so
   * @param detail what the laptop says of it, where that is more; may be empty
   * @param next what to do; may be empty
   * @param staff what the person at the laptop does meanwhile; may be empty
   * @param technician what a technician does; may be empty
   * @param waiting what was decided and is not so on the laptop yet; may be empty
   * @param drift what somebody else changed last; may be empty
   * @param evidence what was seen
   * @param since since when it has been so
   * @param proved when it was last proved
   * @param held how strongly it is held, in words
   * @param stage how far the rule goes, in words
   * @param source where the rule comes from; may be empty
   * @param putRight what would change
   * @param more where more of it stands
   * @param switchLabel words of the button that changes the stage; empty where the reader may not
   */
  public record RuleCard(
      String rule,
      String state,
      String title,
      String css,
      String tagCss,
      String tag,
      boolean worthKnowing,
      String sentence,
      String detail,
      String next,
      String staff,
      String technician,
      String waiting,
      String drift,
      List<Finding.Evidence> evidence,
      Moment since,
      Moment proved,
      String held,
      String stage,
      String source,
      PutRight putRight,
      List<More> more,
      String switchLabel) {
    public RuleCard {
      evidence = List.copyOf(evidence);
      more = List.copyOf(more);
    }

    /** Whether it is in order, or not needed: then it takes little room. */
    public boolean calm() {
      return state.equals("met") || state.equals("not-applicable");
    }
  }
}
