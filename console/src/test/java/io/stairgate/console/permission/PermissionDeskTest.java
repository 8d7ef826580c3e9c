package io.stairgate.console.permission;

import static io.stairgate.console.permission.PermissionFixture.STICK;
import static io.stairgate.console.permission.PermissionFixture.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.account.Role;
import io.stairgate.console.database.Engine;
import io.stairgate.console.media.Asking;
import io.stairgate.console.media.Medium;
import io.stairgate.console.media.PermissionStep;
import io.stairgate.console.media.ScanReport;
import io.stairgate.console.media.Sighting;
import io.stairgate.console.policy.PolicyVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class PermissionDeskTest {
  private final Engine engine;
  @TempDir Path folder;
  PermissionFixture p;

  PermissionDeskTest(Engine engine) {
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
  void what_was_asked_is_shown_with_where_it_was_seen_before() {
    p.f.now.set(Instant.parse("2026-09-14T09:00:00Z"));
    p.plug(p.red, STICK);
    p.sight(p.red, STICK, Sighting.Action.REMOVED);
    p.f.now.set(Instant.parse("2026-09-14T10:00:00Z"));
    p.plug(p.blue, STICK);
    UUID id = p.ask(p.blue, STICK);

    assertThat(p.desk().openCount(p.setting)).isEqualTo(1);
    assertThat(p.desk().request(p.setting, id))
        .get()
        .satisfies(
            request -> {
              assertThat(request.nickname()).isEqualTo("Blue Room");
              assertThat(request.medium()).isEqualTo(STICK);
              assertThat(request.account()).isEqualTo("anna");
              assertThat(request.reason()).isEqualTo("Photos for the wall.");
              assertThat(request.whose()).isEqualTo(Owner.UNKNOWN);
              assertThat(request.weak()).isFalse();
              assertThat(request.state()).isEqualTo(RequestState.OPEN);
              assertThat(request.seenBefore())
                  .contains(
                      new SeenBefore(p.red, "Red Room", Instant.parse("2026-09-14T09:00:00Z")));
            });
    assertThat(p.desk().request(p.f.other, id)).as("another setting's").isEmpty();
  }

  @Test
  void an_ordinary_approval_is_one_act_that_signs_the_laptops_list() {
    UUID request = p.ask(p.blue, STICK);
    UUID permission =
        done(
            p.desk()
                .approve(
                    p.setting,
                    request,
                    Approval.ordinary(p.blue, Owner.SETTING),
                    p.dsl,
                    SecondLook.NOT_GIVEN));

    assertThat(p.f.toldOfPermissions).containsExactly(p.blue);
    PermissionList list = p.list(p.blue);
    assertThat(list.version()).isEqualTo(new PolicyVersion(1, 1));
    assertThat(list.lines())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.id()).isEqualTo(permission);
              assertThat(line.medium().serial()).isEqualTo("4C530001");
              assertThat(line.medium().port()).as("in any port").isEmpty();
              assertThat(line.medium().descriptorSha256()).isEqualTo(PermissionFixture.DESCRIPTORS);
              assertThat(line.account()).isEqualTo("anna");
              assertThat(line.readOnly()).isTrue();
              assertThat(line.endsAt())
                  .as("midnight in summer time")
                  .isEqualTo(Instant.parse("2026-09-14T23:00:00Z"));
            });
    assertThat(p.desk().request(p.setting, request))
        .get()
        .satisfies(
            asked -> {
              assertThat(asked.state()).isEqualTo(RequestState.APPROVED);
              assertThat(asked.permission()).contains(permission);
              assertThat(asked.decided()).map(Decided::name).contains("Dina");
            });
    assertThat(p.acts()).containsExactly("stick-permitted");
    assertThat(
            p.f.documents.toSend(p.setting, p.blue, Optional.empty()).map(each -> each.version()))
        .contains(new PolicyVersion(1, 1));
    assertThat(p.f.documents.toSend(p.setting, p.blue, Optional.of(new PolicyVersion(1, 1))))
        .isEmpty();
    assertThat(p.f.documents.toSend(p.setting, p.red, Optional.empty()))
        .as("a laptop that was never told anything is told nothing")
        .isEmpty();
  }

  @Test
  void nobody_decides_about_the_laptop_they_use_themselves() {
    p.usedBy(p.blue, p.dsl);
    UUID request = p.ask(p.blue, STICK);

    assertThat(approve(request, Approval.ordinary(p.blue, Owner.SETTING), p.dsl))
        .isInstanceOfSatisfying(
            PermissionOutcome.Refused.class,
            refused ->
                assertThat(refused.sentence())
                    .isEqualTo(
                        "This is about a laptop you use yourself, so somebody else decides: Dev."));
    assertThat(p.desk().refuse(p.setting, request, "", p.dsl))
        .isInstanceOf(PermissionOutcome.Refused.class);
    assertThat(approve(request, Approval.ordinary(p.blue, Owner.SETTING), p.technician))
        .isInstanceOfSatisfying(
            PermissionOutcome.Refused.class,
            refused ->
                assertThat(refused.sentence())
                    .isEqualTo("You may not decide this. It is for Dev."));
    assertThat(p.f.signedLists).isEmpty();
    assertThat(approve(request, Approval.ordinary(p.blue, Owner.SETTING), p.deputy))
        .isInstanceOf(PermissionOutcome.Done.class);
  }

  @Test
  void where_all_who_decide_are_concerned_it_passes_to_the_safeguarding_governor() {
    p.usedBy(p.blue, p.dsl);
    p.usedBy(p.red, p.deputy);
    var gail = p.person("Gail", Role.SAFEGUARDING_GOVERNOR);
    UUID request = p.ask(p.blue, STICK);
    assertThat(p.desk().passedTo(p.setting, gail.account()))
        .as("the deputy may decide about the blue room")
        .isEmpty();

    Approval both =
        new Approval(
            Set.of(p.blue, p.red),
            new Ends.Today(),
            true,
            false,
            true,
            Owner.SETTING,
            false,
            false,
            "Both rooms show the film.");
    assertThat(approve(request, both, p.deputy)).isInstanceOf(PermissionOutcome.Refused.class);
    assertThat(p.desk().approve(p.setting, request, both, gail, SecondLook.GIVEN))
        .isInstanceOf(PermissionOutcome.Done.class);
  }

  @Test
  void of_two_who_decide_at_once_the_second_is_told_what_the_first_decided() throws Exception {
    UUID request = p.ask(p.blue, STICK);
    List<PermissionOutcome> outcomes;
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      Future<PermissionOutcome> one =
          both.submit(() -> approve(request, Approval.ordinary(p.blue, Owner.SETTING), p.dsl));
      Future<PermissionOutcome> other =
          both.submit(() -> approve(request, Approval.ordinary(p.blue, Owner.SETTING), p.deputy));
      outcomes = List.of(one.get(), other.get());
    }
    assertThat(outcomes).hasAtLeastOneElementOfType(PermissionOutcome.Done.class);
    assertThat(outcomes)
        .filteredOn(PermissionOutcome.AlreadyDecided.class::isInstance)
        .singleElement()
        .satisfies(
            second ->
                assertThat(((PermissionOutcome.AlreadyDecided) second).sentence())
                    .matches(
                        "(Dina|Dev) allowed this already at 10:00 on 14 September: reading only,"
                            + " until the end of 14 September\\."));
    assertThat(p.desk().permissions(p.setting, true, Optional.empty(), 10).items()).hasSize(1);
  }

  @Test
  void what_goes_beyond_the_ordinary_needs_a_reason_and_then_a_second_look() {
    UUID request = p.ask(p.blue, STICK);
    Approval write =
        new Approval(
            Set.of(p.blue), new Ends.Today(), false, false, true, Owner.SETTING, false, false, "");
    assertThat(approve(request, write, p.dsl)).satisfies(refusal("reason"));
    Approval said = with(write, "The printer in the hall takes no other way.");
    assertThat(approve(request, said, p.dsl))
        .isEqualTo(
            new PermissionOutcome.NeedsSecondLook(
                List.of("Files can be put on it although it need not be encrypted.")));
    assertThat(p.desk().beyondOrdinary(p.setting, request, said)).hasSize(1);
    assertThat(p.f.signedLists).isEmpty();
    assertThat(p.desk().approve(p.setting, request, said, p.dsl, SecondLook.GIVEN))
        .isInstanceOf(PermissionOutcome.Done.class);
  }

  @Test
  void writing_on_an_encrypted_one_is_ordinary() {
    UUID request = p.ask(p.blue, STICK);
    Approval encrypted =
        new Approval(
            Set.of(p.blue),
            new Ends.SevenDays(),
            false,
            true,
            true,
            Owner.SETTING,
            false,
            false,
            "");
    assertThat(approve(request, encrypted, p.dsl)).isInstanceOf(PermissionOutcome.Done.class);
  }

  @Test
  void a_permission_ends_with_the_term_at_the_latest() {
    UUID request = p.ask(p.blue, STICK);
    assertThat(
            approve(
                request,
                until(LocalDate.of(2027, 1, 1), "It is needed for the whole winter."),
                p.dsl))
        .isEqualTo(
            new PermissionOutcome.Refused(
                "ends",
                "A permission ends with the term at the latest. Choose 2026-12-31 or an earlier"
                    + " day."));
    assertThat(approve(request, until(LocalDate.of(2026, 9, 13), ""), p.dsl))
        .satisfies(refusal("ends"));
    assertThat(
            approve(
                request, until(LocalDate.of(2026, 12, 31), "It is needed until Christmas."), p.dsl))
        .as("longer than seven days needs the second look")
        .isInstanceOf(PermissionOutcome.NeedsSecondLook.class);
  }

  @Test
  void a_personal_stick_and_a_phone_are_refused_while_the_setting_allows_none() {
    UUID request = p.ask(p.blue, STICK);
    assertThat(approve(request, Approval.ordinary(p.blue, Owner.PERSONAL), p.dsl))
        .satisfies(refusal("owner"));
    UUID phone =
        p.ask(
            p.blue,
            new Medium(Medium.Kind.PHONE, "04e8", "6860", "R58", "Galaxy", false, "usb 1-2", ""));
    assertThat(approve(phone, Approval.ordinary(p.blue, Owner.SETTING), p.dsl))
        .satisfies(refusal("medium"));
    assertThat(p.desk().choices(p.setting, p.desk().request(p.setting, phone).orElseThrow()))
        .satisfies(
            choices -> {
              assertThat(choices.permittable()).isFalse();
              assertThat(choices.notPermittable()).contains("no phones");
            });
  }

  @Test
  void what_is_storage_and_a_keyboard_at_once_is_never_permitted() {
    UUID request =
        p.ask(
            p.blue,
            new Medium(Medium.Kind.MIXED, "0781", "5581", "X", "Both", false, "usb 1-2", ""));
    assertThat(approve(request, Approval.ordinary(p.blue, Owner.SETTING), p.dsl))
        .satisfies(refusal("medium"));
  }

  @Test
  void a_weak_one_needs_a_word_a_reason_a_second_look_and_is_bound_to_its_port() {
    Medium weak =
        new Medium(Medium.Kind.USB_STORAGE, "1234", "5678", "", "USB DISK", true, "usb 1-3", "");
    UUID request = p.ask(p.blue, weak);
    assertThat(p.desk().request(p.setting, request)).map(MediaRequest::weak).contains(true);
    Approval plain = Approval.ordinary(p.blue, Owner.SETTING);
    assertThat(approve(request, plain, p.dsl)).satisfies(refusal("weak"));
    Approval known =
        new Approval(
            Set.of(p.blue),
            new Ends.Today(),
            true,
            false,
            true,
            Owner.SETTING,
            false,
            true,
            "It is the photographer's only one.");
    Approval elsewhere =
        new Approval(
            Set.of(p.red),
            known.ends(),
            true,
            false,
            true,
            Owner.SETTING,
            false,
            true,
            known.reason());
    assertThat(approve(request, elsewhere, p.dsl)).satisfies(refusal("laptops"));
    assertThat(approve(request, known, p.dsl))
        .isInstanceOf(PermissionOutcome.NeedsSecondLook.class);
    done(p.desk().approve(p.setting, request, known, p.dsl, SecondLook.GIVEN));
    assertThat(p.list(p.blue).lines())
        .singleElement()
        .satisfies(line -> assertThat(line.medium().port()).isEqualTo("usb 1-3"));
  }

  @Test
  void a_technicians_suggestion_waits_for_who_decides() {
    UUID request = p.ask(p.blue, STICK);
    Approval suggested = until(LocalDate.of(2026, 9, 18), "The week of the project.");
    done(p.desk().propose(p.setting, request, suggested, p.technician));
    assertThat(p.desk().request(p.setting, request).flatMap(MediaRequest::proposal))
        .get()
        .satisfies(
            proposal -> {
              assertThat(proposal.name()).isEqualTo("Tess");
              assertThat(proposal.suggested()).isEqualTo(suggested);
            });
    assertThat(p.f.signedLists).isEmpty();
    assertThat(p.acts()).containsExactly("stick-proposed");
  }

  @Test
  void a_refusal_keeps_its_word_and_cannot_be_taken_back_by_a_second_person() {
    UUID request = p.ask(p.blue, STICK);
    done(p.desk().refuse(p.setting, request, " Use the shared drive. ", p.dsl));
    assertThat(p.desk().request(p.setting, request).flatMap(MediaRequest::decided))
        .map(Decided::word)
        .contains("Use the shared drive.");
    // and the laptop is told, for the person who asked
    assertThat(p.f.signedLists.getLast().refused())
        .containsExactly(new PermissionList.RefusedAsk(request, "Use the shared drive."));
    assertThat(approve(request, Approval.ordinary(p.blue, Owner.SETTING), p.deputy))
        .isEqualTo(
            new PermissionOutcome.AlreadyDecided(
                "Dina said no to this already at 10:00 on 14 September."));
  }

  @Test
  void stopping_takes_it_out_of_the_list_at_once_and_shows_until_the_laptop_says_it_is_shut() {
    UUID permission = p.given();
    p.step(p.blue, permission, PermissionStep.RECEIVED);
    p.step(p.blue, permission, PermissionStep.OPENED);
    assertThat(state(permission)).isEqualTo(LaptopState.OPEN);

    done(p.desk().stop(p.setting, permission, Optional.empty(), "It is lost.", p.technician));

    assertThat(p.list(p.blue).lines()).isEmpty();
    assertThat(p.list(p.blue).version()).isEqualTo(new PolicyVersion(1, 2));
    assertThat(state(permission)).isEqualTo(LaptopState.STOPPING);
    p.step(p.blue, permission, PermissionStep.ENDED, "stopped", Optional.empty());
    assertThat(state(permission)).isEqualTo(LaptopState.ENDED);
    assertThat(p.desk().stop(p.setting, permission, Optional.empty(), "", p.dsl))
        .isEqualTo(new PermissionOutcome.AlreadyDecided("Tess stopped this permission already."));
    assertThat(p.acts()).containsExactly("stick-permitted", "stick-stopped");
  }

  @Test
  void extending_puts_another_in_its_place() {
    UUID before = p.given();
    UUID after =
        done(
            p.desk()
                .extend(
                    p.setting,
                    before,
                    until(LocalDate.of(2026, 9, 18), ""),
                    p.dsl,
                    SecondLook.NOT_GIVEN));
    assertThat(p.list(p.blue).lines()).extracting(PermissionList.Line::id).containsExactly(after);
    assertThat(p.desk().permission(p.setting, before))
        .get()
        .satisfies(one -> assertThat(one.isOver(p.f.clock.instant())).isTrue());
  }

  @Test
  void a_permission_whose_time_has_come_is_in_no_later_list() {
    var _ = p.given();
    p.f.now.set(p.f.now.get().plus(Duration.ofDays(2)));
    Medium other =
        new Medium(Medium.Kind.USB_STORAGE, "0781", "5581", "OTHER", "Ultra", false, "usb 1-1", "");
    UUID request = p.ask(p.blue, other);
    UUID second =
        done(
            p.desk()
                .approve(
                    p.setting,
                    request,
                    Approval.ordinary(p.blue, Owner.SETTING),
                    p.dsl,
                    SecondLook.NOT_GIVEN));
    assertThat(p.list(p.blue).lines()).extracting(PermissionList.Line::id).containsExactly(second);
  }

  @Test
  void a_laptop_that_knows_a_higher_number_gets_one_higher_still() {
    var _ = p.given();
    assertThat(
            p.f
                .documents
                .toSend(p.setting, p.blue, Optional.of(new PolicyVersion(1, 40)))
                .map(each -> each.version()))
        .contains(new PolicyVersion(1, 41));
  }

  @Test
  void after_a_restore_every_list_is_signed_anew_in_the_next_epoch() {
    UUID permission = p.given();
    List<PermissionList> anew = new java.util.ArrayList<>();
    PermissionDocuments restored =
        new PermissionDocuments(
            p.f.database,
            p.f.clock,
            2,
            list -> {
              anew.add(list);
              return io.stairgate.console.database.Bytes.of(new byte[] {1});
            },
            laptop -> {});
    assertThat(
            restored
                .toSend(p.setting, p.blue, Optional.of(new PolicyVersion(1, 7)))
                .map(each -> each.version()))
        .contains(new PolicyVersion(2, 1));
    assertThat(anew.getFirst().lines())
        .extracting(PermissionList.Line::id)
        .containsExactly(permission);
    assertThat(restored.toSend(p.setting, p.blue, Optional.of(new PolicyVersion(2, 1)))).isEmpty();
  }

  @Test
  void the_same_laptop_again_may_open_what_it_might_before() {
    UUID permission = p.given();
    var again = p.f.laptop("Blue again", "a".repeat(64), Optional.of(p.blue));
    assertThat(p.f.devices.confirmSame(p.setting, again, p.f.clock.instant())).contains(p.blue);
    p.f.documents.replaced(p.setting, again);
    assertThat(p.list(again).lines())
        .extracting(PermissionList.Line::id)
        .containsExactly(permission);
  }

  @Test
  void nobody_who_uses_a_laptop_ever_decides_about_it_whatever_the_roles() {
    java.util.Random chance = new java.util.Random(7);
    for (int round = 0; round < 60; round++) {
      var somebody = p.person("Person " + round, List.of(Role.values()).get(chance.nextInt(10)));
      boolean theirs = chance.nextBoolean();
      boolean several = chance.nextBoolean();
      p.usedBy(p.blue, theirs ? somebody : p.deputy);
      UUID request = p.ask(p.blue, stick(round));
      Approval approval =
          new Approval(
              several ? Set.of(p.blue, p.red) : Set.of(p.blue),
              new Ends.Today(),
              true,
              false,
              true,
              Owner.SETTING,
              false,
              false,
              "It is needed in the room.");
      PermissionOutcome outcome =
          p.desk().approve(p.setting, request, approval, somebody, SecondLook.GIVEN);
      boolean included =
          p.desk()
              .deciders(p.setting, p.desk().request(p.setting, request).orElseThrow())
              .include(somebody.account());
      assertThat(outcome instanceof PermissionOutcome.Done)
          .as("%s, theirs: %s, several: %s", somebody, theirs, several)
          .isEqualTo(included);
      if (theirs) {
        assertThat(outcome).isInstanceOf(PermissionOutcome.Refused.class);
        assertThat(p.desk().refuse(p.setting, request, "", somebody))
            .isInstanceOf(PermissionOutcome.Refused.class);
      }
    }
  }

  @Test
  void a_laptop_holds_64_and_the_65th_is_refused_by_name() {
    for (int i = 0; i < PermissionList.MOST; i++) {
      UUID request = p.ask(p.blue, stick(i));
      done(
          p.desk()
              .approve(
                  p.setting,
                  request,
                  Approval.ordinary(p.blue, Owner.SETTING),
                  p.dsl,
                  SecondLook.NOT_GIVEN));
    }
    UUID request = p.ask(p.blue, stick(64));
    assertThat(approve(request, Approval.ordinary(p.blue, Owner.SETTING), p.dsl))
        .isInstanceOfSatisfying(
            PermissionOutcome.Refused.class,
            refused ->
                assertThat(refused.sentence()).startsWith("Blue Room has 64 permissions already"));
  }

  @Test
  void the_history_of_a_permission_says_who_when_and_what_the_scan_said() {
    UUID permission = p.given();
    p.step(p.blue, permission, PermissionStep.SCANNING);
    p.step(
        p.blue,
        permission,
        PermissionStep.SCANNED,
        "",
        Optional.of(PermissionFixture.scan(ScanReport.Verdict.CLEAN)));
    p.step(p.blue, permission, PermissionStep.OPENED);
    assertThat(p.desk().history(p.setting, permission))
        .extracting(Happening::what)
        .containsExactlyInAnyOrder("asked", "approved", "scanning", "scanned", "opened");
    assertThat(
            p.desk()
                .permission(p.setting, permission)
                .flatMap(one -> one.on(p.blue))
                .flatMap(LaptopPermission::scan))
        .contains(PermissionFixture.scan(ScanReport.Verdict.CLEAN));
    assertThat(p.desk().history(p.f.other, permission)).isEmpty();
  }

  @Test
  void asking_again_withdraws_the_earlier_request_and_a_laptop_has_20_at_most() {
    UUID first = p.ask(p.blue, STICK);
    UUID second = p.ask(p.blue, STICK);
    assertThat(p.desk().request(p.setting, first))
        .map(MediaRequest::state)
        .contains(RequestState.WITHDRAWN);
    for (int i = 0; i < 25; i++) {
      p.f.now.set(p.f.now.get().plusSeconds(1));
      var _ = p.ask(p.blue, stick(i));
    }
    assertThat(p.desk().openCount(p.setting)).isEqualTo(20);
    assertThat(p.desk().request(p.setting, second))
        .map(MediaRequest::state)
        .contains(RequestState.WITHDRAWN);
  }

  @Test
  void the_same_request_told_twice_is_one() {
    UUID id = UUID.randomUUID();
    Asking asking = new Asking(id, STICK, "anna", "Photos.", true);
    p.ask(p.blue, asking);
    done(p.desk().refuse(p.setting, id, "", p.dsl));
    p.ask(p.blue, asking);
    p.ask(p.red, asking);
    assertThat(p.desk().requests(p.setting, false, Optional.empty(), 10).items())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.state()).isEqualTo(RequestState.REFUSED);
              assertThat(request.laptop()).isEqualTo(p.blue);
            });
  }

  @Test
  void lists_go_on_where_they_left_off() {
    for (int i = 0; i < 5; i++) {
      p.f.now.set(p.f.now.get().plusSeconds(1));
      var _ = p.ask(p.blue, stick(i));
    }
    Listed<MediaRequest> first = p.desk().requests(p.setting, true, Optional.empty(), 3);
    Listed<MediaRequest> rest = p.desk().requests(p.setting, true, first.next(), 3);
    assertThat(first.items()).hasSize(3);
    assertThat(rest.items()).hasSize(2).doesNotContainAnyElementsOf(first.items());
    assertThat(rest.next()).isEmpty();
  }

  private static Medium stick(int number) {
    return new Medium(
        Medium.Kind.USB_STORAGE, "0781", "5581", "S" + number, "Ultra", false, "usb 1-4", "");
  }

  private LaptopState state(UUID permission) {
    return p.desk()
        .permission(p.setting, permission)
        .flatMap(one -> one.on(p.blue))
        .map(LaptopPermission::state)
        .orElseThrow();
  }

  private PermissionOutcome approve(
      UUID request, Approval approval, io.stairgate.console.audit.Actor.Person by) {
    return p.desk().approve(p.setting, request, approval, by, SecondLook.NOT_GIVEN);
  }

  private Approval until(LocalDate day, String reason) {
    return new Approval(
        Set.of(p.blue),
        new Ends.LastDay(day),
        true,
        false,
        true,
        Owner.SETTING,
        false,
        false,
        reason);
  }

  private static Approval with(Approval approval, String reason) {
    return new Approval(
        approval.laptops(),
        approval.ends(),
        approval.readOnly(),
        approval.encryptedOnly(),
        approval.onlyWhoAsked(),
        approval.owner(),
        approval.acceptNotFullyScanned(),
        approval.weakAccepted(),
        reason);
  }

  private static java.util.function.Consumer<PermissionOutcome> refusal(String field) {
    return outcome ->
        assertThat(outcome)
            .isInstanceOfSatisfying(
                PermissionOutcome.Refused.class,
                refused -> assertThat(refused.field()).isEqualTo(field));
  }
}
