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
 * @param severity its class: the code of an {@link AlertClass}
 * @param medium the medium concerned, where one is
 * @param detail one plain sentence
 * @param occurrences how often, from 1
 * @param firstAt the first time, by the laptop's clock
 * @param lastAt the latest time, by the laptop's clock
 * @param changedAt when the console last changed it, by the console's clock
 * @param acknowledged who has seen it and when; empty while nobody has. It stops messages to
 *     others, and leaves the alert to be dealt with
 * @param raisedAt when the console first heard of it
 * @param resolved how it ended; empty while it is open
 * @param cause what would have to be gone for it to end by itself, for example {@code
 *     rule:anti-virus}; empty for a happening
 * @param waitsUntil nobody is told before, because it may mend itself
 * @param toldAt when the first messages were planned
 * @param toldStep who is told so far: 0 nobody, 1 those who answer for it first, 2 the deputies, 3
 *     the head or manager
 * @param planAt when it is looked at next, to tell somebody; empty: not again
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
    Optional<Acknowledgement> acknowledged,
    Instant raisedAt,
    Optional<Resolution> resolved,
    String cause,
    Optional<Instant> waitsUntil,
    Optional<Instant> toldAt,
    int toldStep,
    Optional<Instant> planAt) {

  /** Its class; a word of a later version counts as today's. */
  public AlertClass alertClass() {
    return AlertClass.of(severity).orElse(AlertClass.TODAY);
  }

  /** Whether nobody has said how it ended. */
  public boolean isOpen() {
    return resolved.isEmpty();
  }

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

  /**
   * How an alert ended.
   *
   * @param at when
   * @param by the person's display name, or the console's
   * @param outcome how
   * @param words more of it, in the person's own words; may be empty
   */
  public record Resolution(Instant at, String by, AlertOutcome outcome, String words) {}
}
