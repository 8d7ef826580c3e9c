package io.stairgate.console.page;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.people.AlertDuties;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.PermissionDesk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Puts alerts into words. Any thread. */
final class AlertRows {
  private static final int MOST_REQUESTS = 500;

  private static final ConcernsView.Lead NO_LEAD = new ConcernsView.Lead("", "");

  private final DeviceStore devices;
  private final AlertDuties duties;
  private final PermissionDesk desk;
  private final Moments moments;

  AlertRows(DeviceStore devices, AlertDuties duties, PermissionDesk desk, Moments moments) {
    this.devices = devices;
    this.duties = duties;
    this.desk = desk;
    this.moments = moments;
  }

  List<AlertRow> of(SignedIn who, List<Alert> alerts) {
    if (alerts.isEmpty()) {
      return List.of();
    }
    List<Member> members = duties.members(who.setting());
    Map<DeviceId, Optional<Laptop>> laptops = new HashMap<>();
    Map<Asked, UUID> asked = asked(who, alerts);
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
              return row(who, alert, name, duties.of(alert, laptop, members), asked);
            })
        .toList();
  }

  /** What an open request and an alert have in common when they are about the same thing. */
  private record Asked(DeviceId laptop, String vendorId, String productId, String serial) {}

  private Map<Asked, UUID> asked(SignedIn who, List<Alert> alerts) {
    if (!who.may(Right.LOOK) || alerts.stream().noneMatch(AlertRows::isAboutAStick)) {
      return Map.of();
    }
    return desk.requests(who.setting(), true, Optional.empty(), MOST_REQUESTS).items().stream()
        .collect(
            Collectors.toMap(
                each ->
                    new Asked(
                        each.laptop(),
                        each.medium().vendorId(),
                        each.medium().productId(),
                        each.medium().serial()),
                MediaRequest::id,
                (newer, older) -> newer));
  }

  private static boolean isAboutAStick(Alert alert) {
    return alert.medium().isPresent()
        && alert.device().isPresent()
        && (alert.kind().equals("medium-blocked") || alert.kind().equals("medium-used"));
  }

  private static Optional<UUID> request(Alert alert, Map<Asked, UUID> asked) {
    return alert
        .medium()
        .flatMap(
            medium ->
                alert
                    .device()
                    .map(
                        laptop ->
                            new Asked(
                                laptop, medium.vendorId(), medium.productId(), medium.serial())))
        .flatMap(key -> Optional.ofNullable(asked.get(key)));
  }

  private AlertRow row(
      SignedIn who, Alert alert, String laptop, AlertDuties.Duty duty, Map<Asked, UUID> asked) {
    boolean open = alert.isOpen();
    boolean mayDeal = open && duty.mayBeSeenBy(who.account());
    Optional<UUID> request = isAboutAStick(alert) ? request(alert, asked) : Optional.empty();
    boolean mayAllow =
        isAboutAStick(alert) && alert.kind().equals("medium-blocked") && who.may(Right.SWITCH_RULE);
    return new AlertRow(
        alert.id().toString(),
        alert.medium().map(Alert.AlertMedium::serial).orElse(""),
        css(alert.severity()),
        alert.alertClass().title(),
        title(alert, laptop),
        alert.detail(),
        alert.device().map(DeviceId::toString).orElse(""),
        laptop,
        alert.medium().map(AlertRows::medium).orElse(""),
        alert.occurrences(),
        moments.of(alert.firstAt()),
        moments.of(alert.lastAt()),
        open,
        mayDeal && alert.acknowledged().isEmpty(),
        open && duty.isOwnOf(who.account()) ? own(duty) : "",
        request
            .map(id -> "/requests/" + id)
            .orElse(mayAllow ? "/alerts/" + alert.id() + "/stick" : more(who, alert).href()),
        request.isPresent()
            ? "Look at the request for it"
            : mayAllow ? "Allow it" : more(who, alert).label(),
        alert.acknowledged().map(Alert.Acknowledgement::by).orElse(""),
        alert.acknowledged().map(seen -> moments.of(seen.at())),
        (who.may(Right.LOOK) ? "/alerts/" : "/my/alerts/") + alert.id(),
        mayDeal,
        alert.resolved().map(this::ended).orElse(""));
  }

  private String ended(Alert.Resolution ended) {
    return switch (ended.outcome()) {
      case MENDED_BY_ITSELF -> "It mended by itself on " + moments.of(ended.at()).full() + ".";
      default ->
          "%s. %s said so on %s."
              .formatted(ended.outcome().words(), ended.by(), moments.of(ended.at()).full());
    };
  }

  /** Where more of an alert stands that is about no stick; empty where there is no such place. */
  private static ConcernsView.Lead more(SignedIn who, Alert alert) {
    String laptop = alert.device().map(id -> "?laptop=" + id).orElse("");
    return switch (alert.kind()) {
      case "concern", "laptop-lost" -> new ConcernsView.Lead("/concerns", "Look at the report");
      case "password-known" ->
          who.may(Right.SEE_INCIDENTS)
              ? new ConcernsView.Lead("/concerns", "Look at the report")
              : NO_LEAD;
      case "password-not-changed" ->
          who.may(Right.SEE_PEOPLE)
              ? new ConcernsView.Lead("/accounts?sort=state", "See which account")
              : NO_LEAD;
      case "term-access-review" ->
          who.may(Right.SEE_PEOPLE)
              ? new ConcernsView.Lead("/people", "Look at who has access")
              : NO_LEAD;
      case "term-permissions" ->
          who.may(Right.LOOK)
              ? new ConcernsView.Lead("/permissions", "Look at the permissions")
              : NO_LEAD;
      case "term-filtering" ->
          who.may(Right.LOOK)
              ? new ConcernsView.Lead("/rules/filtering-check", "Look at the rule")
              : NO_LEAD;
      case "term-recovery-drill" ->
          who.may(Right.KEEP_RECOVERY_KEYS)
              ? new ConcernsView.Lead("/recovery", "Look at the recovery keys")
              : NO_LEAD;
      case "term-calendar" ->
          who.may(Right.PROPOSE_POLICY)
              ? new ConcernsView.Lead("/calendar/change", "Enter the dates")
              : NO_LEAD;
      case "rollout-stopped" ->
          who.may(Right.SEE_POLICY)
              ? new ConcernsView.Lead(rollout(alert), "Look at the change, and decide")
              : NO_LEAD;
      case "program-added", "cloud-program-added" ->
          who.may(Right.LOOK)
              ? new ConcernsView.Lead("/software" + laptop, "Look at the programs")
              : NO_LEAD;
      default -> NO_LEAD;
    };
  }

  /** The page of the change that an alert is about; all rules where it says none. */
  private static String rollout(Alert alert) {
    String prefix = "rollout:";
    return alert.cause().startsWith(prefix)
        ? "/rollouts/" + alert.cause().substring(prefix.length())
        : "/policy";
  }

  private static String own(AlertDuties.Duty duty) {
    return duty.isNobodyElse()
        ? "You use this laptop yourself. Nobody else here could look at this, so you may, and the"
            + " log says so. Invite a deputy or a safeguarding governor."
        : "You use this laptop yourself, so somebody else looks at this: "
            + PeopleRows.names(duty.deciders().people(), "somebody else")
            + ".";
  }

  private static String css(String severity) {
    return switch (severity) {
      case "urgent" -> "bad";
      case "today" -> "warn";
      default -> "info";
    };
  }

  private static String title(Alert alert, String laptop) {
    String thing = StickWords.thing(alert.medium().map(Alert.AlertMedium::kind).orElse(""));
    return switch (alert.kind()) {
      case "medium-blocked" ->
          alert.alertClass() == AlertClass.URGENT
              ? "Sticks were tried again and again on " + laptop
              : thing + " was blocked on " + laptop;
      case "medium-used" -> thing + " was plugged into " + laptop + " and not blocked";
      case "medium-not-blocked" -> thing + " should have been blocked on " + laptop;
      case "medium-changed" -> thing + " on " + laptop + " is not the one that was allowed";
      case "infected" ->
          "Malware was found on "
              + StickWords.aThing(alert.medium().map(Alert.AlertMedium::kind).orElse(""))
              + " at "
              + laptop;
      case "scan-incomplete" -> thing + " could not be scanned whole on " + laptop;
      case "medium-twice" -> "Two sticks say that they are the same one, on " + laptop;
      case "journal-gap" -> "Some reports of " + laptop + " are missing";
      case "spent-code" -> "Somebody tried to add a laptop with a used line";
      case "clone" -> "Two laptops say they are " + laptop;
      case "audit-changed" -> "The log of who did what was changed";
      case "concern" -> "Somebody reported a concern at " + laptop;
      case "password-known" -> "Somebody at " + laptop + " says that their password may be known";
      case "laptop-lost" -> "A laptop was reported as lost, from " + laptop;
      case "password-not-changed" -> "A password that somebody may know was not changed";
      case "tampered" -> "The checker on " + laptop + " was changed by somebody";
      case "was-away" -> "The checker on " + laptop + " did not run for a time";
      case "changed-again" -> "A rule is changed again and again on " + laptop;
      case "recovery-key-opened" -> "The recovery key of " + laptop + " was looked at";
      case "anti-virus-off" -> "Virus protection is off on " + laptop;
      case "encryption-off" -> laptop + " is not encrypted any more";
      case "firewall-off" -> "The firewall is off on " + laptop;
      case "administrator-added" -> "Somebody new is an administrator of " + laptop;
      case "protection-off" -> "Protection from sticks is switched off on " + laptop;
      case "not-seen" -> laptop + " was not seen for a week";
      case "updates-late" -> "Updates are nearly late on " + laptop;
      case "screen-lock-changed" -> "The screen lock was changed back on " + laptop;
      case "password-due" -> "Passwords are to be changed on " + laptop;
      case "all-silent" -> "No laptop reports";
      case "term-report" -> "Report to your governors";
      case "term-access-review" -> "Look through who has access";
      case "term-permissions" -> "Look through the permissions for sticks";
      case "term-filtering" -> "Try the web filter on a laptop";
      case "term-recovery-drill" -> "Try whether the recovery keys open";
      case "term-calendar" -> "Enter the dates of the next term";
      case "rollout-stopped" -> "A change of a rule stopped by itself";
      case "recovery-key-vanished" -> "A recovery key of " + laptop + " is gone";
      case "not-suspended" -> "A sign-in was not stopped on " + laptop;
      case "program-added" -> "A program came onto " + laptop;
      case "cloud-program-added" -> "A program that keeps files in the cloud came onto " + laptop;
      default -> "Please look at " + laptop;
    };
  }

  private static String medium(Alert.AlertMedium medium) {
    List<String> parts = new ArrayList<>();
    if (!medium.name().isBlank()) {
      parts.add(StickWords.harmless(medium.name()));
    }
    parts.add(
        medium.serial().isBlank()
            ? "no serial number"
            : "serial number " + StickWords.harmless(medium.serial()));
    if (!medium.vendorId().isEmpty()) {
      parts.add("type " + medium.vendorId() + ":" + medium.productId());
    }
    return String.join(", ", parts);
  }
}
