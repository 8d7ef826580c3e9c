package io.stairgate.console.permission;

import static io.stairgate.console.permission.PermissionFixture.STICK;
import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Engine;
import io.stairgate.console.media.PermissionStep;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who decides in one setting sees and changes nothing of another, with the right ids in hand. */
@ParameterizedClass
@EnumSource(Engine.class)
class PermissionWallTest {
  private static final List<String> TABLES =
      List.of(
          "stick",
          "stick_sighting",
          "stick_presence",
          "media_request",
          "media_permission",
          "media_permission_laptop",
          "media_permission_step",
          "signed_permissions",
          "own_stick",
          "telephone_answer",
          "audit");

  private final Engine engine;
  @TempDir Path folder;

  PermissionWallTest(Engine engine) {
    this.engine = engine;
  }

  @Test
  void nothing_of_another_setting_is_seen_decided_stopped_or_answered() {
    try (PermissionFixture p = new PermissionFixture(engine, folder)) {
      p.plug(p.blue, STICK);
      UUID permission = p.given();
      p.step(p.blue, permission, PermissionStep.OPENED);
      UUID waits = p.ask(p.red, STICK);
      var _ =
          p.f
              .permissions
              .own()
              .add(
                  p.setting,
                  List.of(new NewOwnStick("Blue 3", "S3", "0781", "5581")),
                  new StandingTerms(
                      true, LocalDate.of(2026, 12, 1), true, Set.of(), "The setting bought it."),
                  p.technician,
                  SecondLook.NOT_GIVEN);
      UUID line = p.f.permissions.own().all(p.setting).getFirst().id();
      UUID stick =
          p.f
              .permissions
              .register()
              .sticks(p.setting, RegisterFilter.ALL, Optional.empty(), 1)
              .items()
              .getFirst()
              .id();
      MediaRequest request = p.desk().request(p.setting, waits).orElseThrow();
      Actor.Person theirs =
          new Actor.Person(p.f.person(p.f.other, "Otto", Set.of(Role.DSL)), "Otto");
      Map<String, String> before = rows(p);
      PermissionDesk desk = p.desk();
      Approval approval = Approval.ordinary(p.red, Owner.SETTING);

      assertThat(desk.requests(p.f.other, false, Optional.empty(), 10).items()).isEmpty();
      assertThat(desk.request(p.f.other, waits)).isEmpty();
      assertThat(desk.openCount(p.f.other)).isZero();
      assertThat(desk.passedTo(p.f.other, theirs.account())).isEmpty();
      assertThat(desk.choices(p.f.other, request).laptops()).isEmpty();
      assertThat(desk.permissions(p.f.other, false, Optional.empty(), 10).items()).isEmpty();
      assertThat(desk.permission(p.f.other, permission)).isEmpty();
      assertThat(desk.permissionsOn(p.f.other, p.blue)).isEmpty();
      assertThat(desk.history(p.f.other, permission)).isEmpty();
      assertThat(p.f.permissions.register().history(p.f.other, stick)).isEmpty();
      assertThat(p.f.permissions.register().permissions(p.f.other, stick)).isEmpty();
      assertThat(p.f.permissions.own().all(p.f.other)).isEmpty();
      assertThat(p.f.documents.toSend(p.f.other, p.blue, Optional.empty())).isEmpty();
      PermissionOutcome none = new PermissionOutcome.NotThere();
      assertThat(
              List.of(
                  desk.approve(p.f.other, waits, approval, theirs, SecondLook.GIVEN),
                  desk.refuse(p.f.other, waits, "", theirs),
                  desk.propose(p.f.other, waits, approval, theirs),
                  desk.extend(p.f.other, permission, approval, theirs, SecondLook.GIVEN),
                  desk.stop(p.f.other, permission, Optional.empty(), "", theirs),
                  desk.allow(p.f.other, stick, p.blue, approval, theirs, SecondLook.GIVEN),
                  p.f.permissions.own().confirm(p.f.other, Set.of(line), theirs, SecondLook.GIVEN),
                  p.f.permissions.own().end(p.f.other, line, "", theirs),
                  p.f
                      .permissions
                      .telephone()
                      .answer(
                          p.f.other,
                          p.blue,
                          "ABCD EFGH",
                          TelephoneKind.CLOCK,
                          "The clock was wrong.",
                          theirs)))
          .allMatch(none::equals);
      assertThat(desk.approve(p.setting, waits, approval, theirs, SecondLook.GIVEN))
          .as("a person of another setting decides nothing here")
          .isInstanceOf(PermissionOutcome.Refused.class);
      assertThat(rows(p)).isEqualTo(before);
    }
  }

  private static Map<String, String> rows(PermissionFixture p) {
    Map<String, String> all = new TreeMap<>();
    for (String table : TABLES) {
      all.put(
          table,
          p.f.database.inTransaction(
              tx ->
                  tx
                      .createQuery("SELECT * FROM %s WHERE setting_id = :setting".formatted(table))
                      .bind("setting", p.setting.value())
                      .mapToMap()
                      .map(
                          row -> {
                            row.replaceAll(
                                (column, value) -> value instanceof byte[] ? "bytes" : value);
                            return row.toString();
                          })
                      .list()
                      .stream()
                      .sorted()
                      .toList()
                      .toString()));
    }
    return all;
  }
}
