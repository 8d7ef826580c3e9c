package io.stairgate.console.page;

import io.stairgate.console.policy.PolicyChange;
import java.util.List;

/**
 * One rule: what it asks, what it is set to, where, and the form to change it.
 *
 * @param frame around the page
 * @param problems what must be put right in the form
 * @param said what was done just before; may be empty
 * @param rule its id
 * @param title in words
 * @param asks what it asks for
 * @param because why it is worth it
 * @param met on how many laptops it is met
 * @param holding what "put it right" does, or why it cannot be done
 * @param canHold whether it can be done at all
 * @param facts what it is set to everywhere
 * @param decided when the setting last changed it; may be empty
 * @param others where it is otherwise
 * @param sources where it comes from
 * @param rollout how far a change of it has come; empty: none is under way
 * @param mayChange whether the reader may change it or ask for it
 * @param form to change it
 * @param outlook what the form would change; empty: nobody looked yet
 */
public record RuleView(
    Frame frame,
    Problems problems,
    String said,
    String rule,
    String title,
    String asks,
    String because,
    String met,
    String holding,
    boolean canHold,
    List<Fact> facts,
    String decided,
    List<Other> others,
    List<Source> sources,
    List<RolloutView> rollout,
    boolean mayChange,
    Form form,
    List<Outlook> outlook) {
  public RuleView {
    facts = List.copyOf(facts);
    others = List.copyOf(others);
    sources = List.copyOf(sources);
    rollout = List.copyOf(rollout);
    outlook = List.copyOf(outlook);
  }

  /**
   * One thing it is set to.
   *
   * @param key what
   * @param value to what
   * @param source where that comes from
   * @param checked the day the source was last read; may be empty
   */
  public record Fact(String key, String value, String source, String checked) {}

  /**
   * A group or a laptop that has it otherwise.
   *
   * @param name of the group or the laptop
   * @param kind "Group, 3 laptops" or "Laptop"
   * @param says what is otherwise
   * @param code of the place, for the link
   */
  public record Other(String name, String kind, List<String> says, String code) {
    public Other {
      says = List.copyOf(says);
    }
  }

  /**
   * Where it comes from.
   *
   * @param title of the source
   * @param says what it is
   * @param words what it says of this rule; may be empty
   * @param link where to read it; may be empty
   * @param checked the day it was last read, in words; may be empty
   */
  public record Source(String title, String says, String words, String link, String checked) {}

  /**
   * The form.
   *
   * @param base the policy's version that is looked at
   * @param mark names what stands in the form
   * @param where which place it is for
   * @param place that place in words
   * @param own whether that place has something otherwise now
   * @param wheres places to choose from
   * @param stages to choose from
   * @param controls the fields
   * @param why the reason as typed
   */
  public record Form(
      long base,
      String mark,
      String where,
      String place,
      boolean own,
      List<ListEntry> wheres,
      List<Choice> stages,
      List<Control> controls,
      String why) {
    public Form {
      wheres = List.copyOf(wheres);
      stages = List.copyOf(stages);
      controls = List.copyOf(controls);
    }
  }

  /**
   * One of several to choose from.
   *
   * @param value what is sent
   * @param label in words
   * @param hint what it means; may be empty
   * @param chosen whether it is chosen now
   */
  public record Choice(String value, String label, String hint, boolean chosen) {}

  /**
   * One field.
   *
   * @param id its name
   * @param kind number, choice or address
   * @param label in words
   * @param hint what fits
   * @param unit behind a number; may be empty
   * @param value as typed
   * @param choices of a choice; of an address whether it is an own one
   */
  public record Control(
      String id,
      String kind,
      String label,
      String hint,
      String unit,
      String value,
      List<Choice> choices) {
    public Control {
      choices = List.copyOf(choices);
    }
  }

  /**
   * What would change.
   *
   * @param changes of the policy
   * @param summary on how many laptops, and what then
   * @param rows laptops that would follow something else
   * @param more how many more there are
   * @param follows what becomes of it, one sentence
   * @param showFirst whether the person must show once more that it is them
   * @param ways how it may begin; empty: on all at once
   */
  public record Outlook(
      List<PolicyChange> changes,
      String summary,
      List<Row> rows,
      int more,
      String follows,
      boolean showFirst,
      List<Choice> ways) {
    public Outlook {
      changes = List.copyOf(changes);
      rows = List.copyOf(rows);
      ways = List.copyOf(ways);
    }
  }

  /**
   * One laptop that would follow something else.
   *
   * @param href its page
   * @param nickname its name
   * @param state of the finding; empty where there is none
   * @param css of the tag
   * @param tag the state in words
   * @param now what the laptop says of it
   * @param then what would be, in words
   * @param thenCss of the tag of {@code then}
   * @param changes a sentence each
   */
  public record Row(
      String href,
      String nickname,
      String state,
      String css,
      String tag,
      String now,
      String then,
      String thenCss,
      List<String> changes) {
    public Row {
      changes = List.copyOf(changes);
    }
  }
}
