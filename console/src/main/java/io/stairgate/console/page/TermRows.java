package io.stairgate.console.page;

import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.notify.TermTasks;
import io.stairgate.console.page.Overview.ToDo;
import io.stairgate.console.policy.PolicyFiles;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** What is to be done before a term ends, as rows of the first page. Any thread. */
final class TermRows {
  private static final String LEAD = "Safeguarding lead";
  private static final String HEAD = "Manager or head";

  private final TermTasks tasks;
  private final MemberStore members;
  private final PolicyFiles files;
  private final InstantSource clock;

  TermRows(TermTasks tasks, MemberStore members, PolicyFiles files, InstantSource clock) {
    this.tasks = tasks;
    this.members = members;
    this.files = files;
    this.clock = clock;
  }

  /** How many of the open alerts are such tasks. */
  int alerts(SignedIn who) {
    return tasks.openCount(who.setting());
  }

  /**
   * The tasks that nobody has done.
   *
   * @param access whether the look through who has access has a row of its own already
   */
  List<ToDo> of(SignedIn who, boolean access) {
    Instant now = clock.instant();
    Calendar calendar = files.held(who.setting()).calendar();
    return tasks.open(who.setting(), members.members(who.setting(), now), calendar, now).stream()
        .filter(task -> !(access && task.kind() == AlertKind.TERM_ACCESS))
        .map(task -> row(who, task, calendar, now))
        .toList();
  }

  private static ToDo row(SignedIn who, TermTasks.Task task, Calendar calendar, Instant now) {
    Doing doing = doing(task.kind());
    boolean own = who.may(doing.right());
    String by =
        task.by()
            .map(
                day ->
                    (calendar.day(now).isAfter(day) ? "It was due by " : "By ")
                        + Moments.date(day)
                        + ". ")
            .orElse("");
    String whose = own && !doing.who().equals(RuleWords.IT) ? RuleWords.YOU : doing.who();
    return new ToDo(
        doing.what(),
        by + doing.why(),
        whose,
        ToDoList.css(whose),
        own && !doing.href().isEmpty() ? doing.href() : "/alerts/" + task.alert().id());
  }

  /**
   * How a task is done.
   *
   * @param what begins with a verb
   * @param why one short sentence
   * @param who should do it, where the reader does not
   * @param right what one needs for it
   * @param href where; empty: on the page of its alert, where somebody says that it is done
   */
  private record Doing(String what, String why, String who, Right right, String href) {}

  private static Doing doing(AlertKind kind) {
    return switch (kind) {
      case TERM_REPORT ->
          new Doing(
              "Report to your governors",
              "How the laptops are, in numbers and without names.",
              LEAD,
              Right.ACKNOWLEDGE,
              "");
      case TERM_ACCESS ->
          new Doing(
              "Look through who has access",
              "Once each term: is it still needed?",
              HEAD,
              Right.MANAGE_PEOPLE,
              "/people/review");
      case TERM_PERMISSIONS ->
          new Doing(
              "Look through the permissions for sticks",
              "End what nobody needs, then say here that it is done.",
              LEAD,
              Right.ACKNOWLEDGE,
              "");
      case TERM_FILTERING ->
          new Doing(
              "Try the web filter on a laptop",
              "No laptop has met its block page yet.",
              RuleWords.IT,
              Right.ACKNOWLEDGE,
              "");
      case TERM_RECOVERY ->
          new Doing(
              "Try whether the recovery keys open",
              "Those who hold the shares do it together.",
              HEAD,
              Right.KEEP_RECOVERY_KEYS,
              "/recovery");
      case TERM_CALENDAR ->
          new Doing(
              "Enter the dates of the next term",
              "The calendar ends with this one.",
              LEAD,
              Right.PROPOSE_POLICY,
              "/calendar/change");
      default ->
          new Doing(
              "Look at what is to be done this term",
              "It stands in the list of alerts.",
              LEAD,
              Right.ACKNOWLEDGE,
              "");
    };
  }
}
