package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.device.LaptopSummaryStore;
import io.stairgate.console.policy.LaptopGroup;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleChange;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.web.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All rules on all laptops, one line each. Any thread. */
final class RuleBoardPage {
  private final FindingStore findings;
  private final LaptopSummaryStore summaries;
  private final PolicyFiles files;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  RuleBoardPage(
      FindingStore findings,
      LaptopSummaryStore summaries,
      PolicyFiles files,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.findings = findings;
    this.summaries = summaries;
    this.files = files;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(new Route.Person(HandlerType.GET, "/rules", Right.LOOK, this::show));
  }

  /** On how many laptops a rule is in which state. */
  private static final class Counts {
    private int met;
    private int open;
    private int bad;
    private int unknown;
    private int needless;

    static Counts of(Map<String, Integer> laptops) {
      Counts counts = new Counts();
      laptops.forEach(counts::add);
      return counts;
    }

    private void add(String state, int laptops) {
      switch (state) {
        case "met" -> met += laptops;
        case "not-applicable" -> needless += laptops;
        case "not-met" -> {
          open += laptops;
          bad += laptops;
        }
        case "in-progress" -> open += laptops;
        default -> unknown += laptops;
      }
    }
  }

  private void show(Context context, SignedIn who) {
    Map<String, Map<String, Integer>> counts = findings.counts(who.setting());
    SettingPolicy policy = files.current(who.setting()).policy();
    templates.show(
        context,
        "rules.jte",
        "page",
        new RuleBoard(
            frames.signedIn(who, "Rules on all laptops", "laptops"),
            summaries.of(who.setting()).laptops(),
            Arrays.stream(RuleWords.Group.values())
                .map(group -> group(group, counts, policy))
                .filter(group -> !group.rows().isEmpty())
                .toList(),
            RolloutWords.open(files, who.setting(), moments),
            who.may(Right.SEE_POLICY)));
  }

  private static RuleBoard.Group group(
      RuleWords.Group group, Map<String, Map<String, Integer>> counts, SettingPolicy policy) {
    return new RuleBoard.Group(
        group.code(),
        group.title(),
        Arrays.stream(Rule.values())
            .filter(rule -> RuleWords.of(rule.id()).group() == group)
            .map(rule -> row(rule, Counts.of(counts.getOrDefault(rule.id(), Map.of())), policy))
            .toList());
  }

  private static RuleBoard.Row row(Rule rule, Counts counts, SettingPolicy policy) {
    int all = counts.met + counts.open + counts.unknown;
    return new RuleBoard.Row(
        rule.id(),
        rule.title(),
        RuleSources.asks(rule),
        "/rules/" + rule.id(),
        all == 0
            ? counts.needless > 0 ? "Not needed on any laptop" : "No laptop reports it yet"
            : "Met on %d of %d".formatted(counts.met, all),
        counts.open == 0
            ? ""
            : counts.bad == 0 ? "In progress on " + counts.open : "Not met on " + counts.open,
        counts.bad > 0 ? "bad" : "info",
        counts.unknown == 0 ? "" : "Unknown on " + counts.unknown,
        stage(rule, policy),
        RuleFacts.inShort(policy, rule),
        RuleFacts.source(policy, rule));
  }

  /** How far a rule goes everywhere, and whether some laptops have it otherwise. */
  static String stage(Rule rule, SettingPolicy policy) {
    String everywhere = RuleWords.stageTitle(policy.rule(rule).stage().code());
    List<Map<Rule, RuleChange>> own = new ArrayList<>(policy.laptops().values());
    policy.groups().values().stream().map(LaptopGroup::rules).forEach(own::add);
    Stream<Stage> others =
        own.stream()
            .flatMap(changes -> Optional.ofNullable(changes.get(rule)).stream())
            .flatMap(change -> change.stage().stream());
    return others.anyMatch(stage -> stage != policy.rule(rule).stage())
        ? everywhere + ", on some laptops otherwise"
        : everywhere;
  }
}
