package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.weekly.WeeklyUpdate;
import io.stairgate.console.weekly.WeeklyUpdates;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;

/** The weeks as the head reads them. */
final class WeeklyResource {
  private final WeeklyUpdates weekly;

  WeeklyResource(WeeklyUpdates weekly) {
    this.weekly = weekly;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/weekly-updates",
            Right.SEE_AUDIT,
            "Lists the weeks that were written down, newest first; at most 60.",
            All.class,
            call ->
                Reply.of(
                    new All(
                        weekly.all(call.setting()).stream().map(WeeklyResource::one).toList()))),
        Operation.get(
            "/weekly-updates/{week}",
            Right.SEE_AUDIT,
            "Shows one week, by its Monday, such as 2026-11-16.",
            One.class,
            call ->
                Reply.of(
                    weekly
                        .find(call.setting(), week(call.word("week")))
                        .map(WeeklyResource::one)
                        .orElseThrow(RefusedException::notFound))));
  }

  record All(List<One> weeklyUpdates) {
    All {
      weeklyUpdates = List.copyOf(weeklyUpdates);
    }
  }

  record One(
      String week,
      Instant madeAt,
      int laptops,
      int laptopsThatMeetEveryRule,
      List<Line> happened,
      List<Line> decided,
      List<Line> open) {
    One {
      happened = List.copyOf(happened);
      decided = List.copyOf(decided);
      open = List.copyOf(open);
    }
  }

  record Line(String what, int count, List<String> laptops) {
    Line {
      laptops = List.copyOf(laptops);
    }
  }

  private static LocalDate week(String typed) {
    try {
      return LocalDate.parse(typed);
    } catch (DateTimeParseException e) {
      throw RefusedException.notFound();
    }
  }

  private static One one(WeeklyUpdate update) {
    return new One(
        update.week().toString(),
        update.madeAt(),
        update.laptops(),
        update.well(),
        lines(update.happened()),
        lines(update.decided()),
        lines(update.open()));
  }

  private static List<Line> lines(List<WeeklyUpdate.Line> lines) {
    return lines.stream().map(line -> new Line(line.what(), line.count(), line.laptops())).toList();
  }
}
