package io.stairgate.console.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.setting.SettingId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which turns of a finding are alerts. */
class FindingAlertsTest {
  private static final Instant NOW = Instant.parse("2026-09-14T09:00:00Z");
  private static final SettingId SETTING = new SettingId(new UUID(1, 1));
  private static final DeviceId LAPTOP = new DeviceId(new UUID(2, 2));

  @ParameterizedTest
  @CsvSource({
    "anti-virus, met, anti-virus-off, today, 30",
    "anti-virus, unknown, anti-virus-off, today, 30",
    "encryption, met, encryption-off, today, 30",
    "firewall, met, firewall-off, today, 30",
    "admin-rights, met, administrator-added, today, 0",
    "portable-media, met, protection-off, urgent, 0",
    "screen-lock, met, screen-lock-changed, weekly, 30",
    "updates, met, updates-late, weekly, 0",
    "password-age, in-progress, password-due, weekly, 0"
  })
  void what_was_better_before_is_an_alert(
      String rule, String before, String kind, String severity, int waits) {
    assertThat(of(rule, Optional.of(before), "not-met", ""))
        .hasValueSatisfying(
            alert -> {
              assertThat(alert.kind()).isEqualTo(kind);
              assertThat(alert.severity()).isEqualTo(severity);
              assertThat(alert.waits()).isEqualTo(Duration.ofMinutes(waits));
              assertThat(alert.cause()).isEqualTo("rule:" + rule);
              assertThat(alert.detail()).isEqualTo("It is so.");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "encryption, unknown, not-met",
    "encryption, in-progress, not-met",
    "screen-lock, met, unknown",
    "anti-virus, met, in-progress",
    "camera, met, not-met"
  })
  void what_was_no_better_before_or_is_not_known_is_none(String rule, String before, String now) {
    assertThat(of(rule, Optional.of(before), now, "")).isEmpty();
  }

  @Test
  void what_a_laptop_shows_first_is_a_thing_to_do_and_no_alert() {
    for (String rule : List.of("anti-virus", "encryption", "admin-rights", "portable-media")) {
      assertThat(of(rule, Optional.empty(), "not-met", "")).isEmpty();
    }
  }

  @Test
  void a_password_with_a_date_is_on_the_weekly_list() {
    assertThat(of("password-age", Optional.of("met"), "in-progress", "due-by-date")).isPresent();
    assertThat(of("password-age", Optional.of("met"), "in-progress", "other")).isEmpty();
  }

  @Test
  void sticks_that_are_only_watched_are_not_protection_switched_off() {
    Finding watched =
        new Finding("portable-media", "not-met", "", "none", "", "watch", "s", List.of(), NOW, NOW);
    assertThat(FindingAlerts.of(SETTING, LAPTOP, Optional.of("met"), watched, NOW)).isEmpty();
  }

  @Test
  void met_and_not_applicable_end_what_there_was() {
    assertThat(FindingAlerts.isMended(finding("anti-virus", "met", ""))).isTrue();
    assertThat(FindingAlerts.isMended(finding("anti-virus", "not-applicable", ""))).isTrue();
    assertThat(FindingAlerts.isMended(finding("anti-virus", "unknown", ""))).isFalse();
    assertThat(FindingAlerts.isMended(finding("anti-virus", "in-progress", ""))).isFalse();
  }

  private static Optional<NewAlert> of(
      String rule, Optional<String> before, String state, String reason) {
    return FindingAlerts.of(SETTING, LAPTOP, before, finding(rule, state, reason), NOW);
  }

  private static Finding finding(String rule, String state, String reason) {
    return new Finding(
        rule, state, reason, "none", "", "enforce", "It is so.", List.of(), NOW, NOW);
  }
}
