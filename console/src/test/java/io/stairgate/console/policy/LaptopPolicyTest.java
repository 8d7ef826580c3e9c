package io.stairgate.console.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.device.DeviceId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What one laptop is told of the setting's file and of single accounts. */
class LaptopPolicyTest {
  private static final DeviceId BLUE = new DeviceId(new UUID(1, 1));
  private static final DeviceId RED = new DeviceId(new UUID(1, 2));
  private static final LaptopNames NAMES =
      LaptopNames.of(Map.of(BLUE, "Blue Room", RED, "Red Room"));
  private static final Instant NOW = Instant.parse("2026-09-14T09:00:00Z");

  private static SettingPolicy file(String text) {
    return switch (PolicyFile.read("format: 1\n" + text, NAMES)) {
      case PolicyFile.Reading.Good good -> good.policy();
      case PolicyFile.Reading.Refused refused -> throw new AssertionError(refused.sentence());
    };
  }

  private static LaptopPolicy of(SettingPolicy policy, DeviceId laptop, AccountOrder... orders) {
    return LaptopPolicy.of(policy, laptop, List.of(orders), Escrow.NONE, NOW);
  }

  private static AccountOrder order(String account, AccountOrder.Kind kind) {
    return new AccountOrder(
        UUID.randomUUID(),
        account,
        kind,
        "The test says so.",
        NOW,
        kind == AccountOrder.Kind.SUSPENDED ? Optional.of(NOW.plusSeconds(3600)) : Optional.empty(),
        MadeBy.of(new Actor.Console()),
        NOW,
        Optional.empty());
  }

  @Test
  void the_register_of_each_laptop_says_ends_administrators_and_shared_accounts() {
    SettingPolicy policy =
        file(
            """
            access:
              - {person: Anna, sign-in-name: anna, laptops: all}
              - {person: Visitor, sign-in-name: visitor, laptops: [Red Room], until: 2026-10-01}
              - {person: Tom Tech, sign-in-name: tom, laptops: all, administrator-until: 2026-12-31}
              - {person: Bea, sign-in-name: office, laptops: all, shared: true, until: 2026-10-01}
              - {person: Cy, sign-in-name: office, laptops: all, shared: true, until: 2026-11-01}
            """);
    LaptopPolicy blue = of(policy, BLUE);
    assertThat(blue.registered()).isTrue();
    assertThat(blue.sharers()).isEqualTo(2);
    assertThat(blue.accounts())
        .extracting(LaptopAccount::account)
        .containsExactly("anna", "office", "tom");
    assertThat(blue.accounts().get(1).shared()).isTrue();
    assertThat(blue.accounts().get(1).until()).contains(LocalDate.of(2026, 11, 1));
    assertThat(blue.accounts().get(2).administratorUntil()).contains(LocalDate.of(2026, 12, 31));
    assertThat(of(policy, RED).accounts())
        .extracting(LaptopAccount::account)
        .containsExactly("anna", "office", "tom", "visitor");
    assertThat(of(file(""), BLUE).registered()).isFalse();
  }

  @Test
  void what_is_said_of_an_account_is_told_whether_it_is_in_the_register_or_not() {
    SettingPolicy policy = file("access: [{person: Anna, sign-in-name: anna, laptops: all}]\n");
    LaptopPolicy blue =
        of(
            policy,
            BLUE,
            order("anna", AccountOrder.Kind.SUSPENDED),
            order("anna", AccountOrder.Kind.PASSWORD_KNOWN),
            order("gone", AccountOrder.Kind.LEFT));
    assertThat(blue.accounts())
        .containsExactly(
            new LaptopAccount(
                "anna",
                Optional.empty(),
                Optional.of(NOW.plusSeconds(3600)),
                Optional.of(NOW),
                Optional.empty(),
                false,
                false),
            new LaptopAccount(
                "gone",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                true));
  }

  private static final String TERMS =
      """
        terms:
          - {name: Autumn, start: 2026-09-01, end: 2026-12-18, half-term: {start: 2026-10-26, end: 2026-10-30}}
          - {name: Spring, start: 2027-01-05, end: 2027-03-26}
        closures: [{name: Training, start: 2026-09-21, end: 2026-09-21}]
      """;

  @Test
  void closed_days_are_closures_and_the_holidays_where_it_is_not_open_in_them() {
    DateSpan training = new DateSpan(LocalDate.of(2026, 9, 21), LocalDate.of(2026, 9, 21));
    assertThat(of(file("calendar:\n" + TERMS), BLUE).closed())
        .containsExactly(
            training,
            new DateSpan(LocalDate.of(2026, 10, 26), LocalDate.of(2026, 10, 30)),
            new DateSpan(LocalDate.of(2026, 12, 19), LocalDate.of(2027, 1, 4)));
    assertThat(of(file("calendar:\n  open-in-holidays: true\n" + TERMS), BLUE).closed())
        .containsExactly(training);
    assertThat(of(file(""), BLUE).closed()).isEmpty();
  }

  @Test
  void programs_are_told_until_the_last_day_of_their_approval() {
    SettingPolicy policy =
        file(
            """
            software:
              cloud-storage: true
              programs:
                - {name: Over, approved-by: dsl, until: 2026-09-13}
                - {name: Today, approved-by: dsl, until: 2026-09-14}
                - {name: Without End, approved-by: dsl}
            """);
    assertThat(of(policy, BLUE).programs()).containsExactly("Today", "Without End");
    assertThat(of(policy, BLUE).cloudStorage()).isTrue();
  }

  @Test
  void more_than_a_laptop_takes_is_a_problem_in_one_sentence() {
    StringBuilder people = new StringBuilder("access:\n");
    for (int i = 0; i <= 400; i++) {
      people.append("  - {person: P%d, sign-in-name: p%d, laptops: all}\n".formatted(i, i));
    }
    assertThat(LaptopPolicy.problem(file(people.toString()), NAMES))
        .hasValueSatisfying(
            sentence -> assertThat(sentence).contains("401 accounts", "Room").endsWith("."));
    StringBuilder programs = new StringBuilder("software:\n  programs:\n");
    for (int i = 0; i < 1_950; i++) {
      programs.append("    - {name: %sx%d, approved-by: dsl}\n".formatted("a".repeat(94), i));
    }
    SettingPolicy many = file(programs.toString());
    assertThat(LaptopPolicy.problem(many, NAMES))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("256 KiB").endsWith("."));
    assertThat(LaptopPolicy.problem(file("calendar:\n" + TERMS), NAMES)).isEmpty();
  }
}
