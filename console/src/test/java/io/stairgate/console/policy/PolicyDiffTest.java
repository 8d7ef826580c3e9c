package io.stairgate.console.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.policy.PolicyChange.Direction;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PolicyDiffTest {
  private static SettingPolicy read(String text) {
    return switch (PolicyFile.read("format: 1\n" + text, SomePolicies.NAMES)) {
      case PolicyFile.Reading.Good good -> good.policy();
      case PolicyFile.Reading.Refused refused -> throw new AssertionError(refused.sentence());
    };
  }

  private static List<PolicyChange> diff(String old, String now) {
    return PolicyDiff.between(read(old), read(now), SomePolicies.NAMES);
  }

  private static void goes(String old, String now, Direction direction, String sentence) {
    assertThat(diff(old, now)).containsExactly(new PolicyChange(direction, sentence));
  }

  @Property(tries = 300)
  void there_is_a_line_exactly_where_something_differs(@ForAll long one, @ForAll long other) {
    SettingPolicy old = new SomePolicies(one).policy();
    SettingPolicy now = new SomePolicies(other).policy();
    List<PolicyChange> changes = PolicyDiff.between(old, now, SomePolicies.NAMES);
    assertThat(changes.isEmpty()).isEqualTo(old.equals(now));
    assertThat(PolicyDiff.between(old, old, SomePolicies.NAMES)).isEmpty();
    assertThat(changes)
        .allSatisfy(change -> assertThat(change.sentence()).endsWith(".").doesNotContain("\n"));
  }

  /**
   * Nothing gets looser on a laptop without a line that says looser: that is what asks a second
   * person.
   */
  @Property(tries = 500)
  void no_laptop_gets_looser_unsaid(@ForAll long one, @ForAll long other) {
    SettingPolicy old = new SomePolicies(one).policy();
    SettingPolicy now = new SomePolicies(other).policy();
    boolean looser =
        SomePolicies.NAMES.all().stream()
            .anyMatch(
                laptop -> {
                  EffectiveRules before = EffectiveRules.of(old, laptop);
                  EffectiveRules after = EffectiveRules.of(now, laptop);
                  return java.util.Arrays.stream(Rule.values())
                      .anyMatch(rule -> isLooser(before.rule(rule), after.rule(rule)));
                });
    if (looser) {
      assertThat(PolicyDiff.loosens(PolicyDiff.between(old, now, SomePolicies.NAMES))).isTrue();
    }
  }

  private static boolean isLooser(RuleSettings before, RuleSettings after) {
    return after.stage().compareTo(before.stage()) < 0
        || before.rule().parameters().stream()
            .anyMatch(
                parameter ->
                    !before.value(parameter.key()).equals(after.value(parameter.key()))
                        && after.compare(parameter, before) > 0);
  }

  @Example
  void rules_go_tighter_and_looser() {
    goes(
        "rules: {screen-lock: {stage: warn}}",
        "rules: {screen-lock: {stage: enforce}}",
        Direction.TIGHTER,
        "Screen lock, stage: enforce instead of warn.");
    goes(
        "rules: {screen-lock: {stage: warn}}",
        "",
        Direction.LOOSER,
        "Screen lock, stage: watch instead of warn.");
    goes(
        "",
        "rules: {screen-lock: {minutes: 15}}",
        Direction.LOOSER,
        "Screen lock, minutes without use until the screen locks: 15 instead of 10.");
    goes(
        "",
        "rules: {password-strength: {length: 14}}",
        Direction.TIGHTER,
        "How strong passwords are, the fewest characters: 14 instead of 12.");
    goes(
        "",
        "rules: {portable-media: {personal-sticks: true}}",
        Direction.LOOSER,
        "Memory sticks and phones, a person's own stick may be given permission: yes instead of"
            + " no.");
    goes(
        "rules: {password-age: {mode: monthly}}",
        "rules: {password-age: {mode: only-if-compromised}}",
        Direction.LOOSER,
        "How old passwords may be, when a password must be changed: only-if-compromised instead of"
            + " monthly.");
  }

  @Example
  void who_decides_who_may_and_what_is_approved() {
    goes(
        "approvers: {loosen-rule: [manager]}",
        "approvers: {loosen-rule: [manager, technician]}",
        Direction.LOOSER,
        "Who decides whether a rule gets looser: as well as before, Technician.");
    goes(
        "second-person-to-loosen: true",
        "second-person-to-loosen: false",
        Direction.LOOSER,
        "No second person has to agree any more before a rule gets looser.");
    goes(
        "access: []",
        "access: [{person: Ann, sign-in-name: ann, laptops: all}]",
        Direction.LOOSER,
        "Ann (signs in as ann) may use laptops.");
    goes(
        "access: [{person: Ann, sign-in-name: ann, laptops: all}]",
        "access: [{person: Ann, sign-in-name: ann, laptops: all, until: 2027-01-01}]",
        Direction.TIGHTER,
        "Ann (signs in as ann) may use laptops until 1 January 2027 instead of without an end.");
    goes(
        "software: {programs: [{name: Zoom, approved-by: dsl}]}",
        "",
        Direction.TIGHTER,
        "The program \"Zoom\" is no longer approved.");
    goes(
        "time-zone: Europe/London",
        "time-zone: Europe/Dublin",
        Direction.OTHER,
        "The time zone: Europe/Dublin instead of Europe/London.");
  }

  @Example
  void a_laptop_that_leaves_a_strict_group_gets_looser() {
    String group = "groups: {A: {laptops: [%s], rules: {screen-lock: {minutes: 5}}}}";
    assertThat(diff(group.formatted("Blue Room"), group.formatted("")))
        .containsExactly(
            new PolicyChange(Direction.OTHER, "Blue Room leaves the group \"A\"."),
            new PolicyChange(
                Direction.LOOSER,
                "Screen lock on Blue Room, minutes without use until the screen locks: 10 instead"
                    + " of 5."));
  }
}
