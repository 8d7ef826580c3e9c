package io.stairgate.console.notify;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.Laptop;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Writes the messages that were decided on: to whom, in which hours, several together. Any thread,
 * within the transaction that holds the setting's plan.
 */
final class Messages {
  /** A technician who looks after many settings is told once that everything is silent. */
  private static final Duration SILENCE_TOLD = Duration.ofHours(1);

  private static final String SEVERAL = "Several things to look at";

  private final NotificationStore notifications;
  private final PlanStore plans;

  Messages(NotificationStore notifications, PlanStore plans) {
    this.notifications = notifications;
    this.plans = plans;
  }

  /**
   * Tells of an alert.
   *
   * @param laptop the one it is about
   * @param people who is to be told; those who are away are stood in for
   * @param purpose what for
   * @param step as in {@link Alert#toldStep}
   */
  void tell(
      Transaction tx,
      Scene scene,
      Alert alert,
      Optional<Laptop> laptop,
      List<Member> people,
      Purpose purpose,
      int step) {
    Optional<UUID> user = laptop.flatMap(Laptop::usedBy);
    Set<UUID> told =
        purpose == Purpose.ESCALATION ? plans.told(tx, scene.setting(), alert.id()) : Set.of();
    Map<UUID, Member> recipients = new LinkedHashMap<>();
    Map<UUID, Boolean> covering = new LinkedHashMap<>();
    for (Member person : people) {
      LocalDate day =
          scene.open().calendar().day(hours(scene, alert, person.account(), purpose).from());
      Member to = scene.standIn(person, day, user);
      if (!told.contains(to.account())) {
        recipients.put(to.account(), to);
        var _ = covering.merge(to.account(), !to.equals(person), Boolean::logicalAnd);
      }
    }
    for (Member each : recipients.values()) {
      tell(
          tx,
          scene,
          new Told(alert, laptop, purpose, step, covering.getOrDefault(each.account(), false)),
          each);
    }
    if (step == 1 && purpose == Purpose.ALERT) {
      scene.webhooks().forEach(webhook -> call(tx, scene, alert, laptop, webhook));
    }
  }

  private record Told(
      Alert alert, Optional<Laptop> laptop, Purpose purpose, int step, boolean covers) {
    String category() {
      return AlertKind.of(alert.kind()).category(alert.alertClass());
    }

    String nickname() {
      return laptop.map(Laptop::nickname).orElse("");
    }

    boolean urgent() {
      return alert.alertClass() == AlertClass.URGENT;
    }
  }

  private void tell(Transaction tx, Scene scene, Told told, Member to) {
    Recipient recipient = new Recipient.Person(to.account());
    Hours hours = hours(scene, told.alert(), to.account(), told.purpose());
    if (told.purpose() == Purpose.DEAD_MAN
        && plans
            .lastDue(tx, to.account(), Purpose.DEAD_MAN, scene.now().minus(SILENCE_TOLD))
            .isPresent()) {
      return;
    }
    if (told.urgent()) {
      hours = notInAStorm(tx, scene, told, to, hours);
    }
    Optional<Notification> waiting =
        notifications.joinable(
            tx, scene.setting(), recipient, told.purpose(), told.urgent(), hours.from());
    if (waiting.isPresent() && join(tx, waiting.get(), told, to)) {
      return;
    }
    var _ =
        notifications.add(
            tx,
            new NewNotification(
                scene.setting(),
                told.purpose(),
                told.urgent(),
                recipient,
                told.category(),
                told.nickname(),
                path(to, Optional.of(told.alert().id())),
                groupKey(told.purpose(), told.alert(), told.step(), scene.now()),
                1,
                reason(scene, told, to, hours),
                hours.from(),
                hours.until(),
                scene.now(),
                List.of(told.alert().id())));
  }

  private boolean join(Transaction tx, Notification into, Told told, Member to) {
    boolean alike = into.category().equals(told.category());
    return notifications.join(
        tx,
        into,
        told.alert().id(),
        alike ? told.category() : SEVERAL,
        into.nickname().equals(told.nickname()) ? told.nickname() : "",
        path(to, Optional.empty()));
  }

  /** Who may not look at all alerts sees those that are for them on their own page. */
  private static String path(Member to, Optional<UUID> alert) {
    if (!to.may(Right.LOOK)) {
      return "/my";
    }
    return alert.map(id -> "/alerts/" + id).orElse("/alerts");
  }

