package io.stairgate.console.alert;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.Optional;

/**
 * Something a person must look at, as it happened once.
 *
 * @param setting the setting it belongs to
 * @param device the laptop; empty where it is about the console itself
 * @param kind as in {@link Alert}
 * @param severity as in {@link Alert}
 * @param groupKey what makes two the same on one laptop: kind, medium and day; at most 300
 *     characters
 * @param medium the medium concerned, where one is
 * @param detail one plain sentence, at most 500 characters
 * @param at when it happened, by the laptop's clock
 * @param raisedAt now, by the console's clock
 * @param hub the dock or hub the medium was behind: what comes there within seconds is one alert;
 *     empty where there is none
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
    String hub) {
  public NewAlert {
    if (groupKey.length() > 300 || detail.length() > 500) {
      throw new IllegalArgumentException("Too long: group key or detail of an alert");
    }
  }

  /** One that is behind no dock or hub. */
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
    this(setting, device, kind, severity, groupKey, medium, detail, at, raisedAt, "");
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
