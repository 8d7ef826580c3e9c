package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.PermissionDesk;
import io.stairgate.console.web.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The first page: a sentence, what to do, alerts, what is working. Any thread. */
final class OverviewPage {
  private static final int MOST_TO_DO = 5;
  private static final int MOST_ALERTS = 3;
  private static final int MOST_REQUESTS = 5;

  private final HealthReader health;
  private final AlertStore alerts;
  private final AlertRows rows;
  private final PermissionDesk desk;
  private final StickRows sticks;
  private final LogNotices told;
  private final ReviewPage review;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  OverviewPage(
      HealthReader health,
      AlertStore alerts,
      AlertRows rows,
      PermissionDesk desk,
      StickRows sticks,
      LogNotices told,
      ReviewPage review,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.health = health;
    this.alerts = alerts;
    this.rows = rows;
    this.desk = desk;
    this.sticks = sticks;
    this.told = told;
    this.review = review;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(new Route.Person(HandlerType.GET, "/", Right.OWN, this::show));
  }

  private void show(Context context, SignedIn who) {
    if (!who.may(Right.LOOK)) {
      Visits.goTo(context, "/my");
      return;
    }
    templates.show(context, "overview.jte", "page", page(who));
  }

  private Overview page(SignedIn who) {
    Frame frame = frames.signedIn(who, "Overview", "overview");
    List<Health> laptops = health.all(who.setting());
    List<Alert> open = alerts.open(who.setting(), Optional.empty(), MOST_ALERTS).alerts();
    List<Overview.ToDo> toDo = new ArrayList<>(ToDoList.of(laptops));
    review.toDo(who).ifPresent(toDo::addFirst);
    if (frame.alerts() > 0) {
      toDo.addFirst(lookAtAlerts(frame.alerts()));
    }
    long asked = desk.openCount(who.setting());
    List<MediaRequest> requests =
        asked == 0
            ? List.of()
            : desk.requests(who.setting(), true, Optional.empty(), MOST_REQUESTS).items();
    int unsafe = (int) laptops.stream().filter(OverviewPage::notProtected).count();
    boolean urgent = open.stream().anyMatch(alert -> "urgent".equals(alert.severity()));
    return new Overview(
        frame,
        laptops.size(),
        css(laptops.size(), unsafe, frame.alerts() + asked, urgent),
        sentence(laptops.size(), unsafe, frame.alerts(), asked),
        laptops.isEmpty() ? "This takes about five minutes." : "Waiting for the first check.",
        lastChecked(laptops),
        sticks.requests(who, requests),
        Math.max(0, asked - requests.size()),
        toDo.stream().limit(MOST_TO_DO).toList(),
        Math.max(0, toDo.size() - MOST_TO_DO),
        rows.of(who, open),
        Math.max(0, frame.alerts() - open.size()),
        workingSentence(laptops),
        working(laptops),
        told.changed(who),
        told.letIn(who));
  }

  private static Overview.ToDo lookAtAlerts(long alerts) {
    return new Overview.ToDo(
        alerts == 1 ? "Look at the alert below" : "Look at " + alerts + " alerts",
        "Say that you have seen " + (alerts == 1 ? "it" : "them") + ", so that others know.",
        RuleWords.YOU,
        "warn",
        alerts == 1 ? "#alerts-title" : "/alerts");
  }

  private static boolean notProtected(Health each) {
    return each.state() != Health.State.PROTECTED;
  }

  private static String css(int all, int unsafe, long alerts, boolean urgent) {
    if (urgent) {
      return "urgent";
    }
    if (unsafe > 0 || alerts > 0) {
      return "attention";
    }
    return all == 0 ? "" : "good";
  }

  static String sentence(int all, int unsafe, long alerts, long asked) {
    if (all == 0) {
      return "No laptops yet. Add the first one.";
    }
    if (unsafe == 0) {
      String safe =
          all == 1 ? "The laptop is protected." : "All " + all + " laptops are protected.";
      return safe
          + " "
          + (asked > 0 ? asks(asked) : alerts == 0 ? "Nothing to do." : toLookAt(alerts));
    }
    if (all == 1) {
      return "The laptop needs attention.";
    }
    return unsafe + " of " + all + " laptops " + (unsafe == 1 ? "needs" : "need") + " attention.";
  }

  private static String asks(long asked) {
    return asked == 1 ? "Somebody asks for a memory stick." : asked + " requests to decide.";
  }

  private static String toLookAt(long alerts) {
    return alerts == 1 ? "1 alert to look at." : alerts + " alerts to look at.";
  }

  private Optional<Moment> lastChecked(List<Health> laptops) {
    return laptops.stream()
        .map(Health::laptop)
        .map(Laptop::findingsProvedAt)
        .flatMap(Optional::stream)
        .max(Comparator.<Instant>naturalOrder())
        .map(moments::of);
  }

  private static String workingSentence(List<Health> laptops) {
    long all = laptops.stream().mapToLong(each -> each.findings().size()).sum();
    long met =
        laptops.stream()
            .flatMap(each -> each.findings().stream())
            .filter(OverviewPage::isMet)
            .count();
    return met + " of " + all + (all == 1 ? " check is" : " checks are") + " in order";
  }

  private static List<String> working(List<Health> laptops) {
    Map<String, int[]> counts =
        new TreeMap<>(
            Comparator.comparing((String rule) -> RuleWords.of(rule).group())
                .thenComparingInt(rule -> RuleWords.of(rule).place())
                .thenComparing(rule -> rule));
    for (Health each : laptops) {
      for (Finding finding : each.findings()) {
        int[] count = counts.computeIfAbsent(finding.rule(), rule -> new int[2]);
        count[0] += isMet(finding) ? 1 : 0;
        count[1]++;
      }
    }
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue()[0] > 0)
        .map(
            entry ->
                "%s: met on %d of %d %s"
                    .formatted(
                        RuleWords.of(entry.getKey()).title(),
                        entry.getValue()[0],
                        entry.getValue()[1],
                        entry.getValue()[1] == 1 ? "laptop" : "laptops"))
        .toList();
  }

  private static boolean isMet(Finding finding) {
    return "met".equals(finding.state());
  }
}
