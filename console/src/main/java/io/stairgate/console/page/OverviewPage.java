package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.device.Care;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.LaptopSummaryStore;
import io.stairgate.console.device.LaptopSummaryStore.Kept;
import io.stairgate.console.device.LaptopSummaryStore.Named;
import io.stairgate.console.device.SettingSummary;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.PermissionDesk;
import io.stairgate.console.policy.Marks;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.watch.DiskSpace;
import io.stairgate.console.web.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The first page: a sentence, what to do, alerts, what is working. Any thread.
 *
 * <p>Over 300 lines because the sentence and the lists below it say of the same things how many
 * there are.
 */
final class OverviewPage {
  private static final int MOST_TO_DO = 5;
  private static final int MOST_ALERTS = 3;
  private static final int MOST_REQUESTS = 5;

  private final HealthReader health;
  private final LaptopSummaryStore summaries;
  private final AlertStore alerts;
  private final AlertRows rows;
  private final PermissionDesk desk;
  private final StickRows sticks;
  private final LogNotices told;
  private final DiskSpace disk;
  private final ReviewPage review;
  private final TermRows terms;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  OverviewPage(
      HealthReader health,
      LaptopSummaryStore summaries,
      AlertStore alerts,
      AlertRows rows,
      PermissionDesk desk,
      StickRows sticks,
      LogNotices told,
      DiskSpace disk,
      ReviewPage review,
      TermRows terms,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.health = health;
    this.summaries = summaries;
    this.alerts = alerts;
    this.rows = rows;
    this.desk = desk;
    this.sticks = sticks;
    this.told = told;
    this.disk = disk;
    this.review = review;
    this.terms = terms;
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
    SettingId setting = who.setting();
    Frame frame = frames.signedIn(who, "Overview", "overview");
    State state = State.of(summaries, setting, health.marks(setting));
    Optional<Overview.ToDo> access = review.toDo(who);
    List<Overview.ToDo> termly = terms.of(who, access.isPresent());
    int tasks = frame.alerts() == 0 ? 0 : terms.alerts(who);
    long alerting = Math.max(0, frame.alerts() - tasks);
    List<Alert> open =
        alerts.open(setting, Optional.empty(), MOST_ALERTS + tasks).alerts().stream()
            .filter(alert -> alert.alertClass() != AlertClass.TERMLY)
            .limit(MOST_ALERTS)
            .toList();
    ToDoList list = toDo(setting, state).terms(termly);
    List<Overview.ToDo> toDo = new ArrayList<>(list.worst(MOST_TO_DO));
    int more = calendar(who, state, toDo);
    access.ifPresent(toDo::addFirst);
    if (alerting > 0) {
      toDo.addFirst(lookAtAlerts(who, alerting));
    }
    long asked = desk.openCount(setting);
    List<MediaRequest> requests =
        asked == 0
            ? List.of()
            : desk.requests(setting, true, Optional.empty(), MOST_REQUESTS).items();
    boolean urgent = open.stream().anyMatch(alert -> "urgent".equals(alert.severity()));
    int things = list.size() + more + (access.isPresent() ? 1 : 0) + (alerting > 0 ? 1 : 0);
    Map<String, Kept> rules = summaries.rules(setting);
    return new Overview(
        frame,
        state.all(),
        css(state, alerting + asked, urgent),
        state.sentence(alerting, asked, more + termly.size() + (access.isPresent() ? 1 : 0)),
        state.all() == 0 ? "This takes about five minutes." : "Waiting for the first check.",
        closed(state),
        state.all() == 0 ? Optional.empty() : summaries.lastProved(setting).map(moments::of),
        sticks.requests(who, requests),
        Math.max(0, asked - requests.size()),
        toDo.stream().limit(MOST_TO_DO).toList(),
        Math.max(0, things - MOST_TO_DO),
        rows.of(who, open),
        Math.max(0, alerting - open.size()),
        workingSentence(rules),
        working(rules),
        told.changed(who),
        who.may(Right.ENROL) ? disk.sentence() : Optional.empty(),
        told.letIn(who));
  }

  private ToDoList toDo(SettingId setting, State state) {
    return new ToDoList()
        .causes(summaries.causes(setting), cause -> summaries.some(setting, cause, ToDoList.NAMED))
        .unseen(state.unseen())
        .lateFirstChecks(state.late())
        .firstChecks(state.fresh());
  }

  /** Without dates no clock can stand still in a holiday. */
  private static int calendar(SignedIn who, State state, List<Overview.ToDo> toDo) {
    if (!state.marks().runOut() || !who.may(Right.PROPOSE_POLICY)) {
      return 0;
    }
    toDo.addFirst(
        new Overview.ToDo(
            "Enter the dates of the next term",
            "The calendar has no open day any more.",
            RuleWords.YOU,
            "warn",
            "/calendar"));
    return 1;
  }

  private static String closed(State state) {
    return state
        .marks()
        .closedUntil()
        .map(
            day ->
                "Closed until %s. The clocks stand still until then: no laptop counts as not seen."
                    .formatted(Moments.date(day)))
        .orElse("");
  }

