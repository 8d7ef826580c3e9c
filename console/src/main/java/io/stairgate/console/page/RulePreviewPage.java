package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.page.HealthReader.OnLaptop;
import io.stairgate.console.policy.EffectiveRules;
import io.stairgate.console.policy.PolicyDiff;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleChange;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One rule on all laptops: what putting it right would change, and the form to do so. Any thread.
 */
final class RulePreviewPage {
  private static final int MOST_ROWS = 100;
  private static final String ALL = "all";

  private final HealthReader health;
  private final PolicyFiles files;
  private final Guard guard;
  private final Frames frames;
  private final Templates templates;

  RulePreviewPage(
      HealthReader health, PolicyFiles files, Guard guard, Frames frames, Templates templates) {
    this.health = health;
    this.files = files;
    this.guard = guard;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/rules/{rule}/preview", Right.LOOK, this::show),
        new Route.Person(HandlerType.GET, "/rules/{rule}/preview.csv", Right.LOOK, this::download),
        new Route.Person(
            HandlerType.POST, "/rules/{rule}/stage", Right.PROPOSE_POLICY, this::change));
  }

  private static Rule rule(Context context) {
    return Rule.of(context.pathParam("rule")).orElseThrow(RefusedException::notFound);
  }

  /**
   * What was chosen in the form.
   *
   * @param stage the code of a stage; may be empty
   * @param where {@value #ALL} or a laptop's id
   * @param why the reason as typed
   */
  private record Chosen(String stage, String where, String why) {}

  private void show(Context context, SignedIn who) {
    page(
        context,
        who,
        rule(context),
        Problems.NONE,
        new Chosen("", Visits.parameter(context, "laptop"), ""));
  }

  private List<RulePreview.Row> rows(SignedIn who, Rule rule) {
    SettingPolicy policy = files.current(who.setting()).policy();
    return health.rule(who.setting(), rule.id()).stream()
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
    Stage stage = EffectiveRules.of(policy, each.laptop().id()).rule(rule).stage();
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

  private void page(Context context, SignedIn who, Rule rule, Problems problems, Chosen chosen) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    RuleWords words = RuleWords.of(rule.id());
    List<OnLaptop> laptops = health.rule(who.setting(), rule.id());
    List<RulePreview.Row> rows = rows(who, rule);
    SettingPolicy policy = files.current(who.setting()).policy();
    templates.show(
        context,
        "rule-preview.jte",
        "page",
        new RulePreview(
            frames
                .signedIn(who, rule.title() + " on all laptops", "laptops")
                .withProblem(!problems.isEmpty()),
            problems,
            Visits.parameter(context, "done").equals("changed")
                ? "Saved. Laptops that are connected follow within a minute, the others when they"
                    + " are next switched on."
                : "",
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
            who.may(Right.PROPOSE_POLICY),
            who.may(Right.SWITCH_RULE)
                ? "Going further holds at once. Going back can need a second person, as your"
                    + " setting chose."
                : "It waits until somebody who may decide agrees.",
            stages(
                words,
                chosen.stage().isEmpty() ? policy.rule(rule).stage().code() : chosen.stage()),
            wheres(laptops, chosen.where()),
            chosen.why()));
  }

  private static List<RulePreview.Choice> stages(RuleWords words, String chosen) {
    List<RulePreview.Choice> all = new ArrayList<>();
    all.add(choice(Stage.WATCH, "It reports here, and changes nothing on the laptop.", chosen));
    all.add(
        choice(
            Stage.WARN,
            "It also tells the person at the laptop what is wrong, and how long there is left.",
            chosen));
    if (words.canHold()) {
      all.add(choice(Stage.ENFORCE, words.holding(), chosen));
    }
    return all;
  }

  private static RulePreview.Choice choice(Stage stage, String hint, String chosen) {
    return new RulePreview.Choice(
        stage.code(), RuleWords.stageTitle(stage.code()), hint, stage.code().equals(chosen));
  }

  private static List<LaptopList.Choice> wheres(List<OnLaptop> laptops, String chosen) {
    List<LaptopList.Choice> all = new ArrayList<>();
    boolean one = laptops.stream().anyMatch(each -> each.laptop().id().toString().equals(chosen));
    all.add(new LaptopList.Choice(ALL, "All laptops", !one));
    for (OnLaptop each : laptops) {
      String id = each.laptop().id().toString();
      all.add(new LaptopList.Choice(id, "Only " + each.laptop().nickname(), id.equals(chosen)));
    }
    return all;
  }

  private void change(Context context, SignedIn who) {
    Rule rule = rule(context);
    Chosen chosen =
        new Chosen(
            Visits.field(context, "stage"),
            Visits.field(context, "where"),
            Visits.field(context, "why").strip());
    Optional<Stage> stage =
        Stage.of(chosen.stage())
            .filter(each -> each != Stage.ENFORCE || RuleWords.of(rule.id()).canHold());
    if (stage.isEmpty()) {
      page(
          context,
          who,
          rule,
          Problems.of("stage-watch", "Choose how far the rule should go."),
          chosen);
      return;
    }
    UnaryOperator<SettingPolicy> part = part(who, rule, stage.get(), chosen.where());
    String back = "/rules/" + rule.id() + "/preview";
    boolean looser =
        PolicyDiff.loosens(
            files.diff(who.setting(), part.apply(files.current(who.setting()).policy())));
    if (looser && !guard.confirmed(context, who, back)) {
      return;
    }
    switch (files.change(who.setting(), who.actor(), part, chosen.why())) {
      case PolicyOutcome.Refused(String sentence) ->
          page(context, who, rule, Problems.of("why", sentence), chosen);
      case PolicyOutcome.Proposed proposed ->
          Visits.goTo(context, "/policy/proposals/" + proposed.proposal() + "?done=asked");
      case PolicyOutcome.NothingChanged _ ->
          page(
              context,
              who,
              rule,
              Problems.of("where", "It goes that far already. Choose something else, or leave it."),
              chosen);
      case PolicyOutcome.Applied _, PolicyOutcome.TurnedDown _ ->
          Visits.goTo(context, back + "?done=changed");
    }
  }

  private UnaryOperator<SettingPolicy> part(SignedIn who, Rule rule, Stage stage, String where) {
    if (where.equals(ALL)) {
      return policy -> policy.withStage(rule, stage);
    }
    DeviceId laptop =
        Visits.uuid(where)
            .map(DeviceId::new)
            .filter(id -> health.one(who.setting(), id).isPresent())
            .orElseThrow(
                () -> RefusedException.badRequest("Choose all laptops, or one of the list."));
    return policy -> {
      RuleChange own = policy.laptops().getOrDefault(laptop, Map.of()).get(rule);
      return policy.with(
          laptop, new RuleChange(rule, Optional.of(stage), own == null ? Map.of() : own.values()));
    };
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
    for (RulePreview.Row row : rows(who, rule)) {
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
