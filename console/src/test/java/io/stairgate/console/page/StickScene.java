package io.stairgate.console.page;

import io.stairgate.console.WebFixture;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Asking;
import io.stairgate.console.media.Medium;
import io.stairgate.console.media.PermissionNews;
import io.stairgate.console.media.PermissionStep;
import io.stairgate.console.media.ScanProgress;
import io.stairgate.console.media.ScanReport;
import io.stairgate.console.media.Sighting;
import io.stairgate.console.permission.PermissionIntake;
import io.stairgate.console.permission.Told;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/** Laptops that tell of sticks, as their journals would. */
final class StickScene {
  private final WebFixture console;
  private final PermissionIntake intake;
  private final UUID epoch = UUID.randomUUID();
  private long sequence;

  StickScene(WebFixture console) {
    this.console = console;
    this.intake =
        new PermissionIntake(console.database, console.devices, console.permissions, console.live);
  }

  /** An ordinary stick. */
  static Medium stick(String serial) {
    return named(serial, "SanDisk Ultra");
  }

  /** A stick that calls itself something. */
  static Medium named(String serial, String name) {
    return new Medium(
        Medium.Kind.USB_STORAGE,
        "0781",
        "5581",
        serial,
        name,
        serial.isEmpty(),
        "usb 1-4",
        "ab".repeat(32));
  }

  private PermissionIntake.Taken take(
      SettingId setting,
      DeviceId laptop,
      BiFunction<Transaction, Told, PermissionIntake.Taken> how) {
    Told told = new Told(laptop, epoch, ++sequence, console.now.get(), false);
    PermissionIntake.Taken taken = console.database.durably(tx -> how.apply(tx, told));
    taken.changed().forEach(topic -> console.live.changed(setting, topic));
    taken.after().ifPresent(Runnable::run);
    return taken;
  }

  /** A stick is plugged in and blocked. */
  void blocked(SettingId setting, DeviceId laptop, Medium medium) {
    Sighting sighting = new Sighting(medium, Sighting.Action.BLOCKED, false);
    take(setting, laptop, (tx, told) -> intake.sighting(tx, setting, told, sighting, now()));
  }

  /** Somebody asks for a stick; the answer is the request. */
  UUID asks(SettingId setting, DeviceId laptop, Medium medium, String account, String reason) {
    UUID request = UUID.randomUUID();
    Asking asking = new Asking(request, medium, account, reason, false);
    take(setting, laptop, (tx, told) -> intake.asked(tx, setting, told, asking, now()));
    return request;
  }

  /** Something happens with a permission. */
  void step(
      SettingId setting, DeviceId laptop, UUID permission, PermissionStep step, String reason) {
    tell(setting, laptop, permission, step, reason, Optional.empty());
  }

  /** A scan ends. */
  void scanned(SettingId setting, DeviceId laptop, UUID permission, ScanReport report) {
    tell(setting, laptop, permission, PermissionStep.SCANNED, "", Optional.of(report));
  }

  private void tell(
      SettingId setting,
      DeviceId laptop,
      UUID permission,
      PermissionStep step,
      String reason,
      Optional<ScanReport> scan) {
    boolean opened = step == PermissionStep.OPENED;
    PermissionNews news =
        new PermissionNews(
            permission,
            step,
            Optional.empty(),
            reason,
            scan,
            opened ? "sam" : "",
            opened,
            Optional.empty(),
            opened ? 3_200_000 : 0);
    take(setting, laptop, (tx, told) -> intake.step(tx, setting, told, news, now()));
  }

  /** A scan goes on. */
  void scanning(SettingId setting, DeviceId laptop, UUID permission, long done, long total) {
    intake.scanning(setting, laptop, new ScanProgress(permission, done, total, 340));
  }

  /** What a scan says. */
  static ScanReport report(ScanReport.Verdict verdict, String malware) {
    boolean bad = verdict == ScanReport.Verdict.INFECTED;
    boolean part = verdict == ScanReport.Verdict.NOT_FULLY_SCANNED;
    return new ScanReport(
        verdict,
        "ClamAV 1.0.9",
        "27500",
        Optional.of(Instant.parse("2026-11-20T08:00:00Z")),
        340,
        1_240_000_000L,
        part ? 2 : 0,
        part ? List.of("too-large", "locked-archive") : List.of(),
        malware,
        bad ? 1 : 0,
        12_300);
  }

  private Instant now() {
    return console.now.get();
  }
}
