package io.stairgate.console.people;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.alert.AlertPlanStore;
import io.stairgate.console.alert.AlertStep;
import io.stairgate.console.calendar.OpenTime;
import io.stairgate.console.database.Database;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.notify.Circle;
import io.stairgate.console.notify.Notification;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.notify.Recipient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Tells the life of an alert: what happened, who was told, who is told next. Any thread. */
public final class AlertLives {
  private final AlertPlanStore plans;
  private final NotificationStore notifications;
  private final MemberStore members;
  private final DeviceStore devices;
  private final InstantSource clock;

  /** Ready to tell. */
  public AlertLives(
      Database database, MemberStore members, DeviceStore devices, InstantSource clock) {
    this.plans = new AlertPlanStore(database);
    this.notifications = new NotificationStore(database);
    this.members = members;
    this.devices = devices;
    this.clock = clock;
  }

  /**
   * The life of an alert.
   *
   * @param open the setting's clock
   */
  public AlertLife of(Alert alert, OpenTime open) {
    List<Member> people = members.members(alert.setting(), clock.instant());
    Map<UUID, String> names =
        people.stream().collect(Collectors.toMap(Member::account, Member::name));
    List<Notification> messages = notifications.ofAlert(alert.setting(), alert.id());
    List<AlertLife.Entry> past = new ArrayList<>();
    past.add(new AlertLife.Entry(alert.raisedAt(), "The console heard of it."));
    if (alert.occurrences() > 1) {
      past.add(
          new AlertLife.Entry(
              alert.lastAt(), "It has happened %,d times.".formatted(alert.occurrences())));
    }
    plans.history(alert.setting(), alert.id()).forEach(step -> past.add(entry(step)));
    messages.forEach(message -> told(message, names, past));
    alert
        .acknowledged()
        .ifPresent(seen -> past.add(new AlertLife.Entry(seen.at(), seen.by() + " has seen it.")));
    alert.resolved().ifPresent(ended -> past.add(new AlertLife.Entry(ended.at(), ended(ended))));
    past.sort(Comparator.comparing(AlertLife.Entry::at));
    return new AlertLife(past, next(alert, open, people, messages, names));
  }

  private static AlertLife.Entry entry(AlertStep step) {
    return new AlertLife.Entry(
        step.at(),
        switch (step.what()) {
          case MADE_URGENT -> "It became urgent: " + step.words() + ".";
          case QUIET ->
              "It comes and goes, so it is on the weekly list. Nobody gets another message.";
          case RESOLVED -> "%s said how it ended. %s.".formatted(step.who(), step.words());
          case OPENED_AGAIN -> "It happened again after that, so it is open again.";
        });
  }

  private static String ended(Alert.Resolution ended) {
    String words = ended.words().isBlank() ? "" : ": " + ended.words();
    return switch (ended.outcome()) {
      case MENDED_BY_ITSELF -> "It mended by itself.";
      default -> "%s said how it ended. %s%s".formatted(ended.by(), ended.outcome().words(), words);
    };
  }

  private static void told(
      Notification message, Map<UUID, String> names, List<AlertLife.Entry> past) {
    String who = name(message.recipient(), names);
    switch (message.state()) {
      case SENT ->
          past.add(
              new AlertLife.Entry(
                  message.sentAt().orElse(message.dueAt()),
                  "%s was told. %s".formatted(who, message.reason())));
      case GIVEN_UP ->
          past.add(
              new AlertLife.Entry(
                  message.dueAt(), "%s could not be told: it was not delivered.".formatted(who)));
      case WAITING, FAILED, NOT_NEEDED -> {}
    }
  }

  private static String name(Recipient recipient, Map<UUID, String> names) {
    return switch (recipient) {
      case Recipient.Person(var id) -> names.getOrDefault(id, "Somebody who has left");
      case Recipient.Webhook _ -> "A program";
    };
  }

  private List<AlertLife.Next> next(
      Alert alert,
      OpenTime open,
      List<Member> people,
      List<Notification> messages,
      Map<UUID, String> names) {
    if (alert.resolved().isPresent() || alert.acknowledged().isPresent()) {
      return List.of();
    }
    List<AlertLife.Next> next = new ArrayList<>();
    messages.stream()
        .filter(
            each ->
                each.state() == Notification.State.WAITING
                    || each.state() == Notification.State.FAILED)
        .forEach(
            each ->
                next.add(
                    new AlertLife.Next(
                        each.nextTryAt().orElse(each.dueAt()),
                        List.of(name(each.recipient(), names)),
                        each.reason())));
    alert.planAt().ifPresent(at -> next.add(planned(alert, open, people, at)));
    next.sort(Comparator.comparing(AlertLife.Next::at));
    return next;
  }

  /** What the planner would do if nothing happened until then; somebody away is stood in for. */
  private AlertLife.Next planned(Alert alert, OpenTime open, List<Member> people, Instant at) {
    Circle circle =
        Circle.of(
            AlertKind.of(alert.kind()),
            alert
                .device()
                .flatMap(id -> devices.laptop(alert.setting(), id))
                .flatMap(Laptop::usedBy),
            people);
    boolean urgent = alert.alertClass() == AlertClass.URGENT;
    List<Member> who =
        switch (alert.toldStep()) {
          case 0 -> circle.first();
          case 1 -> circle.second().isEmpty() ? circle.third() : circle.second();
          default -> circle.third();
        };
    return new AlertLife.Next(
        urgent && alert.toldStep() == 0 ? at : open.nextOpen(at),
        (who.isEmpty() ? circle.first() : who).stream().map(Member::name).toList(),
        alert.toldStep() == 0
            ? alert.waitsUntil().isPresent() ? "It may mend itself until then." : ""
            : "If nobody has seen it by then.");
  }
}