  private static String groupKey(Purpose purpose, Alert alert, int step, Instant now) {
    return "%s %s %d %d".formatted(purpose.code(), alert.id(), step, now.getEpochSecond());
  }

  /** When a message about an alert may reach a person. */
  static Hours hours(Scene scene, Alert alert, UUID person, Purpose purpose) {
    if (alert.alertClass() == AlertClass.URGENT) {
      return scene.noticesOf(person).urgentAtAnyHour()
          ? Hours.atAnyHour(scene.now())
          : Hours.open(scene.open(), scene.now());
    }
    return Hours.open(
        scene.open(),
        purpose == Purpose.DEAD_MAN ? scene.now() : scene.now().plus(Decision.GROUPED));
  }

  /** The same urgent thing again within minutes, on other laptops: one message more, not twenty. */
  private Hours notInAStorm(Transaction tx, Scene scene, Told told, Member to, Hours hours) {
    Instant since = scene.now().minus(Decision.GROUPED);
    Optional<Instant> after =
        plans
            .lastUrgent(tx, scene.setting(), to.account(), told.category(), since)
            .map(last -> last.plus(Decision.GROUPED))
            .filter(hours.from()::isBefore);
    if (after.isEmpty()) {
      return hours;
    }
    return hours.until().isEmpty()
        ? Hours.atAnyHour(after.get())
        : Hours.open(scene.open(), after.get());
  }

  private static String reason(Scene scene, Told told, Member to, Hours hours) {
    String why =
        switch (told.purpose()) {
          case ESCALATION ->
              told.step() == 2
                  ? "Urgent, and nobody has seen it for 2 open hours."
                  : "Urgent, and nobody has seen it for an open day.";
          case REPEAT_URGENT ->
              "Urgent, nobody has seen it for an open day, and nobody else is there: once more.";
          case DEAD_MAN -> "Nothing was heard from any laptop for 60 open minutes.";
          case ALERT, DIGEST, WEEKLY_UPDATE, TERMLY_TASK, TRIAL ->
              told.urgent() ? urgentReason(scene, to, hours) : todayReason(scene, hours);
        };
    return told.covers() ? why + " In place of somebody who is away." : why;
  }

  private static String urgentReason(Scene scene, Member to, Hours hours) {
    if (hours.from().isAfter(scene.now())) {
      return scene.open().isOpen(scene.now())
          ? "Urgent, and the same as a few minutes before: together."
          : "Urgent, and closed: it waits for opening time.";
    }
    return scene.open().isOpen(scene.now())
        ? "Urgent: now."
        : scene.noticesOf(to.account()).urgentAtAnyHour()
            ? "Urgent: now, at any hour as this person wished."
            : "Urgent: now.";
  }

  private static String todayReason(Scene scene, Hours hours) {
    return hours.from().isAfter(scene.now().plus(Decision.GROUPED))
        ? "For today, and closed: it waits for opening time."
        : "For today: 15 minutes of it together.";
  }

  private void call(
      Transaction tx, Scene scene, Alert alert, Optional<Laptop> laptop, UUID webhook) {
    var _ =
        notifications.add(
            tx,
            new NewNotification(
                scene.setting(),
                Purpose.ALERT,
                alert.alertClass() == AlertClass.URGENT,
                new Recipient.Webhook(webhook),
                AlertKind.of(alert.kind()).category(alert.alertClass()),
                laptop.map(Laptop::nickname).orElse(""),
                "/alerts/" + alert.id(),
                groupKey(Purpose.ALERT, alert, 1, scene.now()),
                1,
                "Programs are told of each alert at once.",
                scene.now(),
                Optional.empty(),
                scene.now(),
                List.of(alert.id())));
  }

  /**
   * Sends something that is about no single alert, in the open hours of now.
   *
   * @param to the person it is for; whoever stands in gets it
   * @param once what makes two the same
   */
  void send(
      Transaction tx,
      Scene scene,
      Member to,
      Purpose purpose,
      String category,
      int count,
      String path,
      String once,
      String why) {
    Hours hours = Hours.open(scene.open(), scene.now());
    Member reached = scene.standIn(to, scene.open().calendar().day(hours.from()), Optional.empty());
    var _ =
        notifications.add(
            tx,
            new NewNotification(
                scene.setting(),
                purpose,
                false,
                new Recipient.Person(reached.account()),
                category,
                "",
                path,
                once,
                count,
                reached.equals(to) ? why : why + " In place of somebody who is away.",
                hours.from(),
                hours.until(),
                scene.now(),
                List.of()));
  }
}
