package io.stairgate.console.alert;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Something a person must look at; repeats of the same laptop, medium and day are one alert with a
 * count.
 *
 * @param id the alert
 * @param setting the setting it belongs to
 * @param device the laptop; empty where it is about the console itself
 * @param kind for example {@code medium-blocked} or {@code medium-used}
 * @param severity {@code urgent}, {@code today} or {@code weekly}
 * @param medium the medium concerned, where one is
 * @param detail one plain sentence
 * @param occurrences how often, from 1
 * @param firstAt the first time, by the laptop's clock
 * @param lastAt the latest time, by the laptop's clock
 * @param changedAt when the console last changed it, by the console's clock
 * @param acknowledged who has seen it and when; empty while nobody has
 */
public record Alert(
    UUID id,
    SettingId setting,
    Optional<DeviceId> device,
    String kind,
    String severity,
    Optional<AlertMedium> medium,
    String detail,
    int occurrences,
    Instant firstAt,
    Instant lastAt,
    Instant changedAt,
    Optional<Acknowledgement> acknowledged) {

  /**
   * The medium an alert is about.
   *
   * @param kind for example {@code usb-storage}
   * @param vendorId four hexadecimal digits or empty
   * @param productId four hexadecimal digits or empty
   * @param serial may be empty
   * @param name may be empty
   */
  public record AlertMedium(
      String kind, String vendorId, String productId, String serial, String name) {}

  /**
   * That a person has seen an alert.
   *
   * @param at when
   * @param by the person's display name
   */
  public record Acknowledgement(Instant at, String by) {}
}
