package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.PeopleSource;
import io.stairgate.agent.control.Shutting;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.AccountStep;
import io.stairgate.agent.platform.linux.hold.Holding;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.platform.linux.hold.SessionsStep;
import io.stairgate.agent.platform.linux.hold.Step;
import io.stairgate.agent.policy.Policy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Shuts accounts: of those who left or whose last day is over ({@code accounts}), or of those whose
 * sign-in is stopped for a time ({@code suspend}). A stopped one only expires, so that PAM can say
 * so to the person who types the right password; one that is over is locked too. Never the last
 * administrator, never root: {@link Shutting} decides.
 */
public final class AccountsHolding implements Holding {
  private final Rule rule;
  private final RootFiles files;
  private final Programs programs;
  private final PeopleSource people;
  private final Supplier<List<String>> signedIn;
  private final InstantSource clock;

  /**
   * For one of the two rules.
   *
   * @param rule {@code accounts} or {@code suspend}
   * @param signedIn the accounts that are signed in now
   */
  public AccountsHolding(
      Rule rule,
      RootFiles files,
      Programs programs,
      PeopleSource people,
      Supplier<List<String>> signedIn,
      InstantSource clock) {
    if (rule != Rule.ACCOUNTS && rule != Rule.SUSPEND) {
      throw new IllegalArgumentException("accounts or suspend, not " + rule.id());
    }
    this.rule = rule;
    this.files = files;
    this.programs = programs;
    this.people = people;
    this.signedIn = signedIn;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return rule;
  }

  @Override
  public List<Step> steps(Policy policy) {
    if (!(people.read() instanceof PeopleSource.Reading.People read)) {
      return List.of();
    }
    boolean over = rule == Rule.ACCOUNTS;
    Shutting shutting =
        over
            ? Shutting.over(read.people(), policy, clock.instant())
            : Shutting.suspended(read.people(), policy, clock.instant());
    List<Step> steps = new ArrayList<>();
    for (String account : new TreeSet<>(shutting.shut())) {
      if (AccountStep.nameable(account)) {
        steps.add(
            new AccountStep(
                files,
                programs,
                clock,
                over ? AccountStep.Kind.CLOSED : AccountStep.Kind.SHUT,
                account));
        steps.add(new SessionsStep(programs, signedIn, account));
      }
    }
    return steps;
  }

  @Override
  public List<String> watched() {
    return AccountFiles.WATCHED;
  }

  @Override
  public Optional<Step> again(String id) {
    return AccountStep.again(files, programs, clock, id)
        .or(() -> SessionsStep.again(programs, signedIn, id));
  }
}
