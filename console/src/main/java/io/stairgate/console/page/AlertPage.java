package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.people.AlertDuties;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The alerts, and "I have seen this". Any thread. */
final class AlertPage {
  private static final int PER_PAGE = 50;

  private final AlertStore alerts;
  private final AlertRows rows;
  private final AlertDuties duties;
  private final Frames frames;
  private final Templates templates;

  AlertPage(
      AlertStore alerts, AlertRows rows, AlertDuties duties, Frames frames, Templates templates) {
    this.alerts = alerts;
    this.rows = rows;
    this.duties = duties;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/alerts", Right.LOOK, this::show),
        new Route.Person(
            HandlerType.POST, "/alerts/{id}/seen", Right.ACKNOWLEDGE, this::acknowledge));
  }

  private void show(Context context, SignedIn who) {
    boolean open = !"all".equals(Visits.parameter(context, "show"));
    Optional<String> after =
        Optional.of(Visits.parameter(context, "after")).filter(text -> !text.isEmpty());
    AlertStore.Page page =
        open
            ? alerts.open(who.setting(), after, PER_PAGE)
            : alerts.all(who.setting(), after, PER_PAGE);
    String next =
        page.next()
            .map(
                cursor ->
                    "/alerts?show="
                        + (open ? "open" : "all")
                        + "&after="
                        + URLEncoder.encode(cursor, StandardCharsets.UTF_8))
            .orElse("");
    templates.show(
        context,
        "alerts.jte",
        "page",
        new AlertList(
            frames.signedIn(who, "Alerts", "alerts"), open, rows.of(who, page.alerts()), next));
  }

  private void acknowledge(Context context, SignedIn who) {
    UUID id = Visits.id(context);
    Alert alert = alerts.find(who.setting(), id).orElseThrow(RefusedException::notFound);
    Actor.Person by = new Actor.Person(who.account(), who.name());
    if (duties.acknowledge(who.setting(), id, by) instanceof Outcome.Refused) {
      throw RefusedException.notAllowed();
    }
    Visits.goTo(context, back(context, alert));
  }

  /** To the page the button stood on: a place of ours, and nothing else. */
  private static String back(Context context, Alert alert) {
    String from = Optional.ofNullable(context.header("Referer")).orElse("");
    String laptop = alert.device().map(id -> "/laptops/" + id).orElse("/alerts");
    if (from.endsWith(laptop)) {
      return laptop;
    }
    return from.matches("https?://[^/]+/") ? "/" : "/alerts";
  }
}
