package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.permission.Approval;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.PermissionDesk;
import io.stairgate.console.permission.PermissionOutcome;
import io.stairgate.console.permission.SecondLook;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Where a medium is allowed or refused: asked for, given anew, or by somebody's own thought. The
 * ordinary answer is one button; everything else is a form below it. For everybody who is signed
 * in, whatever their role, because a safeguarding governor may have to decide. Any thread.
 */
final class DecisionPage {
  private final PermissionDesk desk;
  private final Matters matters;
  private final DecisionWords words;
  private final InstantSource clock;
  private final Frames frames;
  private final Templates templates;

  DecisionPage(
      PermissionDesk desk,
      Matters matters,
      DecisionWords words,
      InstantSource clock,
      Frames frames,
      Templates templates) {
    this.desk = desk;
    this.matters = matters;
    this.words = words;
    this.clock = clock;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    String asked = "/requests/{request}";
    String again = "/permissions/{permission}/change";
    String unasked = "/sticks/{stick}/allow/{laptop}";
    return List.of(
        new Route.Person(HandlerType.GET, asked, Right.OWN, showing(matters::request)),
        new Route.Person(HandlerType.POST, asked, Right.OWN, deciding(matters::request)),
        new Route.Person(HandlerType.GET, again, Right.OWN, showing(matters::permission)),
        new Route.Person(HandlerType.POST, again, Right.OWN, deciding(matters::permission)),
        new Route.Person(HandlerType.GET, unasked, Right.OWN, showing(matters::unasked)),
        new Route.Person(HandlerType.POST, unasked, Right.OWN, deciding(matters::unasked)),
        new Route.Person(
            HandlerType.GET,
            "/alerts/{alert}/stick",
            Right.LOOK,
            (context, who) -> Visits.goTo(context, matters.placeOf(context, who))));
  }

  private Route.PersonWork showing(BiFunction<Context, SignedIn, Matter> find) {
    return (context, who) -> {
      Matter matter = find.apply(context, who);
      page(context, who, matter, Problems.NONE, first(matter), List.of());
    };
  }

  private Route.PersonWork deciding(BiFunction<Context, SignedIn, Matter> find) {
    return (context, who) -> decide(context, who, find.apply(context, who));
  }

  private static DecisionForm first(Matter matter) {
    return DecisionForm.of(matter.first(), matter.choices());
  }

  private void decide(Context context, SignedIn who, Matter matter) {
    switch (Visits.field(context, "decision")) {
      case "ordinary" ->
          give(
              context,
              who,
              matter,
              DecisionForm.of(matter.ordinary().orElseGet(matter::first), matter.choices()));
      case "suggested" -> give(context, who, matter, first(matter));
      case "chosen" -> give(context, who, matter, DecisionForm.of(context));
      case "refuse" -> refuse(context, who, matter);
      default -> throw RefusedException.badRequest("Choose one of the answers.");
    }
  }

  private void give(Context context, SignedIn who, Matter matter, DecisionForm form) {
    Problems wrong = form.problems();
    if (!wrong.isEmpty()) {
      page(context, who, matter, wrong, form, List.of());
      return;
    }
    Approval approval = form.approval();
    Actor.Person by = new Actor.Person(who.account(), who.name());
    if (matter.deciders().include(who.account())) {
      SecondLook look = who.freshAt(clock.instant()) ? SecondLook.GIVEN : SecondLook.NOT_GIVEN;
      answer(context, who, matter, form, matter.giving().give(approval, by, look), "");
    } else if (who.may(Right.PROPOSE_STICK) && matter.request().isPresent()) {
      answer(
          context,
          who,
          matter,
          form,
          desk.propose(who.setting(), matter.request().get().id(), approval, by),
          "?done=suggested");
    } else {
      throw RefusedException.notAllowed();
    }
  }

