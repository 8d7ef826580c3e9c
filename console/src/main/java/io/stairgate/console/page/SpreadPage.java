package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.MemberStore.RolesIn;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleWish;
import io.stairgate.console.policy.Spread;
import io.stairgate.console.policy.Spreads;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Changes of one rule over several settings: what is under way, the form to begin one, and what a
 * person decides about one. Any thread.
 */
final class SpreadPage {
  private static final String WHY = "why";
  private static final int MOST_SETTINGS = 1_000;

  private final Spreads spreads;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  SpreadPage(
      PolicyFiles files, InstantSource clock, Frames frames, Moments moments, Templates templates) {
    this.spreads = files.spreads();
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/changes", Right.PROPOSE_POLICY, this::list),
        new Route.Person(
            HandlerType.GET, "/changes/rules/{rule}", Right.PROPOSE_POLICY, this::form),
        new Route.Person(
            HandlerType.POST, "/changes/rules/{rule}", Right.PROPOSE_POLICY, this::begin),
        new Route.Person(HandlerType.GET, "/changes/{spread}", Right.PROPOSE_POLICY, this::show),
        new Route.Person(
            HandlerType.POST, "/changes/{spread}", Right.PROPOSE_POLICY, this::decide));
  }

  private Map<SettingId, RolesIn> own(SignedIn who) {
    return spreads.settingsOf(who.account()).stream()
        .collect(Collectors.toMap(RolesIn::setting, Function.identity()));
  }

  private void list(Context context, SignedIn who) {
    Map<SettingId, RolesIn> own = own(who);
    templates.show(
        context,
        "spreads.jte",
        "page",
        new SpreadsView(
            frames.signedIn(who, "Changes over several settings", "settings"),
            own.size(),
            spreads.newest(own.keySet()).stream()
                .map(each -> SpreadWords.brief(each, moments))
                .toList(),
            Arrays.stream(Rule.values())
                .map(rule -> new SpreadsView.Link("/changes/rules/" + rule.id(), rule.title()))
                .toList()));
  }

  private static Rule rule(Context context) {
    return Rule.of(context.pathParam("rule")).orElseThrow(RefusedException::notFound);
  }

  private void form(Context context, SignedIn who) {
    page(context, who, RuleForm.forSeveral(rule(context)), Problems.NONE, Optional.empty());
  }

  private void begin(Context context, SignedIn who) {
    Rule rule = rule(context);
    RuleForm form = RuleForm.forSeveral(rule).sent(context);
    List<Problems.Problem> wrong = new ArrayList<>();
    RuleWish wish = form.read(RuleWords.of(rule.id()).canHold(), wrong);
    if (wrong.isEmpty() && wish.stage().isEmpty() && wish.values().isEmpty()) {
      wrong.add(
          new Problems.Problem(RuleForm.STAGE, "Choose at least one thing that is to change."));
    }
    if (!wrong.isEmpty()) {
      page(context, who, form, new Problems(wrong), Optional.empty());
      return;
    }
    boolean seen = Visits.field(context, "seen").equals(form.mark());
    if (!seen || !Visits.field(context, "step").equals("begin")) {
      page(context, who, form, Problems.NONE, Optional.of(wish));
      return;
    }
    switch (spreads.begin(
        new Actor.Person(who.account(), who.name()),
        who.setting(),
        wish,
        SpreadWords.of(wish),
        chosen(context).stream()
            .flatMap(each -> Visits.uuid(each).stream())
            .map(SettingId::new)
            .toList(),
        Visits.field(context, WHY))) {
      case Spreads.Beginning.Begun(UUID spread) ->
          Visits.goTo(context, "/changes/" + spread + "?done=begun");
      case Spreads.Beginning.Refused(String sentence) ->
          page(context, who, form, Problems.of(WHY, sentence), Optional.of(wish));
    }
  }

  private static Set<String> chosen(Context context) {
    List<String> sent = context.formParams("setting");
    if (sent.size() > MOST_SETTINGS) {
      throw RefusedException.badRequest("Choose at most 1,000 settings at once.");
    }
    return new HashSet<>(sent);
  }

  private void page(
      Context context, SignedIn who, RuleForm form, Problems problems, Optional<RuleWish> looked) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    Rule rule = form.rule();
    RuleControls controls = RuleControls.forSeveral(form);
    templates.show(
        context,
        "spread-new.jte",
        "page",
        new SpreadFormView(
            frames
                .signedIn(who, rule.title() + ", in several settings", "settings")
                .withProblem(!problems.isEmpty()),
            problems,
            rule.id(),
            rule.title(),
            RuleSources.asks(rule),
            form.mark(),
            controls.stages(RuleWords.of(rule.id()).canHold()),
            controls.all(),
            looked.map(wish -> outlook(context, who, wish)).stream().toList(),
            Visits.field(context, WHY).strip()));
  }

  private SpreadFormView.Outlook outlook(Context context, SignedIn who, RuleWish wish) {
    List<Spread.Outlook> all =
        spreads.outlook(List.copyOf(spreads.settingsOf(who.account())), wish);
    Set<String> chosen = chosen(context);
    return new SpreadFormView.Outlook(
        SpreadWords.of(wish),
        SpreadWords.summary(all),
        all.stream()
            .map(each -> SpreadWords.row(each, chosen))
            .sorted((one, other) -> Boolean.compare(other.mayChoose(), one.mayChoose()))
            .toList());
  }

  private Spread.Whole find(Context context, Map<SettingId, RolesIn> own) {
    return spreads
        .find(Visits.id(context, "spread"), own.keySet())
        .orElseThrow(RefusedException::notFound);
  }

  private void show(Context context, SignedIn who) {
    Map<SettingId, RolesIn> own = own(who);
    page(context, who, own, find(context, own), Problems.NONE);
  }

  private void decide(Context context, SignedIn who) {
    Map<SettingId, RolesIn> own = own(who);
    Spread.Whole whole = find(context, own);
    Spreads.Act act =
        switch (Visits.field(context, "decision")) {
          case "stop" -> Spreads.Act.STOP;
          case "go-on" -> Spreads.Act.GO_ON;
          case "take-back" -> Spreads.Act.TAKE_BACK;
          default -> throw RefusedException.badRequest("Go back and load the page again.");
        };
    boolean showFirst =
        PolicyChangePage.showsFirst(who, act == Spreads.Act.TAKE_BACK, clock.instant());
    Optional<String> refused =
        showFirst
            ? Optional.of(
                "Show first that it is you, by the link above, and then press the button again.")
            : spreads.act(
                whole.spread().id(),
                new Actor.Person(who.account(), who.name()),
                act,
                Visits.field(context, "reason"));
    if (refused.isPresent()) {
      page(context, who, own, whole, Problems.of("reason", refused.get()));
    } else {
      Visits.goTo(
          context,
          "/changes/" + whole.spread().id() + "?done=" + Visits.field(context, "decision"));
    }
  }

  private void page(
      Context context,
      SignedIn who,
      Map<SettingId, RolesIn> own,
      Spread.Whole whole,
      Problems problems) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    Spread spread = whole.spread();
    boolean may = spreads.mayDecide(who.account(), spread, own.keySet());
    templates.show(
        context,
        "spread.jte",
        "page",
        new SpreadView(
            frames
                .signedIn(
                    who, "A change over several settings: " + spread.rule().title(), "settings")
                .withProblem(!problems.isEmpty()),
            problems,
            said(context),
            spread.id().toString(),
            SpreadWords.brief(whole, moments),
            spread.reason(),
            spread.stopReason(),
            whole.parts().stream()
                .map(
                    each ->
                        SpreadWords.row(
                            each,
                            Optional.ofNullable(own.get(each.setting()))
                                .map(RolesIn::name)
                                .orElse(""),
                            each.setting().equals(who.setting())))
                .sorted(Comparator.comparing(SpreadView.Row::name, String.CASE_INSENSITIVE_ORDER))
                .toList(),
            may && spread.state() == Spread.State.GOING,
            may && spread.state() == Spread.State.STOPPED,
            may && spread.isOpen(),
            PolicyChangePage.showsFirst(who, true, clock.instant()),
            Visits.field(context, "reason")));
  }

  private static String said(Context context) {
    return switch (Visits.parameter(context, "done")) {
      case "begun" -> "It is begun. The first laptop gets it within a minute.";
      case "stop" -> "It is stopped. No other laptop gets it.";
      case "go-on" -> "It goes on.";
      case "take-back" ->
          "It is taken back. Where you may not decide that alone, people there are asked.";
      default -> "";
    };
  }
}
