package io.stairgate.console.witness;

import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Proves every line of every log, in the background. One thread runs it; {@link #stop} may be
 * called from any.
 */
public final class LogCheck {
  /** How often. */
  public static final Duration EVERY = Duration.ofHours(1);

  private final SettingStore settings;
  private final AuditStore audit;
  private final AuditCheckStore checks;
  private final Witness witness;
  private final InstantSource clock;
  private volatile boolean stopping;

  /** Ready to check. */
  public LogCheck(
      SettingStore settings,
      AuditStore audit,
      AuditCheckStore checks,
      Witness witness,
      InstantSource clock) {
    this.settings = settings;
    this.audit = audit;
    this.checks = checks;
    this.witness = witness;
    this.clock = clock;
  }

  /** Checks the logs of all settings, one after the other. */
  public void all() {
    for (Setting setting : settings.all()) {
      if (stopping) {
        return;
      }
      var _ = one(setting.id());
    }
  }

  /** Checks one setting's log, keeps the result, and tells where the log does not hold. */
  public AuditCheck one(SettingId setting) {
    AuditStore.Proof proof = audit.prove(setting);
    AuditCheck check = new AuditCheck(clock.instant(), proof.lines(), proof.firstBroken());
    checks.put(setting, check);
    proof.firstBroken().ifPresent(line -> witness.broken(setting, line));
    witness.lookBack(setting);
    return check;
  }

  /** No further setting is begun. */
  public void stop() {
    stopping = true;
  }
}
