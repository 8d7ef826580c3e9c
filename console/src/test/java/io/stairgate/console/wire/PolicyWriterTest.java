package io.stairgate.console.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.authority.KeyFolder;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.Escrow;
import io.stairgate.console.policy.LaptopNames;
import io.stairgate.console.policy.LaptopPolicy;
import io.stairgate.console.policy.Policy;
import io.stairgate.console.policy.PolicyFile;
import io.stairgate.console.policy.PolicyVersion;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.proto.v1.PasswordAgeMode;
import io.stairgate.proto.v1.RulePolicy;
import io.stairgate.proto.v1.SignedPolicy;
import io.stairgate.proto.v1.Stage;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the file says about a laptop is what the laptop is sent. */
class PolicyWriterTest {
  @TempDir Path folder;

  private static final String EVERY_RULE =
      """
      format: 1
      calendar:
        open-days: [monday, wednesday]
        terms:
          - {name: Autumn, start: 2026-09-01, end: 2026-12-18}
          - {name: Spring, start: 2027-01-05, end: 2027-03-26}
      rules:
        encryption: {grace-days: 3}
        password-strength: {length: 14, mixture: true}
        sign-in: {stage: enforce, wrong-tries: 6}
        shared-secret: {allowed: true}
        accounts: {unused-days: 30}
        anti-virus: {amber-days: 2, red-days: 5}
        updates: {days: 7}
        software: {inventory: everything}
        sign-in-notice: {again-after-days: 180}
        filtering-check: {test-address: "https://blocked.example/", days: 3}
        backup: {days: 2}
        children-use: {for-children: true}
        firewall: {stage: enforce}
      access:
        - {person: Anna, sign-in-name: anna, laptops: all, until: 2026-12-01}
        - {person: Bea, sign-in-name: office, laptops: all, shared: true}
        - {person: Cy, sign-in-name: office, laptops: all, shared: true, administrator-until: 2026-10-01}
      software:
        cloud-storage: true
        programs: [{name: Story Maker, approved-by: dsl}]
      """;

  @Test
  void every_rules_settings_travel_with_the_register_and_the_calendar() throws Exception {
    DeviceId blue = new DeviceId(new UUID(1, 2));
    Instant at = Instant.parse("2026-09-14T09:00:00Z");
    SettingPolicy file =
        switch (PolicyFile.read(EVERY_RULE, LaptopNames.of(Map.of(blue, "Blue Room")))) {
          case PolicyFile.Reading.Good good -> good.policy();
          case PolicyFile.Reading.Refused refused -> throw new AssertionError(refused.sentence());
        };
    try (StoreFixture f = new StoreFixture(Engine.H2, folder.resolve("database"))) {
      Authority authority = Authority.open(new KeyFolder(folder.resolve("keys")), f.facts, f.clock);
      var signed =
          SignedPolicy.parseFrom(
              new PolicyWriter(authority)
                  .apply(
                      new Policy(
                          blue,
                          new PolicyVersion(1, 7),
                          at,
                          LaptopPolicy.of(
                              file,
                              blue,
                              List.of(),
                              new Escrow(true, java.util.Optional.of(at)),
                              at),
                          "Larch Nursery"))
                  .toArray());
      var policy = io.stairgate.proto.v1.Policy.parseFrom(signed.getPolicy());
      assertThat(policy.getRulesList()).hasSize(13);
      assertThat(rule(policy, "encryption").getEncryption().getGraceDays()).isEqualTo(3);
      assertThat(rule(policy, "encryption").getEncryption().getEscrow()).isTrue();
      assertThat(rule(policy, "encryption").getEncryption().getReplaceMadeBefore().getSeconds())
          .isEqualTo(at.getEpochSecond());
      assertThat(rule(policy, "password-strength").getPasswordStrength().getLength()).isEqualTo(14);
      assertThat(rule(policy, "password-strength").getPasswordStrength().getMixture()).isTrue();
      assertThat(rule(policy, "sign-in").getSignIn().getWrongTries()).isEqualTo(6);
      assertThat(rule(policy, "shared-secret").getSharedSecret().getAllowed()).isTrue();
      assertThat(rule(policy, "shared-secret").getSharedSecret().getHolders()).isEqualTo(2);
      assertThat(rule(policy, "accounts").getAccounts().getUnusedDays()).isEqualTo(30);
      assertThat(rule(policy, "anti-virus").getAntiVirus().getAmberDays()).isEqualTo(2);
      assertThat(rule(policy, "anti-virus").getAntiVirus().getRedDays()).isEqualTo(5);
      assertThat(rule(policy, "updates").getUpdates().getDays()).isEqualTo(7);
      assertThat(rule(policy, "software").getSoftware().getEverything()).isTrue();
      assertThat(rule(policy, "software").getSoftware().getApprovedList())
          .containsExactly("Story Maker");
      assertThat(rule(policy, "software").getSoftware().getCloudStorage()).isTrue();
      assertThat(rule(policy, "sign-in-notice").getSignInNotice().getAgainAfterDays())
          .isEqualTo(180);
      assertThat(rule(policy, "filtering-check").getFilteringCheck().getTestAddress())
          .isEqualTo("https://blocked.example/");
      assertThat(rule(policy, "filtering-check").getFilteringCheck().getDays()).isEqualTo(3);
      assertThat(rule(policy, "backup").getBackup().getDays()).isEqualTo(2);
      assertThat(rule(policy, "children-use").getChildrenUse().getForChildren()).isTrue();
      assertThat(rule(policy, "firewall").getStage()).isEqualTo(Stage.STAGE_ENFORCE);
      assertThat(policy.getAccountsRegistered()).isTrue();
      assertThat(policy.getAccountsList()).hasSize(2);
      assertThat(policy.getAccounts(0).getUntilDate()).isEqualTo("2026-12-01");
      assertThat(policy.getAccounts(1).getShared()).isTrue();
      assertThat(policy.getAccounts(1).getAdministratorUntilDate()).isEqualTo("2026-10-01");
      assertThat(policy.getOpenWeekdaysList()).containsExactly(1, 3);
      assertThat(policy.getClosed(0).getStartDate()).isEqualTo("2026-12-19");
      assertThat(policy.getClosed(0).getEndDate()).isEqualTo("2027-01-04");
      assertThat(policy.getTimeZone()).isEqualTo("Europe/London");
    }
  }

