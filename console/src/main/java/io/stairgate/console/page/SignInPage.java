package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Entered;
import io.stairgate.console.account.Entrance;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.account.Visitor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The first step of signing in, and signing out. Any thread. */
final class SignInPage {
  private final Entrance entrance;
  private final Guard guard;
  private final AuditStore audit;
  private final Frames frames;
  private final Templates templates;

  SignInPage(Entrance entrance, Guard guard, AuditStore audit, Frames frames, Templates templates) {
    this.entrance = entrance;
    this.guard = guard;
    this.audit = audit;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Open(HandlerType.GET, "/sign-in", this::show),
        new Route.Open(HandlerType.POST, "/sign-in", this::signIn),
        new Route.Person(HandlerType.POST, "/sign-out", Right.SIGN_OUT, this::signOut));
  }

  private void show(Context context) {
    String next = Visits.ownPlace(Visits.parameter(context, "next"));
    if (guard.person(context).filter(SignedIn::complete).isPresent()) {
      Visits.goTo(context, next);
      return;
    }
    String said = context.queryParam("out") == null ? "" : "You are signed out.";
    page(context, Problems.NONE, "", next, said);
  }

  private void signIn(Context context) {
    String name = Visits.field(context, "name");
    String passphrase = Visits.field(context, "passphrase");
    String next = Visits.ownPlace(Visits.field(context, "next"));
    Visitor visitor = BrowserWords.visitor(context, guard);
    switch (AnswerTime.even(() -> entrance.signIn(name, passphrase, visitor))) {
      case Entered.In(var cookie) -> {
        guard.letIn(context, cookie);
        Visits.goTo(
            context, "/second-step?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
      }
      case Entered.Wait(Duration left) -> {
        context.status(429);
        context.header("Retry-After", String.valueOf(left.toSeconds() + 1));
        page(context, Problems.of("passphrase", Problems.tooMany(left)), name, next, "");
      }
      case Entered.Refused(), Entered.LinkSpent(), Entered.FieldWrong(_, _) -> {
        context.status(422);
        page(
            context,
            Problems.of(
                "passphrase", "Name and passphrase do not fit together. Check both and try again."),
            name,
            next,
            "");
      }
    }
  }

  private void signOut(Context context, SignedIn who) {
    guard.letOut(context);
    audit.append(who.setting(), who.actor(), "signed-out", "", "");
    Visits.goTo(context, "/sign-in?out=1");
  }

  private void page(Context context, Problems problems, String name, String next, String said) {
    templates.show(
        context,
        "sign-in.jte",
        "door",
        new Door(
            frames.signedOut("Sign in").withProblem(!problems.isEmpty()),
            problems,
            name,
            "",
            "",
            "",
            next,
            said));
  }
}