  private void refuse(Context context, SignedIn who, Matter matter) {
    MediaRequest request = matter.request().orElseThrow(RefusedException::notFound);
    if (!matter.deciders().include(who.account())) {
      throw RefusedException.notAllowed();
    }
    String word = Visits.field(context, "refuse").strip();
    if (word.isEmpty()) {
      Problems problems =
          Problems.of("refuse", "Say why not in one sentence. The person who asked wants to know.");
      page(context, who, matter, problems, first(matter), List.of());
      return;
    }
    Actor.Person by = new Actor.Person(who.account(), who.name());
    answer(
        context,
        who,
        matter,
        first(matter),
        desk.refuse(who.setting(), request.id(), word, by),
        "?done=refused");
  }

  private void answer(
      Context context,
      SignedIn who,
      Matter matter,
      DecisionForm form,
      PermissionOutcome outcome,
      String done) {
    switch (outcome) {
      case PermissionOutcome.Done(var id) ->
          Visits.goTo(
              context,
              done.isEmpty() ? "/permissions/" + id + "?done=allowed" : matter.path() + done);
      case PermissionOutcome.NeedsSecondLook(List<String> because) -> {
        Problems problems =
            Problems.of(
                "proof", "This is more than the ordinary, so show first that it is you, below.");
        page(context, who, matter, problems, form, because);
      }
      case PermissionOutcome.AlreadyDecided(String sentence) ->
          page(context, who, matter, Problems.of("request-note", sentence), form, List.of());
      case PermissionOutcome.Refused(String field, String sentence) ->
          page(context, who, matter, Problems.of(shown(field), sentence), form, List.of());
      case PermissionOutcome.NotThere _ -> throw RefusedException.notFound();
      case PermissionOutcome.Added _, PermissionOutcome.Answered _ ->
          throw new IllegalStateException("A decision has no such outcome");
    }
  }

  /** The part of the page that a field of an outcome stands for. */
  private static String shown(String field) {
    return switch (field) {
      case "laptops", "ends", "mode", "owner", "scan", "weak", "reason" -> field;
      default -> "decide";
    };
  }

  /**
   * Shows the page.
   *
   * @param because why a second look is wanted; empty where none is
   */
  private void page(
      Context context,
      SignedIn who,
      Matter matter,
      Problems problems,
      DecisionForm form,
      List<String> because) {
    boolean decides = matter.decidedBy(who);
    boolean proposes =
        matter.open() && !decides && matter.request().isPresent() && who.may(Right.PROPOSE_STICK);
    boolean permittable = matter.choices().permittable();
    DecisionWords.Note note = words.note(who, matter);
    if (!problems.isEmpty()) {
      context.status(422);
    }
    templates.show(
        context,
        "request.jte",
        "page",
        new DecisionView(
            frames.signedIn(who, matter.title(), "sticks").withProblem(!problems.isEmpty()),
            problems,
            said(Visits.parameter(context, "done")),
            matter.path(),
            who.may(Right.LOOK) ? "/permissions" : "/waiting",
            who.may(Right.LOOK) ? "Memory sticks" : "What waits",
            matter.title(),
            matter.stick(),
            words.laptop(who, matter),
            matter.request().flatMap(words::asked),
            note.sentence(),
            note.css(),
            note.href(),
            note.link(),
            decides,
            proposes,
            permittable,
            matter.proposal().map(each -> words.suggestion(matter, each)),
            permittable && matter.ordinary().isPresent()
                ? DecisionWords.ordinary(decides, matter)
                : "",
            !because.isEmpty()
                ? because
                : permittable ? matter.beyond() : List.of(matter.choices().notPermittable()),
            matter.ordinary().isEmpty() || wantsForm(problems),
            DecisionWords.chosen(matter, form, refused(context)),
            problems.has("proof")));
  }

  private static String refused(Context context) {
    return Optional.ofNullable(context.formParam("refuse"))
        .map(_ -> Visits.field(context, "refuse"))
        .orElse("");
  }

  private static boolean wantsForm(Problems problems) {
    return problems.all().stream().anyMatch(each -> !each.field().equals("refuse"));
  }

  private static String said(String done) {
    return switch (done) {
      case "suggested" -> "Your suggestion is kept. Whoever decides sees it.";
      case "refused" -> "You said no. It stays shut, and the person is told why.";
      default -> "";
    };
  }
}
