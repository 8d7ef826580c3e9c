package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.device.Finding;
import io.stairgate.console.page.HealthReader.OnLaptop;
import io.stairgate.console.policy.KeptPolicy;
import io.stairgate.console.policy.LaptopNames;
import io.stairgate.console.policy.PolicyDiff;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.RolloutPlan;
import io.stairgate.console.policy.RolloutWay;
import io.stairgate.console.policy.Rollouts;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleScope;
import io.stairgate.console.policy.RuleWish;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One rule: what it asks and is set to, and the form to change it everywhere, in a group or on one
 * laptop, in two steps: what would change, then why. Any thread.
 *
 * <p>Over 300 lines because the two steps and the refusals between them show one page.
 */
final class RulePage {
  private static final String WHY = "why";
  private static final String WAY = "way";

  private final HealthReader health;
  private final PolicyFiles files;
  private final RuleOutlooks outlooks;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  RulePage(
      HealthReader health,
      PolicyFiles files,
      RuleOutlooks outlooks,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.health = health;
    this.files = files;
    this.outlooks = outlooks;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/rules/{rule}", Right.LOOK, this::show),
        new Route.Person(HandlerType.POST, "/rules/{rule}", Right.PROPOSE_POLICY, this::change));
  }

  /** What is looked at in one request. */
  private record Visit(
      Context context, SignedIn who, Rule rule, KeptPolicy current, LaptopNames names) {
    SettingPolicy policy() {
      return current.policy();
    }

    /** A rule may go on changing the laptop where somebody wrote so into the file. */
    boolean mayEnforce(RuleScope scope) {
      return RuleWords.of(rule.id()).canHold()
          || RuleForm.of(policy(), rule, scope).stage().equals(Stage.ENFORCE.code());
    }
  }

  private Visit visit(Context context, SignedIn who) {
    return new Visit(
        context,
        who,
        Rule.of(context.pathParam("rule")).orElseThrow(RefusedException::notFound),
        files.current(who.setting()),
        files.laptops(who.setting()));
  }

  private void show(Context context, SignedIn who) {
    Visit visit = visit(context, who);
    String where = Visits.parameter(context, "where");
    RuleScope scope =
        RuleScope.of(where.isEmpty() ? "all" : where, visit.policy(), visit.names())
            .orElseThrow(RefusedException::notFound);
    page(
        visit,
        RuleForm.of(visit.policy(), visit.rule(), scope),
        Problems.NONE,
        Optional.empty(),
        "");
  }

  private void change(Context context, SignedIn who) {
    Visit visit = visit(context, who);
    RuleScope scope =
        RuleScope.of(Visits.field(context, "where"), visit.policy(), visit.names())
            .orElseThrow(
                () ->
                    RefusedException.badRequest(
                        "There is no such group or laptop any more. Go back and choose again."));
    RuleForm before = RuleForm.of(visit.policy(), visit.rule(), scope);
    boolean same = Visits.field(context, "step").equals("same") && before.isException();
    RuleForm form = same ? before.asEverywhere() : before.sent(context);
    String why = Visits.field(context, WHY).strip();
    List<Problems.Problem> wrong = new ArrayList<>();
    RuleWish wish = form.read(visit.mayEnforce(scope), wrong);
    if (!wrong.isEmpty()) {
      page(visit, form, new Problems(wrong), Optional.empty(), why);
      return;
    }
    SettingPolicy wanted;
    try {
      wanted = wish.on(visit.policy());
    } catch (IllegalArgumentException e) {
      page(
          visit,
          form,
          Problems.of(firstField(visit.rule()), "This does not fit: " + e.getMessage() + "."),
          Optional.empty(),
          why);
      return;
    }
    if (wanted.equals(visit.policy())) {
      page(
          visit,
          form,
          Problems.of(
              firstField(visit.rule()), "It is so already. Choose something else, or leave it."),
          Optional.empty(),
          why);
      return;
    }
    boolean seen = Visits.field(context, "seen").equals(form.mark());
    if (seen && Visits.field(context, "step").equals("save")) {
      save(visit, form, wanted, why);
    } else {
      page(visit, form, Problems.NONE, Optional.of(wanted), why);
    }
  }

  /** Where the summary of what is wrong leads to. */
  private static String firstField(Rule rule) {
    return rule.parameters().isEmpty()
        ? RuleForm.STAGE
        : RuleForm.field(rule.parameters().getFirst());
  }

  private void save(Visit visit, RuleForm form, SettingPolicy wanted, String why) {
    SignedIn who = visit.who();
    boolean looser = PolicyDiff.loosens(files.diff(who.setting(), wanted));
    PolicyOutcome outcome =
        PolicyChangePage.decided(
            PolicyChangePage.showsFirst(who, looser, clock.instant()),
            () -> change(visit, wanted, why));
    switch (outcome) {
      case PolicyOutcome.Refused(String sentence) ->
          page(visit, form, Problems.of(WHY, sentence), Optional.of(wanted), why);
      case PolicyOutcome.Proposed proposed ->
          Visits.goTo(visit.context(), "/policy/proposals/" + proposed.proposal() + "?done=asked");
      case PolicyOutcome.Applied _, PolicyOutcome.NothingChanged _, PolicyOutcome.TurnedDown _ ->
          Visits.goTo(visit.context(), "/rules/" + visit.rule().id() + "?done=changed");
    }
  }

  private PolicyOutcome change(Visit visit, SettingPolicy wanted, String why) {
    SignedIn who = visit.who();
    Optional<Long> base = base(visit.context());
    return RolloutWay.of(Visits.field(visit.context(), WAY))
        .map(
            way ->
                files.change(
                    who.setting(),
                    who.actor(),
                    wanted,
                    base,
                    why,
                    new RolloutPlan(visit.rule(), way)))
        .orElseGet(() -> files.change(who.setting(), who.actor(), wanted, base, why));
  }

  private static Optional<Long> base(Context context) {
    return Optional.of(
        Visits.large(Visits.field(context, "base"))
            .orElseThrow(() -> RefusedException.badRequest("Go back and load the page again.")));
  }

  private void page(
      Visit visit, RuleForm form, Problems problems, Optional<SettingPolicy> wanted, String why) {
    if (!problems.isEmpty()) {
      visit.context().status(422);
    }
    Rule rule = visit.rule();
    SignedIn who = visit.who();
    RuleWords words = RuleWords.of(rule.id());
    templates.show(
        visit.context(),
        "rule.jte",
        "page",
        new RuleView(
            frames.signedIn(who, rule.title(), "laptops").withProblem(!problems.isEmpty()),
            problems,
            said(visit.context()),
            rule.id(),
            rule.title(),
            RuleSources.asks(rule),
            RuleSources.because(rule),
            met(who, rule),
            words.holding(),
            words.canHold(),
            RuleFacts.of(visit.policy(), rule),
            who.may(Right.SEE_POLICY) ? RuleFacts.decided(files, who.setting(), rule, moments) : "",
            RuleFacts.others(visit.policy(), visit.names(), rule),
            RuleFacts.sources(rule),
            files.rollouts().open(who.setting()).stream()
                .filter(each -> each.rollout().rule() == rule)
                .map(each -> RolloutWords.of(each, visit.names(), moments))
                .toList(),
            who.may(Right.PROPOSE_POLICY),
            form(visit, form, why),
            wanted.map(policy -> outlook(visit, policy)).map(List::of).orElse(List.of())));
  }

  private static String said(Context context) {
    return Visits.parameter(context, "done").equals("changed")
        ? "Saved. Laptops that are connected follow within a minute, the others when they are next"
            + " switched on."
        : "";
  }

  private String met(SignedIn who, Rule rule) {
    List<Finding> found =
        health.rule(who.setting(), rule.id()).stream()
            .map(OnLaptop::finding)
            .flatMap(Optional::stream)
            .filter(finding -> !finding.state().equals("not-applicable"))
            .toList();
    long met = found.stream().filter(finding -> finding.state().equals("met")).count();
    return found.isEmpty()
        ? "No laptop reports it yet"
        : "%d of %s".formatted(met, StickWords.count(found.size(), "laptop", "laptops"));
  }

  private RuleView.Outlook outlook(Visit visit, SettingPolicy wanted) {
    SignedIn who = visit.who();
    boolean looser = PolicyDiff.loosens(PolicyDiff.between(visit.policy(), wanted, visit.names()));
    return outlooks.of(
        who.setting(),
        visit.policy(),
        wanted,
        visit.rule(),
        visit.names(),
        clock.instant(),
        new RuleOutlooks.Ending(
            PolicyChangePage.follows(who, looser),
            PolicyChangePage.showsFirst(who, looser, clock.instant()),
            looser ? List.of() : ways(visit, wanted)));
  }

  /** How a change may begin: step by step where several laptops would follow it. */
  private static List<RuleView.Choice> ways(Visit visit, SettingPolicy wanted) {
    int laptops = RuleOutlooks.affected(visit.policy(), wanted, visit.rule(), visit.names()).size();
    if (laptops < 2) {
      return List.of();
    }
    String chosen = Visits.field(visit.context(), WAY);
    List<RuleView.Choice> all = new ArrayList<>();
    all.add(
        new RuleView.Choice(
            RolloutWay.ONE_THEN_ALL.code(),
            "One laptop first, then all",
            "The others follow once it has proved the rule. It stops by itself when that fails.",
            chosen.equals(RolloutWay.ONE_THEN_ALL.code())));
    if (laptops > Rollouts.TENTHS_FROM) {
      all.add(
          new RuleView.Choice(
              RolloutWay.TENTHS.code(),
              "A tenth of the laptops after the other",
              "Each tenth follows once the one before has proved the rule.",
              chosen.equals(RolloutWay.TENTHS.code())));
    }
    boolean neither = all.stream().noneMatch(RuleView.Choice::chosen);
    all.add(
        new RuleView.Choice(
            "all", "All of them at once", "For small changes that you know well.", neither));
    return all;
  }

  private static RuleView.Form form(Visit visit, RuleForm form, String why) {
    SettingPolicy policy = visit.policy();
    Rule rule = visit.rule();
    RuleScope scope = form.scope();
    RuleControls controls = RuleControls.inSetting(form, policy.rule(rule));
    return new RuleView.Form(
        visit.current().version(),
        form.mark(),
        scope.code(),
        place(scope, visit.names()),
        RuleForm.change(policy, rule, scope).isPresent(),
        wheres(visit, scope),
        controls.stages(visit.mayEnforce(scope)),
        controls.all(),
        why);
  }

  private static String place(RuleScope scope, LaptopNames names) {
    return switch (scope) {
      case RuleScope.Everywhere _ -> "on every laptop";
      case RuleScope.InGroup(String name) -> "in the group " + name;
      case RuleScope.OnLaptop(var laptop) -> "on " + names.nickname(laptop);
    };
  }

  private static List<ListEntry> wheres(Visit visit, RuleScope chosen) {
    List<ListEntry> all = new ArrayList<>();
    all.add(where("all", "Every laptop", chosen));
    visit
        .policy()
        .groups()
        .keySet()
        .forEach(
            name ->
                all.add(where(new RuleScope.InGroup(name).code(), "The group " + name, chosen)));
    visit.names().all().stream()
        .map(laptop -> where(laptop.toString(), visit.names().nickname(laptop), chosen))
        .sorted(Comparator.comparing(ListEntry::label, String.CASE_INSENSITIVE_ORDER))
        .forEach(all::add);
    return all;
  }

  private static ListEntry where(String code, String label, RuleScope chosen) {
    return new ListEntry(code, label, chosen.code().equals(code));
  }
}
