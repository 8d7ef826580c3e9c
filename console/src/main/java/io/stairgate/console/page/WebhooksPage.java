package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.notify.Trouble;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import io.stairgate.console.webhook.Webhook;
import io.stairgate.console.webhook.WebhookOutcome;
import io.stairgate.console.webhook.Webhooks;
import java.util.List;

/** Programs that are told of alerts: which there are, add one, try it, end it. Any thread. */
final class WebhooksPage {
  private final Webhooks webhooks;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  WebhooksPage(Webhooks webhooks, Frames frames, Moments moments, Templates templates) {
    this.webhooks = webhooks;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/webhooks", Right.MANAGE_PROGRAMS, this::show),
        new Route.Person(
            HandlerType.POST, "/webhooks", Right.MANAGE_PROGRAMS, Route.Proof.FRESH, this::make),
        new Route.Person(
            HandlerType.POST, "/webhooks/{webhook}/try", Right.MANAGE_PROGRAMS, this::tryOut),
        new Route.Person(
            HandlerType.POST, "/webhooks/{webhook}/on", Right.MANAGE_PROGRAMS, this::switchOn),
        new Route.Person(
            HandlerType.POST, "/webhooks/{webhook}/end", Right.MANAGE_PROGRAMS, this::end));
  }

  private void show(Context context, SignedIn who) {
    page(context, who, Problems.NONE, "", "", "");
  }

  private void make(Context context, SignedIn who) {
    String name = Visits.field(context, "name");
    String address = Visits.field(context, "address");
    switch (webhooks.make(who.setting(), name, address, who.actor())) {
      case WebhookOutcome.Made(_, var key) ->
          page(context, who, Problems.NONE, "", "", key.reveal());
      case WebhookOutcome.Refused(String field, String sentence) -> {
        context.status(422);
        page(context, who, Problems.of(field, sentence), name, address, "");
      }
      case WebhookOutcome.Done(), WebhookOutcome.NotThere() -> throw RefusedException.notFound();
    }
  }

  private void tryOut(Context context, SignedIn who) {
    go(
        context,
        webhooks.tryOut(who.setting(), Visits.id(context, "webhook"), who.actor()),
        "tried");
  }

  private void switchOn(Context context, SignedIn who) {
    go(context, webhooks.switchOn(who.setting(), Visits.id(context, "webhook"), who.actor()), "on");
  }

  private void end(Context context, SignedIn who) {
    go(context, webhooks.end(who.setting(), Visits.id(context, "webhook"), who.actor()), "ended");
  }

  private static void go(Context context, WebhookOutcome outcome, String done) {
    if (!(outcome instanceof WebhookOutcome.Done)) {
      throw RefusedException.notFound();
    }
    Visits.goTo(context, "/webhooks?done=" + done);
  }

  private static String said(String done) {
    return switch (done) {
      case "tried" -> "A trial message is on its way. “Messages” says how it went.";
      case "on" -> "The program is told again.";
      case "ended" -> "The program is not told any more.";
      default -> "";
    };
  }

  private void page(
      Context context, SignedIn who, Problems problems, String name, String address, String key) {
    templates.show(
        context,
        "webhooks.jte",
        "page",
        new WebhooksView(
            frames
                .personal(who, "Programs that are told", "people")
                .withProblem(!problems.isEmpty()),
            problems,
            said(Visits.parameter(context, "done")),
            name,
            address,
            key,
            webhooks.open(who.setting()).stream().map(this::row).toList()));
  }

  private WebhooksView.Row row(Webhook webhook) {
    return new WebhooksView.Row(
        webhook.id().toString(),
        webhook.name(),
        webhook.host(),
        webhook.madeBy(),
        moments.of(webhook.madeAt()),
        webhook.lastDone().map(moments::of),
        webhook.lastFailure().map(Trouble::sentence).orElse(""),
        webhook.off().isPresent());
  }
}
