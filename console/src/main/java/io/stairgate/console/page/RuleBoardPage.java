package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.device.Finding;
import io.stairgate.console.policy.LaptopGroup;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleChange;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.web.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All rules on all laptops, one line each. Any thread. */
final class RuleBoardPage {
  private final HealthReader health;
  private final PolicyFiles files;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  RuleBoardPage(
      HealthReader health, PolicyFiles files, Frames frames, Moments moments, Templates templates) {
    this.health = health;
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

    void add(Finding finding) {
      switch (finding.state()) {
        case "met" -> met++;
        case "not-applicable" -> needless++;
        case "not-met" -> {
          open++;
          bad++;
        }
        case "in-progress" -> open++;
        default -> unknown++;
      }
    }
  }

  private void show(Context context, SignedIn who) {
    List<Health> laptops = health.all(who.setting());
    Map<String, Counts> counts = new HashMap<>();
    laptops.stream()
        .flatMap(each -> each.findings().stream())
        .forEach(
            finding -> counts.computeIfAbsent(finding.rule(), rule -> new Counts()).add(finding));
    SettingPolicy policy = files.current(who.setting()).policy();
    templates.show(
        context,
        "rules.jte",
        "page",
        new RuleBoard(
            frames.signedIn(who, "Rules on all laptops", "laptops"),
            laptops.size(),
            Arrays.stream(RuleWords.Group.values())
                .map(group -> group(group, counts, policy))
                .filter(group -> !group.rows().isEmpty())
                .toList(),
            files.rollouts().open(who.setting()).stream()
                .map(each -> RolloutWords.of(each, files.laptops(who.setting()), moments))
                .toList(),
            who.may(Right.SEE_POLICY)));
  }

  private static RuleBoard.Group group(
      RuleWords.Group group, Map<String, Counts> counts, SettingPolicy policy) {
    return new RuleBoard.Group(
        group.code(),
        group.title(),
        Arrays.stream(Rule.values())
            .filter(rule -> RuleWords.of(rule.id()).group() == group)
            .map(rule -> row(rule, counts.getOrDefault(rule.id(), new Counts()), policy))
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
