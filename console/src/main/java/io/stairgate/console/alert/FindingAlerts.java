package io.stairgate.console.alert;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.setting.SettingId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which turns of a finding are alerts. What a laptop shows on its first day is a thing to do, not
 * an alert: an alert says that something was better before. It ends by itself when the rule is met
 * again.
 */
public final class FindingAlerts {
  private static final Set<String> GOOD = Set.of("met", "not-applicable");

  private FindingAlerts() {}

  /** What would have to be gone for the alert of a rule to end by itself. */
  public static String cause(String rule) {
    return "rule:" + rule;
  }

  /** Whether a rule is as it should be, so that its alert ends. */
  public static boolean isMended(Finding finding) {
    return GOOD.contains(finding.state());
  }

  /**
   * The alert for a finding that turned; empty where nobody needs to look, or it is a thing to do.
   *
   * @param before its state before; empty where the rule is new on the laptop
   * @param finding as it is now
   * @param now by the console's clock
   */
  public static Optional<NewAlert> of(
      SettingId setting, DeviceId device, Optional<String> before, Finding finding, Instant now) {
    if (before.isEmpty()) {
      return Optional.empty();
    }
    boolean lost = GOOD.contains(before.get()) && finding.state().equals("not-met");
    boolean red = finding.state().equals("not-met");
    Optional<Raised> raised =
        switch (finding.rule()) {
          case "anti-virus" ->
              red
                  ? some(AlertKind.ANTI_VIRUS_OFF, AlertClass.TODAY, NewAlert.MENDS_WITHIN)
                  : none();
          case "encryption" ->
              lost
                  ? some(AlertKind.ENCRYPTION_OFF, AlertClass.TODAY, NewAlert.MENDS_WITHIN)
                  : none();
          case "firewall" ->
              lost ? some(AlertKind.FIREWALL_OFF, AlertClass.TODAY, NewAlert.MENDS_WITHIN) : none();
          case "admin-rights" ->
              lost ? some(AlertKind.ADMINISTRATOR_ADDED, AlertClass.TODAY, Duration.ZERO) : none();
          case "portable-media" ->
              lost && finding.stage().equals("enforce")
                  ? some(AlertKind.PROTECTION_OFF, AlertClass.URGENT, Duration.ZERO)
                  : none();
          case "screen-lock" ->
              lost
                  ? some(AlertKind.SCREEN_LOCK_CHANGED, AlertClass.WEEKLY, NewAlert.MENDS_WITHIN)
                  : none();
          case "updates" ->
              red ? some(AlertKind.UPDATES_LATE, AlertClass.WEEKLY, Duration.ZERO) : none();
          case "password-age" ->
              red || finding.reason().equals("due-by-date")
                  ? some(AlertKind.PASSWORD_DUE, AlertClass.WEEKLY, Duration.ZERO)
                  : none();
          default -> none();
        };
    return raised.map(each -> alert(setting, device, each, finding, now));
  }

  private record Raised(AlertKind kind, AlertClass severity, Duration waits) {}

  private static Optional<Raised> some(AlertKind kind, AlertClass severity, Duration waits) {
    return Optional.of(new Raised(kind, severity, waits));
  }

  private static Optional<Raised> none() {
    return Optional.empty();
  }

  private static NewAlert alert(
      SettingId setting, DeviceId device, Raised raised, Finding finding, Instant now) {
    String sentence = finding.sentence();
    return new NewAlert(
            setting,
            device,
            raised.kind().code(),
            raised.severity().code(),
            raised.kind().code(),
            Optional.empty(),
            sentence.length() > 500 ? sentence.substring(0, 500) : sentence,
            finding.since(),
            now)
        .whichMayEnd(cause(finding.rule()), raised.waits())
        .eachDay();
  }
}
