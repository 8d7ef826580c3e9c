package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What people and the log are told of permissions. */
final class Sentences {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM", Locale.UK);

  private Sentences() {}

  /** For example {@code A memory stick (SanDisk Ultra, serial 4C53)}. */
  static String what(Medium medium) {
    List<String> facts = new ArrayList<>();
    if (!medium.name().isBlank()) {
      facts.add(medium.name().strip());
    }
    facts.add(medium.serial().isBlank() ? "no serial" : "serial " + medium.serial().strip());
    return medium.kind().words() + " (" + String.join(", ", facts) + ")";
  }

  /** For example {@code reading only, until the end of 18 September}. */
  static String terms(MediaPermission permission, ZoneId zone) {
    return (permission.readOnly() ? "reading only" : "reading and writing")
        + (permission.encryptedOnly() ? ", encrypted only" : "")
        + ", until the end of "
        + DAY.format(permission.endsAt().minusSeconds(1).atZone(zone));
  }

  /** What the log keeps of a permission; at most 1,000 characters. */
  static String audit(MediaPermission made, int laptops, LocalDate last) {
    return what(made.medium())
        + ", "
        + (made.everyLaptop() ? "every laptop" : laptops == 1 ? "1 laptop" : laptops + " laptops")
        + ", "
        + (made.readOnly() ? "reading only" : "reading and writing")
        + (made.encryptedOnly() ? ", encrypted only" : "")
        + (made.acceptNotFullyScanned() ? ", even if not fully scanned" : "")
        + (made.medium().port().isEmpty() ? "" : ", in one port only")
        + (made.owner() == Owner.PERSONAL ? ", personal" : "")
        + ", until "
        + last
        + (made.given().word().isEmpty() ? "" : ": " + made.given().word());
  }

  /** What people did about a request. */
  static List<Happening> happenings(MediaRequest request) {
    List<Happening> all = new ArrayList<>();
    all.add(
        line(
            request.receivedAt(),
            Optional.of(request.laptop()),
            request.nickname(),
            "asked",
            request.account(),
            request.reason(),
            Optional.empty(),
            Optional.of(request.id())));
    request
        .decided()
        .filter(each -> request.state() != RequestState.APPROVED)
        .ifPresent(
            each ->
                all.add(
                    line(
                        each.at(),
                        Optional.of(request.laptop()),
                        request.nickname(),
                        request.state().code(),
                        each.name(),
                        each.word(),
                        Optional.empty(),
                        Optional.of(request.id()))));
    return all;
  }

  /** What people did about a permission. */
  static List<Happening> happenings(MediaPermission permission) {
    List<Happening> all = new ArrayList<>();
    if (permission.origin() != Origin.TELEPHONE) {
      all.add(
          line(
              permission.given().at(),
              Optional.empty(),
              "",
              "approved",
              permission.given().name(),
              permission.given().word(),
              Optional.of(permission.id()),
              permission.request()));
    }
    permission
        .stopped()
        .ifPresent(
            each ->
                all.add(
                    line(
                        each.at(),
                        Optional.empty(),
                        "",
                        "stopped",
                        each.name(),
                        each.word(),
                        Optional.of(permission.id()),
                        permission.request())));
    return all;
  }

  private static Happening line(
      java.time.Instant at,
      Optional<DeviceId> laptop,
      String nickname,
      String what,
      String who,
      String reason,
      Optional<UUID> permission,
      Optional<UUID> request) {
    return new Happening(
        at, laptop, nickname, what, who, reason, Optional.empty(), false, 0, permission, request);
  }
}
