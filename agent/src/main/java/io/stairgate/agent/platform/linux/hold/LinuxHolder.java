package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.control.Holder;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.policy.Policy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The service's side of holding rules: looks with its own few rights, asks the side with an
 * administrator's rights for each change. Any thread.
 */
public final class LinuxHolder implements Holder {
  private final List<Holding> holdings;
  private final BeforeRecords records;
  private final Root root;

  /**
   * Reads nothing yet.
   *
   * @param holdings how each rule is held
   * @param root makes the changes
   */
  public LinuxHolder(RootFiles files, List<Holding> holdings, Root root) {
    this.holdings = List.copyOf(holdings);
    this.records = new BeforeRecords(files);
    this.root = root;
  }

  @Override
  public Set<Rule> holdable() {
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    holdings.forEach(holding -> rules.add(holding.rule()));
    return rules;
  }

  @Override
  public List<Change> missing(Rule rule, Policy policy) {
    List<Change> changes = new ArrayList<>();
    for (Holding holding : holdings) {
      if (holding.rule() != rule) {
        continue;
      }
      List<Step> steps = holding.steps(policy);
      for (Step step : steps) {
        if (!step.done()) {
          changes.add(new Change(step.what(), step.expected(), step.found(), step.sentence()));
        }
      }
      for (Afterwards afterwards : holding.afterwards()) {
        if (changes.isEmpty() && !steps.isEmpty() && afterwards.due()) {
          changes.add(
              new Change(
                  afterwards.what(),
                  "in force",
                  "not in force",
                  "What is set will be put into force."));
        }
      }
      changes.addAll(over(rule, steps));
    }
    return changes;
  }

  /** What was made and is asked for no more. */
  private List<Change> over(Rule rule, List<Step> steps) {
    try {
      return Making.gone(records.load(rule), steps).stream()
          .map(
              entry ->
                  new Change(
                      "something that is no longer asked for",
                      "as it was before",
                      "still changed",
                      "Something the rule asks for no longer will be put back."))
          .toList();
    } catch (HoldException e) {
      // Without the rights to see the record: the service has them.
      return List.of();
    }
  }

  @Override
  public Set<Rule> held() {
    return records.rules();
  }

  @Override
  public Result hold(Rule rule) throws InterruptedException {
    return result(root.ask(new Verb.Hold(rule)));
  }

  @Override
  public Result putBack(Rule rule) throws InterruptedException {
    return result(root.ask(new Verb.PutBack(rule)));
  }

  /** One process for all of it. */
  @Override
  public List<String> putBackAll() throws InterruptedException {
    if (held().isEmpty()) {
      return List.of();
    }
    return switch (root.ask(new Verb.PutBackAll())) {
      case Answer.Done done -> List.of();
      case Answer.Failed(String sentence) -> List.of(sentence);
    };
  }

  private static Result result(Answer answer) {
    return switch (answer) {
      case Answer.Done done -> new Result.Done();
      case Answer.Failed(String sentence) -> new Result.Failed(sentence);
    };
  }
}
