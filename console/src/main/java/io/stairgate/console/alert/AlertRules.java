package io.stairgate.console.alert;

import io.stairgate.console.alert.Alert.AlertMedium;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import io.stairgate.console.media.PermissionNews;
import io.stairgate.console.media.PermissionStep;
import io.stairgate.console.media.ScanReport;
import io.stairgate.console.media.Sighting;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** Which happenings are alerts, how urgent they are, and in which words. */
public final class AlertRules {
  /** The day of an alert is the day at the setting. */
  private static final ZoneId SETTING_ZONE = ZoneId.of("Europe/London");

  private AlertRules() {}

  /**
   * The alert for a medium; empty where nobody needs to look: it was allowed, or taken out.
   *
   * @param at when it happened, by the laptop's clock
   * @param now by the console's clock
   */
  public static Optional<NewAlert> forMedium(
      SettingId setting, DeviceId device, Sighting sighting, Instant at, Instant now) {
    return switch (sighting.action()) {
      case ALLOWED, REMOVED -> Optional.empty();
      case BLOCKED ->
          Optional.of(
              medium(
                  setting,
                  device,
                  sighting.medium(),
                  at,
                  now,
                  "medium-blocked",
                  "today",
                  "was plugged in without permission. It was shut out: nobody could read it."));
      case SEEN ->
          Optional.of(
              medium(
                  setting,
                  device,
                  sighting.medium(),
                  at,
                  now,
                  "medium-used",
                  "urgent",
                  "was plugged in without permission. It could be used, because this laptop only"
                      + " watches for now."));
      case NOT_BLOCKED ->
          Optional.of(
              medium(
                  setting,
                  device,
                  sighting.medium(),
                  at,
                  now,
                  "medium-used",
                  "urgent",
                  "was plugged in without permission and could not be shut out. Please take it out"
                      + " and have the laptop looked at."));
    };
  }

  /**
   * The alert for what happened with a permission; empty where nobody needs to look.
   *
   * @param medium the medium concerned
   * @param acceptNotFullyScanned whether it may be opened although not everything was scanned
   * @param at when it happened, by the laptop's clock
   * @param now by the console's clock
   */
  public static Optional<NewAlert> forPermission(
      SettingId setting,
      DeviceId device,
      Medium medium,
      PermissionNews news,
      boolean acceptNotFullyScanned,
      Instant at,
      Instant now) {
    if (news.step() == PermissionStep.ENDED && news.reason().equals("descriptors-changed")) {
      return Optional.of(
          medium(
              setting,
              device,
              medium,
              at,
              now,
              "medium-changed",
              "urgent",
              "says it is one that has permission, and is not built the same. It was shut out and"
                  + " the permission is over. Keep it and have it looked at."));
    }
    if (news.scan().isEmpty()) {
      return Optional.empty();
    }
    ScanReport scan = news.scan().get();
    return switch (scan.verdict()) {
      case CLEAN -> Optional.empty();
      case INFECTED ->
          Optional.of(
              medium(
                  setting,
                  device,
                  medium,
                  at,
                  now,
                  "infected",
                  "urgent",
                  "has malware on it%s. It stays shut: nobody could open it. Do not plug it in anywhere."
                      .formatted(scan.malware().isBlank() ? "" : ": " + scan.malware().strip())));
      case NOT_FULLY_SCANNED ->
          acceptNotFullyScanned
              ? Optional.empty()
              : Optional.of(
                  medium(
                      setting,
                      device,
                      medium,
                      at,
                      now,
                      "scan-incomplete",
                      "today",
                      "could not be scanned whole, so it stays shut. Whoever decides may accept"
                          + " that, saying why."));
    };
  }

  /**
   * The alert for one serial in two laptops at once: two media say that they are one.
   *
   * @param other nickname of the laptop it was in already
   */
  public static NewAlert forTwice(
      SettingId setting, DeviceId device, Medium medium, String other, Instant at, Instant now) {
    return medium(
        setting,
        device,
        medium,
        at,
        now,
        "medium-twice",
        "urgent",
        "is in this laptop and in %s at once, so two say that they are the same one. From now on it counts as one that cannot be told from others."
            .formatted(other));
  }

  /** What is said of several media behind one dock or hub. */
  static String burst(int media) {
    return "%d things were plugged in at one dock or hub within seconds, without permission. They were shut out: nobody could read them."
        .formatted(media);
  }

  /**
   * The alert for notes of a laptop that never came.
   *
   * @param count how many
   */
  public static NewAlert forGap(SettingId setting, DeviceId device, long count, Instant now) {
    return new NewAlert(
        setting,
        device,
        "journal-gap",
        "today",
        "journal-gap " + day(now),
        Optional.empty(),
        (count == 1
                ? "One note of this laptop is missing"
                : "%,d notes of this laptop are missing".formatted(count))
            + ". What happened in that time cannot be shown.",
        now,
        now);
  }

  /** The alert for a code that was tried again with another key after all its uses were spent. */
  public static NewAlert forSpentCode(SettingId setting, DeviceId device, Instant now) {
    return new NewAlert(
        setting,
        device,
        "spent-code",
        "today",
        "spent-code " + day(now),
        Optional.empty(),
        "Somebody tried to add another laptop with the line that this laptop was added with. It was"
            + " refused.",
        now,
        now);
  }

  /** The alert for one key that is used on two machines at once. */
  public static NewAlert forClone(SettingId setting, DeviceId device, Instant now) {
    return new NewAlert(
        setting,
        device,
        "clone",
        "urgent",
        "clone " + day(now),
        Optional.empty(),
        "Two machines report as this laptop at the same time. One of them is a copy: please have"
            + " both looked at.",
        now,
        now);
  }

  /**
   * The alert that a setting's log of who did what was changed: about the console, not a laptop.
   *
   * @param notice the number of what was noticed: one alert for each
   * @param sentence what happened
   */
  public static NewAlert forChangedLog(
      SettingId setting, long notice, String sentence, Instant now) {
    return new NewAlert(
        setting,
        Optional.empty(),
        "audit-changed",
        "urgent",
        "audit-changed " + notice,
        Optional.empty(),
        sentence,
        now,
        now);
  }

  private static NewAlert medium(
      SettingId setting,
      DeviceId device,
      Medium medium,
      Instant at,
      Instant now,
      String kind,
      String severity,
      String whatHappened) {
    String name = medium.name().isBlank() ? "" : " (" + medium.name().strip() + ")";
    return new NewAlert(
        setting,
        Optional.of(device),
        kind,
        severity,
        String.join(
            " ",
            kind,
            medium.kind().code(),
            medium.vendorId(),
            medium.productId(),
            medium.serial().isEmpty() ? medium.name() : medium.serial(),
            day(at)),
        Optional.of(
            new AlertMedium(
                medium.kind().code(),
                medium.vendorId(),
                medium.productId(),
                medium.serial(),
                medium.name())),
        medium.kind().words() + name + " " + whatHappened,
        at,
        now,
        kind.equals("medium-blocked") ? medium.hub() : "");
  }

  private static String day(Instant at) {
    return at.atZone(SETTING_ZONE).toLocalDate().toString();
  }
}
