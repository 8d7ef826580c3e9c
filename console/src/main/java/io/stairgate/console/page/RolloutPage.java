package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.policy.KeptPolicy;
import io.stairgate.console.policy.LaptopNames;
import io.stairgate.console.policy.PolicyDiff;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.Rollout;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * One change of a rule that comes to the laptops step by step: where it stands, and what a person
 * decides when it has stopped. Any thread.
 */
final class RolloutPage {
  private static final String REASON = "reason";
  private static final int MOST_ROWS = 200;

  private final PolicyFiles files;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  RolloutPage(
      PolicyFiles files, InstantSource clock, Frames frames, Moments moments, Templates templates) {
    this.files = files;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/rollouts/{rollout}", Right.SEE_POLICY, this::show),
        new Route.Person(
            HandlerType.POST, "/rollouts/{rollout}", Right.PROPOSE_POLICY, this::decide));
  }

  private Rollout.Whole find(Context context, SignedIn who) {
    return files
        .rollouts()
        .find(who.setting(), Visits.id(context, "rollout"))
        .orElseThrow(RefusedException::notFound);
  }

  private void show(Context context, SignedIn who) {
    page(context, who, find(context, who), Problems.NONE, "");
  }

  private void decide(Context context, SignedIn who) {
    Rollout.Whole whole = find(context, who);
    String reason = Visits.field(context, REASON).strip();
    if (reason.length() < PolicyFiles.SHORTEST_REASON
        || reason.length() > PolicyFiles.LONGEST_REASON) {
      page(
          context,
          who,
          whole,
          Problems.of(REASON, "Say why in one sentence of 10 to 500 letters."),
          reason);
      return;
    }
    if (!whole.rollout().isOpen()) {
      page(
          context,
          who,
          whole,
          Problems.of(REASON, "It is over already. There is nothing to decide any more."),
          reason);
      return;
    }
    switch (Visits.field(context, "decision")) {
      case "go-on" -> goOn(context, who, whole, reason);
      case "put-back" -> putBack(context, who, whole, reason);
      default -> throw RefusedException.badRequest("Go back and load the page again.");
    }
  }

  private void goOn(Context context, SignedIn who, Rollout.Whole whole, String reason) {
    if (!who.may(Right.SWITCH_RULE)
        || !files
            .rollouts()
            .continueWith(who.setting(), whole.rollout().id(), who.actor(), reason)) {
      page(
          context,
          who,
          whole,
          Problems.of(
              REASON, "Only who may switch rules can let it go on, and only while it is stopped."),
          reason);
      return;
    }
    Visits.goTo(context, "/rollouts/" + whole.rollout().id() + "?done=go-on");
  }

  private void putBack(Context context, SignedIn who, Rollout.Whole whole, String reason) {
    KeptPolicy current = files.current(who.setting());
    SettingPolicy wanted =
        files.rollouts().without(who.setting(), whole.rollout(), current.policy());
    boolean looser = PolicyDiff.loosens(files.diff(who.setting(), wanted));
    PolicyOutcome outcome =
        PolicyChangePage.decided(
            PolicyChangePage.showsFirst(who, looser, clock.instant()),
            () ->
                files.change(
                    who.setting(), who.actor(), wanted, Optional.of(current.version()), reason));
    switch (outcome) {
      case PolicyOutcome.Refused(String sentence) ->
          page(context, who, whole, Problems.of(REASON, sentence), reason);
      case PolicyOutcome.Proposed proposed ->
          Visits.goTo(context, "/policy/proposals/" + proposed.proposal() + "?done=asked");
      case PolicyOutcome.Applied _, PolicyOutcome.NothingChanged _, PolicyOutcome.TurnedDown _ ->
          Visits.goTo(context, "/rollouts/" + whole.rollout().id() + "?done=put-back");
    }
  }

  private void page(
      Context context, SignedIn who, Rollout.Whole whole, Problems problems, String reason) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    LaptopNames names = files.laptops(who.setting());
    Rollout rollout = whole.rollout();
    List<RolloutPageView.Row> rows =
        whole.laptops().stream()
            .limit(MOST_ROWS)
            .map(each -> RolloutWords.row(each, names))
            .toList();
    templates.show(
        context,
        "rollout.jte",
        "page",
        new RolloutPageView(
            frames
                .signedIn(who, "How a change goes: " + rollout.rule().title(), "policy")
                .withProblem(!problems.isEmpty()),
            problems,
            switch (Visits.parameter(context, "done")) {
              case "go-on" -> "It goes on.";
              case "put-back" -> "The rule is put back as it was.";
              default -> "";
            },
            RolloutWords.of(whole, names, moments),
            rows,
            whole.laptops().size() - rows.size(),
            who.may(Right.SWITCH_RULE) && rollout.state() == Rollout.State.STOPPED,
            who.may(Right.PROPOSE_POLICY) && rollout.isOpen(),
            PolicyChangePage.follows(who, true),
            PolicyChangePage.showsFirst(who, true, clock.instant()),
            reason));
  }
}
