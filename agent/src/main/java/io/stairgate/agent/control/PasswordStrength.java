package io.stairgate.agent.control;

import io.stairgate.agent.control.AccountSource.Account;
import io.stairgate.agent.control.AccountSource.Password;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * New passwords are as strong as the policy asks. It speaks of new ones only: whether an account's
 * password was changed since this began is told per account, never what the password is.
 */
public final class PasswordStrength implements Control {
  private final StrengthSource source;
  private final AccountSource accounts;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells what the laptop asks of a new password
   * @param accounts tells when passwords were changed
   * @param clock tells the time
   */
  public PasswordStrength(StrengthSource source, AccountSource accounts, InstantSource clock) {
    this.source = source;
    this.accounts = accounts;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.PASSWORD_STRENGTH;
  }

  @Override
  public Finding prove(Policy policy) {
    return judge(policy).of(rule(), policy, clock.instant());
  }

  private Verdict judge(Policy policy) {
    if (ChildrenUse.appliesTo(policy)) {
      return Verdict.notApplicable(
          "children-use",
          List.of(),
          "Children use this laptop: no password of their own is asked.");
    }
    RuleSettings.PasswordStrength wanted =
        policy.settings(
            rule(), RuleSettings.PasswordStrength.class, RuleSettings.PasswordStrength.DEFAULT);
    return switch (source.read()) {
      case StrengthSource.Reading.Unclear(String reason) ->
          Verdict.unknown(
              reason, List.of(), "We cannot see how strong new passwords have to be here.");
      case StrengthSource.Reading.NotAsked(String why) ->
          Verdict.notMet(
              List.of(new Evidence("new passwords", why)),
              "Short passwords are allowed on this laptop.");
      case StrengthSource.Reading.Asked asked -> judge(asked, wanted);
    };
  }

  private Verdict judge(StrengthSource.Reading.Asked asked, RuleSettings.PasswordStrength wanted) {
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        new Evidence(
            "fewest characters", asked.length() + " (our policy: " + wanted.length() + ")"));
    evidence.add(new Evidence("mixture", asked.mixture() ? "asked for" : "not asked for"));
    evidence.add(new Evidence("looked at by", asked.by()));
    if (asked.length() < wanted.length()) {
      return Verdict.notMet(
          evidence,
          "Passwords of "
              + asked.length()
              + " characters are allowed on this laptop. Our policy asks for "
              + wanted.length()
              + ".");
    }
    if (wanted.mixture() && !asked.mixture()) {
      return Verdict.notMet(
          evidence, "Passwords without capitals, numbers or signs are allowed on this laptop.");
    }
    boolean elsewhere = false;
    if (accounts.read() instanceof AccountSource.Reading.Accounts read) {
      elsewhere = read.others();
      asked.since().ifPresent(since -> tell(read.accounts(), since, evidence));
    }
    if (elsewhere) {
      return Verdict.unknown(
          "accounts-kept-elsewhere", evidence, "Set where the accounts are kept, not here.");
    }
    return Verdict.met(
        new Hold.ByOs(),
        evidence,
        "New passwords must be "
            + asked.length()
            + " characters or more"
            + (asked.mixture() ? ", mixed." : "."));
  }

  private static void tell(List<Account> accounts, Instant since, List<Evidence> evidence) {
    for (Account account : accounts) {
      changedUnder(account.password(), since)
          .ifPresent(
              under ->
                  evidence.add(
                      new Evidence(
                          "account " + account.name(),
                          under ? "changed since this began" : "not changed since this began")));
    }
  }

  /**
   * Whether a password was changed under a rule that began at {@code since}; empty where that
   * cannot be said. The day it began counts: the system keeps whole days only.
   */
  static Optional<Boolean> changedUnder(Password password, Instant since) {
    return switch (password) {
      case Password.Changed(LocalDate day) ->
          Optional.of(!day.isBefore(LocalDate.ofInstant(since, ZoneOffset.UTC)));
      case Password.DueNow(), Password.None() -> Optional.of(false);
      case Password.NoDate() -> Optional.empty();
    };
  }
}
