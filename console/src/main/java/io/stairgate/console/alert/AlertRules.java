package io.stairgate.console.alert;

import io.stairgate.console.alert.Alert.AlertMedium;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
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
                  sighting,
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
                  sighting,
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
                  sighting,
                  at,
                  now,
                  "medium-used",
                  "urgent",
                  "was plugged in without permission and could not be shut out. Please take it out"
                      + " and have the laptop looked at."));
    };
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
      Sighting sighting,
      Instant at,
      Instant now,
      String kind,
      String severity,
      String whatHappened) {
    Medium medium = sighting.medium();
    String name = medium.name().isBlank() ? "" : " (" + medium.name().strip() + ")";
    return new NewAlert(
        setting,
        device,
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
        now);
  }

  private static String day(Instant at) {
    return at.atZone(SETTING_ZONE).toLocalDate().toString();
  }
}
