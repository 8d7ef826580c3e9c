package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.alert.AlertFilter;
import io.stairgate.console.alert.AlertOutcome;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.OpenTime;
import io.stairgate.console.notify.TermTasks;
import io.stairgate.console.people.AlertDuties;
import io.stairgate.console.people.AlertLife;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The alerts, one alert's life, "I have seen this", and how it ended. Any thread.
 *
 * <p>Over 300 lines because the list and the one alert are shown and dealt with alike on two paths:
 * for those who see all alerts, and for a governor to whom one came.
 */
final class AlertPage {
  private static final int PER_PAGE = 50;

  private final AlertStore alerts;
  private final AlertRows rows;
  private final AlertDuties duties;
  private final Function<SettingId, Calendar> calendars;
  private final Moments moments;
  private final Frames frames;
  private final Templates templates;

  AlertPage(
      AlertStore alerts,
      AlertRows rows,
      AlertDuties duties,
      Function<SettingId, Calendar> calendars,
      Moments moments,
      Frames frames,
      Templates templates) {
    this.alerts = alerts;
    this.rows = rows;
    this.duties = duties;
    this.calendars = calendars;
    this.moments = moments;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/alerts", Right.LOOK, this::list),
        new Route.Person(HandlerType.GET, "/alerts/{id}", Right.LOOK, this::show),
        new Route.Person(HandlerType.POST, "/alerts/{id}/seen", Right.ACKNOWLEDGE, this::see),
        new Route.Person(HandlerType.POST, "/alerts/{id}/end", Right.ACKNOWLEDGE, this::end),
        new Route.Person(HandlerType.GET, "/my/alerts/{alert}", Right.OWN, this::showOwn),
        new Route.Person(HandlerType.POST, "/my/alerts/{alert}/end", Right.OWN, this::endOwn));
  }

  // ----- the list -----

  private void list(Context context, SignedIn who) {
    String show =
        switch (Visits.parameter(context, "show")) {
          case "all" -> "all";
          case "mine" -> "mine";
          default -> "open";
        };
    Optional<AlertClass> severity = AlertClass.of(Visits.parameter(context, "class"));
    String sort = Visits.parameter(context, "sort");
    AlertFilter.Order order =
        sort.isEmpty() && !show.equals("all")
            ? AlertFilter.Order.WORST
            : AlertFilter.Order.of(sort);
    AlertFilter filter =
        new AlertFilter(
            !show.equals("all"),
            show.equals("mine") ? Optional.of(who.account()) : Optional.empty(),
            severity,
            order);
    AlertStore.Page page =
        alerts.page(
            who.setting(),
            filter,
            Optional.of(Visits.parameter(context, "after")).filter(text -> !text.isEmpty()),
            PER_PAGE);
    String here =
        "/alerts?show=%s&class=%s&sort=%s"
            .formatted(show, severity.map(AlertClass::code).orElse(""), order.code());
    templates.show(
        context,
        "alerts.jte",
        "page",
        new AlertList(
            frames.signedIn(who, "Alerts", "alerts"),
            show,
            severities(severity),
            sorts(order),
            rows.of(who, page.alerts()),
            empty(show, severity),
            severity.isPresent(),
            page.next()
                .map(next -> here + "&after=" + URLEncoder.encode(next, StandardCharsets.UTF_8))
                .orElse("")));
  }

  private static List<ListEntry> severities(Optional<AlertClass> chosen) {
    List<ListEntry> choices = new ArrayList<>();
    choices.add(new ListEntry("", "Any", chosen.isEmpty()));
    for (AlertClass each : AlertClass.values()) {
      choices.add(
          new ListEntry(each.code(), each.title(), chosen.filter(each::equals).isPresent()));
    }
    return choices;
  }

  private static List<ListEntry> sorts(AlertFilter.Order chosen) {
    return Arrays.stream(AlertFilter.Order.values())
        .map(
            each ->
                new ListEntry(
                    each.code(),
                    switch (each) {
                      case NEWEST -> "Newest first";
                      case OLDEST -> "Oldest first";
                      case WORST -> "Most urgent";
                    },
                    each == chosen))
        .toList();
  }

  private static String empty(String show, Optional<AlertClass> severity) {
    if (severity.isPresent()) {
      return "No alert fits.";
    }
    return switch (show) {
      case "all" -> "There has been no alert so far.";
      case "mine" -> "Nothing that you were told of is open.";
      default -> "Nothing to look at. Well done.";
    };
  }

  // ----- one alert -----

  private void show(Context context, SignedIn who) {
    page(context, who, alert(context, who, "id"), "/alerts/", Problems.NONE, "", "");
  }

  private void showOwn(Context context, SignedIn who) {
    page(context, who, own(context, who), "/my/alerts/", Problems.NONE, "", "");
  }

  private Alert alert(Context context, SignedIn who, String name) {
    return alerts
        .find(who.setting(), Visits.id(context, name))
        .orElseThrow(RefusedException::notFound);
  }

  /** An alert that came to somebody who does not see all alerts. */
  private Alert own(Context context, SignedIn who) {
    UUID id = Visits.id(context, "alert");
    return alerts
        .find(who.setting(), id)
        .filter(alert -> who.may(Right.LOOK) || duties.cameTo(alert, who.account()))
        .orElseThrow(RefusedException::notFound);
  }

  private void page(
      Context context,
      SignedIn who,
      Alert alert,
      String base,
      Problems problems,
      String outcome,
      String typed) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    AlertRow row = rows.of(who, List.of(alert)).getFirst();
    AlertLife life = duties.life(alert, new OpenTime(calendars.apply(who.setting())));
    Frame frame =
        base.equals("/alerts/")
            ? frames.signedIn(who, row.title(), "alerts")
            : frames.personal(who, row.title(), "my");
    templates.show(
        context,
        "alert.jte",
        "page",
        new AlertView(
            frame.withProblem(!problems.isEmpty()),
            problems,
            said(Visits.parameter(context, "done")),
            row,
            base,
            facts(who, alert, row),
            alert.isOpen() && AlertDuties.isReport(alert) ? "/concerns" : "",
            row.mayEnd() && !AlertDuties.isReport(alert),
            AlertOutcome.offered(alert.kind()).stream()
                .map(each -> new ListEntry(each.code(), each.words(), each.code().equals(outcome)))
                .toList(),
            typed,
            life.past().stream()
                .map(each -> new AlertView.Line(moments.of(each.at()), each.sentence()))
                .toList(),
            life.next().stream().map(this::next).toList()));
  }

  private String next(AlertLife.Next next) {
    return "%s, on %s. %s"
        .formatted(String.join(", ", next.people()), moments.of(next.at()).full(), next.why())
        .strip();
  }

  private List<LaptopView.Fact> facts(SignedIn who, Alert alert, AlertRow row) {
    List<LaptopView.Fact> facts = new ArrayList<>();
    facts.add(
        new LaptopView.Fact(
            "Where",
            row.laptop(),
            row.laptopId().isEmpty() || !who.may(Right.LOOK) ? "" : "/laptops/" + row.laptopId()));
    if (!row.medium().isEmpty()) {
      facts.add(new LaptopView.Fact("What", row.medium(), ""));
    }
    facts.add(
        new LaptopView.Fact(
            "How often", row.times() == 1 ? "Once" : "%,d times".formatted(row.times()), ""));
    facts.add(new LaptopView.Fact("First", row.first().full(), ""));
    if (row.times() > 1) {
      facts.add(new LaptopView.Fact("Last", row.last().full(), ""));
    }
    facts.add(
        new LaptopView.Fact(
            "How soon",
            switch (alert.alertClass()) {
              case URGENT -> "Now. Others are told if nobody sees it.";
              case TODAY -> "Today, while you are open.";
              case WEEKLY -> "This week. It is on the weekly list.";
              case TERMLY ->
                  TermTasks.by(alert)
                      .map(day -> "Before the end of term: by " + Moments.date(day) + ".")
                      .orElse("Before the end of term.");
            },
            ""));
    return facts;
  }

  private static String said(String done) {
    return switch (done) {
      case "seen" -> "Saved: you have seen it. Nobody else is told of it.";
      case "ended" -> "Saved. It is off the list of what to look at.";
      default -> "";
    };
  }

  // ----- what people do -----

  private static Actor.Person by(SignedIn who) {
    return new Actor.Person(who.account(), who.name());
  }

  private void see(Context context, SignedIn who) {
    Alert alert = alert(context, who, "id");
    if (duties.acknowledge(who.setting(), alert.id(), by(who)) instanceof Outcome.Refused) {
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
    if (from.endsWith("/alerts/" + alert.id())) {
      return "/alerts/" + alert.id() + "?done=seen";
    }
    return from.matches("https?://[^/]+/") ? "/" : "/alerts";
  }

  private void end(Context context, SignedIn who) {
    end(context, who, alert(context, who, "id"), "/alerts/");
  }

  private void endOwn(Context context, SignedIn who) {
    end(context, who, own(context, who), "/my/alerts/");
  }

  private void end(Context context, SignedIn who, Alert alert, String base) {
    String outcome = Visits.field(context, "outcome");
    String words = Visits.field(context, "words");
    switch (duties.resolve(who.setting(), alert.id(), by(who), AlertOutcome.of(outcome), words)) {
      case Outcome.Refused(String field, String sentence) -> {
        if (field.equals("person")) {
          throw RefusedException.notAllowed();
        }
        page(context, who, alert, base, Problems.of(field, sentence), outcome, words);
      }
      case Outcome.NotThere _ -> throw RefusedException.notFound();
      case Outcome.Done _, Outcome.Invited _, Outcome.LetBackIn _ ->
          Visits.goTo(context, base + alert.id() + "?done=ended");
    }
  }
}
