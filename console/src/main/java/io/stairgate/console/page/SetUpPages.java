package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Arrivals;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.secondstep.AppOffer;
import io.stairgate.console.secondstep.Changed;
import io.stairgate.console.secondstep.PasskeyQuestion;
import io.stairgate.console.secondstep.PasskeySite;
import io.stairgate.console.secondstep.SecondSteps;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Setting up a second step: the first one before anything else, further ones from one's own page.
 * Any thread.
 */
final class SetUpPages {
  /** Where the first one is set up. */
  static final String FIRST = "/second-step/set-up";

  /** Where further ones are. */
  static final String MORE = "/my/sign-in";

  private final SecondSteps steps;
  private final Arrivals arrivals;
  private final SessionStore sessions;
  private final Guard guard;
  private final InstantSource clock;
  private final Frames frames;
  private final Templates templates;

  SetUpPages(
      SecondSteps steps,
      Arrivals arrivals,
      SessionStore sessions,
      Guard guard,
      InstantSource clock,
      Frames frames,
      Templates templates) {
    this.steps = steps;
    this.arrivals = arrivals;
    this.sessions = sessions;
    this.guard = guard;
    this.clock = clock;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        first(HandlerType.GET, "", this::choose),
        first(HandlerType.GET, "/app", this::showApp),
        first(HandlerType.POST, "/app", this::firstApp),
        first(HandlerType.GET, "/passkey", this::showPasskey),
        first(HandlerType.POST, "/passkey", this::firstPasskey),
        more(HandlerType.GET, "/app", this::showApp),
        more(HandlerType.POST, "/app", this::anotherApp),
        more(HandlerType.GET, "/passkey", this::showPasskey),
        more(HandlerType.POST, "/passkey", this::anotherPasskey),
        more(HandlerType.POST, "/codes", this::newCodes));
  }

  /** Only for who has none: whoever has one must give it, not add another. */
  private Route first(HandlerType method, String path, BiConsumer<Context, SignedIn> work) {
    return new Route.Half(
        method,
        FIRST + path,
        (context, who) -> {
          if (who.complete() || steps.of(who.account()).any()) {
            Visits.goTo(context, "/second-step");
          } else {
            work.accept(context, who);
          }
        });
  }

  private static Route more(HandlerType method, String path, BiConsumer<Context, SignedIn> work) {
    return new Route.Person(method, MORE + path, Right.OWN, Route.Proof.FRESH, work::accept);
  }

  private void choose(Context context, SignedIn who) {
    show(context, who, "set-up.jte", "Set up your second step", Problems.NONE);
  }

  private void showApp(Context context, SignedIn who) {
    show(context, who, "set-up-app.jte", "Set up an app with codes", Problems.NONE);
  }

  private void showPasskey(Context context, SignedIn who) {
    show(context, who, "set-up-passkey.jte", "Set up a passkey", Problems.NONE);
  }

  private void firstApp(Context context, SignedIn who) {
    switch (steps.changes().confirmApp(who, Visits.field(context, "code"))) {
      case Changed.Done() -> letIn(context, who, "the app just set up");
      case Changed.No(String field, String sentence) -> {
        context.status(422);
        show(
            context,
            who,
            "set-up-app.jte",
            "Set up an app with codes",
            Problems.of(field, sentence));
      }
    }
  }

  private void anotherApp(Context context, SignedIn who) {
    switch (steps.changes().confirmApp(who, Visits.field(context, "code"))) {
      case Changed.Done() -> Visits.goTo(context, MORE + "?done=app");
      case Changed.No(String field, String sentence) -> {
        context.status(422);
        show(
            context,
            who,
            "set-up-app.jte",
            "Set up an app with codes",
            Problems.of(field, sentence));
      }
    }
  }

  private void firstPasskey(Context context, SignedIn who) {
    switch (addPasskey(context, who)) {
      case Changed.Done() -> letIn(context, who, "the passkey just set up");
      case Changed.No(String field, String sentence) -> {
        context.status(422);
        show(context, who, "set-up-passkey.jte", "Set up a passkey", Problems.of(field, sentence));
      }
    }
  }

  private void anotherPasskey(Context context, SignedIn who) {
    switch (addPasskey(context, who)) {
      case Changed.Done() -> Visits.goTo(context, MORE + "?done=passkey");
      case Changed.No(String field, String sentence) -> {
        context.status(422);
        show(context, who, "set-up-passkey.jte", "Set up a passkey", Problems.of(field, sentence));
      }
    }
  }

  private Changed addPasskey(Context context, SignedIn who) {
    return guard
        .site(context)
        .flatMap(PasskeySite::of)
        .map(
            site ->
                steps
                    .changes()
                    .addPasskey(
                        who,
                        Visits.field(context, "ceremony"),
                        Visits.written(context, "answer"),
                        Visits.field(context, "name"),
                        site))
        .orElseGet(() -> new Changed.No("passkey", "Passkeys do not work at this address."));
  }

  /** The first second step is there: the person is in, and sees the recovery codes. */
  private void letIn(Context context, SignedIn who, String how) {
    Arrivals.Arrived in =
        arrivals.complete(
            who, who.firstStep().words() + " and " + how, BrowserWords.visitor(context, guard));
    guard.letIn(context, in.session());
    BrowserWords.remember(context, guard, in.browser());
    SignedIn now = sessions.find(in.session().hash(), clock.instant()).orElseThrow();
    codes(context, now, FIRST);
  }

  private void newCodes(Context context, SignedIn who) {
    codes(context, who, MORE);
  }

  private void codes(Context context, SignedIn who, String base) {
    templates.show(
        context,
        "recovery-codes.jte",
        "page",
        new SetUpForm(
            frames.signedIn(who, "Your recovery codes", ""),
            Problems.NONE,
            who.csrf(),
            base,
            Optional.empty(),
            Optional.empty(),
            "",
            "",
            steps.changes().newCodes(who)));
  }

  private void show(
      Context context, SignedIn who, String template, String title, Problems problems) {
    boolean first = !who.complete();
    Frame frame = first ? frames.signedOut(title) : frames.signedIn(who, title, "");
    Optional<PasskeySite> site = guard.site(context).flatMap(PasskeySite::of);
    Optional<AppOffer> app =
        template.equals("set-up-app.jte")
            ? Optional.of(steps.changes().offerApp(who))
            : Optional.empty();
    Optional<PasskeyQuestion> passkey =
        template.equals("set-up-passkey.jte")
            ? site.map(each -> steps.changes().askForNewPasskey(who, each))
            : Optional.empty();
    templates.show(
        context,
        template,
        "page",
        new SetUpForm(
            frame.withProblem(!problems.isEmpty()),
            problems,
            who.csrf(),
            first ? FIRST : MORE,
            app,
            passkey,
            site.map(PasskeySite::origin).orElse(""),
            Visits.field(context, "name"),
            List.of()));
  }
}
