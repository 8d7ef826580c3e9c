package io.stairgate.agent.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.Notice;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.policy.OpenDays;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuleNoticesTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");

  /** A Tuesday. */
  private static final ZonedDateTime MORNING = ZonedDateTime.of(2026, 9, 8, 9, 0, 0, 0, LONDON);

  private final RuleNotices notices = new RuleNotices("");

  private static Finding firewall(Stage stage, FindingState state) {
    return new Finding(
        Rule.FIREWALL, state, new Hold.None(), stage, Instant.EPOCH, List.of(), "It is off.");
  }

  private static final Finding OFF = firewall(Stage.WARN, new FindingState.NotMet());
  private static final Finding ON = firewall(Stage.WARN, new FindingState.Met());

  private List<Notice> at(ZonedDateTime when, Finding finding) {
    return notices.of(List.of(finding), OpenDays.DEFAULT, when);
  }

  @Test
  void a_person_is_told_once_on_the_change_and_then_once_a_day() {
    assertThat(at(MORNING, OFF))
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.title()).isEqualTo("Firewall");
              assertThat(notice.body()).startsWith("It is off. There is nothing you need to do.");
            });
    assertThat(at(MORNING.plusHours(3), OFF)).isEmpty();
    assertThat(at(MORNING.plusDays(1), OFF)).hasSize(1);
    assertThat(at(MORNING.plusDays(1).plusHours(1), OFF)).isEmpty();
  }

  @Test
  void a_new_change_is_told_the_same_day_and_a_flicker_is_not() {
    assertThat(at(MORNING, OFF)).hasSize(1);
    assertThat(at(MORNING.plusMinutes(5), ON)).isEmpty();
    assertThat(at(MORNING.plusMinutes(6), OFF)).isEmpty();
    assertThat(at(MORNING.plusMinutes(7), ON)).isEmpty();
    assertThat(at(MORNING.plusMinutes(30), OFF)).hasSize(1);
  }

  @Test
  void at_night_and_on_closed_days_nobody_is_reminded() {
    assertThat(at(MORNING, OFF)).hasSize(1);
    assertThat(at(MORNING.plusDays(1).withHour(5), OFF)).isEmpty();
    assertThat(at(MORNING.plusDays(4), OFF)).isEmpty(); // Saturday
    assertThat(at(MORNING.plusDays(6), OFF)).hasSize(1);
  }

  @Test
  void a_change_in_the_night_of_a_closed_day_waits() {
    ZonedDateTime saturdayNight = MORNING.plusDays(4).withHour(23);
    assertThat(at(saturdayNight, OFF)).isEmpty();
    assertThat(at(saturdayNight.plusHours(11), OFF)).hasSize(1);
  }

  @Test
  void what_is_only_watched_and_what_the_agent_puts_right_itself_is_not_told() {
    assertThat(at(MORNING, firewall(Stage.WATCH, new FindingState.NotMet()))).isEmpty();
    Finding mending =
        firewall(Stage.ENFORCE, new FindingState.NotMet()).withChanges(List.of("It will be on."));
    assertThat(at(MORNING, mending)).isEmpty();
    assertThat(at(MORNING, firewall(Stage.ENFORCE, new FindingState.NotMet()))).hasSize(1);
  }

  @Test
  void the_time_left_is_told() {
    Finding due =
        new Finding(
            Rule.PASSWORD_AGE,
            new FindingState.InProgress("due-by-date"),
            new Hold.None(),
            Stage.WARN,
            Instant.EPOCH,
            List.of(new Evidence("rule", "Autumn term from 2026-09-01: due by 2026-09-15")),
            "Passwords are to be changed by 15 September.");
    assertThat(at(MORNING, due).getFirst().body()).contains("7 days are left, until 15 September.");
    LocalDate today = LocalDate.of(2026, 9, 8);
    assertThat(RuleNotices.left(today, today)).isEqualTo("Today is the last day.");
    assertThat(RuleNotices.left(today.plusDays(1), today)).contains("tomorrow");
    assertThat(RuleNotices.left(today.minusDays(1), today)).contains("over");
  }

  @Test
  void a_restart_does_not_tell_again_and_damage_is_nothing() {
    assertThat(at(MORNING, OFF)).hasSize(1);
    RuleNotices after = new RuleNotices(notices.kept());
    assertThat(after.of(List.of(OFF), OpenDays.DEFAULT, MORNING.plusHours(1))).isEmpty();
    RuleNotices damaged = new RuleNotices("\0\nfirewall x y\nfirewall 99999999999999999999 unmet");
    assertThat(damaged.of(List.of(OFF), OpenDays.DEFAULT, MORNING)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void every_rule_has_words_that_say_what_to_do(Rule rule) {
    RuleWords words = RuleWords.of(rule);
    assertThat(words.title()).isNotBlank().hasSizeLessThanOrEqualTo(40);
    assertThat(words.todo()).isNotBlank();
    assertThat(words.looked()).isNotBlank().doesNotContain("compliant", "endpoint", "remediation");
  }
}
