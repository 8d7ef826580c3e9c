package io.stairgate.console.permission;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Asking;
import io.stairgate.console.media.Medium;
import io.stairgate.console.media.PermissionNews;
import io.stairgate.console.media.PermissionStep;
import io.stairgate.console.media.ScanReport;
import io.stairgate.console.media.Sighting;
import io.stairgate.console.setting.SettingId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A setting with a safeguarding lead, a deputy, a technician, and two laptops that tell things. */
final class PermissionFixture implements AutoCloseable {
  static final UUID EPOCH = new UUID(1, 2);
  static final String DESCRIPTORS = "ab".repeat(32);
  static final Medium STICK =
      new Medium(
          Medium.Kind.USB_STORAGE,
          "0781",
          "5581",
          "4C530001",
          "SanDisk Ultra",
          false,
          "usb 1-4",
          DESCRIPTORS);

  final StoreFixture f;
  final SettingId setting;
  final Actor.Person dsl;
  final Actor.Person deputy;
  final Actor.Person technician;
  final DeviceId blue;
  final DeviceId red;
  private long sequence;

  PermissionFixture(Engine engine, Path folder) {
    f = new StoreFixture(engine, folder);
    setting = f.setting;
    dsl = person("Dina", Role.DSL);
    deputy = person("Dev", Role.DEPUTY);
    technician = person("Tess", Role.TECHNICIAN);
    blue = f.laptop("Blue Room");
    red = f.laptop("Red Room");
  }

  Actor.Person person(String name, Role role) {
    return new Actor.Person(f.person(setting, name, Set.of(role)), name);
  }

  PermissionDesk desk() {
    return f.permissions.desk();
  }

  void usedBy(DeviceId laptop, Actor.Person person) {
    f.database.useTransaction(
        tx -> f.devices.setUser(tx, setting, laptop, Optional.of(person.account())));
  }

  Told told(DeviceId laptop) {
    return told(laptop, f.clock.instant());
  }

  Told told(DeviceId laptop, Instant at) {
    return new Told(laptop, EPOCH, ++sequence, at, false);
  }

  PermissionIntake.Taken plug(DeviceId laptop, Medium medium) {
    return sight(laptop, medium, Sighting.Action.BLOCKED);
  }

  PermissionIntake.Taken sight(DeviceId laptop, Medium medium, Sighting.Action action) {
    PermissionIntake.Taken taken =
        f.database.inTransaction(
            tx ->
                f.permissionIntake.sighting(
                    tx,
                    setting,
                    told(laptop),
                    new Sighting(medium, action, false),
                    f.clock.instant()));
    taken.after().ifPresent(Runnable::run);
    return taken;
  }

  UUID ask(DeviceId laptop, Medium medium) {
    UUID id = UUID.randomUUID();
    ask(laptop, new Asking(id, medium, "anna", "Photos for the wall.", false));
    return id;
  }

  PermissionIntake.Taken ask(DeviceId laptop, Asking asking) {
    return f.database.inTransaction(
        tx -> f.permissionIntake.asked(tx, setting, told(laptop), asking, f.clock.instant()));
  }

  PermissionIntake.Taken step(DeviceId laptop, UUID permission, PermissionStep step) {
    return step(laptop, permission, step, "", Optional.empty());
  }

  PermissionIntake.Taken step(
      DeviceId laptop,
      UUID permission,
      PermissionStep step,
      String reason,
      Optional<ScanReport> scan) {
    return step(
        told(laptop),
        new PermissionNews(
            permission,
            step,
            Optional.of(STICK),
            reason,
            scan,
            step == PermissionStep.OPENED ? "anna" : "",
            true,
            step == PermissionStep.BY_TELEPHONE
                ? Optional.of(f.clock.instant().plusSeconds(3600))
                : Optional.empty(),
            1_000));
  }

  PermissionIntake.Taken step(Told told, PermissionNews news) {
    return f.database.inTransaction(
        tx -> f.permissionIntake.step(tx, setting, told, news, f.clock.instant()));
  }

  static ScanReport scan(ScanReport.Verdict verdict) {
    return new ScanReport(
        verdict,
        "ClamAV 1.0.9",
        "27500",
        Optional.of(Instant.parse("2026-09-13T00:00:00Z")),
        12,
        4_096,
        verdict == ScanReport.Verdict.NOT_FULLY_SCANNED ? 1 : 0,
        verdict == ScanReport.Verdict.NOT_FULLY_SCANNED ? List.of("too-large") : List.of(),
        verdict == ScanReport.Verdict.INFECTED ? "Eicar-Test-Signature" : "",
        verdict == ScanReport.Verdict.INFECTED ? 1 : 0,
        800);
  }

  /** The ordinary permission for the stick on the blue laptop. */
  UUID given() {
    UUID request = ask(blue, STICK);
    return done(
        desk()
            .approve(
                setting,
                request,
                Approval.ordinary(blue, Owner.SETTING),
                dsl,
                SecondLook.NOT_GIVEN));
  }

  static UUID done(PermissionOutcome outcome) {
    if (outcome instanceof PermissionOutcome.Done(UUID id)) {
      return id;
    }
    throw new AssertionError("not done: " + outcome);
  }

  /** What was last signed for a laptop. */
  PermissionList list(DeviceId laptop) {
    return f.signedLists.stream()
        .filter(list -> list.device().equals(laptop))
        .reduce((one, other) -> other)
        .orElseThrow();
  }

  List<String> acts() {
    return f.audit.entries(setting, 0, 1000).stream().map(entry -> entry.act()).toList();
  }

  @Override
  public void close() {
    f.close();
  }
}
