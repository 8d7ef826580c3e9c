package io.stairgate.console.permission;

import static io.stairgate.console.permission.PermissionFixture.STICK;
import static io.stairgate.console.permission.PermissionFixture.done;
import static io.stairgate.console.permission.PermissionFixture.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.live.Live;
import io.stairgate.console.media.Asking;
import io.stairgate.console.media.Medium;
import io.stairgate.console.media.PermissionNews;
import io.stairgate.console.media.PermissionStep;
import io.stairgate.console.media.ScanProgress;
import io.stairgate.console.media.ScanReport;
import io.stairgate.console.media.Sighting;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class PermissionIntakeTest {
  private final Engine engine;
  @TempDir Path folder;
  PermissionFixture p;

  PermissionIntakeTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    p = new PermissionFixture(engine, folder);
  }

  @AfterEach
  void close() {
    p.close();
  }

  @Test
  void the_state_on_the_laptop_follows_its_words() {
    UUID permission = p.given();
    assertThat(state(permission)).isEqualTo(LaptopState.WAITING);
    for (var each :
        List.of(
            List.of(PermissionStep.RECEIVED, LaptopState.ON_LAPTOP),
            List.of(PermissionStep.LOCKED, LaptopState.LOCKED),
            List.of(PermissionStep.SCANNING, LaptopState.SCANNING),
            List.of(PermissionStep.OPENED, LaptopState.OPEN),
            List.of(PermissionStep.CLOSED, LaptopState.ON_LAPTOP),
            List.of(PermissionStep.SUSPENDED, LaptopState.SUSPENDED),
            List.of(PermissionStep.FAILED, LaptopState.SHUT),
            List.of(PermissionStep.NOT_OBEYED, LaptopState.NOT_OBEYED),
            List.of(PermissionStep.ENDED, LaptopState.ENDED))) {
      p.step(p.blue, permission, (PermissionStep) each.getFirst());
      assertThat(state(permission)).isEqualTo(each.getLast());
    }
  }

  @Test
  void a_step_that_comes_late_or_twice_changes_nothing_but_the_history() {
    UUID permission = p.given();
    p.step(p.blue, permission, PermissionStep.OPENED);
    PermissionNews scanning =
        new PermissionNews(
            permission,
            PermissionStep.SCANNING,
            Optional.empty(),
            "",
            Optional.empty(),
            "",
            true,
            Optional.empty(),
            0);
    Told late =
        new Told(p.blue, PermissionFixture.EPOCH, 900, p.f.clock.instant().minusSeconds(5), true);
    assertThat(p.step(late, scanning).changed()).contains(Live.Topic.PERMISSIONS);
    assertThat(p.step(late, scanning)).isEqualTo(PermissionIntake.Taken.NOTHING);
    assertThat(state(permission)).isEqualTo(LaptopState.OPEN);
    assertThat(p.desk().history(p.setting, permission))
        .extracting(Happening::what)
        .containsExactlyInAnyOrder("asked", "approved", "opened", "scanning");
  }

  @Test
  void a_laptop_says_nothing_of_a_permission_that_is_not_for_it() {
    UUID permission = p.given();
    assertThat(p.step(p.red, permission, PermissionStep.OPENED))
        .isEqualTo(PermissionIntake.Taken.NOTHING);
    assertThat(p.step(p.blue, UUID.randomUUID(), PermissionStep.OPENED))
        .isEqualTo(PermissionIntake.Taken.NOTHING);
    assertThat(
            p.f.database.<PermissionIntake.Taken>inTransaction(
                tx ->
                    p.f.permissionIntake.step(
                        tx,
                        p.f.other,
                        p.told(p.blue),
                        new PermissionNews(
                            permission,
                            PermissionStep.ENDED,
                            Optional.empty(),
                            "",
                            Optional.empty(),
                            "",
                            true,
                            Optional.empty(),
                            0),
                        p.f.clock.instant())))
        .isEqualTo(PermissionIntake.Taken.NOTHING);
    assertThat(state(permission)).isEqualTo(LaptopState.WAITING);
  }

  @Test
  void malware_is_urgent_with_its_name_and_the_stick_stays_shut() {
    UUID permission = p.given();
    PermissionIntake.Taken taken =
        p.step(
            p.blue,
            permission,
            PermissionStep.SCANNED,
            "infected",
            Optional.of(scan(ScanReport.Verdict.INFECTED)));
    assertThat(taken.alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo("infected");
              assertThat(alert.severity()).isEqualTo("urgent");
              assertThat(alert.detail()).contains("Eicar-Test-Signature").contains("stays shut");
            });
    assertThat(state(permission)).isEqualTo(LaptopState.SHUT);
  }

  @Test
  void what_was_not_fully_scanned_is_for_today_unless_that_was_accepted() {
    UUID permission = p.given();
    assertThat(
            p.step(
                    p.blue,
                    permission,
                    PermissionStep.SCANNED,
                    "not-fully-scanned",
                    Optional.of(scan(ScanReport.Verdict.NOT_FULLY_SCANNED)))
                .alerts())
        .extracting(NewAlert::kind, NewAlert::severity)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("scan-incomplete", "today"));
    assertThat(state(permission)).isEqualTo(LaptopState.SHUT);

    UUID request = p.ask(p.red, STICK);
    UUID accepted =
        done(
            p.desk()
                .approve(
                    p.setting,
                    request,
                    new Approval(
                        Set.of(p.red),
                        new Ends.Today(),
                        true,
                        false,
                        true,
                        Owner.SETTING,
                        true,
                        false,
                        "The film is too large to be scanned."),
                    p.dsl,
                    SecondLook.GIVEN));
    assertThat(
            p.step(
                    p.red,
                    accepted,
                    PermissionStep.SCANNED,
                    "",
                    Optional.of(scan(ScanReport.Verdict.NOT_FULLY_SCANNED)))
                .alerts())
        .isEmpty();
  }

  @Test
  void other_descriptors_under_the_same_serial_are_urgent() {
    UUID permission = p.given();
    assertThat(
            p.step(
                    p.blue,
                    permission,
                    PermissionStep.ENDED,
                    "descriptors-changed",
                    Optional.empty())
                .alerts())
        .extracting(NewAlert::kind, NewAlert::severity)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("medium-changed", "urgent"));
  }

  @Test
  void one_serial_in_two_laptops_at_once_is_urgent_and_makes_it_weak() {
    p.f.presence.opened(p.red, p.f.clock.instant(), 0);
    p.plug(p.red, STICK);
    p.f.now.set(p.f.now.get().plusSeconds(20));
    PermissionIntake.Taken taken = p.plug(p.blue, STICK);
    assertThat(taken.alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo("medium-twice");
              assertThat(alert.severity()).isEqualTo("urgent");
              assertThat(alert.detail()).contains("in Red Room at once");
            });
    UUID request = p.ask(p.blue, STICK);
    assertThat(p.desk().request(p.setting, request)).map(MediaRequest::weak).contains(true);
    assertThat(
            p.desk()
                .approve(
                    p.setting,
                    request,
                    Approval.ordinary(p.blue, Owner.SETTING),
                    p.dsl,
                    SecondLook.NOT_GIVEN))
        .isInstanceOfSatisfying(
            PermissionOutcome.Refused.class,
            refused -> assertThat(refused.field()).isEqualTo("weak"));
  }

  @Test
  void a_stick_that_was_carried_over_alarms_nobody() {
    p.f.presence.opened(p.red, p.f.clock.instant(), 0);
    p.plug(p.red, STICK);
    p.sight(p.red, STICK, Sighting.Action.REMOVED);
    assertThat(p.plug(p.blue, STICK).alerts()).isEmpty();
    p.sight(p.blue, STICK, Sighting.Action.REMOVED);

    // Pulled out of a laptop that is off: it cannot say so.
    p.plug(p.red, STICK);
    p.f.presence.closed(p.red);
    p.f.now.set(p.f.now.get().plus(Duration.ofMinutes(5)));
    assertThat(p.plug(p.blue, STICK).alerts()).isEmpty();
    p.sight(p.blue, STICK, Sighting.Action.REMOVED);

    // And a laptop that starts anew tells anew what is in it.
    p.f.database.useTransaction(tx -> p.f.permissionIntake.restarted(tx, p.setting, p.told(p.red)));
    p.f.presence.opened(p.red, p.f.clock.instant(), 0);
    assertThat(p.plug(p.blue, STICK).alerts()).isEmpty();
  }

  @Test
  void a_permission_by_telephone_becomes_known_with_who_answered() {
    p.f
        .permissions
        .telephone()
        .answer(
            p.setting,
            p.blue,
            "ABCD EFGH",
            TelephoneKind.TODAY_READING_ONLY,
            "The network is down and the film starts.",
            p.dsl);
    UUID permission = UUID.randomUUID();
    p.step(p.blue, permission, PermissionStep.BY_TELEPHONE);
    p.step(p.blue, permission, PermissionStep.OPENED);
    assertThat(p.desk().permission(p.setting, permission))
        .get()
        .satisfies(
            one -> {
              assertThat(one.origin()).isEqualTo(Origin.TELEPHONE);
              assertThat(one.given().name()).isEqualTo("Dina");
              assertThat(one.given().word()).isEqualTo("The network is down and the film starts.");
              assertThat(one.readOnly()).isTrue();
              assertThat(one.on(p.blue)).map(LaptopPermission::state).contains(LaptopState.OPEN);
            });
    assertThat(p.f.signedLists).as("the laptop made it itself").isEmpty();
    assertThat(p.desk().stop(p.setting, permission, Optional.empty(), "", p.dsl))
        .isInstanceOf(PermissionOutcome.Done.class);
    assertThat(p.f.signedLists)
        .singleElement()
        .satisfies(
            list -> {
              assertThat(list.device()).isEqualTo(p.blue);
              assertThat(list.lines()).isEmpty();
              assertThat(list.stopped()).containsExactly(permission);
            });

    UUID theirs = p.given();
    p.step(p.red, theirs, PermissionStep.BY_TELEPHONE);
    assertThat(p.desk().permission(p.setting, theirs))
        .as("an id that is there already is not made again")
        .map(MediaPermission::origin)
        .contains(Origin.REQUEST);
  }

  @Test
  void progress_is_shown_while_it_lasts_and_told_once_a_second() {
    UUID permission = p.given();
    List<Live.Topic> told = new ArrayList<>();
    try (Live.Subscription _ = p.f.live.subscribe(p.setting, told::add)) {
      for (int i = 1; i <= 50; i++) {
        p.f.permissionIntake.scanning(
            p.setting, p.blue, new ScanProgress(permission, i, 100, i * 3L));
      }
    }
    assertThat(told).containsOnly(Live.Topic.SCANS).hasSizeLessThan(5);
    assertThat(p.f.permissions.scans().progress(p.setting))
        .singleElement()
        .satisfies(progress -> assertThat(progress.percent()).isEqualTo(50));
    assertThat(p.f.permissions.scans().progress(p.f.other)).isEmpty();
    p.step(
        p.blue,
        permission,
        PermissionStep.SCANNED,
        "",
        Optional.of(scan(ScanReport.Verdict.CLEAN)));
    assertThat(p.f.permissions.scans().progress(p.setting)).isEmpty();
  }

  @Test
  void a_laptop_fills_no_memory_with_progress() {
    for (int i = 0; i < 1_000; i++) {
      p.f.permissionIntake.scanning(
          p.setting, p.blue, new ScanProgress(UUID.randomUUID(), 1, Long.MAX_VALUE / 2, 1));
    }
    assertThat(p.f.permissions.scans().progress(p.setting)).hasSize(8);
    p.f.now.set(p.f.now.get().plus(Duration.ofMinutes(3)));
    assertThat(p.f.permissions.scans().progress(p.setting)).isEmpty();
  }

  @Test
  void the_register_finds_a_stick_by_any_part_and_shows_where_it_is() {
    p.plug(p.blue, STICK);
    p.f.now.set(p.f.now.get().plusSeconds(60));
    Medium card = new Medium(Medium.Kind.SD_CARD, "", "", "0x1234", "SD_100%", true, "mmc 0", "");
    p.plug(p.red, card);
    StickRegister register = p.f.permissions.register();

    assertThat(register.sticks(p.setting, RegisterFilter.ALL, Optional.empty(), 10).items())
        .extracting(each -> each.medium().serial())
        .containsExactly("0x1234", "4C530001");
    assertThat(found("4c53")).containsExactly("4C530001");
    assertThat(found("100%")).containsExactly("0x1234");
    assertThat(found("%")).as("a sign, not a wildcard").containsExactly("0x1234");
    assertThat(found("' OR 1=1 --")).isEmpty();
    assertThat(
            register
                .sticks(
                    p.setting,
                    new RegisterFilter(
                        "",
                        Optional.of(Medium.Kind.SD_CARD),
                        Optional.of(Owner.UNKNOWN),
                        Optional.of(p.red),
                        false),
                    Optional.empty(),
                    10)
                .items())
        .singleElement()
        .satisfies(
            stick -> {
              assertThat(stick.pluggedIn()).containsExactly("Red Room");
              assertThat(stick.weak()).isTrue();
            });
    UUID stick =
        register.sticks(p.setting, RegisterFilter.ALL, Optional.empty(), 10).items().getLast().id();
    p.given();
    assertThat(
            register
                .sticks(
                    p.setting,
                    new RegisterFilter(
                        "", Optional.empty(), Optional.empty(), Optional.empty(), true),
                    Optional.empty(),
                    10)
                .items())
        .extracting(RegisteredStick::id, RegisteredStick::permissions)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(stick, 1));
    assertThat(register.history(p.setting, stick))
        .extracting(Happening::what)
        .containsExactlyInAnyOrder("blocked", "asked", "approved");
    assertThat(register.stick(p.f.other, stick)).isEmpty();
    assertThat(register.history(p.f.other, stick)).isEmpty();
    assertThat(register.permissions(p.f.other, stick)).isEmpty();
    assertThat(register.sticks(p.f.other, RegisterFilter.ALL, Optional.empty(), 10).items())
        .isEmpty();
  }

  private List<String> found(String text) {
    return p
        .f
        .permissions
        .register()
        .sticks(
            p.setting,
            new RegisterFilter(text, Optional.empty(), Optional.empty(), Optional.empty(), false),
            Optional.empty(),
            10)
        .items()
        .stream()
        .map(each -> each.medium().serial())
        .toList();
  }

  @Test
  void a_hostile_name_is_kept_as_text_and_breaks_no_sentence() {
    String hostile = "<script>alert(1)</script>'; DROP TABLE stick; -- \u202E\u001B[31m";
    Medium stick =
        new Medium(
            Medium.Kind.USB_STORAGE,
            "0781",
            "5581",
            "x".repeat(128),
            hostile,
            false,
            "usb 1-4",
            "");
    p.plug(p.blue, stick);
    UUID id = UUID.randomUUID();
    p.ask(p.blue, new Asking(id, stick, "anna", "y".repeat(300), true));
    UUID permission =
        done(
            p.desk()
                .approve(
                    p.setting,
                    id,
                    Approval.ordinary(p.blue, Owner.SETTING),
                    p.dsl,
                    SecondLook.NOT_GIVEN));
    assertThat(
            p.step(
                    p.blue,
                    permission,
                    PermissionStep.SCANNED,
                    "",
                    Optional.of(scan(ScanReport.Verdict.INFECTED)))
                .alerts())
        .singleElement()
        .satisfies(alert -> assertThat(alert.detail()).hasSizeLessThanOrEqualTo(500));
    assertThat(p.desk().request(p.setting, id)).map(MediaRequest::medium).contains(stick);
  }

  @Test
  void several_behind_one_dock_are_one_alert_with_a_count() {
    for (int i = 1; i <= 5; i++) {
      raise(p.blue, at(i), medium("D" + i, "usb 1-4." + i));
    }
    assertThat(p.f.alerts.open(p.setting, Optional.empty(), 10).alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.detail())
                  .startsWith("5 things were plugged in at one dock or hub within seconds");
              assertThat(alert.occurrences()).isEqualTo(5);
            });
    // The same dock again: the same alert, and the same five.
    for (int i = 1; i <= 5; i++) {
      raise(p.blue, at(60 + i), medium("D" + i, "usb 1-4." + i));
    }
    assertThat(p.f.alerts.open(p.setting, Optional.empty(), 10).alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.detail()).startsWith("5 things");
              assertThat(alert.occurrences()).isEqualTo(10);
            });
    // What comes later, elsewhere, or in another laptop stands alone.
    raise(p.blue, at(120), medium("LATER", "usb 1-4.1"));
    raise(p.blue, at(121), medium("ELSEWHERE", "usb 1-5.1"));
    raise(p.blue, at(122), medium("DIRECT", "usb 1-6"));
    raise(p.red, at(123), medium("OTHER", "usb 1-4.1"));
    assertThat(p.f.alerts.open(p.setting, Optional.empty(), 10).alerts()).hasSize(5);
  }

  private Instant at(int seconds) {
    return p.f.clock.instant().plusSeconds(seconds);
  }

  private static Medium medium(String serial, String port) {
    return new Medium(Medium.Kind.USB_STORAGE, "0781", "5581", serial, "Ultra", false, port, "");
  }

  private void raise(DeviceId laptop, Instant at, Medium medium) {
    p.f.database.useTransaction(
        tx ->
            io.stairgate.console.alert.AlertRules.forMedium(
                    p.setting, laptop, new Sighting(medium, Sighting.Action.BLOCKED, false), at, at)
                .ifPresent(alert -> p.f.alerts.raise(tx, alert)));
  }

  private LaptopState state(UUID permission) {
    return p.desk()
        .permission(p.setting, permission)
        .flatMap(one -> one.on(p.blue))
        .map(LaptopPermission::state)
        .orElseThrow();
  }
}
