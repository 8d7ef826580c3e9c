package io.stairgate.console.permission;

import static io.stairgate.console.permission.PermissionFixture.STICK;
import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Engine;
import io.stairgate.console.policy.PolicyVersion;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
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
class OwnSticksTest {
  private static final LocalDate LAST = LocalDate.of(2027, 7, 21);
  private static final StandingTerms EVERYWHERE =
      new StandingTerms(true, LAST, true, Set.of(), "The setting bought them for the staff.");

  private final Engine engine;
  @TempDir Path folder;
  PermissionFixture p;

  OwnSticksTest(Engine engine) {
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

  private OwnSticks own() {
    return p.f.permissions.own();
  }

  @Test
  void one_whose_ids_are_known_stands_at_once_on_every_laptop_and_on_those_that_come() {
    NewOwnStick stick = new NewOwnStick("Blue 3", "4C530001", "0781", "5581");
    assertThat(own().add(p.setting, List.of(stick), EVERYWHERE, p.dsl, SecondLook.NOT_GIVEN))
        .isEqualTo(
            new PermissionOutcome.NeedsSecondLook(
                List.of("The stick may be used until 2027-07-21 without being asked for.")));
    assertThat(own().add(p.setting, List.of(stick), EVERYWHERE, p.dsl, SecondLook.GIVEN))
        .isEqualTo(new PermissionOutcome.Added(1, false));

    assertThat(p.f.toldOfPermissions).containsExactlyInAnyOrder(p.blue, p.red);
    assertThat(p.list(p.blue).lines())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.encryptedOnly()).isTrue();
              assertThat(line.readOnly()).as("it is encrypted").isFalse();
              assertThat(line.account()).isEmpty();
              assertThat(line.endsAt()).isEqualTo(Instant.parse("2027-07-21T23:00:00Z"));
              assertThat(line.medium().descriptorSha256()).as("never seen").isEmpty();
            });
    var green = p.f.laptop("Green Room");
    assertThat(p.f.documents.toSend(p.setting, green, Optional.empty()).map(l -> l.version()))
        .contains(new PolicyVersion(1, 1));
    assertThat(p.list(green).lines()).hasSize(1);

    UUID request = p.ask(p.blue, STICK);
    assertThat(p.desk().request(p.setting, request))
        .map(MediaRequest::whose)
        .contains(Owner.SETTING);
    assertThat(p.acts()).containsExactly("own-sticks-added");
  }

  @Test
  void one_whose_ids_are_not_known_stands_when_it_is_first_plugged_in() {
    NewOwnStick stick = new NewOwnStick("Blue 3", "4C530001", "", "");
    var _ = own().add(p.setting, List.of(stick), EVERYWHERE, p.dsl, SecondLook.GIVEN);
    assertThat(p.f.toldOfPermissions).isEmpty();
    p.plug(p.blue, STICK);
    assertThat(p.f.toldOfPermissions).containsExactlyInAnyOrder(p.blue, p.red);
    assertThat(p.list(p.red).lines())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.medium().vendorId()).isEqualTo("0781");
              assertThat(line.medium().descriptorSha256()).isEqualTo(PermissionFixture.DESCRIPTORS);
            });
    assertThat(own().all(p.setting))
        .singleElement()
        .satisfies(line -> assertThat(line.productId()).isEqualTo("5581"));
    p.f.toldOfPermissions.clear();
    p.plug(p.red, STICK);
    assertThat(p.f.toldOfPermissions).as("once").isEmpty();
  }

  @Test
  void what_a_technician_or_a_program_puts_on_the_list_waits_for_who_decides() {
    NewOwnStick stick = new NewOwnStick("Blue 3", "4C530001", "0781", "5581");
    assertThat(own().add(p.setting, List.of(stick), EVERYWHERE, p.technician, SecondLook.NOT_GIVEN))
        .isEqualTo(new PermissionOutcome.Added(1, true));
    assertThat(
            own()
                .add(
                    p.setting,
                    List.of(new NewOwnStick("Blue 4", "S4", "0781", "5581")),
                    EVERYWHERE,
                    new Actor.Program(UUID.randomUUID(), "a tool"),
                    SecondLook.GIVEN))
        .isEqualTo(new PermissionOutcome.Added(1, true));
    assertThat(p.f.signedLists).isEmpty();
    Set<UUID> waiting = Set.copyOf(own().all(p.setting).stream().map(OwnStick::id).toList());

    assertThat(own().confirm(p.setting, waiting, p.technician, SecondLook.GIVEN))
        .isInstanceOf(PermissionOutcome.Refused.class);
    assertThat(own().confirm(p.setting, waiting, p.dsl, SecondLook.NOT_GIVEN))
        .isInstanceOf(PermissionOutcome.NeedsSecondLook.class);
    assertThat(own().confirm(p.setting, waiting, p.dsl, SecondLook.GIVEN))
        .isEqualTo(new PermissionOutcome.Added(2, false));
    assertThat(own().confirm(p.setting, waiting, p.deputy, SecondLook.GIVEN))
        .isInstanceOf(PermissionOutcome.AlreadyDecided.class);
    assertThat(p.list(p.blue).lines()).hasSize(2);
    assertThat(p.acts())
        .containsExactly("own-sticks-proposed", "own-sticks-proposed", "own-sticks-confirmed");
  }

  @Test
  void nobody_gives_a_standing_permission_for_the_laptop_they_use_alone() {
    p.usedBy(p.blue, p.dsl);
    StandingTerms blue =
        new StandingTerms(true, LAST, false, Set.of(p.blue), "The blue room has its own.");
    NewOwnStick stick = new NewOwnStick("Blue 3", "4C530001", "0781", "5581");
    assertThat(own().add(p.setting, List.of(stick), blue, p.dsl, SecondLook.GIVEN))
        .as("it waits for the deputy")
        .isEqualTo(new PermissionOutcome.Added(1, true));
    assertThat(own().deciders(p.setting, blue).people())
        .extracting(person -> person.name())
        .containsExactly("Dev");
  }

  @Test
  void taken_off_the_list_it_is_over_at_once() {
    NewOwnStick stick = new NewOwnStick("Blue 3", "4C530001", "0781", "5581");
    var _ = own().add(p.setting, List.of(stick), EVERYWHERE, p.dsl, SecondLook.GIVEN);
    UUID line = own().all(p.setting).getFirst().id();
    assertThat(own().end(p.setting, line, "Lost on the bus.", p.technician))
        .isInstanceOf(PermissionOutcome.Done.class);
    assertThat(p.list(p.blue).lines()).isEmpty();
    assertThat(own().all(p.setting))
        .singleElement()
        .satisfies(each -> assertThat(each.state()).isEqualTo(OwnStickState.ENDED));
    assertThat(own().end(p.setting, line, "", p.dsl))
        .isInstanceOf(PermissionOutcome.AlreadyDecided.class);
    assertThat(own().add(p.setting, List.of(stick), EVERYWHERE, p.dsl, SecondLook.GIVEN))
        .as("it may come back")
        .isEqualTo(new PermissionOutcome.Added(1, false));
  }

  @Test
  void the_49th_for_one_laptop_is_refused_and_nothing_of_it_is_kept() {
    List<NewOwnStick> many = new ArrayList<>();
    for (int i = 0; i <= OwnSticks.MOST_ON_A_LAPTOP; i++) {
      many.add(new NewOwnStick("Stick " + i, "S" + i, "0781", "5581"));
    }
    assertThat(own().add(p.setting, many, EVERYWHERE, p.dsl, SecondLook.GIVEN))
        .isInstanceOfSatisfying(
            PermissionOutcome.Refused.class,
            refused -> assertThat(refused.sentence()).contains("more than 48"));
    assertThat(own().all(p.setting)).isEmpty();
    assertThat(p.desk().permissions(p.setting, false, Optional.empty(), 100).items()).isEmpty();
    assertThat(
            own()
                .add(
                    p.setting,
                    many.subList(0, OwnSticks.MOST_ON_A_LAPTOP),
                    EVERYWHERE,
                    p.dsl,
                    SecondLook.GIVEN))
        .isEqualTo(new PermissionOutcome.Added(48, false));
  }

  @Test
  void what_is_typed_is_bounded_and_told_in_a_sentence() {
    for (NewOwnStick wrong :
        List.of(
            new NewOwnStick("", "S", "", ""),
            new NewOwnStick("x".repeat(65), "S", "", ""),
            new NewOwnStick("L", "", "", ""),
            new NewOwnStick("L", "S\u202E", "", ""),
            new NewOwnStick("L", "S", "0781", ""),
            new NewOwnStick("L", "S", "zzzz", "0001"))) {
      assertThat(own().add(p.setting, List.of(wrong), EVERYWHERE, p.dsl, SecondLook.GIVEN))
          .as("%s", wrong)
          .isInstanceOf(PermissionOutcome.Refused.class);
    }
    NewOwnStick good = new NewOwnStick("L", "S", "", "");
    for (StandingTerms wrong :
        List.of(
            new StandingTerms(true, LAST, true, Set.of(), "short"),
            new StandingTerms(
                true, LocalDate.of(2026, 9, 13), true, Set.of(), "It is long enough."),
            new StandingTerms(
                true, LocalDate.of(2028, 9, 13), true, Set.of(), "It is long enough."),
            new StandingTerms(true, LAST, false, Set.of(), "It is long enough."))) {
      assertThat(own().add(p.setting, List.of(good), wrong, p.dsl, SecondLook.GIVEN))
          .as("%s", wrong)
          .isInstanceOf(PermissionOutcome.Refused.class);
    }
    var _ = own().add(p.setting, List.of(good), EVERYWHERE, p.dsl, SecondLook.GIVEN);
    assertThat(own().add(p.setting, List.of(good), EVERYWHERE, p.dsl, SecondLook.GIVEN))
        .as("twice")
        .isInstanceOf(PermissionOutcome.Refused.class);
    assertThat(own().all(p.f.other)).isEmpty();
    assertThat(own().end(p.f.other, own().all(p.setting).getFirst().id(), "", p.dsl))
        .isEqualTo(new PermissionOutcome.NotThere());
  }

  @Test
  void a_file_is_read_with_its_problems_by_line() {
    var _ =
        own()
            .add(
                p.setting,
                List.of(new NewOwnStick("Old", "KNOWN", "", "")),
                EVERYWHERE,
                p.dsl,
                SecondLook.GIVEN);
    StickImport read =
        own()
            .read(
                p.setting,
                """
                \uFEFFLabel;Serial Number;VID;PID
                Blue 1;S1;0x0781;5581
                ;S2;;
                "Red; big";S3;;
                Twice;S1;;

                No serial;;;
                Open;"S4;;
                Half;S5;0781;
                Old;KNOWN;;
                """
                    .replace("\n", "\r\n"));
    assertThat(read.sticks())
        .containsExactly(
            new NewOwnStick("Blue 1", "S1", "0781", "5581"),
            new NewOwnStick("S2", "S2", "", ""),
            new NewOwnStick("Red; big", "S3", "", ""));
    assertThat(read.problems()).extracting(StickImport.Problem::line).containsExactly(5, 7, 8, 9);
    assertThat(read.alreadyListed()).isEqualTo(1);

    assertThat(own().read(p.setting, "").problems()).hasSize(1);
    assertThat(own().read(p.setting, "name\nBlue").problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.line()).isEqualTo(1));
    assertThat(own().read(p.setting, "x".repeat(OwnSticks.LONGEST_FILE + 1)).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.sentence()).contains("256 KiB"));
    assertThat(own().read(p.setting, "serial\n" + "\"\n".repeat(5_000)).problems()).hasSize(51);
    assertThat(own().read(p.setting, "serial\n" + lines(1_500)).sticks()).hasSize(OwnSticks.MOST);
  }

  private static String lines(int count) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append('S').append(i).append('\n');
    }
    return all.toString();
  }

  @Test
  void where_nobody_decides_a_manager_may_not_either() {
    var max = p.person("Max", Role.MANAGER);
    assertThat(
            own()
                .add(
                    p.setting,
                    List.of(new NewOwnStick("L", "S", "", "")),
                    EVERYWHERE,
                    max,
                    SecondLook.GIVEN))
        .isEqualTo(new PermissionOutcome.Added(1, true));
  }
}
