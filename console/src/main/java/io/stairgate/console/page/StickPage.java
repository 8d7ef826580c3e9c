package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.PolicyStore;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.util.List;

/**
 * Says what will change before memory sticks are blocked on a laptop or let in again, and asks why.
 * Any thread.
 */
final class StickPage {
  /** The rule it is about. */
  static final String RULE = "portable-media";

  private final HealthReader health;
  private final PolicyFiles policies;
  private final PolicyStore store;
  private final Guard guard;
  private final Frames frames;
  private final Templates templates;

  StickPage(
      HealthReader health,
      PolicyFiles policies,
      PolicyStore store,
      Guard guard,
      Frames frames,
      Templates templates) {
    this.health = health;
    this.policies = policies;
    this.store = store;
    this.guard = guard;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    String path = "/laptops/{id}/memory-sticks";
    return List.of(
        new Route.Person(HandlerType.GET, path, Right.SWITCH_RULE, this::show),
        new Route.Person(HandlerType.POST, path, Right.SWITCH_RULE, this::decide));
  }

  private Laptop find(Context context, SignedIn who) {
    return health
        .one(who.setting(), Visits.laptop(context))
        .map(Health::laptop)
        .orElseThrow(RefusedException::notFound);
  }

  private void show(Context context, SignedIn who) {
    Laptop laptop = find(context, who);
    boolean block = store.stage(who.setting(), laptop.id(), RULE) != Stage.ENFORCE;
    page(context, who, laptop, block, Problems.NONE, "");
  }

  private void decide(Context context, SignedIn who) {
    Laptop laptop = find(context, who);
    Stage stage =
        switch (Visits.field(context, "stage")) {
          case "enforce" -> Stage.ENFORCE;
          case "watch" -> Stage.WATCH;
          default -> throw RefusedException.badRequest("Go back and load the page again.");
        };
    boolean block = stage == Stage.ENFORCE;
    // To block is never held up; to let in again shows first who asks.
    if (!block && !guard.confirmed(context, who, "/laptops/" + laptop.id() + "/memory-sticks")) {
      return;
    }
    String why = Visits.field(context, "why").strip();
    PolicyOutcome outcome =
        policies
            .setStage(who.setting(), laptop.id(), Rule.PORTABLE_MEDIA, stage, who.actor(), why)
            .orElseThrow(RefusedException::notFound);
    switch (outcome) {
      case PolicyOutcome.Refused(String sentence) -> {
        context.status(422);
        page(context, who, laptop, block, Problems.of("why", sentence), why);
      }
      case PolicyOutcome.Proposed proposed ->
          Visits.goTo(context, "/policy/proposals/" + proposed.proposal());
      case PolicyOutcome.Applied _, PolicyOutcome.NothingChanged _, PolicyOutcome.TurnedDown _ ->
          Visits.goTo(context, "/laptops/" + laptop.id() + (block ? "?done=block" : "?done=allow"));
    }
  }

  private void page(
      Context context, SignedIn who, Laptop laptop, boolean block, Problems problems, String why) {
    String title = (block ? "Block" : "Stop blocking") + " memory sticks on " + laptop.nickname();
    templates.show(
        context,
        "memory-sticks.jte",
        "page",
        new StickChoice(
            frames.signedIn(who, title, "laptops").withProblem(!problems.isEmpty()),
            problems,
            laptop.id().toString(),
            laptop.nickname(),
            block,
            laptop.connected()
                ? laptop.nickname() + " is connected now. It follows within a minute."
                : laptop.nickname()
                    + " is not connected now. It follows when it is next switched on and"
                    + " connected.",
            why));
  }
}
