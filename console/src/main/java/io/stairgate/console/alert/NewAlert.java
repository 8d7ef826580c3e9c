package io.stairgate.console.alert;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Something a person must look at, as it happened once.
 *
 * @param setting the setting it belongs to
 * @param device the laptop; empty where it is about the console itself
 * @param kind as in {@link Alert}
 * @param severity as in {@link Alert}
 * @param groupKey what makes two the same on one laptop: kind and medium; at most 280 characters
 * @param medium the medium concerned, where one is
 * @param detail one plain sentence, at most 500 characters
 * @param at when it happened, by the laptop's clock
 * @param raisedAt now, by the console's clock
 * @param hub the dock or hub the medium was behind: what comes there within seconds is one alert;
 *     empty where there is none
 * @param daily whether another day makes another alert, by the setting's own midnight
 * @param cause what would have to be gone for it to end by itself; empty for a happening
 * @param waits how long nobody is told, because it may mend itself; zero: not at all
 */
public record NewAlert(
    SettingId setting,
    Optional<DeviceId> device,
    String kind,
    String severity,
    String groupKey,
    Optional<Alert.AlertMedium> medium,
    String detail,
    Instant at,
    Instant raisedAt,
    String hub,
    boolean daily,
    String cause,
    Duration waits) {
  /** How long what may mend itself is given for it. */
  public static final Duration MENDS_WITHIN = Duration.ofMinutes(30);

  public NewAlert {
    if (groupKey.length() > (daily ? 280 : 300) || detail.length() > 500 || cause.length() > 64) {
      throw new IllegalArgumentException("Too long: group key, detail or cause of an alert");
    }
    if (waits.isNegative()) {
      throw new IllegalArgumentException("An alert cannot wait for less than no time.");
    }
  }

  /** Nobody is told before; empty where it cannot mend itself. */
  Optional<Instant> waitsUntil() {
    return waits.isZero() ? Optional.empty() : Optional.of(raisedAt.plus(waits));
  }

  /** When somebody is told, or it is looked at whether to; empty where a list tells of it. */
  Optional<Instant> planAt() {
    boolean toldAtOnce =
        AlertClass.of(severity)
            .filter(each -> each == AlertClass.URGENT || each == AlertClass.TODAY)
            .isPresent();
    return toldAtOnce ? Optional.of(raisedAt.plus(waits)) : Optional.empty();
  }

  /** The same with its day in what makes two the same, where another day makes another. */
  NewAlert on(LocalDate day) {
    return daily ? with(groupKey + " " + day, hub, false, cause, waits) : this;
  }

  /** The same, where something else makes two the same. */
  NewAlert named(String newGroup) {
    return with(newGroup, hub, daily, cause, waits);
  }

  /** The same, behind a dock or hub. */
  NewAlert behind(String newHub) {
    return with(groupKey, newHub, daily, cause, waits);
  }

  /** The same, as one of its day. */
  public NewAlert eachDay() {
    return with(groupKey, hub, true, cause, waits);
  }

  /**
   * The same, as a state that may end by itself.
   *
   * @param newCause what would have to be gone
   * @param newWaits how long nobody is told
   */
  public NewAlert whichMayEnd(String newCause, Duration newWaits) {
    return with(groupKey, hub, daily, newCause, newWaits);
  }

  private NewAlert with(
      String newGroup, String newHub, boolean newDaily, String newCause, Duration newWaits) {
    return new NewAlert(
        setting, device, kind, severity, newGroup, medium, detail, at, raisedAt, newHub, newDaily,
        newCause, newWaits);
  }

  /** One that happens, is no state that could end, and is behind no dock or hub. */
  public NewAlert(
      SettingId setting,
      Optional<DeviceId> device,
      String kind,
      String severity,
      String groupKey,
      Optional<Alert.AlertMedium> medium,
      String detail,
      Instant at,
      Instant raisedAt) {
    this(
        setting,
        device,
        kind,
        severity,
        groupKey,
        medium,
        detail,
        at,
        raisedAt,
        "",
        false,
        "",
        Duration.ZERO);
  }

  /** One that is about a laptop. */
  public NewAlert(
      SettingId setting,
      DeviceId device,
      String kind,
      String severity,
      String groupKey,
      Optional<Alert.AlertMedium> medium,
      String detail,
      Instant at,
      Instant raisedAt) {
    this(setting, Optional.of(device), kind, severity, groupKey, medium, detail, at, raisedAt);
  }
}
