package io.stairgate.agent.control;

import io.stairgate.agent.control.PeopleSource.Person;
import io.stairgate.agent.control.PeopleSource.Reading;
import io.stairgate.agent.control.SignInSource.Tries;
import io.stairgate.agent.control.SignInSource.Ways;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.AccountOrder;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Each account has a password, nothing opens by itself, there is no guest, and wrong tries lock
 * signing in for a while.
 */
public final class SignIn implements Control {
  /** A pause this short hardly slows anybody who tries passwords. */
  private static final int SHORTEST_LOCK = 60;

  private final SignInSource source;
  private final PeopleSource people;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells how people get in
   * @param people tells which accounts have no password
   * @param clock tells the time
   */
  public SignIn(SignInSource source, PeopleSource people, InstantSource clock) {
    this.source = source;
    this.people = people;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.SIGN_IN;
  }

  @Override
  public Finding prove(Policy policy) {
    Instant now = clock.instant();
    return judge(policy).of(rule(), policy, now);
  }

  private Verdict judge(Policy policy) {
    if (ChildrenUse.appliesTo(policy)) {
      return Verdict.notApplicable(
          "children-use", List.of(), "Children use this laptop: nobody signs in by name.");
    }
    return switch (people.read()) {
      case Reading.Unreadable(String reason) ->
          judge(policy, new Reading.People(List.of(), false, true), reason);
      case Reading.People read -> judge(policy, read, "");
    };
  }

  private Verdict judge(Policy policy, Reading.People read, String peopleUnclear) {
    Ways ways = source.read();
    List<Evidence> evidence = new ArrayList<>();
    ways.automatic().forEach(each -> evidence.add(new Evidence("opens by itself", each)));
    ways.guest().forEach(each -> evidence.add(new Evidence("guest", each)));
    List<String> open = named(read, PeopleSource.Door.OPEN);
    open.forEach(name -> evidence.add(new Evidence("account " + name, "has no password")));
    List<String> asked = named(read, PeopleSource.Door.ASKED);
    asked.forEach(
        name -> evidence.add(new Evidence("account " + name, "has to choose a password first")));
    read.people().stream()
        .filter(each -> each.root() && each.opens())
        .forEach(each -> evidence.add(new Evidence("account " + each.name(), "can sign in")));
    evidence.add(new Evidence("wrong tries", words(ways.tries())));
    if (!ways.automatic().isEmpty() || !open.isEmpty()) {
      return Verdict.notMet(
          evidence,
          open.isEmpty() || !ways.automatic().isEmpty()
              ? "This laptop opens without a password."
              : "The account " + open.getFirst() + " opens without a password.");
    }
    if (!ways.guest().isEmpty()) {
      return Verdict.notMet(evidence, "Somebody without an account can use this laptop as guest.");
    }
    int most =
        policy
            .settings(rule(), RuleSettings.SignIn.class, RuleSettings.SignIn.DEFAULT)
            .wrongTries();
    boolean endless =
        switch (ways.tries()) {
          case Tries.Endless() -> true;
          case Tries.Locks(int after, int seconds) ->
              after > most || (seconds > 0 && seconds < SHORTEST_LOCK);
          case Tries.NotTold() -> false;
        };
    if (endless) {
      return Verdict.notMet(
          evidence,
          ways.tries() instanceof Tries.Locks
              ? "Passwords can be guessed more often than our policy says: " + most + " times."
              : "Anybody can go on guessing passwords: sign-in does not lock after wrong tries.");
    }
    if (!asked.isEmpty()) {
      return Verdict.inProgress(
          "password-to-be-chosen",
          evidence,
          "The account "
              + asked.getFirst()
              + " has no password yet: it has to choose one at the next sign-in.");
    }
    return settled(policy, read, peopleUnclear, ways, evidence);
  }

  private static List<String> named(Reading.People read, PeopleSource.Door door) {
    return read.people().stream().filter(each -> each.door() == door).map(Person::name).toList();
  }

  private static Verdict settled(
      Policy policy,
      Reading.People read,
      String peopleUnclear,
      Ways ways,
      List<Evidence> evidence) {
    if (read.elsewhere()) {
      return Verdict.unknown(
          "accounts-kept-elsewhere",
          evidence,
          "Sign-in is managed elsewhere. We cannot see the rule.");
    }
    if (!peopleUnclear.isEmpty() || !ways.unclear().isEmpty()) {
      return Verdict.unknown(
          peopleUnclear.isEmpty() ? ways.unclear().getFirst() : peopleUnclear,
          evidence,
          "We cannot see everything about signing in to this laptop.");
    }
    RuleSettings.SharedSecret sharing = SharedSecret.settings(policy);
    if (sharing.allowed()) {
      for (Person person : read.people()) {
        if (person.opens()
            && policy.account(person.name()).filter(AccountOrder::shared).isPresent()) {
          evidence.add(
              new Evidence(
                  "account " + person.name(),
                  "allowed, shared by " + sharing.holders() + " named people"));
          return Verdict.met(
              new Hold.ByOs(),
              evidence,
              "A password is needed to open this laptop; it is allowed that "
                  + sharing.holders()
                  + " named people share one.");
        }
      }
    }
    return Verdict.met(new Hold.ByOs(), evidence, "A password is needed to open this laptop.");
  }

  private static String words(Tries tries) {
    return switch (tries) {
      case Tries.Locks(int after, int seconds) ->
          "sign-in locks after "
              + after
              + (seconds == 0
                  ? ", until an administrator opens it"
                  : ", for " + (seconds + 59) / 60 + " minutes");
      case Tries.Endless() -> "sign-in never locks";
      case Tries.NotTold() -> "we cannot see";
    };
  }
}
