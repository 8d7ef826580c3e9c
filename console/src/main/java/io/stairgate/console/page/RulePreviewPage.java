package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.device.Finding;
import io.stairgate.console.page.HealthReader.OnLaptop;
import io.stairgate.console.policy.EffectiveRules;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One rule laptop by laptop: how it is, and what putting it right would change. Any thread. */
final class RulePreviewPage {
  private static final int MOST_ROWS = 100;

  private final HealthReader health;
  private final PolicyFiles files;
  private final Frames frames;
  private final Templates templates;

  RulePreviewPage(HealthReader health, PolicyFiles files, Frames frames, Templates templates) {
    this.health = health;
    this.files = files;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/rules/{rule}/preview", Right.LOOK, this::show),
        new Route.Person(HandlerType.GET, "/rules/{rule}/preview.csv", Right.LOOK, this::download));
  }

  private static Rule rule(Context context) {
    return Rule.of(context.pathParam("rule")).orElseThrow(RefusedException::notFound);
  }

  private static List<RulePreview.Row> rows(
      Rule rule, List<OnLaptop> laptops, SettingPolicy policy) {
    return laptops.stream()
        .sorted(
            Comparator.comparing((OnLaptop each) -> answer(rule, each))
                .thenComparing(each -> each.laptop().nickname(), String.CASE_INSENSITIVE_ORDER))
        .map(each -> row(rule, each, policy))
        .toList();
  }

  private static PutRightWords.Answer answer(Rule rule, OnLaptop each) {
    return each.finding()
        .map(finding -> PutRightWords.answer(RuleWords.of(rule.id()), finding))
        .orElse(PutRightWords.Answer.UNKNOWN);
  }

  private static RulePreview.Row row(Rule rule, OnLaptop each, SettingPolicy policy) {
    RuleWords words = RuleWords.of(rule.id());
    Optional<Finding> finding = each.finding();
    Stage stage = EffectiveRules.of(policy, each.laptop().id(), rule).stage();
    PutRightWords.Answer answer = answer(rule, each);
    return new RulePreview.Row(
        "/laptops/" + each.laptop().id() + (finding.isPresent() ? "#rule-" + rule.id() : ""),
        each.laptop().nickname(),
        finding.map(Finding::state).orElse(""),
        finding.map(found -> RuleWords.tagCss(found.state())).orElse(""),
        finding.map(found -> RuleWords.tag(found.state())).orElse("No word of it yet"),
        finding
            .map(found -> found.sentence().isEmpty() ? words.sentence(found) : found.sentence())
            .orElse("This laptop has not reported this rule."),
        PutRightWords.inTable(words, answer),
        answer == PutRightWords.Answer.CANNOT ? "warn" : "bare",
        finding.map(Finding::wouldChange).orElse(List.of()),
        RuleWords.stageTitle(stage.code()),
        finding.filter(found -> !found.stage().equals(stage.code())).isPresent());
  }

  private void show(Context context, SignedIn who) {
    Rule rule = rule(context);
    RuleWords words = RuleWords.of(rule.id());
    List<OnLaptop> laptops = health.rule(who.setting(), rule.id());
    SettingPolicy policy = files.current(who.setting()).policy();
    List<RulePreview.Row> rows = rows(rule, laptops, policy);
    templates.show(
        context,
        "rule-preview.jte",
        "page",
        new RulePreview(
            frames.signedIn(who, rule.title() + " on all laptops", "laptops"),
            rule.id(),
            rule.title(),
            words.holding(),
            words.canHold(),
            PutRightWords.summary(words, laptops.stream().map(each -> answer(rule, each)).toList()),
            RuleBoardPage.stage(rule, policy),
            StickWords.count(rows.size(), "laptop", "laptops")
                + (words.canHold() ? ", those that would change first" : ", by name"),
            rows.stream().limit(MOST_ROWS).toList(),
            Math.max(0, rows.size() - MOST_ROWS),
            who.may(Right.PROPOSE_POLICY)));
  }

  private void download(Context context, SignedIn who) {
    Rule rule = rule(context);
    Csv csv = new Csv();
    csv.row(
        List.of(
            "Laptop",
            "Now",
            "The laptop says",
            "If it is put right",
            "What changes",
            "How far it goes"));
    List<OnLaptop> laptops = health.rule(who.setting(), rule.id());
    for (RulePreview.Row row : rows(rule, laptops, files.current(who.setting()).policy())) {
      csv.row(
          List.of(
              row.nickname(),
              row.tag(),
              row.now(),
              row.answer(),
              String.join(" ", row.changes()),
              row.stage()));
    }
    context.header("Content-Disposition", "attachment; filename=\"" + rule.id() + ".csv\"");
    context.contentType("text/csv; charset=utf-8").result(csv.text());
  }
}
