package io.stairgate.agent.control;

import io.stairgate.agent.control.PeopleSource.Person;
import io.stairgate.agent.policy.AccountOrder;
import io.stairgate.agent.policy.Policy;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which accounts are to be shut, and which must stay open because nobody else could look after the
 * laptop then. Whoever reports and whoever changes the laptop ask the same question here.
 *
 * @param shut accounts on this laptop that are to be shut
 * @param kept accounts that would have to be shut, but are the last administrator who can sign in
 */
public record Shutting(Set<String> shut, Set<String> kept) {
  public Shutting {
    shut = Set.copyOf(shut);
    kept = Set.copyOf(kept);
  }

  /** For those who left or whose last day is over. */
  public static Shutting over(List<Person> people, Policy policy, Instant now) {
    return of(people, policy, now, order -> order.over(policy.openDays().dayOf(now)));
  }

  /** For those whose sign-in is stopped for a time. */
  public static Shutting suspended(List<Person> people, Policy policy, Instant now) {
    return of(people, policy, now, order -> order.suspended(now));
  }

  private static Shutting of(
      List<Person> people, Policy policy, Instant now, Predicate<AccountOrder> wanted) {
    Optional<String> last = lastAdministrator(people, policy, now);
    Set<String> shut = new LinkedHashSet<>();
    Set<String> kept = new LinkedHashSet<>();
    for (Person person : people) {
      if (policy.account(person.name()).filter(wanted).isPresent()) {
        boolean stays = person.root() || last.filter(person.name()::equals).isPresent();
        (stays ? kept : shut).add(person.name());
      }
    }
    return new Shutting(shut, kept);
  }

  /**
   * The one administrator who stays because all who can sign in would have to go, whichever rule
   * shuts them; empty where another one remains.
   */
  private static Optional<String> lastAdministrator(
      List<Person> people, Policy policy, Instant now) {
    String last = null;
    for (Person person : people) {
      if (person.administrator().isEmpty() || !person.opens()) {
        continue;
      }
      boolean goes =
          !person.root()
              && policy
                  .account(person.name())
                  .filter(order -> order.over(policy.openDays().dayOf(now)) || order.suspended(now))
                  .isPresent();
      if (!goes) {
        return Optional.empty();
      }
      last = person.name();
    }
    return Optional.ofNullable(last);
  }
}
