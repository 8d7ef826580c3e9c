package io.stairgate.console.page;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.people.AlertDuties;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts alerts into words. Any thread. */
final class AlertRows {
  private final DeviceStore devices;
  private final AlertDuties duties;
  private final Moments moments;

  AlertRows(DeviceStore devices, AlertDuties duties, Moments moments) {
    this.devices = devices;
    this.duties = duties;
    this.moments = moments;
  }

  List<AlertRow> of(SignedIn who, List<Alert> alerts) {
    if (alerts.isEmpty()) {
      return List.of();
    }
    List<Member> members = duties.members(who.setting());
    Map<DeviceId, Optional<Laptop>> laptops = new HashMap<>();
    return alerts.stream()
        .map(
            alert -> {
              Optional<Laptop> laptop =
                  alert
                      .device()
                      .flatMap(
                          id ->
                              laptops.computeIfAbsent(
                                  id, each -> devices.laptop(who.setting(), each)));
              String name =
                  laptop
                      .map(Laptop::nickname)
                      .orElse(
                          alert.device().isPresent()
                              ? "a laptop that was removed"
                              : "this console");
              return row(who, alert, name, duties.of(laptop, members));
            })
        .toList();
  }

  private AlertRow row(SignedIn who, Alert alert, String laptop, AlertDuties.Duty duty) {
    boolean open = alert.acknowledged().isEmpty();
    return new AlertRow(
        alert.id().toString(),
        alert.medium().map(Alert.AlertMedium::serial).orElse(""),
        css(alert.severity()),
        tag(alert.severity()),
        title(alert, laptop),
        alert.detail(),
        alert.device().map(DeviceId::toString).orElse(""),
        laptop,
        alert.medium().map(AlertRows::medium).orElse(""),
        alert.occurrences(),
        moments.of(alert.firstAt()),
        moments.of(alert.lastAt()),
        open,
        open && duty.mayBeSeenBy(who.account()),
        open && duty.isOwnOf(who.account()) ? own(duty) : "",
        alert.acknowledged().map(Alert.Acknowledgement::by).orElse(""),
        alert.acknowledged().map(seen -> moments.of(seen.at())));
  }

  private static String own(AlertDuties.Duty duty) {
    return "You use this laptop yourself, so somebody else looks at this: "
        + PeopleRows.names(
            duty.deciders().people(), "nobody can yet. Invite a deputy or a safeguarding governor")
        + ".";
  }

  private static String css(String severity) {
    return switch (severity) {
      case "urgent" -> "bad";
      case "today" -> "warn";
      default -> "info";
    };
  }

  private static String tag(String severity) {
    return switch (severity) {
      case "urgent" -> "Act now";
      case "today" -> "Look today";
      default -> "This week";
    };
  }

  private static String title(Alert alert, String laptop) {
    String thing = thing(alert.medium().map(Alert.AlertMedium::kind).orElse(""));
    return switch (alert.kind()) {
      case "medium-blocked" -> thing + " was blocked on " + laptop;
      case "medium-used" -> thing + " was plugged into " + laptop + " and not blocked";
      case "medium-not-blocked" -> thing + " should have been blocked on " + laptop;
      case "journal-gap" -> "Some reports of " + laptop + " are missing";
      case "spent-code" -> "Somebody tried to add a laptop with a used line";
      case "clone" -> "Two laptops say they are " + laptop;
      case "audit-changed" -> "The log of who did what was changed";
      default -> "Please look at " + laptop;
    };
  }

  private static String thing(String kind) {
    return switch (kind) {
      case "usb-storage" -> "A memory stick";
      case "phone" -> "A phone";
      case "camera" -> "A camera";
      case "sd-card" -> "A memory card";
      case "optical" -> "A disc";
      case "removable-disk" -> "A removable disk";
      case "mixed" -> "A memory stick that pretends to be something else";
      default -> "A device we do not know";
    };
  }

  private static String medium(Alert.AlertMedium medium) {
    List<String> parts = new ArrayList<>();
    if (!medium.name().isBlank()) {
      parts.add(medium.name());
    }
    parts.add(medium.serial().isBlank() ? "no serial number" : "serial number " + medium.serial());
    if (!medium.vendorId().isEmpty()) {
      parts.add("type " + medium.vendorId() + ":" + medium.productId());
    }
    return String.join(", ", parts);
  }
}
