package io.stairgate.console.page;

import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.page.LaptopView.PutRight;
import io.stairgate.console.page.LaptopView.RuleCard;
import io.stairgate.console.page.LaptopView.RuleGroup;
import io.stairgate.console.policy.DeviceRule;
import io.stairgate.console.policy.PolicyStore;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Every rule of one laptop in words, in groups. Any thread. */
final class LaptopRules {
  private final PolicyStore policies;
  private final Moments moments;

  LaptopRules(PolicyStore policies, Moments moments) {
    this.policies = policies;
    this.moments = moments;
  }

  /**
   * The groups.
   *
   * @param drifts the last thing somebody else changed, by rule
   */
  List<RuleGroup> of(SignedIn who, Health found, Map<String, String> drifts) {
    Map<String, DeviceRule> decided =
        policies.rules(who.setting(), found.laptop().id()).stream()
            .collect(Collectors.toMap(DeviceRule::rule, each -> each));
    Map<RuleWords.Group, List<Finding>> groups = new TreeMap<>();
    Arrays.stream(RuleWords.Group.values())
        .forEach(
            group ->
                groups.put(
                    group,
                    found.findings().stream()
                        .filter(finding -> RuleWords.of(finding.rule()).group() == group)
                        .sorted(order())
                        .toList()));
    return groups.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(
            entry ->
                new RuleGroup(
                    entry.getKey().code(),
                    entry.getKey().title(),
                    sentence(entry.getValue()),
                    entry.getValue().stream().noneMatch(RuleWords::wantsAttention),
                    entry.getValue().stream()
                        .map(
                            finding ->
                                card(
                                    who,
                                    found.laptop().id(),
                                    finding,
                                    Optional.ofNullable(decided.get(finding.rule())),
                                    drifts.getOrDefault(finding.rule(), "")))
                        .toList()))
        .toList();
  }

  /** What needs attention first, then in the order of the policy file. */
  private static Comparator<Finding> order() {
    return Comparator.comparingInt(LaptopRules::urgency)
        .thenComparingInt(finding -> RuleWords.of(finding.rule()).place())
        .thenComparing(Finding::rule);
  }

  private static int urgency(Finding finding) {
    return switch (finding.state()) {
      case "not-met" -> 0;
      case "in-progress" -> 1;
      case "met" -> 3;
      case "not-applicable" -> 4;
      default -> 2;
    };
  }

  private static String sentence(List<Finding> findings) {
    long open = findings.stream().filter(RuleWords::wantsAttention).count();
    long known = findings.stream().filter(RuleWords::worthKnowing).count();
    return open > 0 ? open + " to look at" : known > 0 ? known + " worth knowing" : "All in order";
  }

  private RuleCard card(
      SignedIn who, DeviceId laptop, Finding finding, Optional<DeviceRule> decision, String drift) {
    RuleWords words = RuleWords.of(finding.rule());
    String wanted = decision.map(each -> each.stage().code()).orElse("watch");
    boolean notMet = finding.state().equals("not-met");
    return new RuleCard(
        finding.rule(),
        finding.state(),
        words.title(),
        RuleWords.worthKnowing(finding) ? "" : RuleWords.cardCss(finding.state()),
        RuleWords.worthKnowing(finding) ? "" : RuleWords.tagCss(finding.state()),
        RuleWords.tag(finding.state()),
        RuleWords.worthKnowing(finding),
        words.sentence(finding),
        words.detail(finding),
        words.next(finding),
        notMet ? words.staff() : "",
        notMet ? words.technician() : "",
        decision
            .filter(each -> !each.stage().code().equals(finding.stage()))
            .map(this::waiting)
            .orElse(""),
        drift,
        finding.evidence(),
        moments.of(finding.since()),
        moments.of(finding.provedAt()),
        RuleWords.held(finding),
        RuleWords.stage(finding.stage()),
        words.source(),
        putRight(words, finding, who),
        more(who, laptop, finding.rule()),
        switchLabel(who, finding.rule(), wanted));
  }

  /** Where more of a rule stands, on a page of its own. */
  private static List<LaptopView.More> more(SignedIn who, DeviceId laptop, String rule) {
    boolean people = who.may(Right.SEE_PEOPLE);
    return switch (rule) {
      case "software" ->
          List.of(new LaptopView.More("/software?laptop=" + laptop, "See what was added here"));
      case "accounts", "suspend", "shared-secret", "admin-rights" ->
          people
              ? List.of(new LaptopView.More("/accounts", "See who may use which laptop"))
              : List.of();
      case "sign-in-notice" ->
          people ? List.of(new LaptopView.More("/notices", "See who has read it")) : List.of();
      default -> List.of();
    };
  }

  private static PutRight putRight(RuleWords words, Finding finding, SignedIn who) {
    String href =
        words.canHold() && who.may(Right.SEE_POLICY) ? "/rules/" + words.rule() + "/preview" : "";
    return new PutRight(PutRightWords.here(words, finding), finding.wouldChange(), href);
  }

  private String waiting(DeviceRule decision) {
    return "%s asked for this on %s: %s. It happens when the laptop is switched on and connected."
        .formatted(decision.changedBy(), moments.of(decision.changedAt()).full(), wanted(decision));
  }

  private static String wanted(DeviceRule decision) {
    boolean sticks = decision.rule().equals(StickPage.RULE);
    return switch (decision.stage()) {
      case ENFORCE -> sticks ? "block memory sticks" : "put it right on the laptop itself";
      case WARN -> "tell the person at the laptop";
      case WATCH -> sticks ? "stop blocking memory sticks" : "only look";
    };
  }

  private static String switchLabel(SignedIn who, String rule, String wanted) {
    if (!rule.equals(StickPage.RULE) || !who.may(Right.SWITCH_RULE)) {
      return "";
    }
    return wanted.equals("enforce") ? "Stop blocking memory sticks" : "Block memory sticks";
  }
}
