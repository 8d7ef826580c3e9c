package io.stairgate.agent.notice;

import io.stairgate.agent.control.Notice;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.policy.OpenDays;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which rules the person at the laptop is told of now. Only rules that are to warn or to enforce:
 * once when a rule is no longer met, then once a day while the setting is open, by day. Nothing in
 * the night of a closed day. One thread.
 */
public final class RuleNotices {
  private static final LocalTime MORNING = LocalTime.of(7, 0);
  private static final LocalTime EVENING = LocalTime.of(20, 0);

  /** A rule that flickers is not told each time. */
  private static final Duration APART = Duration.ofMinutes(15);

  /** These have a way of their own to tell the person, or are not theirs to know. */
  private static final Set<Rule> NOT_HERE =
      EnumSet.of(Rule.PORTABLE_MEDIA, Rule.SIGN_IN_NOTICE, Rule.SUSPEND);

  private static final String DUE = "due by ";

  private final Map<Rule, Told> told = new EnumMap<>(Rule.class);

  /** When a rule was last told, and whether it was unmet at the last look. */
  private record Told(Instant at, boolean unmet) {}

  /**
   * Goes on from what was kept.
   *
   * @param kept what {@link #kept} gave; anything else counts as nothing
   */
  public RuleNotices(String kept) {
    for (String line : kept.lines().limit(Rule.values().length).toList()) {
      String[] words = line.split(" ", 4);
      if (words.length == 3 && words[1].matches("[0-9]{1,12}")) {
        Instant at = Instant.ofEpochSecond(Long.parseLong(words[1]));
        Rule.of(words[0]).ifPresent(rule -> told.put(rule, new Told(at, words[2].equals("unmet"))));
      }
    }
  }

  /** What is to be kept for the next start. */
  public String kept() {
    StringBuilder text = new StringBuilder();
    told.forEach(
        (rule, each) ->
            text.append(rule.id())
                .append(' ')
                .append(Math.max(0, each.at().getEpochSecond()))
                .append(each.unmet() ? " unmet\n" : " met\n"));
    return text.toString();
  }

  /**
   * The notices to show now; they count as shown.
   *
   * @param findings what was proved
   * @param open when the setting is open
   * @param here the present at the laptop
   */
  public List<Notice> of(List<Finding> findings, OpenDays open, ZonedDateTime here) {
    List<Notice> notices = new ArrayList<>();
    for (Finding finding : findings) {
      Told last = told.getOrDefault(finding.rule(), new Told(Instant.EPOCH, false));
      boolean tell = tellable(finding);
      boolean now = tell && due(last, open, here);
      if (now) {
        notices.add(notice(finding, here.toLocalDate()));
      }
      Told next = new Told(now ? here.toInstant() : last.at(), tell && (now || last.unmet()));
      if (!next.equals(last)) {
        told.put(finding.rule(), next);
      }
    }
    return notices;
  }

  private static boolean tellable(Finding finding) {
    boolean unmet =
        finding.state() instanceof FindingState.NotMet
            || (finding.state() instanceof FindingState.InProgress && dueDay(finding).isPresent());
    // What the agent is about to put right by itself needs nobody.
    boolean mending =
        finding.stage() == Stage.ENFORCE
            && finding.canEnforce()
            && !finding.wouldChange().isEmpty()
            && finding.evidence().stream().noneMatch(fact -> fact.key().equals("not enforced yet"));
    return unmet
        && !mending
        && finding.stage() != Stage.WATCH
        && !NOT_HERE.contains(finding.rule());
  }

  private static boolean due(Told last, OpenDays open, ZonedDateTime here) {
    LocalTime time = here.toLocalTime();
    boolean day = !time.isBefore(MORNING) && time.isBefore(EVENING);
    boolean isOpen = open.open(here.toLocalDate());
    if (!last.unmet()) {
      return (day || isOpen) && here.toInstant().isAfter(last.at().plus(APART));
    }
    LocalDate lastDay = last.at().atZone(here.getZone()).toLocalDate();
    return day && isOpen && lastDay.isBefore(here.toLocalDate());
  }

  private static Notice notice(Finding finding, LocalDate today) {
    RuleWords words = RuleWords.of(finding.rule());
    StringBuilder body = new StringBuilder(finding.sentence());
    dueDay(finding).ifPresent(due -> body.append(' ').append(left(due, today)));
    body.append(' ').append(words.todo());
    if (!words.by().isEmpty()) {
      body.append(' ').append(words.by());
    }
    return new Notice("rule-" + finding.rule().id(), words.title(), body.toString(), false, "", "");
  }

  /** How much time is left: {@code 3 days are left, until 15 September.} */
  static String left(LocalDate due, LocalDate today) {
    long days = ChronoUnit.DAYS.between(today, due);
    if (days < 0) {
      return "The time for it is over.";
    }
    String until =
        due.getDayOfMonth() + " " + due.getMonth().getDisplayName(TextStyle.FULL, Locale.UK);
    if (days == 0) {
      return "Today is the last day.";
    }
    return days == 1
        ? "There is time until tomorrow."
        : days + " days are left, until " + until + ".";
  }

  /**
   * By when it has to be put right: the fact {@code due}, or the end {@code due by 2026-09-15} of
   * another.
   */
  static Optional<LocalDate> dueDay(Finding finding) {
    for (Evidence fact : finding.evidence()) {
      String value = fact.value();
      int at = value.lastIndexOf(DUE);
      String day =
          fact.key().equals("due") ? value : at < 0 ? "" : value.substring(at + DUE.length());
      try {
        if (day.length() >= 10) {
          return Optional.of(LocalDate.parse(day.substring(0, 10)));
        }
      } catch (DateTimeException e) {
        // other words that end alike
      }
    }
    return Optional.empty();
  }

  /** Where the setting's clock stands: its own zone, or else the laptop's. */
  public static ZoneId zone(OpenDays open, ZoneId laptop) {
    try {
      return open.zone().isEmpty() ? laptop : ZoneId.of(open.zone());
    } catch (DateTimeException e) {
      return laptop;
    }
  }
}
