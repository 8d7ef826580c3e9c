package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import io.stairgate.console.weekly.WeeklyUpdate;
import io.stairgate.console.weekly.WeeklyUpdates;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** The weekly update: this week so far, and each week before as it was. Any thread. */
final class WeeklyPage {
  private final WeeklyUpdates weekly;
  private final Frames frames;
  private final Templates templates;

  WeeklyPage(WeeklyUpdates weekly, Frames frames, Templates templates) {
    this.weekly = weekly;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/weekly", Right.SEE_AUDIT, this::now),
        new Route.Person(HandlerType.GET, "/weekly/{week}", Right.SEE_AUDIT, this::one));
  }

  private void now(Context context, SignedIn who) {
    page(context, who, weekly.soFar(who.setting()), true);
  }

  private void one(Context context, SignedIn who) {
    page(
        context,
        who,
        weekly
            .find(who.setting(), week(context.pathParam("week")))
            .orElseThrow(RefusedException::notFound),
        false);
  }

  private static LocalDate week(String typed) {
    try {
      return LocalDate.parse(typed);
    } catch (DateTimeParseException e) {
      throw RefusedException.notFound();
    }
  }

  private void page(Context context, SignedIn who, WeeklyUpdate update, boolean running) {
    List<WeeklyView.Other> others = new ArrayList<>();
    if (!running) {
      others.add(new WeeklyView.Other("/weekly", "This week so far"));
    }
    weekly.all(who.setting()).stream()
        .map(WeeklyUpdate::week)
        .filter(week -> running || !week.equals(update.week()))
        .map(week -> new WeeklyView.Other("/weekly/" + week, title(week)))
        .forEach(others::add);
    templates.show(
        context,
        "weekly.jte",
        "page",
        new WeeklyView(
            frames.signedIn(who, "Weekly update", "overview"),
            title(update.week()),
            running,
            sentence(update),
            lines(update.happened(), " times"),
            lines(update.decided(), " times"),
            lines(update.open(), ""),
            others));
  }

  private static String title(LocalDate week) {
    return Moments.date(week) + " to " + Moments.date(week.plusDays(6));
  }

  private static String sentence(WeeklyUpdate update) {
    if (update.laptops() == 0) {
      return "There are no laptops yet.";
    }
    return update.well() == update.laptops()
        ? "All %s met every rule."
            .formatted(StickWords.count(update.laptops(), "laptop", "laptops"))
        : "%d of %s met every rule."
            .formatted(update.well(), StickWords.count(update.laptops(), "laptop", "laptops"));
  }

  private static List<WeeklyView.Line> lines(List<WeeklyUpdate.Line> lines, String times) {
    return lines.stream()
        .map(
            line ->
                new WeeklyView.Line(
                    words(line.what()),
                    line.count() == 1 && !times.isEmpty() ? "once" : line.count() + times,
                    String.join(", ", line.laptops())))
        .toList();
  }

  /** Codes of alerts have words of their own; all else is in words already. */
  static String words(String what) {
    return what.contains(" ") ? what : AlertKind.of(what).category(AlertClass.TODAY);
  }
}
