package io.stairgate.agent.control;

import io.stairgate.agent.control.AccountSource.Account;
import io.stairgate.agent.control.AccountSource.Reading;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.AccountOrder;
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
 * A password that a few named people share: allowed only where the setting says so, new each term,
 * and at once when one of them leaves. Only watched.
 */
public final class SharedSecret implements Control {
  private final AccountSource source;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells when passwords were changed
   * @param clock tells the time
   */
  public SharedSecret(AccountSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /** What the policy says of shared passwords. */
  static RuleSettings.SharedSecret settings(Policy policy) {
    return policy.settings(
        Rule.SHARED_SECRET, RuleSettings.SharedSecret.class, RuleSettings.SharedSecret.DEFAULT);
  }

  @Override
  public Rule rule() {
    return Rule.SHARED_SECRET;
  }

  @Override
  public Finding prove(Policy policy) {
    Instant now = clock.instant();
    return judge(policy, now).of(rule(), policy, now);
  }

  private Verdict judge(Policy policy, Instant now) {
    RuleSettings.SharedSecret settings = settings(policy);
    boolean marked = policy.accounts().values().stream().anyMatch(AccountOrder::shared);
    if (!settings.allowed() && !marked) {
      return Verdict.notApplicable(
          "not-switched-on", List.of(), "No password is shared here: this is not switched on.");
    }
    return switch (source.read()) {
      case Reading.Unreadable(String reason) ->
          Verdict.unknown(reason, List.of(), "We cannot see when the shared password was changed.");
      case Reading.Accounts read -> judge(policy, settings, read, now);
    };
  }

  private static Verdict judge(
      Policy policy, RuleSettings.SharedSecret settings, Reading.Accounts read, Instant now) {
    List<Account> shared =
        read.accounts().stream()
            .filter(each -> policy.account(each.name()).filter(AccountOrder::shared).isPresent())
            .toList();
    if (shared.isEmpty()) {
      return Verdict.notApplicable(
          "no-shared-account", List.of(), "No account on this laptop is shared.");
    }
    List<Evidence> evidence = new ArrayList<>();
    for (Account each : shared) {
      evidence.add(
          new Evidence(
              "account " + each.name(),
              (settings.allowed() ? "allowed, " : "")
                  + "shared by "
                  + settings.holders()
                  + " named people"));
    }
    if (!settings.allowed()) {
      return Verdict.notMet(
          evidence, "An account on this laptop is shared, and our policy does not allow that.");
    }
    LocalDate today = policy.openDays().dayOf(now);
    Optional<PasswordDeadline> deadline =
        PasswordDeadline.of(new AgeLimit.EachTerm(), policy.terms(), today);
    boolean known = false;
    boolean old = false;
    boolean unclear = false;
    for (Account each : shared) {
      PasswordKnown answer = PasswordKnown.of(each, policy, read.written(), now);
      known |= answer == PasswordKnown.WAITING || answer == PasswordKnown.LATE;
      unclear |= answer == PasswordKnown.UNCLEAR;
      switch (each.password()) {
        case AccountSource.Password.Changed(LocalDate day) ->
            old |= deadline.filter(until -> day.plusDays(1).isBefore(until.since())).isPresent();
        case AccountSource.Password.NoDate() -> unclear = true;
        case AccountSource.Password.DueNow(), AccountSource.Password.None() -> old = true;
      }
    }
    if (known) {
      return Verdict.notMet(
          evidence, "A shared password must be changed now: somebody who knew it left.");
    }
    if (old) {
      return deadline.flatMap(PasswordDeadline::due).filter(due -> !today.isAfter(due)).isPresent()
          ? Verdict.inProgress(
              "due-by-date", evidence, "The shared password is to be changed for this term.")
          : Verdict.notMet(
              evidence, "The shared password was not changed for this term, as our policy says.");
    }
    if (unclear) {
      return Verdict.unknown(
          "no-date-kept", evidence, "We cannot see when the shared password was changed.");
    }
    return Verdict.met(
        new Hold.ReportedOnly(),
        evidence,
        "The password that "
            + settings.holders()
            + " named people share was changed for this term.");
  }
}
