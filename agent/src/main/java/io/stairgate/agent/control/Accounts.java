package io.stairgate.agent.control;

import io.stairgate.agent.control.PeopleSource.Person;
import io.stairgate.agent.control.PeopleSource.Reading;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.AccountOrder;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The accounts that can sign in against the setting's register: nobody who left, nobody whose last
 * day is over, nobody the register does not know. Of use it tells only that an account was not used
 * for longer than the policy's days.
 */
public final class Accounts implements Control {
  /** Names by which settings call an account that many use; a guess, told as such. */
  private static final Set<String> SHARED_NAMES =
      Set.of("staff", "teacher", "teachers", "office", "user", "nursery", "room", "shared", "all");

  private final PeopleSource source;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells which accounts there are
   * @param clock tells the time
   */
  public Accounts(PeopleSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.ACCOUNTS;
  }

  @Override
  public Finding prove(Policy policy) {
    Instant now = clock.instant();
    Verdict verdict =
        switch (source.read()) {
          case Reading.Unreadable(String reason) ->
              Verdict.unknown(reason, List.of(), "We cannot list the accounts on this laptop.");
          case Reading.People people -> judge(policy, people, now);
        };
    return verdict.of(rule(), policy, now);
  }

  private Verdict judge(Policy policy, Reading.People read, Instant now) {
    Shutting shutting = Shutting.over(read.people(), policy, now);
    List<Evidence> evidence = new ArrayList<>();
    List<String> over = new ArrayList<>();
    List<String> unlisted = new ArrayList<>();
    Set<String> open = new LinkedHashSet<>();
    boolean anyShut = false;
    for (Person person : read.people()) {
      boolean ends =
          shutting.shut().contains(person.name()) || shutting.kept().contains(person.name());
      boolean isShut = person.door() == PeopleSource.Door.SHUT;
      anyShut |= ends && isShut;
      if (isShut || (person.root() && !ends) || (!ends && !person.opens())) {
        continue;
      }
      Optional<AccountOrder> order = policy.account(person.name());
      String said;
      if (ends) {
        over.add(person.name());
        said = "its person left or its last day is over, and it can still sign in";
      } else if (order.isEmpty() && policy.accountsRegistered()) {
        unlisted.add(person.name());
        said = "not in the register";
      } else {
        said = order.flatMap(AccountOrder::until).map(day -> "until " + day).orElse("open");
      }
      open.add(person.name());
      evidence.add(new Evidence("account " + person.name(), said + generic(person.name(), order)));
    }
    if (!over.isEmpty()) {
      return late(over, shutting, evidence);
    }
    if (!unlisted.isEmpty()) {
      return Verdict.notMet(
          evidence,
          unlisted.size() == 1
              ? "The account " + unlisted.getFirst() + " is not in our register of who uses what."
              : unlisted.size() + " accounts are not in our register of who uses what.");
    }
    return settled(policy, read, now, evidence, open, anyShut);
  }

  private Verdict settled(
      Policy policy,
      Reading.People read,
      Instant now,
      List<Evidence> evidence,
      Set<String> open,
      boolean anyShut) {
    int days =
        policy
            .settings(rule(), RuleSettings.Accounts.class, RuleSettings.Accounts.DEFAULT)
            .unusedDays();
    Set<String> unused =
        source.unusedSince(open, now.minus(Duration.ofDays(days))).orElse(Set.of());
    for (String name : unused) {
      evidence.add(new Evidence("not used", name + ": not for more than " + days + " days"));
    }
    if (!unused.isEmpty()) {
      return Verdict.notMet(
          evidence,
          (unused.size() == 1
                  ? "The account " + unused.iterator().next() + " was"
                  : unused.size() + " accounts were")
              + " not used for more than "
              + days
              + " days. Take away what nobody needs.");
    }
    if (read.elsewhere()) {
      return Verdict.unknown(
          "accounts-kept-elsewhere",
          evidence,
          "We cannot list everybody who may sign in (some accounts are kept elsewhere).");
    }
    if (!policy.accountsRegistered()) {
      return Verdict.unknown(
          "no-register", evidence, "Nobody has written down yet who may use this laptop.");
    }
    return Verdict.met(
        anyShut ? new Hold.ByOs() : new Hold.ReportedOnly(),
        evidence,
        "Everyone who can sign in to this laptop is in our register.");
  }

  private static Verdict late(List<String> over, Shutting shutting, List<Evidence> evidence) {
    String who =
        over.size() == 1
            ? "The account " + over.getFirst() + " should be shut"
            : over.size() + " accounts should be shut";
    boolean last = over.stream().anyMatch(shutting.kept()::contains);
    Verdict verdict =
        Verdict.notMet(
            evidence,
            who
                + " and can still sign in."
                + (last ? " One of them is the last administrator: make another one first." : ""));
    return last
        ? new Verdict(
            verdict.state(),
            new Hold.Cannot("last-administrator"),
            verdict.evidence(),
            verdict.sentence())
        : verdict;
  }

  private static String generic(String name, Optional<AccountOrder> order) {
    return SHARED_NAMES.contains(name) && order.filter(AccountOrder::shared).isEmpty()
        ? "; by its name several people may use it"
        : "";
  }
}