  private static RulePolicy rule(io.stairgate.proto.v1.Policy policy, String id) {
    return policy.getRulesList().stream()
        .filter(rule -> rule.getRule().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void stages_minutes_password_age_and_terms_travel_and_what_is_standard_does_not()
      throws Exception {
    DeviceId blue = new DeviceId(new UUID(1, 2));
    SettingPolicy file =
        switch (PolicyFile.read(
            """
            format: 1
            calendar:
              terms:
                - {name: Autumn, start: 2026-09-01, end: 2026-12-18}
            rules:
              screen-lock: {minutes: 5}
              password-age: {stage: warn, mode: days, days: 60}
              portable-media: {stage: enforce}
            laptops:
              Blue Room:
                rules:
                  screen-lock: {stage: enforce}
            """,
            LaptopNames.of(Map.of(blue, "Blue Room")))) {
          case PolicyFile.Reading.Good good -> good.policy();
          case PolicyFile.Reading.Refused refused -> throw new AssertionError(refused.sentence());
        };
    try (StoreFixture f = new StoreFixture(Engine.H2, folder.resolve("database"))) {
      Authority authority = Authority.open(new KeyFolder(folder.resolve("keys")), f.facts, f.clock);
      var signed =
          SignedPolicy.parseFrom(
              new PolicyWriter(authority)
                  .apply(
                      new Policy(
                          blue,
                          new PolicyVersion(1, 7),
                          Instant.parse("2026-09-14T09:00:00Z"),
                          LaptopPolicy.of(
                              file,
                              blue,
                              List.of(),
                              Escrow.NONE,
                              Instant.parse("2026-09-14T09:00:00Z")),
                          "Larch Nursery"))
                  .toArray());
      var policy = io.stairgate.proto.v1.Policy.parseFrom(signed.getPolicy());
      assertThat(policy.getRulesList())
          .extracting(RulePolicy::getRule)
          .containsExactly("screen-lock", "portable-media", "password-age");
      assertThat(policy.getRules(0).getStage()).isEqualTo(Stage.STAGE_ENFORCE);
      assertThat(policy.getRules(0).getScreenLock().getIdleSeconds()).isEqualTo(300);
      assertThat(policy.getRules(1).getSettingsCase())
          .isEqualTo(RulePolicy.SettingsCase.SETTINGS_NOT_SET);
      assertThat(policy.getRules(2).getPasswordAge().getMode())
          .isEqualTo(PasswordAgeMode.PASSWORD_AGE_MODE_DAYS);
      assertThat(policy.getRules(2).getPasswordAge().getDays()).isEqualTo(60);
      assertThat(policy.getTermsList())
          .singleElement()
          .satisfies(
              term -> {
                assertThat(term.getName()).isEqualTo("Autumn");
                assertThat(
                        new DateSpan(
                            LocalDate.parse(term.getStartDate()),
                            LocalDate.parse(term.getEndDate())))
                    .isEqualTo(file.calendar().terms().getFirst().days());
              });
    }
  }
}
