package io.stairgate.console.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.AlertKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who is told of which alert, in which order. */
class CircleTest {
  private static final Member LEAD = member("lead", Role.DSL);
  private static final Member DEPUTY = member("deputy", Role.DEPUTY);
  private static final Member HEAD = member("head", Role.MANAGER);
  private static final Member GOVERNOR = member("governor", Role.SAFEGUARDING_GOVERNOR);
  private static final Member TECHNICIAN = member("technician", Role.TECHNICIAN);
  private static final Member STAFF = member("staff", Role.STAFF);
  private static final List<Member> ALL = List.of(LEAD, DEPUTY, HEAD, GOVERNOR, TECHNICIAN, STAFF);

  @Test
  void ordinarily_lead_deputy_head() {
    assertThat(names(AlertKind.MEDIUM_USED, Optional.empty(), ALL)).isEqualTo("lead|deputy|head");
    assertThat(names(AlertKind.MEDIUM_USED, Optional.of(STAFF), ALL)).isEqualTo("lead|deputy|head");
  }

  @Test
  void about_the_leads_own_laptop_never_the_lead_alone() {
    assertThat(names(AlertKind.MEDIUM_USED, Optional.of(LEAD), ALL))
        .isEqualTo("deputy|head|governor");
    assertThat(names(AlertKind.MEDIUM_USED, Optional.of(LEAD), List.of(LEAD, HEAD)))
        .isEqualTo("head||");
  }

  @Test
  void about_the_heads_laptop_the_governor_stands_where_the_head_stood() {
    assertThat(names(AlertKind.MEDIUM_USED, Optional.of(HEAD), ALL))
        .isEqualTo("lead|deputy|governor");
  }

  @Test
  void how_a_member_of_staff_behaved_goes_to_the_head_too() {
    assertThat(names(AlertKind.TAMPERED, Optional.of(STAFF), ALL))
        .isEqualTo("lead head|deputy|governor");
    assertThat(names(AlertKind.CHANGED_AGAIN, Optional.empty(), ALL))
        .isEqualTo("lead head|deputy|governor");
    assertThat(names(AlertKind.TAMPERED, Optional.of(LEAD), ALL)).isEqualTo("head|deputy|governor");
  }

  @Test
  void how_the_head_behaved_goes_to_the_safeguarding_governor() {
    assertThat(names(AlertKind.TAMPERED, Optional.of(HEAD), ALL)).isEqualTo("governor||");
    assertThat(names(AlertKind.TAMPERED, Optional.of(HEAD), List.of(LEAD, DEPUTY, HEAD)))
        .isEqualTo("lead deputy||");
  }

  @Test
  void a_head_who_is_the_lead_as_well_is_not_told_twice() {
    Member both = member("both", Role.DSL, Role.MANAGER);
    assertThat(names(AlertKind.MEDIUM_USED, Optional.empty(), List.of(both, DEPUTY)))
        .isEqualTo("both|deputy|");
    assertThat(names(AlertKind.TAMPERED, Optional.of(both), List.of(both, DEPUTY, GOVERNOR)))
        .isEqualTo("governor||");
  }

  @Test
  void where_nobody_else_is_left_those_concerned_are_told() {
    Member both = member("both", Role.DSL, Role.MANAGER);
    assertThat(names(AlertKind.MEDIUM_USED, Optional.of(both), List.of(both, STAFF)))
        .isEqualTo("both||");
  }

  @Test
  void the_silence_of_all_is_for_whoever_looks_after_the_console() {
    assertThat(names(AlertKind.ALL_SILENT, Optional.empty(), ALL)).isEqualTo("technician||");
    assertThat(names(AlertKind.ALL_SILENT, Optional.empty(), List.of(LEAD, HEAD)))
        .isEqualTo("head||");
    assertThat(names(AlertKind.ALL_SILENT, Optional.empty(), List.of(LEAD))).isEqualTo("lead||");
  }

  @Test
  void nobody_is_in_two_steps_whatever_the_roles() {
    Role[] roles = Role.values();
    List<Member> crowd = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      crowd.add(
          member("person " + i, roles[i % roles.length], roles[(i * 7 + i / 10) % roles.length]));
    }
    for (AlertKind kind : AlertKind.values()) {
      for (Member user : crowd) {
        Circle circle = Circle.of(kind, Optional.of(user.account()), crowd);
        assertThat(circle.everybody())
            .as("%s about %s", kind, user.roles())
            .hasSize(circle.first().size() + circle.second().size() + circle.third().size())
            .doesNotHaveDuplicates();
        assertThat(circle.first()).isNotEmpty();
        if (kind != AlertKind.ALL_SILENT) {
          assertThat(circle.includes(user.account())).isFalse();
        }
      }
    }
  }

  private static String names(AlertKind kind, Optional<Member> user, List<Member> members) {
    Circle circle = Circle.of(kind, user.map(Member::account), members);
    return String.join("|", words(circle.first()), words(circle.second()), words(circle.third()));
  }

  private static String words(List<Member> members) {
    return String.join(" ", members.stream().map(Member::name).toList());
  }

  private static Member member(String name, Role... roles) {
    return new Member(
        UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        name,
        name + "@example",
        Set.of(roles.length > 1 && roles[0] == roles[1] ? new Role[] {roles[0]} : roles),
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
