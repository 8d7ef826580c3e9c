package io.stairgate.agent.policy;

import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules this laptop follows.
 *
 * @param deviceId the device it was signed for; empty for the defaults of a laptop without a
 *     console
 * @param version where it stands in the order of policies; empty for the defaults
 * @param madeAt when the console made it; the epoch's start for the defaults
 * @param rules what it says of each rule; a rule that is missing is watched with its defaults
 * @param terms the setting's terms, earliest first; empty: the built-in English funding terms
 * @param settingName the setting's name for the person at the laptop; may be empty
 * @param accounts what is said of single accounts, by sign-in name, and the register
 * @param accountsRegistered whether the setting keeps a register: an account that is missing from
 *     {@code accounts} then belongs to nobody it knows
 * @param openDays when the setting is open
 */
public record Policy(
    String deviceId,
    Optional<PolicyVersion> version,
    Instant madeAt,
    Map<Rule, RulePolicy> rules,
    List<Term> terms,
    String settingName,
    Map<String, AccountOrder> accounts,
    boolean accountsRegistered,
    OpenDays openDays) {
  /** Watches everything with its defaults: what holds until a console says otherwise. */
  public static final Policy DEFAULT =
      new Policy("", Optional.empty(), Instant.EPOCH, Map.of(), List.of(), "");

  public Policy {
    rules = Map.copyOf(rules);
    terms = List.copyOf(terms);
    accounts = Map.copyOf(accounts);
  }

  /** A policy that says nothing of single accounts, open from Monday to Friday. */
  public Policy(
      String deviceId,
      Optional<PolicyVersion> version,
      Instant madeAt,
      Map<Rule, RulePolicy> rules,
      List<Term> terms,
      String settingName) {
    this(deviceId, version, madeAt, rules, terms, settingName, Map.of(), false, OpenDays.DEFAULT);
  }

  /** What is said of an account; empty: nothing. */
  public Optional<AccountOrder> account(String name) {
    return Optional.ofNullable(accounts.get(name));
  }

  /** The settings of a rule, or {@code standard} where the policy has none for it. */
  public <T extends RuleSettings> T settings(Rule rule, Class<T> type, T standard) {
    RuleSettings settings = of(rule).settings();
    return type.isInstance(settings) ? type.cast(settings) : standard;
  }

  /** What this policy says of {@code rule}. */
  public RulePolicy of(Rule rule) {
    return rules.getOrDefault(rule, RulePolicy.DEFAULT);
  }

  /** How far the agent goes for {@code rule}. */
  public Stage stageOf(Rule rule) {
    return of(rule).stage();
  }
}
