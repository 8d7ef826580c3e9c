package io.stairgate.agent.control;

import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Changes the laptop so that rules hold, and puts it back as it was. Fails closed: what cannot be
 * made or put back is told and tried again, never taken for done. Any thread may ask what is
 * missing and held, also while another holds or puts back; one thread at a time holds or puts back.
 */
public interface Holder {
  /** The rules that can be held on this laptop, apart from portable media. */
  Set<Rule> holdable();

  /**
   * What holding a rule would change now; empty: it is so already. Only reads.
   *
   * @param policy says how the rule is set, whatever its stage
   */
  List<Change> missing(Rule rule, Policy policy);

  /** The rules for which there is a record of what was there before: they are held now. */
  Set<Rule> held();

  /**
   * Makes a rule hold, as the signed policy on disk says; keeps what was there before. Done: each
   * part of it was looked at once more after the last was made. May take a minute.
   */
  Result hold(Rule rule) throws InterruptedException;

  /** Puts back what was there before a rule was held. May take a minute. */
  Result putBack(Rule rule) throws InterruptedException;

  /**
   * Puts back everything there is a record of. May take some minutes.
   *
   * @return what could not be put back, a sentence each
   */
  default List<String> putBackAll() throws InterruptedException {
    List<String> left = new ArrayList<>();
    for (Rule rule : held()) {
      if (putBack(rule) instanceof Result.Failed(String sentence)) {
        left.add(rule.id() + ": " + sentence);
      }
    }
    return left;
  }

  /**
   * One thing that is not as a rule asks.
   *
   * @param what what it is about, for people
   * @param expected what the rule asks for
   * @param found what there is
   * @param sentence what holding the rule would do, for people
   */
  record Change(String what, String expected, String found, String sentence) {}

  /** What came of it. */
  sealed interface Result {
    /** It is so now. */
    record Done() implements Result {}

    /**
     * It is not, or not all of it.
     *
     * @param sentence what is wrong and what to do
     */
    record Failed(String sentence) implements Result {}
  }

  /** A system on which nothing can be held. */
  Holder NOTHING =
      new Holder() {
        @Override
        public Set<Rule> holdable() {
          return Set.of();
        }

        @Override
        public List<Change> missing(Rule rule, Policy policy) {
          return List.of();
        }

        @Override
        public Set<Rule> held() {
          return Set.of();
        }

        @Override
        public Result hold(Rule rule) {
          return new Result.Failed("This rule cannot be enforced on this kind of computer yet.");
        }

        @Override
        public Result putBack(Rule rule) {
          return new Result.Done();
        }
      };
}