  private static Overview.ToDo lookAtAlerts(SignedIn who, long alerts) {
    String them = alerts == 1 ? "it" : "them";
    boolean own = who.may(Right.ACKNOWLEDGE);
    return new Overview.ToDo(
        alerts == 1 ? "Look at the alert below" : "Look at " + alerts + " alerts",
        own
            ? "Say that you have seen " + them + ", so that others know."
            : "The safeguarding lead says who has seen " + them + ". Mend what is broken.",
        own ? RuleWords.YOU : Role.DSL.title(),
        "warn",
        alerts == 1 ? "#alerts-title" : "/alerts");
  }

  private static String css(State state, long toLookAt, boolean urgent) {
    if (urgent) {
      return "urgent";
    }
    if (state.unsafe() > 0 || toLookAt > 0) {
      return "attention";
    }
    return state.all() == 0 || state.all() == state.fresh().size() ? "" : "good";
  }

  /**
   * How the laptops of a setting are now.
   *
   * @param summary what was counted
   * @param unseen not heard of for too long, by nickname
   * @param fresh added lately; their first check is pending
   * @param late added before that; their first check has not come
   * @param marks the times that decide it
   */
  record State(
      SettingSummary summary,
      List<Named> unseen,
      List<Named> fresh,
      List<Named> late,
      Marks marks) {
    static State of(LaptopSummaryStore summaries, SettingId setting, Marks marks) {
      SettingSummary summary = summaries.of(setting);
      List<Named> unseen = summaries.unseen(setting, marks.heardSince());
      Set<DeviceId> silent = unseen.stream().map(Named::id).collect(Collectors.toSet());
      List<Named> waiting =
          summary.firstCheck() == 0
              ? List.of()
              : summaries.firstChecks(setting).stream()
                  .filter(each -> !silent.contains(each.id()))
                  .toList();
      return new State(
          summary,
          unseen,
          waiting.stream().filter(each -> !each.since().isBefore(marks.newSince())).toList(),
          waiting.stream().filter(each -> each.since().isBefore(marks.newSince())).toList(),
          marks);
    }

    int all() {
      return summary.laptops();
    }

    /** How many need attention, were not seen, or should have reported by now. */
    int unsafe() {
      return summary.attention()
          + (int) unseen.stream().filter(each -> each.care() != Care.ATTENTION).count()
          + late.size();
    }

    /** The same in a sentence. */
    String sentence() {
      return OverviewPage.sentence(all(), unsafe(), fresh.size());
    }

    /** The same, and what there is to do besides. */
    String sentence(long alerts, long asked, int otherwise) {
      if (all() == 0) {
        return sentence() + " Add the first one.";
      }
      return unsafe() > 0 || !fresh.isEmpty()
          ? sentence()
          : sentence() + " " + rest(alerts, asked, otherwise);
    }
  }

  /** How many of all laptops are not safe, and how many wait for their first check. */
  static String sentence(int all, int unsafe, int fresh) {
    if (all == 0) {
      return "No laptops yet.";
    }
    if (unsafe > 0) {
      return all == 1
          ? "The laptop needs attention."
          : unsafe + " of " + all + " laptops " + (unsafe == 1 ? "needs" : "need") + " attention.";
    }
    if (fresh == all) {
      return all == 1
          ? "The laptop is added. Its first check is pending."
          : "All " + all + " laptops are added. Their first checks are pending.";
    }
    if (fresh > 0) {
      return "%d of %d laptops %s protected. First check pending on %d."
          .formatted(all - fresh, all, all - fresh == 1 ? "is" : "are", fresh);
    }
    return all == 1 ? "The laptop is protected." : "All " + all + " laptops are protected.";
  }

  private static String rest(long alerts, long asked, int otherwise) {
    if (asked > 0) {
      return asked == 1 ? "Somebody asks for a memory stick." : asked + " requests to decide.";
    }
    if (alerts > 0) {
      return alerts == 1 ? "1 alert to look at." : alerts + " alerts to look at.";
    }
    return otherwise == 0
        ? "Nothing to do."
        : otherwise == 1 ? "1 thing to do." : otherwise + " things to do.";
  }

  private static String workingSentence(Map<String, Kept> rules) {
    long all = rules.values().stream().mapToLong(Kept::told).sum();
    long met = rules.values().stream().mapToLong(Kept::met).sum();
    return met + " of " + all + (all == 1 ? " check is" : " checks are") + " in order";
  }

  private static List<String> working(Map<String, Kept> rules) {
    return rules.entrySet().stream()
        .filter(entry -> entry.getValue().met() > 0)
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, Kept> entry) -> RuleWords.of(entry.getKey()).group())
                .thenComparingInt(entry -> RuleWords.of(entry.getKey()).place())
                .thenComparing(Map.Entry::getKey))
        .map(
            entry ->
                "%s: met on %d of %d %s"
                    .formatted(
                        RuleWords.of(entry.getKey()).title(),
                        entry.getValue().met(),
                        entry.getValue().told(),
                        entry.getValue().told() == 1 ? "laptop" : "laptops"))
        .toList();
  }
}
