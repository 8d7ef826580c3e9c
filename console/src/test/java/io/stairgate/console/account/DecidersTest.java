package io.stairgate.console.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Who decides and who is told, among any people at all. */
class DecidersTest {
  private static final Member DSL = member("Dee", Role.DSL);
  private static final Member DEPUTY = member("Dan", Role.DEPUTY);
  private static final Member HEAD = member("Hal", Role.MANAGER);
  private static final Member GOVERNOR = member("Gil", Role.SAFEGUARDING_GOVERNOR);
  private static final Member TECHNICIAN = member("Tom", Role.TECHNICIAN);
  private static final List<Member> ALL = List.of(DSL, DEPUTY, HEAD, GOVERNOR, TECHNICIAN);

  @Test
  void an_own_matter_passes_to_the_deputy_and_then_to_the_safeguarding_governor() {
    Set<Role> only = Set.of(Role.DSL);
    assertThat(Deciders.of(only, ALL, Set.of(TECHNICIAN.account())))
        .isEqualTo(new Deciders(List.of(DSL), Deciders.Passed.TO_APPROVERS));
    assertThat(Deciders.of(only, ALL, Set.of(DSL.account())))
        .isEqualTo(new Deciders(List.of(DEPUTY), Deciders.Passed.TO_DEPUTIES));
    assertThat(Deciders.of(only, ALL, Set.of(DSL.account(), DEPUTY.account())))
        .isEqualTo(new Deciders(List.of(GOVERNOR), Deciders.Passed.TO_SAFEGUARDING_GOVERNORS));
  }

  @Test
  void a_head_who_is_the_dsl_alone_decides_nothing_of_their_own() {
    Member both = member("Hedda", Role.DSL, Role.MANAGER);
    for (Decision decision : Decision.values()) {
      assertThat(Deciders.of(decision.defaults(), List.of(both), Set.of(both.account())))
          .isEqualTo(new Deciders(List.of(), Deciders.Passed.TO_NOBODY));
    }
  }

  @Property
  void nobody_ever_decides_their_own(
      @ForAll("people") List<Member> people, @ForAll("roles") Set<Role> approvers) {
    for (Member own : people) {
      Deciders deciders = Deciders.of(approvers, people, Set.of(own.account()));
      assertThat(deciders.include(own.account())).isFalse();
      boolean another =
          people.stream()
              .filter(member -> !member.account().equals(own.account()))
              .anyMatch(member -> member.roles().stream().anyMatch(approvers::contains));
      assertThat(deciders.passed() == Deciders.Passed.TO_APPROVERS).isEqualTo(another);
      assertThat(deciders.people().isEmpty())
          .isEqualTo(deciders.passed() == Deciders.Passed.TO_NOBODY);
    }
  }

  @Test
  void conduct_of_staff_goes_to_the_head_and_the_heads_to_the_safeguarding_governor() {
    assertThat(told(new Matter.Conduct(Set.of()))).containsExactly(HEAD);
    assertThat(told(new Matter.Conduct(Set.of(DSL.account())))).containsExactly(HEAD);
    assertThat(told(new Matter.Conduct(Set.of(HEAD.account())))).containsExactly(GOVERNOR);
    assertThat(
            Audience.of(
                    new Matter.Conduct(Set.of(HEAD.account())),
                    List.of(HEAD, GOVERNOR, member("Mia", Role.MANAGER)))
                .people())
        .as("not to a colleague of the same rank")
        .containsExactly(GOVERNOR);
  }

  @Test
  void the_leads_own_laptop_is_never_told_to_the_lead_alone() {
    assertThat(told(new Matter.OwnLaptop(DSL.account()))).containsExactly(DEPUTY);
    assertThat(Audience.of(new Matter.OwnLaptop(DSL.account()), List.of(DSL, HEAD)).people())
        .containsExactly(HEAD);
    assertThat(told(new Matter.OwnLaptop(TECHNICIAN.account()))).containsExactly(DSL, DEPUTY);
    assertThat(told(new Matter.General())).containsExactly(DSL, DEPUTY);
  }

  @Property
  void no_technician_staff_or_provider_is_ever_told_the_words(
      @ForAll("people") List<Member> people) {
    List<Matter> matters =
        new ArrayList<>(List.of(new Matter.General(), new Matter.Conduct(Set.of())));
    people.forEach(member -> matters.add(new Matter.Conduct(Set.of(member.account()))));
    people.forEach(member -> matters.add(new Matter.OwnLaptop(member.account())));
    for (Matter matter : matters) {
      assertThat(Audience.of(matter, people).people())
          .allSatisfy(
              member -> {
                assertThat(matter.concerned()).doesNotContain(member.account());
                assertThat(member.roles())
                    .containsAnyOf(Role.DSL, Role.DEPUTY, Role.MANAGER, Role.SAFEGUARDING_GOVERNOR);
              });
    }
  }

  @Provide
  Arbitrary<List<Member>> people() {
    return roles()
        .map(
            roles ->
                new Member(
                    UUID.randomUUID(),
                    "P",
                    "p",
                    roles,
                    Instant.EPOCH,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
        .list()
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<Set<Role>> roles() {
    return Arbitraries.of(Role.class).set().ofMinSize(1).ofMaxSize(3);
  }

  private static List<Member> told(Matter matter) {
    return Audience.of(matter, ALL).people();
  }

  private static Member member(String name, Role... roles) {
    return new Member(
        UUID.randomUUID(),
        name,
        name,
        EnumSet.copyOf(new HashSet<>(Arrays.asList(roles))),
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
