package io.stairgate.agent.control;

import io.stairgate.agent.control.PeopleSource.Person;
import io.stairgate.agent.control.PeopleSource.Reading;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.AccountOrder;
import io.stairgate.agent.policy.Policy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Whoever's sign-in was stopped for a time cannot sign in and is not signed in. The reason is not
 * on the laptop. It ends by the laptop's own clock, so offline too. Fails closed: an account that
 * is still open is not met.
 */
public final class Suspend implements Control {
  private final PeopleSource source;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells which accounts there are
   * @param clock tells the time
   */
  public Suspend(PeopleSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.SUSPEND;
  }

  @Override
  public Finding prove(Policy policy) {
    Instant now = clock.instant();
    return judge(policy, now).of(rule(), policy, now);
  }

  private Verdict judge(Policy policy, Instant now) {
    if (policy.accounts().values().stream().noneMatch(order -> order.suspended(now))) {
      return Verdict.notApplicable(
          "nobody-suspended", List.of(), "Nobody's sign-in is stopped at the moment.");
    }
    return switch (source.read()) {
      case Reading.Unreadable(String reason) ->
          Verdict.unknown(
              reason, List.of(), "We cannot see whether the sign-in is stopped on this laptop.");
      case Reading.People(List<Person> people, boolean elsewhere, boolean rightsClear) ->
          judge(policy, people, elsewhere, now);
    };
  }

  private Verdict judge(Policy policy, List<Person> people, boolean elsewhere, Instant now) {
    Shutting shutting = Shutting.suspended(people, policy, now);
    List<Evidence> evidence = new ArrayList<>();
    int stopped = 0;
    boolean open = false;
    for (Person person : people) {
      boolean last = shutting.kept().contains(person.name());
      if (!last && !shutting.shut().contains(person.name())) {
        continue;
      }
      boolean shut = person.door() == PeopleSource.Door.SHUT;
      open |= !shut || person.here();
      stopped += shut ? 1 : 0;
      String until =
          policy
              .account(person.name())
              .flatMap(AccountOrder::suspendedUntil)
              .map(at -> " until " + policy.openDays().dayOf(at))
              .orElse("");
      evidence.add(
          new Evidence(
              "account " + person.name(),
              last
                  ? "the last administrator: cannot be stopped"
                  : !shut
                      ? "can still sign in"
                      : person.here() ? "stopped, but still signed in" : "stopped" + until));
    }
    if (!shutting.kept().isEmpty()) {
      return new Verdict(
          new FindingState.NotMet(),
          new Hold.Cannot("last-administrator"),
          evidence,
          "This sign-in cannot be stopped: it is the last administrator of this laptop. Make"
              + " another one first.");
    }
    if (open) {
      return Verdict.notMet(
          evidence, "Somebody whose sign-in is stopped can still use this laptop.");
    }
    if (evidence.isEmpty()) {
      return elsewhere
          ? Verdict.unknown(
              "accounts-kept-elsewhere",
              evidence,
              "We cannot see this account (it is kept elsewhere).")
          : Verdict.notApplicable(
              "no-such-account", evidence, "The person has no account on this laptop.");
    }
    return Verdict.met(
        new Hold.ByOs(),
        evidence,
        stopped == 1
            ? "One person's sign-in is stopped on this laptop."
            : "The sign-in of " + stopped + " people is stopped on this laptop.");
  }
}
