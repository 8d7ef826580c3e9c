package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Entered;
import io.stairgate.console.account.Entrance;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.Route;
import java.util.List;

/** Choose a new passphrase from a link. Any thread. */
final class DoorPages {
  private final Entrance entrance;
  private final Guard guard;
  private final Frames frames;
  private final Templates templates;

  DoorPages(Entrance entrance, Guard guard, Frames frames, Templates templates) {
    this.entrance = entrance;
    this.guard = guard;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Open(HandlerType.GET, "/new-passphrase", this::showNewPassphrase),
        new Route.Open(HandlerType.POST, "/new-passphrase", this::newPassphrase));
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
