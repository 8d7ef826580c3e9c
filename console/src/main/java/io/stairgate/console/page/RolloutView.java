package io.stairgate.console.page;

import java.util.List;

/**
 * How far a change of a rule has come on the laptops.
 *
 * @param id of the rollout
 * @param rule title of the rule
 * @param href the rule's page
 * @param sentence where it stands
 * @param tag in a word or two
 * @param css of the tag
 * @param troubles why it stopped, one sentence for each laptop
 * @param waiting laptops of this step that have not proved the rule yet
 * @param stopped whether a person must decide
 * @param open whether it is still under way
 * @param begun who began it, and when
 */
public record RolloutView(
    String id,
    String rule,
    String href,
    String sentence,
    String tag,
    String css,
    List<String> troubles,
    List<String> waiting,
    boolean stopped,
    boolean open,
    String begun) {
  public RolloutView {
    troubles = List.copyOf(troubles);
    waiting = List.copyOf(waiting);
  }
}
