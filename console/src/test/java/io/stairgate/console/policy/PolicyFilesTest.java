package io.stairgate.console.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.live.Live;
import io.stairgate.console.setting.SettingId;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may change the policy, and what a change does, on both databases. */
@ParameterizedClass
@EnumSource(Engine.class)
class PolicyFilesTest {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyFilesTest.class);
  private static final String WHY = "The committee agreed it.";
  private static final String STRICT = "rules: {screen-lock: {stage: enforce, minutes: 5}}";

  private final Engine engine;
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // made before each test
  private StoreFixture f;

  PolicyFilesTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    f = new StoreFixture(engine, folder);
  }

  @AfterEach
  void close() {
    f.close();
  }

  private Actor.Person person(String name, Role... roles) {
    return person(f.setting, name, roles);
  }

  private Actor.Person person(SettingId setting, String name, Role... roles) {
    return new Actor.Person(f.person(setting, name, Set.of(roles)), name);
  }

  private SettingPolicy read(String text) {
    return switch (f.policyFiles.read(f.setting, "format: 1\n" + text)) {
      case PolicyFile.Reading.Good good -> good.policy();
      case PolicyFile.Reading.Refused refused -> throw new AssertionError(refused.sentence());
    };
  }

  private PolicyOutcome change(Actor by, String text) {
    return f.policyFiles.change(f.setting, by, read(text), Optional.empty(), WHY);
  }

  private UUID proposed(Actor by, String text) {
    PolicyOutcome outcome = change(by, text);
    assertThat(outcome).isInstanceOf(PolicyOutcome.Proposed.class);
    return ((PolicyOutcome.Proposed) outcome).proposal();
  }

  private static void applied(PolicyOutcome outcome) {
    assertThat(outcome).isInstanceOf(PolicyOutcome.Applied.class);
  }

  private static String refused(PolicyOutcome outcome) {
    assertThat(outcome).isInstanceOf(PolicyOutcome.Refused.class);
    return ((PolicyOutcome.Refused) outcome).sentence();
  }

  private List<String> acts() {
    return f.audit.entries(f.setting, 0, 100).stream().map(AuditEntry::act).toList();
  }

  private long version() {
    return f.policyFiles.current(f.setting).version();
  }

  @Test
  void a_setting_without_a_decision_has_the_defaults_as_version_0() {
    assertThat(f.policyFiles.current(f.setting).policy()).isEqualTo(SettingPolicy.DEFAULT);
    assertThat(version()).isZero();
    assertThat(f.policyFiles.export(f.setting)).contains("setting: Larch Nursery", "screen-lock:");
    assertThat(f.policyFiles.read(f.setting, f.policyFiles.export(f.setting)))
        .isEqualTo(
            new PolicyFile.Reading.Good(SettingPolicy.DEFAULT, Optional.of("Larch Nursery")));
  }

  @Test
  void only_laptops_that_are_to_follow_something_else_get_a_new_policy() {
    DeviceId blue = f.laptop("Blue Room");
    DeviceId red = f.laptop("Red Room");
    Actor dsl = person("Dee", Role.DSL);
    applied(change(dsl, "laptops: {Blue Room: {rules: {screen-lock: {stage: enforce}}}}"));
    assertThat(f.toldOfPolicy).containsExactly(blue);
    assertThat(f.policyStore.newest(f.setting, blue)).isPresent();
    assertThat(f.policyStore.newest(f.setting, red)).isEmpty();
    assertThat(f.policyStore.stage(f.setting, blue, "screen-lock")).isEqualTo(Stage.ENFORCE);
    assertThat(f.policyStore.rules(f.setting, blue))
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.changedBy()).isEqualTo("Dee");
              assertThat(rule.why()).isEqualTo(WHY);
            });
    applied(
        change(
            dsl,
            """
            laptops: {Blue Room: {rules: {screen-lock: {stage: enforce}}}}
            calendar: {open-hours: {from: "08:00", to: "17:00"}}
            access: [{person: Ann, sign-in-name: ann, laptops: [Blue Room]}]
            """));
    // That there is a register is told to every laptop: an account that is not in it is a fault.
    assertThat(f.toldOfPolicy).containsExactlyInAnyOrder(blue, blue, red);
    f.toldOfPolicy.clear();
    applied(
        change(
            dsl,
            """
            laptops: {Blue Room: {rules: {screen-lock: {stage: enforce}}}}
            calendar: {open-hours: {from: "08:00", to: "16:00"}}
            access:
              - {person: Ann, sign-in-name: ann, laptops: [Blue Room]}
              - {person: Bea, sign-in-name: bea, laptops: [Blue Room], shared: true}
            """));
    assertThat(f.toldOfPolicy).as("the hours are the console's own").containsExactly(blue);
    f.toldOfPolicy.clear();
    applied(
        change(
            dsl,
            """
            laptops: {Blue Room: {rules: {screen-lock: {stage: enforce}}}}
            calendar: {open-hours: {from: "08:00", to: "17:00"}}
            access:
              - {person: Ann, sign-in-name: ann, laptops: [Blue Room]}
              - {person: Bea, sign-in-name: bea, laptops: [Blue Room], shared: true}
            """));
    assertThat(f.toldOfPolicy).isEmpty();
    applied(
        change(
            dsl,
            """
            laptops: {Blue Room: {rules: {screen-lock: {stage: enforce}}}}
            calendar: {terms: [{name: Autumn, start: 2026-09-01, end: 2026-12-18}]}
            access:
              - {person: Ann, sign-in-name: ann, laptops: [Blue Room]}
              - {person: Bea, sign-in-name: bea, laptops: [Blue Room], shared: true}
            """));
    assertThat(f.toldOfPolicy).containsExactlyInAnyOrder(blue, red);
    assertThat(version()).isEqualTo(5);
    assertThat(acts()).hasSize(5).containsOnly("policy-changed");
  }

  @Test
  void a_rule_for_all_reaches_a_laptop_that_comes_later() {
    applied(change(person("Dee", Role.DSL), STRICT));
    DeviceId late = f.laptop("Late");
    assertThat(f.policyStore.stage(f.setting, late, "screen-lock")).isEqualTo(Stage.ENFORCE);
    assertThat(f.policies.toSend(f.setting, late, Optional.empty())).isPresent();
  }

  @Test
  void without_a_reason_of_ten_letters_nothing_changes() {
    Actor dsl = person("Dee", Role.DSL);
    for (String why : List.of("", "because", " ".repeat(30), "x".repeat(501))) {
      assertThat(refused(f.policyFiles.change(f.setting, dsl, read(STRICT), Optional.empty(), why)))
          .contains("Say why");
    }
    assertThat(version()).isZero();
    assertThat(change(dsl, "")).isEqualTo(new PolicyOutcome.NothingChanged());
  }

  @Test
  void what_gets_looser_waits_for_a_second_person_who_is_not_the_first() {
    Actor.Person dee = person("Dee", Role.DSL);
    Actor.Person max = person("Max", Role.MANAGER);
    Actor.Person tom = person("Tom", Role.TECHNICIAN);
    applied(change(dee, STRICT));
    DeviceId blue = f.laptop("Blue Room");
    AtomicInteger told = new AtomicInteger();
    try (Live.Subscription _ = f.live.subscribe(f.setting, topic -> told.incrementAndGet())) {
      UUID id = proposed(dee, "rules: {screen-lock: {stage: watch}}");
      assertThat(told.get()).isEqualTo(1);
      assertThat(version()).isEqualTo(1);
      Proposal proposal = f.policyFiles.proposals().proposal(f.setting, id).orElseThrow();
      assertThat(proposal.looser()).isTrue();
      assertThat(f.policyFiles.deciders(f.setting, proposal).people())
          .extracting(Member::name)
          .containsExactly("Max");
      for (Actor.Person other : List.of(dee, tom, new Actor.Person(UUID.randomUUID(), "Eve"))) {
        assertThat(refused(f.policyFiles.approve(f.setting, id, other, "").orElseThrow()))
            .contains("another person");
        assertThat(refused(f.policyFiles.refuse(f.setting, id, other, WHY).orElseThrow()))
            .contains("another person");
      }
      applied(f.policyFiles.approve(f.setting, id, max, "Fine.").orElseThrow());
      assertThat(told.get()).isEqualTo(2);
    }
    assertThat(version()).isEqualTo(2);
    assertThat(f.policyStore.stage(f.setting, blue, "screen-lock")).isEqualTo(Stage.WATCH);
    assertThat(f.policyFiles.current(f.setting).heading())
        .satisfies(
            heading -> {
              assertThat(heading.madeBy().name()).isEqualTo("Dee");
              assertThat(heading.approvedBy()).isEqualTo("Max");
              assertThat(heading.reason()).isEqualTo(WHY);
            });
    assertThat(f.policyFiles.proposals().proposals(f.setting, true, 10)).isEmpty();
    assertThat(f.policyFiles.proposals().proposals(f.setting, false, 10))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.outcome()).isEqualTo(Proposal.Outcome.APPROVED);
              assertThat(each.becameVersion()).contains(2L);
            });
  }

  @Test
  void with_nobody_else_to_agree_it_holds_at_once_and_the_log_says_so() {
    Actor dee = person("Dee", Role.DSL);
    applied(change(dee, STRICT));
    PolicyOutcome outcome = change(dee, "");
    assertThat(outcome).isInstanceOf(PolicyOutcome.Applied.class);
    assertThat(((PolicyOutcome.Applied) outcome).nobodyElse()).isTrue();
    assertThat(f.audit.entries(f.setting, 0, 10).getLast().detail())
        .contains("nobody else could agree", "looser");
  }

  @Test
  void where_the_setting_asks_no_second_person_an_approver_loosens_alone_and_others_do_not() {
    Actor dee = person("Dee", Role.DSL);
    Actor max = person("Max", Role.MANAGER);
    applied(
        f.policyFiles.change(
            f.setting,
            new Actor.Console(),
            read(STRICT + "\nsecond-person-to-loosen: false\napprovers: {loosen-rule: [manager]}"),
            Optional.empty(),
            WHY));
    assertThat(f.approvers.approvers(f.setting, Decision.LOOSEN_RULE))
        .isEqualTo(EnumSet.of(Role.MANAGER));
    String looser = "second-person-to-loosen: false\napprovers: {loosen-rule: [manager]}";
    UUID id = proposed(dee, looser);
    applied(change(max, looser));
    assertThat(f.policyFiles.proposals().proposal(f.setting, id).orElseThrow().outcome())
        .isEqualTo(Proposal.Outcome.VOID);
  }

  @Test
  void technicians_programs_and_the_command_line_ask() {
    Actor.Person tom = person("Tom", Role.TECHNICIAN);
    Actor program = new Actor.Program(UUID.randomUUID(), "provider's tool");
    PolicyOutcome alone = change(tom, STRICT);
    assertThat(alone).isInstanceOf(PolicyOutcome.Proposed.class);
    assertThat(((PolicyOutcome.Proposed) alone).people()).isEmpty();
    assertThat(((PolicyOutcome.Proposed) change(program, STRICT)).people()).isEmpty();
    Actor.Person dee = person("Dee", Role.DSL);
    assertThat(((PolicyOutcome.Proposed) change(tom, STRICT)).people()).containsExactly("Dee");
    assertThat(((PolicyOutcome.Proposed) change(program, STRICT)).people()).containsExactly("Dee");
    UUID id = proposed(new Actor.CommandLine(), STRICT);
    assertThat(version()).isZero();
    assertThat(f.policyFiles.refuse(f.setting, id, dee, "Not this term, please."))
        .contains(new PolicyOutcome.TurnedDown());
    assertThat(f.policyFiles.proposals().proposal(f.setting, id).orElseThrow().decided())
        .get()
        .satisfies(decided -> assertThat(decided.word()).isEqualTo("Not this term, please."));
    assertThat(acts())
        .contains("policy-proposed", "policy-refused")
        .doesNotContain("policy-changed");
    assertThat(refused(change(person("Gov", Role.GOVERNOR), STRICT))).contains("may not");
    assertThat(refused(change(person(f.other, "Eve", Role.DSL), STRICT))).contains("may not");
  }

  @Test
  void the_command_line_of_a_console_without_people_is_obeyed() {
    applied(change(new Actor.CommandLine(), STRICT));
    assertThat(version()).isEqualTo(1);
  }

  @Test
  void a_proposal_is_void_once_another_version_holds() {
    Actor dee = person("Dee", Role.DSL);
    Actor.Person max = person("Max", Role.MANAGER);
    UUID id = proposed(dee, "rules: {screen-lock: {minutes: 30}}");
    applied(change(dee, "rules: {camera: {stage: warn}}"));
    assertThat(f.policyFiles.proposals().proposal(f.setting, id).orElseThrow().outcome())
        .isEqualTo(Proposal.Outcome.VOID);
    assertThat(refused(f.policyFiles.approve(f.setting, id, max, "").orElseThrow()))
        .contains("waits no longer");
    assertThat(version()).isEqualTo(1);
  }

  @Test
  void a_version_that_was_not_looked_at_is_not_overwritten() {
    Actor dee = person("Dee", Role.DSL);
    applied(change(dee, STRICT));
    assertThat(
            refused(
                f.policyFiles.change(
                    f.setting, dee, read("rules: {camera: {stage: warn}}"), Optional.of(0L), WHY)))
        .contains("version 1 now");
    applied(
        f.policyFiles.change(
            f.setting,
            dee,
            read(STRICT + "\nsecond-person-to-loosen: true\ntime-zone: Europe/Dublin"),
            Optional.of(1L),
            WHY));
  }

  @Test
  void a_put_back_is_a_new_version_under_the_same_rules() {
    Actor dee = person("Dee", Role.DSL);
    Actor.Person max = person("Max", Role.MANAGER);
    applied(change(dee, "rules: {camera: {stage: warn}}"));
    applied(change(dee, "rules: {camera: {stage: enforce}}"));
    PolicyOutcome back = f.policyFiles.putBack(f.setting, dee, 1, WHY).orElseThrow();
    assertThat(back).isInstanceOf(PolicyOutcome.Proposed.class);
    applied(
        f.policyFiles
            .approve(f.setting, ((PolicyOutcome.Proposed) back).proposal(), max, "")
            .orElseThrow());
    applied(f.policyFiles.putBack(f.setting, dee, 2, WHY).orElseThrow());
    assertThat(f.policyFiles.putBack(f.setting, dee, 9, WHY)).isEmpty();
    assertThat(f.policyFiles.putBack(f.other, dee, 1, WHY)).isEmpty();
    assertThat(f.policyFiles.versions().versions(f.setting, Long.MAX_VALUE, 10))
        .extracting(PolicyHeading::version)
        .containsExactly(4L, 3L, 2L, 1L);
    assertThat(f.policyFiles.versions().version(f.setting, 1).orElseThrow().policy())
        .isEqualTo(f.policyFiles.versions().version(f.setting, 3).orElseThrow().policy());
  }

  @Test
  void laptops_that_went_leave_the_file_and_a_laptop_that_is_another_again_takes_its_place() {
    DeviceId blue = f.laptop("Blue Room", "a".repeat(64), Optional.empty());
    applied(
        change(
            new Actor.Console(),
            "groups: {A: {laptops: [Blue Room], rules: {camera: {stage: enforce}}}}"));
    DeviceId again = f.laptop("ThinkPad", "a".repeat(64), Optional.of(blue));
    assertThat(f.devices.confirmSame(f.setting, again, f.clock.instant())).contains(blue);
    f.policies.replaced(f.setting, blue, again);
    assertThat(f.policyStore.stage(f.setting, again, "camera")).isEqualTo(Stage.ENFORCE);
    assertThat(f.policyFiles.export(f.setting)).contains("- Blue Room");
    assertThat(version()).isEqualTo(2);
    assertThat(f.devices.ban(f.setting, again, f.clock.instant())).isTrue();
    assertThat(f.policyFiles.export(f.setting)).contains("laptops: []");
    applied(change(new Actor.Console(), "groups: {A: {rules: {camera: {stage: warn}}}}"));
  }

  @Test
  void what_was_decided_before_there_was_a_file_is_taken_over_unchanged() {
    DeviceId blue = f.laptop("Blue Room");
    f.database.useTransaction(
        transaction ->
            f.policyStore.putAll(
                transaction,
                f.setting,
                Map.of(
                    blue,
                    List.of(
                        new DeviceRule(
                            "portable-media",
                            Stage.ENFORCE,
                            f.clock.instant(),
                            "Ann",
                            "long ago")))));
    f.policyFiles.takeOver();
    f.policyFiles.takeOver();
    assertThat(version()).isEqualTo(1);
    assertThat(f.policyFiles.current(f.setting).policy().laptops())
        .isEqualTo(
            Map.of(
                blue,
                Map.of(
                    Rule.PORTABLE_MEDIA,
                    new RuleChange(Rule.PORTABLE_MEDIA, Optional.of(Stage.ENFORCE), Map.of()))));
    assertThat(f.policyStore.rules(f.setting, blue))
        .singleElement()
        .satisfies(rule -> assertThat(rule.why()).isEqualTo("long ago"));
    assertThat(f.toldOfPolicy).isEmpty();
    assertThat(f.policyFiles.current(f.other).version()).isZero();
  }

  @Test
  void another_settings_proposals_laptops_and_name_do_not_exist() {
    Actor dee = person("Dee", Role.DSL);
    Actor.Person eve = person(f.other, "Eve", Role.DSL);
    DeviceId blue = f.laptop("Blue Room");
    var _ = person("Max", Role.MANAGER);
    UUID id = proposed(dee, "rules: {screen-lock: {minutes: 30}}");
    assertThat(f.policyFiles.approve(f.other, id, eve, "")).isEmpty();
    assertThat(f.policyFiles.refuse(f.other, id, eve, WHY)).isEmpty();
    assertThat(f.policyFiles.setStage(f.other, blue, Rule.CAMERA, Stage.WARN, eve, WHY)).isEmpty();
    assertThat(f.policyFiles.read(f.other, "format: 1\nlaptops: {Blue Room: {rules: {}}}"))
        .isInstanceOf(PolicyFile.Reading.Refused.class);
    assertThat(f.policyFiles.read(f.other, "format: 1\nsetting: Larch Nursery"))
        .isInstanceOf(PolicyFile.Reading.Refused.class);
  }

  @Test
  void no_more_than_fifty_changes_wait_at_once() {
    Actor program = new Actor.Program(UUID.randomUUID(), "a tool that asks and asks");
    Actor.Person dee = person("Dee", Role.DSL);
    for (int i = 0; i < PolicyFiles.MOST_WAITING; i++) {
      var _ = proposed(program, STRICT);
    }
    assertThat(refused(change(program, STRICT))).contains("50 changes");
    assertThat(f.policyFiles.waitingFor(f.setting, dee.account())).isEqualTo(50);
    assertThat(f.policyFiles.waitingFor(f.setting, person("Sam", Role.STAFF).account())).isZero();
    applied(change(dee, STRICT));
    assertThat(f.policyFiles.waitingFor(f.setting, dee.account())).isZero();
  }

  /** {@code -Dstairgate.laptops=10000} for the long form. */
  @Test
  void a_change_for_all_laptops_is_one_act() {
    int laptops = Integer.getInteger("stairgate.laptops", 200);
    for (int i = 0; i < laptops; i++) {
      var _ = f.laptop("Laptop " + i);
    }
    long from = System.nanoTime();
    applied(change(new Actor.Console(), STRICT));
    LOG.info(
        "a change for {} laptops on {}: {} ms",
        laptops,
        engine,
        (System.nanoTime() - from) / 1_000_000);
    assertThat(f.toldOfPolicy).hasSize(laptops).doesNotHaveDuplicates();
  }

  @Test
  void a_policy_that_no_file_could_hold_is_refused() {
    List<AccessEntry> many = new java.util.ArrayList<>();
    for (int i = 0; i < SettingPolicy.MOST_LINES; i++) {
      many.add(
          new AccessEntry(
              "Person " + "x".repeat(90) + i % 10, "u" + i, Set.of(), Optional.empty()));
    }
    PolicyOutcome outcome =
        f.policyFiles.change(
            f.setting,
            new Actor.Console(),
            policy ->
                new SettingPolicy(
                    policy.calendar(),
                    policy.rules(),
                    policy.groups(),
                    policy.laptops(),
                    policy.approvers(),
                    policy.secondPersonToLoosen(),
                    many,
                    policy.programs(),
                    policy.cloudStorage()),
            WHY);
    assertThat(refused(outcome)).contains("longer than a file may be");
    assertThat(version()).isZero();
  }
}
