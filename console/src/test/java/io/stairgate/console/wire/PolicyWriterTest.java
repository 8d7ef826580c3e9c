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
