package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.alert.AlertFilter;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.OpenTime;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.notify.TermTasks;
import io.stairgate.console.people.AlertLife;
import io.stairgate.console.people.AlertLives;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Alerts. */
final class AlertsResource {
  private final AlertStore alerts;
  private final AlertLives lives;
  private final Function<SettingId, Calendar> calendars;

  AlertsResource(AlertStore alerts, AlertLives lives, Function<SettingId, Calendar> calendars) {
    this.alerts = alerts;
    this.lives = lives;
    this.calendars = calendars;
  }

  List<Operation> operations() {
    List<Operation.Query> words = new ArrayList<>(Operation.PAGING);
    words.add(
        new Operation.Query(
            "state", "\"open\" for those that have not ended, or \"all\"; \"all\" if left out."));
    words.add(
        new Operation.Query(
            "class",
            "How soon: \"urgent\", \"today\", \"weekly\" or \"termly\"; any if left out."));
    words.add(
        new Operation.Query(
            "sort", "\"newest\", \"oldest\" or \"worst\" first; newest if left out."));
    return List.of(
        Operation.get(
            "/alerts", Right.LOOK, "Lists alerts, newest first.", words, Page.class, this::page),
        Operation.get("/alerts/{alert}", Right.LOOK, "Shows one alert.", One.class, this::one),
        Operation.get(
            "/alerts/{alert}/life",
            Right.LOOK,
            "Says what became of an alert, who was told, and who is told next.",
            Life.class,
            this::life),
        Operation.forPeople(
            "/alerts/{alert}/acknowledgement", Right.ACKNOWLEDGE, "Says that an alert was seen."),
        Operation.forPeople(
            "/alerts/{alert}/outcome", Right.ACKNOWLEDGE, "Says how an alert ended."));
  }

  record Page(List<One> alerts, @Nullable String next) {
    Page {
      alerts = List.copyOf(alerts);
    }
  }

  record One(
      String id,
      @Nullable String laptop,
      String kind,
      String severity,
      String detail,
      @Nullable Medium medium,
      int occurrences,
      Instant firstAt,
      Instant lastAt,
      Instant changedAt,
      @Nullable Instant acknowledgedAt,
      @Nullable String acknowledgedBy,
      Instant raisedAt,
      @Nullable Instant resolvedAt,
      @Nullable String resolvedBy,
      @Nullable String outcome,
      @Nullable String outcomeWords,
      @Nullable String dueBy) {}

  record Life(List<Happened> past, List<Planned> next) {
    Life {
      past = List.copyOf(past);
      next = List.copyOf(next);
    }
  }

  record Happened(Instant at, String what) {}

  record Planned(Instant at, List<String> people, String why) {
    Planned {
      people = List.copyOf(people);
    }
  }

  record Medium(String kind, String vendorId, String productId, String serial, String name) {}

  private Reply page(Call call) {
    boolean open =
        switch (call.query("state").orElse("all")) {
          case "all" -> false;
          case "open" -> true;
          default -> throw RefusedException.badRequest("\"state\" is \"all\" or \"open\".");
        };
    Optional<AlertClass> severity = call.query("class").flatMap(AlertClass::of);
    if (severity.isEmpty() && call.query("class").isPresent()) {
      throw RefusedException.badRequest(
          "\"class\" is \"urgent\", \"today\", \"weekly\" or \"termly\".");
    }
    String sort = call.query("sort").orElse(AlertFilter.Order.NEWEST.code());
    AlertFilter.Order order = AlertFilter.Order.of(sort);
    if (!order.code().equals(sort)) {
      throw RefusedException.badRequest("\"sort\" is \"newest\", \"oldest\" or \"worst\".");
    }
    AlertStore.Page page =
        alerts.page(
            call.setting(),
            new AlertFilter(open, Optional.empty(), severity, order),
            call.query("after"),
            call.limit());
    return Reply.of(
        new Page(
            page.alerts().stream().map(AlertsResource::one).toList(), page.next().orElse(null)));
  }

  private Reply one(Call call) {
    return Reply.of(
        one(alerts.find(call.setting(), call.id("alert")).orElseThrow(RefusedException::notFound)));
  }

  private Reply life(Call call) {
    Alert alert =
        alerts.find(call.setting(), call.id("alert")).orElseThrow(RefusedException::notFound);
    AlertLife life = lives.of(alert, new OpenTime(calendars.apply(call.setting())));
    return Reply.of(
        new Life(
            life.past().stream().map(each -> new Happened(each.at(), each.sentence())).toList(),
            life.next().stream()
                .map(each -> new Planned(each.at(), each.people(), each.why()))
                .toList()));
  }

  private static One one(Alert alert) {
    return new One(
        alert.id().toString(),
        alert.device().map(DeviceId::toString).orElse(null),
        alert.kind(),
        alert.severity(),
        alert.detail(),
        alert
            .medium()
            .map(
                medium ->
                    new Medium(
                        medium.kind(),
                        medium.vendorId(),
                        medium.productId(),
                        medium.serial(),
                        medium.name()))
            .orElse(null),
        alert.occurrences(),
        alert.firstAt(),
        alert.lastAt(),
        alert.changedAt(),
        alert.acknowledged().map(Alert.Acknowledgement::at).orElse(null),
        alert.acknowledged().map(Alert.Acknowledgement::by).orElse(null),
        alert.raisedAt(),
        alert.resolved().map(Alert.Resolution::at).orElse(null),
        alert.resolved().map(Alert.Resolution::by).orElse(null),
        alert.resolved().map(each -> each.outcome().code()).orElse(null),
        alert
            .resolved()
            .map(Alert.Resolution::words)
            .filter(words -> !words.isBlank())
            .orElse(null),
        TermTasks.by(alert).map(LocalDate::toString).orElse(null));
  }
}
