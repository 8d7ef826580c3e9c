package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Entered;
import io.stairgate.console.account.Entrance;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.Route;
import java.time.Duration;
import java.util.List;

/** Sign in, sign out, choose a new passphrase. Any thread. */
final class DoorPages {
  private final Entrance entrance;
  private final Guard guard;
  private final AuditStore audit;
  private final Frames frames;
  private final Templates templates;

  DoorPages(Entrance entrance, Guard guard, AuditStore audit, Frames frames, Templates templates) {
    this.entrance = entrance;
    this.guard = guard;
    this.audit = audit;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Open(HandlerType.GET, "/sign-in", this::showSignIn),
        new Route.Open(HandlerType.POST, "/sign-in", this::signIn),
        new Route.Person(HandlerType.POST, "/sign-out", Right.SIGN_OUT, this::signOut),
        new Route.Open(HandlerType.GET, "/new-passphrase", this::showNewPassphrase),
        new Route.Open(HandlerType.POST, "/new-passphrase", this::newPassphrase));
  }

  private void showSignIn(Context context) {
    if (guard.person(context).isPresent()) {
      Visits.goTo(context, Visits.ownPlace(Visits.parameter(context, "next")));
      return;
    }
    String said = context.queryParam("out") == null ? "" : "You are signed out.";
    signInPage(
        context, Problems.NONE, "", Visits.ownPlace(Visits.parameter(context, "next")), said);
  }

  private void signIn(Context context) {
    String name = Visits.field(context, "name");
    String next = Visits.ownPlace(Visits.field(context, "next"));
    switch (entrance.signIn(name, Visits.field(context, "passphrase"))) {
      case Entered.In(var cookie) -> {
        guard.letIn(context, cookie);
        Visits.goTo(context, next);
      }
      case Entered.Wait(Duration left) -> {
        context.status(429);
        context.header("Retry-After", String.valueOf(left.toSeconds() + 1));
        signInPage(context, Problems.of("passphrase", tooMany(left)), name, next, "");
      }
      case Entered.Refused(), Entered.LinkSpent(), Entered.FieldWrong(_, _) -> {
        context.status(422);
        signInPage(
            context,
            Problems.of(
                "passphrase", "Name and passphrase do not fit together. Check both and try again."),
            name,
            next,
            "");
      }
    }
  }

  private static String tooMany(Duration left) {
    long minutes = left.plusSeconds(59).toMinutes();
    return "There were too many wrong tries. Wait "
        + (minutes <= 1 ? "a minute" : minutes + " minutes")
        + " and try again.";
  }

  private void signOut(Context context, SignedIn who) {
    guard.letOut(context);
    audit.append(who.setting(), who.actor(), "signed-out", "", "");
    Visits.goTo(context, "/sign-in?out=1");
  }

  private void showNewPassphrase(Context context) {
    newPassphrasePage(context, Problems.NONE, "");
  }

  private void newPassphrase(Context context) {
    String code = Visits.field(context, "code").strip();
    switch (entrance.newPassphrase(code, Visits.field(context, "passphrase"))) {
      case Entered.In(var cookie) -> {
        guard.letIn(context, cookie);
        Visits.goTo(context, "/");
      }
      case Entered.FieldWrong(String field, String sentence) -> {
        context.status(422);
        newPassphrasePage(context, Problems.of(field, sentence), code);
      }
      case Entered.LinkSpent(), Entered.Refused(), Entered.Wait(_) -> {
        context.status(422);
        newPassphrasePage(
            context, Problems.of("code", spent(code, "stairgate-console account reset")), "");
      }
    }
  }

  private static String spent(String code, String command) {
    if (code.isEmpty()) {
      return "Paste the code of your link.";
    }
    return "This link was used before, or its time is over. Your technician can make a new one with"
        + " \""
        + command
        + "\".";
  }

  private void signInPage(
      Context context, Problems problems, String name, String next, String said) {
    show(
        context,
        "sign-in.jte",
        new Door(frame("Sign in", problems), problems, name, "", "", "", next, said));
  }

  private void newPassphrasePage(Context context, Problems problems, String code) {
    show(
        context,
        "new-passphrase.jte",
        new Door(frame("Choose a new passphrase", problems), problems, "", "", "", code, "", ""));
  }

  private Frame frame(String title, Problems problems) {
    return frames.signedOut(title).withProblem(!problems.isEmpty());
  }

  private void show(Context context, String template, Door door) {
    templates.show(context, template, "door", door);
  }
}
