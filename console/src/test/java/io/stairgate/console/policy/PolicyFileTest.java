package io.stairgate.console.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Role;
import io.stairgate.console.policy.Parameter.Value;
import io.stairgate.console.policy.PolicyFile.Reading;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PolicyFileTest {
  private static final LaptopNames NAMES = SomePolicies.NAMES;

  private static SettingPolicy good(String text) {
    Reading reading = PolicyFile.read(text, NAMES);
    assertThat(reading).as("%s", reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).policy();
  }

  private static void refuses(String text, String sentence) {
    Reading reading = PolicyFile.read(text, NAMES);
    assertThat(reading).as(text).isInstanceOf(Reading.Refused.class);
    assertThat(((Reading.Refused) reading).sentence()).isEqualTo(sentence);
  }

  @Property(tries = 500)
  void what_is_written_is_read_as_the_same(@ForAll long seed) {
    SettingPolicy policy = new SomePolicies(seed).policy();
    String text = PolicyFile.write(policy, NAMES, "Larch: Nursery");
    assertThat(good(text)).isEqualTo(policy);
    assertThat(PolicyFile.write(good(text), NAMES, "Larch: Nursery")).isEqualTo(text);
    assertThat(PolicyFile.ofKept(PolicyFile.kept(policy))).isEqualTo(policy);
  }

  @Example
  void every_rule_of_the_list_is_there_and_none_else() {
    assertThat(Arrays.stream(Rule.values()).map(Rule::id))
        .containsExactly(
            "encryption",
            "screen-lock",
            "portable-media",
            "password-age",
            "password-strength",
            "sign-in",
            "shared-secret",
            "accounts",
            "suspend",
            "admin-rights",
            "anti-virus",
            "updates",
            "firewall",
            "software",
            "sign-in-notice",
            "camera",
            "bluetooth",
            "filtering-check",
            "backup",
            "children-use",
            "report-a-concern",
            "agent-health");
  }

  @Example
  void a_short_file_has_the_defaults() {
    assertThat(good("format: 1\n")).isEqualTo(SettingPolicy.DEFAULT);
    SettingPolicy policy =
        good(
            """
            format: 1
            rules:
              screen-lock: {stage: enforce, minutes: 5}
            groups:
              Baby room:
                laptops: [blue room]
                rules:
                  portable-media: {stage: enforce}
            laptops:
              "00000000-0000-0007-0000-000000000003":
                rules:
                  screen-lock: {minutes: 15}
            approvers:
              loosen-rule: [manager]
            access:
              - person: Ann Smith
                sign-in-name: ann
                laptops: all
                until: 2027-01-31
            """);
    assertThat(policy.rule(Rule.SCREEN_LOCK).number("minutes")).isEqualTo(5);
    assertThat(policy.approvers().get(Decision.LOOSEN_RULE)).isEqualTo(Set.of(Role.MANAGER));
    EffectiveRules blue = EffectiveRules.of(policy, SomePolicies.BLUE);
    assertThat(blue.rule(Rule.PORTABLE_MEDIA).stage()).isEqualTo(Stage.ENFORCE);
    assertThat(blue.rule(Rule.SCREEN_LOCK).number("minutes")).isEqualTo(5);
    EffectiveRules ann = EffectiveRules.of(policy, SomePolicies.FIRST_ANN);
    assertThat(ann.rule(Rule.SCREEN_LOCK).number("minutes")).isEqualTo(15);
    assertThat(ann.rule(Rule.SCREEN_LOCK).stage()).isEqualTo(Stage.ENFORCE);
    assertThat(ann.rule(Rule.PORTABLE_MEDIA).stage()).isEqualTo(Stage.WATCH);
  }

  @Example
  void in_two_groups_the_stricter_holds() {
    SettingPolicy policy =
        good(
            """
            format: 1
            rules:
              password-age: {mode: only-if-compromised}
            groups:
              A:
                laptops: [Blue Room]
                rules:
                  screen-lock: {stage: warn, minutes: 15}
                  password-strength: {length: 14}
                  password-age: {mode: days, days: 400}
                  anti-virus: {amber-days: 7}
              B:
                laptops: [Blue Room]
                rules:
                  screen-lock: {stage: enforce, minutes: 20}
                  password-strength: {length: 10, mixture: true}
                  password-age: {stage: warn, mode: monthly}
                  anti-virus: {red-days: 4, amber-days: 4}
            """);
    EffectiveRules rules = EffectiveRules.of(policy, SomePolicies.BLUE);
    assertThat(rules.rule(Rule.SCREEN_LOCK).stage()).isEqualTo(Stage.ENFORCE);
    assertThat(rules.rule(Rule.SCREEN_LOCK).number("minutes")).isEqualTo(15);
    assertThat(rules.rule(Rule.PASSWORD_STRENGTH).number("length")).isEqualTo(14);
    assertThat(rules.rule(Rule.PASSWORD_STRENGTH).value("mixture"))
        .isEqualTo(new Value.Switch(true));
    assertThat(rules.rule(Rule.PASSWORD_AGE).word("mode")).isEqualTo("monthly");
    assertThat(rules.rule(Rule.PASSWORD_AGE).stage()).isEqualTo(Stage.WARN);
    assertThat(rules.rule(Rule.ANTI_VIRUS).number("red-days")).isEqualTo(4);
    assertThat(rules.rule(Rule.ANTI_VIRUS).number("amber-days")).isEqualTo(4);
  }

  @Example
  void a_laptop_that_is_another_again_takes_its_place() {
    SettingPolicy policy =
        good(
            """
            format: 1
            groups: {A: {laptops: [Blue Room, "yes"]}}
            laptops:
              Blue Room: {rules: {camera: {stage: warn}}}
              "yes": {rules: {camera: {stage: enforce}}}
            access:
              - {person: Ann, sign-in-name: ann, laptops: [Blue Room]}
              - {person: Ben, sign-in-name: ben, laptops: ["yes"]}
            """);
    SettingPolicy replaced = policy.replacing(SomePolicies.BLUE, SomePolicies.RED);
    assertThat(replaced.laptops().keySet()).containsExactly(SomePolicies.RED);
    assertThat(EffectiveRules.of(replaced, SomePolicies.RED).rule(Rule.CAMERA).stage())
        .isEqualTo(Stage.WARN);
    assertThat(replaced.access()).allMatch(e -> e.laptops().equals(Set.of(SomePolicies.RED)));
    SettingPolicy kept = policy.keeping(laptop -> !laptop.equals(SomePolicies.BLUE));
    assertThat(kept.access()).extracting(AccessEntry::person).containsExactly("Ben");
    assertThat(kept.laptops().keySet()).containsExactly(SomePolicies.RED);
  }

  @Example
  void each_mistake_is_told_with_its_line_and_what_to_do() {
    refuses(
        "format: 1\nrules:\n  screen-locks:\n    stage: warn\n",
        "Line 3: there is no rule \"screen-locks\"; perhaps you meant \"screen-lock\".");
    refuses(
        "format: 1\nrules:\n  screen-lock:\n    minutes: 90\n",
        "Line 4: \"minutes\" of \"screen-lock\" is 90; write a whole number from 1 to 60.");
    refuses(
        "format: 1\nrules:\n  screen-lock:\n    minutes: \"9\"\n",
        "Line 4: \"minutes\" of \"screen-lock\" is \"9\"; write a whole number from 1 to 60"
            + " without quotes.");
    refuses(
        "format: 1\nrules:\n  screen-lock:\n    minuts: 9\n",
        "Line 4: \"screen-lock\" has no \"minuts\"; perhaps you meant \"minutes\".");
    refuses(
        "format: 1\nrules:\n  camera:\n    stage: force\n",
        "Line 4: \"camera\" cannot have the stage \"force\"; choose from watch, warn, enforce.");
    refuses(
        "format: 1\nlaptops:\n  Bleu Room:\n    rules: {}\n",
        "Line 3: there is no laptop \"Bleu Room\"; perhaps you meant \"Blue Room\".");
    refuses(
        "format: 1\ngroups:\n  A:\n    laptops:\n      - Ann's\n",
        "Line 5: 2 laptops are called \"Ann's\"; write the id instead, which is in the address of"
            + " the laptop's page.");
    refuses(
        "format: 1\napprovers:\n  loosen-rule: [boss]\n",
        "Line 3: there is no role \"boss\"; choose from "
            + "dsl, deputy, manager, technician, computing-lead, line-manager, governor,"
            + " safeguarding-governor, staff, provider.");
    refuses("format: 1\nformat: 1\n", "Line 2: \"format\" stands here twice; keep one.");
    refuses("setting: x\n", "Line 1: the file needs \"format\"; add it.");
    refuses(
        "format: 2\n",
        "Line 1: this version of Stairgate reads \"format: 1\" only; export the policy anew, or"
            + " bring Stairgate up to date.");
    refuses(
        """
        format: 1
        calendar:
          terms:
            - name: Autumn
              start: 2026-09-01
              end: 2026-08-01
        """,
        "Line 4: the last day is before the first.");
    refuses(
        "format: 1\ntime-zone: Europe/Lodon\n",
        "Line 2: there is no time zone \"Europe/Lodon\"; perhaps you meant \"Europe/London\".");
    refuses(
        "format: 1\nsecond-person-to-loosen: yes\n",
        "Line 2: \"second-person-to-loosen\" needs true or false.");
    refuses(
        "format: 1\nrules: &a\n  camera: {}\n",
        "Line 2: anchors (a word after &) are not read; take it out.");
    refuses(
        "format: 1\nrules: *a\n",
        "Line 2: aliases (a word after *) are not read; write the words out.");
    refuses(
        "format: 1\nrules: !x {}\n",
        "Line 2: tags (a word after !) are not read; take it out or put quotes around it.");
    refuses(
        "format: 1\n--- \nformat: 1\n",
        "Line 2: the file holds a second document after \"---\"; keep only one.");
    refuses(
        "format: 1\nrules: [\n",
        "Line 3: this cannot be read as YAML; check the spaces at the start of the line, the"
            + " quotes, and the colon after each name.");
    refuses(
        "format: 1\nrules:\n",
        "Line 2: nothing stands after \"rules\"; write its value or take the line out.");
    refuses(
        "",
        "Line 1: the file is empty; begin with \"format: 1\", or export the current policy first.");
    refuses(
        "x".repeat(300 * 1024),
        "Line 1: the file is longer than 256 KiB; a policy is far shorter, so check which file it"
            + " is.");
  }

  @Example
  void the_settings_name_is_read_for_a_check_only() {
    Reading reading = PolicyFile.read("format: 1\nsetting: \"Larch\"\n", NAMES);
    assertThat(reading).isEqualTo(new Reading.Good(SettingPolicy.DEFAULT, Optional.of("Larch")));
  }
}
