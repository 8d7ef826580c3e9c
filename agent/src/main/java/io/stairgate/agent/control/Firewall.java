package io.stairgate.agent.control;

import io.stairgate.agent.control.FirewallSource.Inward;
import io.stairgate.agent.control.FirewallSource.Reading;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The laptop's own firewall is on: what nobody asked for does not come in, over either kind of
 * network. Judged by what the kernel filters, never by what a configuration says.
 */
public final class Firewall implements Control {
  private final FirewallSource source;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells what is filtered
   * @param clock tells the time
   */
  public Firewall(FirewallSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.FIREWALL;
  }

  @Override
  public Finding prove(Policy policy) {
    return switch (source.read()) {
      case Reading.Unreadable(String reason, List<String> hints) ->
          finding(
              policy,
              new FindingState.Unknown(reason),
              hints.stream().map(hint -> new Evidence("set up", hint)).toList(),
              "We cannot see whether the laptop's own firewall is on.");
      case Reading.Filter filter -> judge(policy, filter);
    };
  }

  private Finding judge(Policy policy, Reading.Filter filter) {
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(new Evidence("coming in over IPv4", words(filter.four())));
    evidence.add(new Evidence("coming in over IPv6", words(filter.six())));
    filter.products().forEach(product -> evidence.add(new Evidence("set by", product)));
    boolean four = filter.four() != Inward.OPEN;
    boolean six = filter.six() != Inward.OPEN;
    if (four && six) {
      return finding(policy, new FindingState.Met(), evidence, "The laptop's own firewall is on.");
    }
    return finding(
        policy,
        new FindingState.NotMet(),
        evidence,
        four || six
            ? "The firewall is off for one of two kinds of network."
            : "The firewall is off.");
  }

  private static String words(Inward inward) {
    return switch (inward) {
      case SHUT -> "shut out unless a rule lets it in";
      case OPEN -> "let in";
      case ABSENT -> "this kind of network is off";
    };
  }

  private Finding finding(
      Policy policy, FindingState state, List<Evidence> evidence, String sentence) {
    return new Finding(
        rule(),
        state,
        state instanceof FindingState.Met ? new Hold.ByOs() : new Hold.None(),
        policy.stageOf(rule()),
        clock.instant(),
        evidence,
        sentence);
  }
}
