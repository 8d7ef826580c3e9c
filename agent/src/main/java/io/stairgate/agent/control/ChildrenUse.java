package io.stairgate.agent.control;

import io.stairgate.agent.control.PeopleSource.Person;
import io.stairgate.agent.control.PeopleSource.Reading;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A laptop that children use: no account of the staff can be reached from it, the children's
 * accounts are no administrators, and the web filter is checked. Personal sign-in, age and strength
 * of passwords do not apply there; those rules ask {@link #appliesTo}.
 */
public final class ChildrenUse implements Control {
  private final PeopleSource source;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells which accounts there are
   * @param clock tells the time
   */
  public ChildrenUse(PeopleSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /** Whether the policy says that children use this laptop. */
  public static boolean appliesTo(Policy policy) {
    return policy
        .settings(
            Rule.CHILDREN_USE, RuleSettings.ChildrenUse.class, RuleSettings.ChildrenUse.DEFAULT)
        .forChildren();
  }

  @Override
  public Rule rule() {
    return Rule.CHILDREN_USE;
  }

  @Override
  public Finding prove(Policy policy) {
    Instant now = clock.instant();
    return judge(policy).of(rule(), policy, now);
  }

  private Verdict judge(Policy policy) {
    if (!appliesTo(policy)) {
      return Verdict.notApplicable(
          "not-for-children", List.of(), "This laptop is for staff, not for children.");
    }
    return switch (source.read()) {
      case Reading.Unreadable(String reason) ->
          Verdict.unknown(reason, List.of(), "We cannot list the accounts on this laptop.");
      case Reading.People people -> judge(policy, people);
    };
  }

  private static Verdict judge(Policy policy, Reading.People read) {
    List<Evidence> evidence = new ArrayList<>();
    List<String> staff = new ArrayList<>();
    List<String> powerful = new ArrayList<>();
    for (Person person : read.people()) {
      if (person.root() || !person.opens()) {
        continue;
      }
      // The register names the staff; an administrator nobody uses here is the technician's.
      boolean registered = policy.account(person.name()).isPresent();
      boolean administrator = person.administrator().isPresent();
      if (registered && (!administrator || person.here())) {
        staff.add(person.name());
        evidence.add(new Evidence("account " + person.name(), "of the staff, can sign in here"));
      } else if (administrator && person.here()) {
        powerful.add(person.name());
        evidence.add(new Evidence("account " + person.name(), "an administrator, signed in"));
      } else if (!administrator) {
        evidence.add(new Evidence("account " + person.name(), "for children"));
      }
    }
    boolean filter =
        !policy
            .settings(
                Rule.FILTERING_CHECK,
                RuleSettings.FilteringCheck.class,
                RuleSettings.FilteringCheck.DEFAULT)
            .testAddress()
            .isEmpty();
    evidence.add(new Evidence("filter check", filter ? "set up" : "nobody has set it up"));
    if (!staff.isEmpty()) {
      return Verdict.notMet(
          evidence,
          staff.size() == 1
              ? "The staff account " + staff.getFirst() + " can be opened on a children's laptop."
              : staff.size() + " staff accounts can be opened on a children's laptop.");
    }
    if (!powerful.isEmpty()) {
      return Verdict.notMet(
          evidence, "This children's laptop is used with an administrator's account.");
    }
    if (!filter) {
      return Verdict.notMet(
          evidence, "Nobody has set up the check of the web filter for this children's laptop.");
    }
    if (read.elsewhere()) {
      return Verdict.unknown(
          "accounts-kept-elsewhere",
          evidence,
          "Staff accounts that are kept elsewhere may open on this children's laptop.");
    }
    return Verdict.met(
        new Hold.ReportedOnly(),
        evidence,
        "Children use this laptop: no staff account opens on it, and the web filter is checked.");
  }
}
