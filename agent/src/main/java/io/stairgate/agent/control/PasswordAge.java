package io.stairgate.agent.control;

import io.stairgate.agent.control.AccountSource.Account;
import io.stairgate.agent.control.AccountSource.Password;
import io.stairgate.agent.control.AccountSource.Reading;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import io.stairgate.agent.policy.RuleSettings.AgeLimit;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Passwords were changed as often as the policy asks, and within 24 hours where somebody else may
 * know one. Nothing but dates and account names leaves the source. The system keeps whole days in
 * UTC, so a day of tolerance is given.
 */
public final class PasswordAge implements Control {
  private static final int TOLERANCE_DAYS = 1;

  private final AccountSource source;
  private final StrengthSource strength;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells when passwords were changed
   * @param strength tells since when the laptop asks for strong ones: where that is enforced, only
   *     a password changed since then counts
   * @param clock tells the time
   */
  public PasswordAge(AccountSource source, StrengthSource strength, InstantSource clock) {
    this.source = source;
    this.strength = strength;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.PASSWORD_AGE;
  }

  @Override
  public Finding prove(Policy policy) {
    Instant now = clock.instant();
    if (ChildrenUse.appliesTo(policy)) {
      return Verdict.notApplicable(
              "children-use",
              List.of(),
              "Children use this laptop: no password of theirs gets old.")
          .of(rule(), policy, now);
    }
    return switch (source.read()) {
      case Reading.Unreadable(String reason) ->
          finding(
              policy,
              new FindingState.Unknown(reason),
              List.of(),
              "We cannot see when the passwords on this laptop were changed.");
      case Reading.Accounts read ->
          known(policy, read, now)
              .map(each -> each.of(rule(), policy, now))
              .orElseGet(() -> byDate(policy, read, policy.openDays().dayOf(now)));
    };
  }

  /** Passwords that somebody else may know come first; empty where there is none to change. */
  private static Optional<Verdict> known(Policy policy, Reading.Accounts read, Instant now) {
    List<Evidence> evidence = new ArrayList<>();
    List<String> late = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    boolean unclear = false;
    for (Account account : read.accounts()) {
      switch (PasswordKnown.of(account, policy, read.written(), now)) {
        case WAITING -> {
          waiting.add(account.name());
          evidence.add(
              new Evidence("account " + account.name(), "somebody else may know the password"));
        }
        case LATE -> {
          late.add(account.name());
          evidence.add(
              new Evidence(
                  "account " + account.name(),
                  "somebody else may know the password for more than 24 hours"));
        }
        case UNCLEAR -> unclear = true;
        case NOT_SAID, CHANGED -> {}
      }
    }
    if (!late.isEmpty()) {
      return Optional.of(
          Verdict.notMet(
              evidence,
              "The password of "
                  + late.getFirst()
                  + " may be known to somebody else for more than 24 hours. Change it now."));
    }
    if (!waiting.isEmpty()) {
      return Optional.of(
          Verdict.inProgress(
              "known-to-somebody-else",
              evidence,
              "The password of "
                  + waiting.getFirst()
                  + " may be known to somebody else. Change it within 24 hours."));
    }
    return unclear
        ? Optional.of(
            Verdict.unknown(
                "no-date-kept",
                evidence,
                "We cannot see whether a password that somebody else may know was changed."))
        : Optional.empty();
  }

  private Finding byDate(Policy policy, Reading.Accounts read, LocalDate today) {
    AgeLimit limit =
        policy
            .settings(rule(), RuleSettings.PasswordAge.class, RuleSettings.PasswordAge.DEFAULT)
            .limit();
    if (limit instanceof AgeLimit.IfCompromised) {
      return finding(
          policy,
          new FindingState.NotApplicable("only-if-compromised"),
          tell(read.accounts(), today),
          "Passwords are changed here when somebody else may know them, not by date.");
    }
    return PasswordDeadline.of(limit, policy.terms(), today)
        .map(until -> judge(policy, read.accounts(), read.others(), until, today))
        .orElseGet(
            () ->
                finding(
                    policy,
                    new FindingState.Unknown("no-term-yet"),
                    tell(read.accounts(), today),
                    "The setting's first term has not started, so no password is due."));
  }

  /**
   * The accounts whose password was not changed since the laptop asks for strong ones; empty where
   * that is not enforced, or nobody knows since when.
   */
  private List<String> weak(Policy policy, List<Account> accounts) {
    if (policy.stageOf(Rule.PASSWORD_STRENGTH) != Stage.ENFORCE
        || !(strength.read() instanceof StrengthSource.Reading.Asked asked)
        || asked.since().isEmpty()) {
      return List.of();
    }
    Instant since = asked.since().get();
    return accounts.stream()
        .filter(
            each ->
                PasswordStrength.changedUnder(each.password(), since)
                    .filter(under -> !under)
                    .isPresent())
        .map(Account::name)
        .toList();
  }

