package io.stairgate.console.notify;

import io.stairgate.console.account.AccessReview;
import io.stairgate.console.account.Member;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.alert.AlertFilter;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.alert.AlertOutcome;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.recovery.RecoveryKeyStore;
import io.stairgate.console.setting.SettingId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be done before a term ends: given out once, each as an alert of the termly class, so
 * that it stays until it is done. What the console can see done ends by itself; the rest a person
 * ends. Any thread.
 */
public final class TermTasks {
  private static final String CAUSE = "term:";
  private static final String FILTER = "filtering-check";
  private static final int MOST = 50;

  private static final Map<AlertKind, String> WORDS = words();

  private final AlertStore alerts;
  private final FindingStore findings;
  private final RecoveryKeyStore keys;

  /** Ready to tell. */
  public TermTasks(AlertStore alerts, FindingStore findings, RecoveryKeyStore keys) {
    this.alerts = alerts;
    this.findings = findings;
    this.keys = keys;
  }

  private static Map<AlertKind, String> words() {
    Map<AlertKind, String> words = new LinkedHashMap<>();
    words.put(
        AlertKind.TERM_REPORT,
        "Tell your governors or committee how the laptops are, in numbers and without names.");
    words.put(
        AlertKind.TERM_ACCESS,
        "Look through who has access, and say of each whether it is needed.");
    words.put(
        AlertKind.TERM_PERMISSIONS,
        "Look through the permissions for memory sticks, and end what nobody needs.");
    words.put(
        AlertKind.TERM_FILTERING,
        "Open your filter's test page on a laptop, and see that it is blocked. Then give the"
            + " address to the rule, and each laptop tries it every week.");
    words.put(
        AlertKind.TERM_RECOVERY,
        "Try together whether the recovery keys kept here still open. Nothing on a laptop"
            + " changes.");
    words.put(
        AlertKind.TERM_CALENDAR,
        "The calendar ends with this term. Without the next dates no clock stands still in the"
            + " holidays.");
    return words;
  }

  /**
   * One that is not done.
   *
   * @param alert it stands in the list of alerts as this
   * @param kind which
   * @param by the last day of the term; empty where it was given out before that was kept with it
   */
  public record Task(Alert alert, AlertKind kind, Optional<LocalDate> by) {}

  /**
   * What is known of the setting that tells whether something is done.
   *
   * @param access whether everybody with access was looked at this term
   * @param filter whether a laptop met the filter's block page; empty where none reports it
   * @param tried when recovery keys were last tried; empty where no key is kept
   */
  private record Known(boolean access, Optional<Boolean> filter, Optional<Instant> tried) {}

  private Known known(SettingId setting, List<Member> members, Calendar calendar, Instant now) {
    Collection<Finding> filter = findings.ofRule(setting, FILTER).values();
    return new Known(
        AccessReview.of(members, calendar, now).left().isEmpty(),
        filter.isEmpty()
            ? Optional.empty()
            : Optional.of(filter.stream().anyMatch(each -> each.state().equals("met"))),
        keys.tried(setting));
  }

  private static boolean hasLater(Calendar calendar, LocalDate end) {
    // The funding terms go on by themselves.
    return calendar.terms().isEmpty()
        || calendar.terms().stream().anyMatch(term -> term.days().start().isAfter(end));
  }

  /** The open ones that are not done, in the order of their list. */
  public List<Task> open(SettingId setting, List<Member> members, Calendar calendar, Instant now) {
    List<Task> all = all(setting);
    if (all.isEmpty()) {
      return List.of();
    }
    Known known = known(setting, members, calendar, now);
    return all.stream().filter(task -> !isDone(task, known, calendar)).toList();
  }

  /** How many are open, those among them that are done and about to end. */
  public int openCount(SettingId setting) {
    return all(setting).size();
  }

  private List<Task> all(SettingId setting) {
    AlertFilter termly =
        new AlertFilter(
            true, Optional.empty(), Optional.of(AlertClass.TERMLY), AlertFilter.Order.OLDEST);
    List<Task> all = new ArrayList<>();
    for (Alert alert : alerts.page(setting, termly, Optional.empty(), MOST).alerts()) {
      all.add(new Task(alert, AlertKind.of(alert.kind()), by(alert)));
    }
    all.sort(java.util.Comparator.comparing(Task::kind));
    return all;
  }

  /** The day by which a task is to be done; empty for what is none. */
  public static Optional<LocalDate> by(Alert alert) {
    if (!alert.cause().startsWith(CAUSE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(alert.cause().substring(CAUSE.length())));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static boolean isDone(Task task, Known known, Calendar calendar) {
    return switch (task.kind()) {
      case TERM_ACCESS -> known.access();
      case TERM_FILTERING -> known.filter().orElse(false);
      case TERM_RECOVERY ->
          known.tried().filter(at -> !at.isBefore(task.alert().raisedAt())).isPresent();
      case TERM_CALENDAR -> task.by().filter(end -> hasLater(calendar, end)).isPresent();
      default -> false;
    };
  }

  /** Whether it is worth asking for at all. */
  private static boolean isNeeded(AlertKind kind, Known known, Calendar calendar, LocalDate end) {
    return switch (kind) {
      case TERM_ACCESS -> !known.access();
      case TERM_FILTERING -> known.filter().filter(met -> !met).isPresent();
      case TERM_RECOVERY -> {
        LocalDate start =
            calendar.currentTerm(end).map(term -> term.days().start()).orElse(LocalDate.MIN);
        yield known.tried().filter(at -> calendar.day(at).isBefore(start)).isPresent();
      }
      case TERM_CALENDAR -> !hasLater(calendar, end);
      default -> true;
    };
  }

  /**
   * Gives out what is to be done before a term ends.
   *
   * @param end the term's last day
   * @return how many
   */
  int give(Transaction tx, Scene scene, LocalDate end) {
    Calendar calendar = scene.open().calendar();
    Known known = known(scene.setting(), scene.members(), calendar, scene.now());
    int given = 0;
    for (Map.Entry<AlertKind, String> each : WORDS.entrySet()) {
      if (isNeeded(each.getKey(), known, calendar, end)) {
        given++;
        var _ =
            alerts.raise(
                tx,
                new NewAlert(
                        scene.setting(),
                        Optional.empty(),
                        each.getKey().code(),
                        AlertClass.TERMLY.code(),
                        group(each.getKey(), end),
                        Optional.empty(),
                        each.getValue(),
                        scene.now(),
                        scene.now())
                    .whichMayEnd(CAUSE + end, Duration.ZERO));
      }
    }
    return given;
  }

  private static String group(AlertKind kind, LocalDate end) {
    return kind.code() + " " + end;
  }

  /**
   * Ends what is done.
   *
   * @return whether something is left
   */
  boolean endDone(Transaction tx, Scene scene) {
    List<Task> all = all(scene.setting());
    if (all.isEmpty()) {
      return false;
    }
    Calendar calendar = scene.open().calendar();
    Known known = known(scene.setting(), scene.members(), calendar, scene.now());
    int left = all.size();
    for (Task task : all) {
      if (task.by().isPresent() && isDone(task, known, calendar)) {
        left -=
            alerts.resolveGroup(
                tx,
                scene.setting(),
                group(task.kind(), task.by().get()),
                "Console",
                AlertOutcome.DEALT_WITH,
                scene.now());
      }
    }
    return left > 0;
  }
}
