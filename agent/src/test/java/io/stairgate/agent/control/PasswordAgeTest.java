package io.stairgate.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.AccountSource.Account;
import io.stairgate.agent.control.AccountSource.Password;
import io.stairgate.agent.control.AccountSource.Reading;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.policy.AccountOrder;
import io.stairgate.agent.policy.OpenDays;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import io.stairgate.agent.policy.RuleSettings.AgeLimit;
import io.stairgate.agent.policy.Term;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PasswordAgeTest {
  private List<Term> terms = List.of();
  private AgeLimit limit = new AgeLimit.EachTerm();
  private boolean others;
  private boolean children;
  private Optional<Instant> written = Optional.empty();
  private Map<String, AccountOrder> orders = Map.of();
  private Stage strengthStage = Stage.WATCH;
  private StrengthSource.Reading strength = new StrengthSource.Reading.NotAsked("nothing");

  @Test
  void changed_since_fourteen_days_before_the_term_is_met() {
    Finding finding = prove("2026-10-10", changed("2026-09-09"));
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.hold()).isEqualTo(new Hold.ReportedOnly());
    assertThat(finding.sentence()).isEqualTo("Changed for this term, on 9 September.");
    assertThat(prove("2026-10-10", changed("2026-08-18")).state())
        .isEqualTo(new FindingState.Met());
  }

  @Test
  void the_systems_days_are_utc_so_one_day_earlier_still_counts() {
    assertThat(prove("2026-10-10", changed("2026-08-17")).state())
        .isEqualTo(new FindingState.Met());
    assertThat(prove("2026-10-10", changed("2026-08-16")).state())
        .isEqualTo(new FindingState.NotMet());
  }

  @Test
  void until_fourteen_days_after_the_terms_start_it_is_in_progress() {
    Finding finding = prove("2026-09-15", changed("2026-04-21"));
    assertThat(finding.state()).isEqualTo(new FindingState.InProgress("due-by-date"));
    assertThat(finding.sentence()).isEqualTo("Passwords are to be changed by 15 September.");
    Finding late = prove("2026-09-16", changed("2026-04-21"));
    assertThat(late.state()).isEqualTo(new FindingState.NotMet());
    assertThat(late.sentence()).isEqualTo("Last changed 21 April. Our policy says every term.");
  }

  @Test
  void the_english_funding_terms_cover_the_year() {
    assertThat(PasswordDeadline.fundingTerm(LocalDate.parse("2026-01-01")).name())
        .isEqualTo("Spring");
    assertThat(PasswordDeadline.fundingTerm(LocalDate.parse("2026-03-31")).name())
        .isEqualTo("Spring");
    assertThat(PasswordDeadline.fundingTerm(LocalDate.parse("2026-04-01")).name())
        .isEqualTo("Summer");
    assertThat(PasswordDeadline.fundingTerm(LocalDate.parse("2026-08-31")).name())
        .isEqualTo("Summer");
    assertThat(PasswordDeadline.fundingTerm(LocalDate.parse("2026-09-01")).name())
        .isEqualTo("Autumn");
    assertThat(PasswordDeadline.fundingTerm(LocalDate.parse("2026-12-31")).name())
        .isEqualTo("Autumn");
  }

  @Test
  void the_settings_own_terms_replace_them_and_holidays_belong_to_the_term_before() {
    terms =
        List.of(
            new Term("Autumn", LocalDate.parse("2026-09-03"), LocalDate.parse("2026-12-18")),
            new Term("Spring", LocalDate.parse("2027-01-05"), LocalDate.parse("2027-03-26")));
    assertThat(prove("2027-01-02", changed("2026-08-20")).state())
        .isEqualTo(new FindingState.Met());
    assertThat(prove("2027-01-05", changed("2026-08-20")).state())
        .isEqualTo(new FindingState.InProgress("due-by-date"));
    assertThat(prove("2026-09-01", changed("2026-08-20")).state())
        .isEqualTo(new FindingState.Unknown("no-term-yet"));
  }

  @Test
  void one_old_password_of_three_is_not_met() {
    Finding finding =
        prove("2026-11-21", changed("2026-11-11"), changed("2026-05-05"), changed("2025-10-17"));
    assertThat(finding.state()).isEqualTo(new FindingState.NotMet());
    assertThat(finding.sentence())
        .isEqualTo("2 of 3 passwords on this laptop are older than our policy says: every term.");
    assertThat(finding.evidence()).contains(new Evidence("account p0", "changed 2026-11-11"));
  }

  @Test
  void a_password_that_must_be_changed_or_is_missing_is_not_met() {
    assertThat(prove("2026-11-21", new Password.DueNow()).state())
        .isEqualTo(new FindingState.NotMet());
    Finding none = prove("2026-11-21", new Password.None());
    assertThat(none.state()).isEqualTo(new FindingState.NotMet());
    assertThat(none.sentence()).isEqualTo("This laptop opens without a password.");
  }

  @Test
  void no_date_and_a_date_in_the_future_are_unknown() {
    assertThat(prove("2026-11-21", new Password.NoDate()).state())
        .isEqualTo(new FindingState.Unknown("no-date-kept"));
    assertThat(prove("2026-11-21", changed("2030-01-01")).state())
        .isEqualTo(new FindingState.Unknown("date-in-the-future"));
    assertThat(prove("2026-11-21", changed("2026-11-22")).state())
        .as("tomorrow, east of here")
        .isEqualTo(new FindingState.Met());
  }

  @Test
  void accounts_kept_elsewhere_are_unknown_unless_one_here_is_old() {
    others = true;
    assertThat(prove("2026-11-21", changed("2026-11-11")).state())
        .isEqualTo(new FindingState.Unknown("accounts-kept-elsewhere"));
    assertThat(prove("2026-11-21", changed("2025-11-11")).state())
        .isEqualTo(new FindingState.NotMet());
  }

  @Test
  void the_other_modes() {
    limit = new AgeLimit.Monthly();
    assertThat(prove("2026-11-21", changed("2026-10-21")).state())
        .isEqualTo(new FindingState.Met());
    assertThat(prove("2026-11-21", changed("2026-10-19")).state())
        .isEqualTo(new FindingState.NotMet());
    limit = new AgeLimit.Days(90);
    assertThat(prove("2026-11-21", changed("2026-08-24")).state())
        .isEqualTo(new FindingState.Met());
    assertThat(prove("2026-11-21", changed("2026-08-01")).sentence())
        .isEqualTo("Last changed 1 August. Our policy says every 90 days.");
    limit = new AgeLimit.IfCompromised();
    assertThat(prove("2026-11-21", changed("2019-01-01")).state())
        .isEqualTo(new FindingState.NotApplicable("only-if-compromised"));
  }

  @Test
  void nobody_with_a_password_is_not_applicable_and_unreadable_is_unknown() {
    assertThat(prove("2026-11-21").state())
        .isEqualTo(new FindingState.NotApplicable("no-account-with-password"));
    PasswordAge control =
        new PasswordAge(
            () -> new Reading.Unreadable("needs-administrator"),
            () -> strength,
            clock("2026-11-21"));
    assertThat(control.prove(Policy.DEFAULT).state())
        .isEqualTo(new FindingState.Unknown("needs-administrator"));
  }

  @Test
  void a_password_somebody_else_may_know_is_in_progress_for_24_hours_and_then_not_met() {
    known("2026-11-20T15:00:00Z");
    Finding waiting = prove("2026-11-21", changed("2026-11-11"));
    assertThat(waiting.state()).isEqualTo(new FindingState.InProgress("known-to-somebody-else"));
    assertThat(waiting.sentence())
        .isEqualTo("The password of p0 may be known to somebody else. Change it within 24 hours.");
    known("2026-11-20T12:00:00Z");
    assertThat(prove("2026-11-21", changed("2026-11-11")).state())
        .as("exactly 24 hours later")
        .isEqualTo(new FindingState.NotMet());
  }

  @Test
  void it_is_over_as_soon_as_the_password_was_changed_after_it() {
    known("2026-11-19T12:00:00Z");
    assertThat(prove("2026-11-21", changed("2026-11-20")).state())
        .isEqualTo(new FindingState.Met());
    limit = new AgeLimit.IfCompromised();
    assertThat(prove("2026-11-21", changed("2026-11-20")).state())
        .isEqualTo(new FindingState.NotApplicable("only-if-compromised"));
    assertThat(prove("2026-11-21", changed("2026-11-18")).state())
        .isEqualTo(new FindingState.NotMet());
  }

  @Test
  void a_change_on_the_day_itself_counts_only_where_the_list_was_written_after_it() {
    known("2026-11-20T15:00:00Z");
    assertThat(prove("2026-11-21", changed("2026-11-20")).state())
        .isEqualTo(new FindingState.InProgress("known-to-somebody-else"));
    written = Optional.of(Instant.parse("2026-11-20T09:00:00Z"));
    assertThat(prove("2026-11-21", changed("2026-11-20")).state())
        .isEqualTo(new FindingState.InProgress("known-to-somebody-else"));
    written = Optional.of(Instant.parse("2026-11-20T16:00:00Z"));
    assertThat(prove("2026-11-21", changed("2026-11-20")).state())
        .isEqualTo(new FindingState.Met());
  }

  @Test
  void a_known_password_without_a_date_is_unknown_unless_nothing_was_written() {
    known("2026-11-20T15:00:00Z");
    written = Optional.of(Instant.parse("2026-11-20T16:00:00Z"));
    assertThat(prove("2026-11-21", new Password.NoDate()).state())
        .isEqualTo(new FindingState.Unknown("no-date-kept"));
    written = Optional.of(Instant.parse("2026-11-20T14:00:00Z"));
    assertThat(prove("2026-11-21", new Password.NoDate()).state())
        .isEqualTo(new FindingState.InProgress("known-to-somebody-else"));
  }

  @Test
  void where_strong_passwords_are_enforced_only_those_changed_since_count() {
    strength =
        new StrengthSource.Reading.Asked(
            12, false, Optional.of(Instant.parse("2026-11-15T08:00:00Z")), "pam");
    assertThat(prove("2026-11-21", changed("2026-11-11")).state())
        .as("only watched")
        .isEqualTo(new FindingState.Met());
    strengthStage = Stage.ENFORCE;
    assertThat(prove("2026-11-21", changed("2026-11-11")).state())
        .isEqualTo(new FindingState.InProgress("changed-before-strength"));
    assertThat(prove("2026-11-21", changed("2026-11-15")).state())
        .isEqualTo(new FindingState.Met());
  }

  @Test
  void on_a_childrens_laptop_it_does_not_apply() {
    children = true;
    assertThat(prove("2026-11-21", changed("2019-11-11")).state())
        .isEqualTo(new FindingState.NotApplicable("children-use"));
  }

  private void known(String since) {
    orders =
        Map.of(
            "p0",
            new AccountOrder(
                "p0",
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.parse(since)),
                Optional.empty(),
                false,
                false));
  }

  private static Password changed(String day) {
    return new Password.Changed(LocalDate.parse(day));
  }

  private Finding prove(String today, Password... passwords) {
    List<Account> accounts = new ArrayList<>();
    for (Password password : passwords) {
      accounts.add(new Account("p" + accounts.size(), password));
    }
    Policy policy =
        new Policy(
            "",
            Optional.empty(),
            Instant.EPOCH,
            Map.of(
                Rule.PASSWORD_AGE,
                new RulePolicy(Stage.WATCH, new RuleSettings.PasswordAge(limit)),
                Rule.PASSWORD_STRENGTH,
                new RulePolicy(strengthStage, new RuleSettings.Defaults()),
                Rule.CHILDREN_USE,
                new RulePolicy(Stage.WATCH, new RuleSettings.ChildrenUse(children))),
            terms,
            "",
            orders,
            false,
            OpenDays.DEFAULT);
    return new PasswordAge(
            () -> new Reading.Accounts(accounts, others, written), () -> strength, clock(today))
        .prove(policy);
  }

  private static InstantSource clock(String day) {
    return InstantSource.fixed(LocalDate.parse(day).atTime(12, 0).toInstant(ZoneOffset.UTC));
  }
}