  private Finding judge(
      Policy policy,
      List<Account> accounts,
      boolean others,
      PasswordDeadline deadline,
      LocalDate today) {
    List<Evidence> evidence = tell(accounts, today);
    evidence.add(new Evidence("rule", deadline.rule()));
    List<Account> old = new ArrayList<>();
    LocalDate last = LocalDate.EPOCH;
    String unclear = "";
    for (Account account : accounts) {
      switch (account.password()) {
        case Password.Changed(LocalDate day) -> {
          if (day.isAfter(today.plusDays(TOLERANCE_DAYS))) {
            unclear = "date-in-the-future";
          } else if (day.plusDays(TOLERANCE_DAYS).isBefore(deadline.since())) {
            old.add(account);
          } else if (day.isAfter(last)) {
            last = day;
          }
        }
        case Password.NoDate() -> unclear = unclear.isEmpty() ? "no-date-kept" : unclear;
        case Password.DueNow(), Password.None() -> old.add(account);
      }
    }
    if (!old.isEmpty()) {
      boolean waiting = deadline.due().filter(due -> !today.isAfter(due)).isPresent();
      return finding(
          policy,
          waiting ? new FindingState.InProgress("due-by-date") : new FindingState.NotMet(),
          evidence,
          waiting
              ? "Passwords are to be changed by "
                  + PasswordDeadline.words(deadline.due().orElseThrow(), today)
                  + "."
              : late(old, accounts.size(), deadline, today));
    }
    if (!unclear.isEmpty() || others) {
      return finding(
          policy,
          new FindingState.Unknown(unclear.isEmpty() ? "accounts-kept-elsewhere" : unclear),
          evidence,
          unclear.isEmpty()
              ? "We cannot see when this password was changed (the account is kept elsewhere)."
              : "We cannot see when the passwords on this laptop were changed.");
    }
    if (accounts.isEmpty()) {
      return finding(
          policy,
          new FindingState.NotApplicable("no-account-with-password"),
          evidence,
          "Nobody signs in to this computer with a password.");
    }
    List<String> weak = weak(policy, accounts);
    if (!weak.isEmpty()) {
      evidence.add(new Evidence("changed before strong ones were asked", String.join(", ", weak)));
      return finding(
          policy,
          new FindingState.InProgress("changed-before-strength"),
          evidence,
          "Changed, but before this laptop asked for strong passwords. Please change once more.");
    }
    return finding(
        policy, new FindingState.Met(), evidence, deadline.met(last, accounts.size(), today));
  }

  private static String late(
      List<Account> old, int all, PasswordDeadline deadline, LocalDate today) {
    if (all == 1) {
      return switch (old.getFirst().password()) {
        case Password.Changed(LocalDate day) ->
            "Last changed "
                + PasswordDeadline.words(day, today)
                + ". Our policy says "
                + deadline.often()
                + ".";
        case Password.DueNow(), Password.NoDate() ->
            "The password has to be changed at the next sign-in. Our policy says "
                + deadline.often()
                + ".";
        case Password.None() -> "This laptop opens without a password.";
      };
    }
    return old.size()
        + " of "
        + all
        + " passwords on this laptop are older than our policy says: "
        + deadline.often()
        + ".";
  }

  private static List<Evidence> tell(List<Account> accounts, LocalDate today) {
    List<Evidence> evidence = new ArrayList<>();
    for (Account account : accounts) {
      evidence.add(
          new Evidence(
              "account " + account.name(),
              switch (account.password()) {
                case Password.Changed(LocalDate day) ->
                    day.isAfter(today.plusDays(TOLERANCE_DAYS))
                        ? "changed " + day + ", which is in the future: a clock was wrong"
                        : "changed " + day;
                case Password.DueNow() -> "has to be changed at the next sign-in";
                case Password.NoDate() -> "the system keeps no date for it";
                case Password.None() -> "has no password";
              }));
      if (evidence.size() == Finding.MAX_EVIDENCE - 1) {
        break;
      }
    }
    return evidence;
  }

  private Finding finding(
      Policy policy, FindingState state, List<Evidence> evidence, String sentence) {
    return new Finding(
        rule(),
        state,
        state instanceof FindingState.Met ? new Hold.ReportedOnly() : new Hold.None(),
        policy.stageOf(rule()),
        clock.instant(),
        evidence,
        sentence);
  }
}
