package io.stairgate.console.delivery;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.notify.Circle;
import io.stairgate.console.notify.Notification;
import io.stairgate.console.notify.NotificationStore;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Who answers for what a message tells of, those first who are told first ({@link Circle}); never
 * whoever uses the laptop it is about. Any thread may use it.
 */
public final class Answering implements BiFunction<Notification, List<Member>, List<UUID>> {
  private final NotificationStore messages;
  private final AlertStore alerts;
  private final DeviceStore devices;

  /** Ready to say. */
  public Answering(NotificationStore messages, AlertStore alerts, DeviceStore devices) {
    this.messages = messages;
    this.alerts = alerts;
    this.devices = devices;
  }

  @Override
  public List<UUID> apply(Notification message, List<Member> members) {
    List<Alert> told =
        messages.alertsOf(message.setting(), message.id()).stream()
            .flatMap(id -> alerts.find(message.setting(), id).stream())
            .toList();
    if (told.isEmpty()) {
      return members.stream()
          .filter(member -> member.may(Right.MANAGE_PEOPLE))
          .map(Member::account)
          .toList();
    }
    Set<UUID> all = new LinkedHashSet<>();
    Set<UUID> concerned = new HashSet<>();
    for (Alert alert : told) {
      Optional<UUID> user =
          alert
              .device()
              .flatMap(id -> devices.laptop(message.setting(), id))
              .flatMap(Laptop::usedBy);
      Circle.of(AlertKind.of(alert.kind()), user, members)
          .everybody()
          .forEach(each -> all.add(each.account()));
      user.ifPresent(concerned::add);
    }
    all.removeAll(concerned);
    return List.copyOf(all);
  }
}
