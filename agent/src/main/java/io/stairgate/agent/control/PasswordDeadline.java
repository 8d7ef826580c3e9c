package io.stairgate.agent.control;

import io.stairgate.agent.policy.RuleSettings.AgeLimit;
import io.stairgate.agent.policy.Term;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * By when passwords must have been changed, worked out from the policy for one day.
 *
 * @param since a change on this day or later counts
 * @param due the last day on which an older one is still "in progress"; empty where there is no
 *     such time
 * @param rule the same for the evidence
 * @param often how often, for a sentence: {@code every term}
 */
record PasswordDeadline(LocalDate since, Optional<LocalDate> due, String rule, String often) {
  /**
   * A change so long before the term's start counts for the term; and so long after it the change
   * is due.
   */
  private static final int DAYS_AROUND_START = 14;

  /** Empty where the policy's terms have not begun, and where there is no rule by date. */
  static Optional<PasswordDeadline> of(AgeLimit limit, List<Term> terms, LocalDate today) {
    return switch (limit) {
      case AgeLimit.EachTerm() -> term(terms, today).map(PasswordDeadline::eachTerm);
      case AgeLimit.Monthly() ->
          Optional.of(
              new PasswordDeadline(
                  today.minusMonths(1), Optional.empty(), "changed within a month", "every month"));
      case AgeLimit.Days(int days) ->
          Optional.of(
              new PasswordDeadline(
                  today.minusDays(days),
                  Optional.empty(),
                  "changed within " + days + " days",
                  "every " + days + " days"));
      case AgeLimit.IfCompromised() -> Optional.empty();
    };
  }

  private static PasswordDeadline eachTerm(Term term) {
    LocalDate due = term.start().plusDays(DAYS_AROUND_START);
    return new PasswordDeadline(
        term.start().minusDays(DAYS_AROUND_START),
        Optional.of(due),
        term.name() + " term from " + term.start() + ": due by " + due,
        "every term");
  }

  /**
   * The term of a day: the one that began last. In the holidays after a term, that term still
   * counts: holidays stop the clock.
   */
  private static Optional<Term> term(List<Term> terms, LocalDate today) {
    if (terms.isEmpty()) {
      return Optional.of(fundingTerm(today));
    }
    Term latest = null;
    for (Term term : terms) {
      if (!term.start().isAfter(today)
          && (latest == null || term.start().isAfter(latest.start()))) {
        latest = term;
      }
    }
    return Optional.ofNullable(latest);
  }

  /** The English funding terms: 1 September, 1 January and 1 April; they cover the whole year. */
  static Term fundingTerm(LocalDate day) {
    int year = day.getYear();
    if (day.getMonth().compareTo(Month.SEPTEMBER) >= 0) {
      return new Term(
          "Autumn", LocalDate.of(year, Month.SEPTEMBER, 1), LocalDate.of(year, Month.DECEMBER, 31));
    }
    if (day.getMonth().compareTo(Month.APRIL) >= 0) {
      return new Term(
          "Summer", LocalDate.of(year, Month.APRIL, 1), LocalDate.of(year, Month.AUGUST, 31));
    }
    return new Term(
        "Spring", LocalDate.of(year, Month.JANUARY, 1), LocalDate.of(year, Month.MARCH, 31));
  }

  /** The sentence where every password is new enough. */
  String met(LocalDate last, int accounts, LocalDate today) {
    if (accounts > 1) {
      return "Every password on this laptop was changed as our policy says: " + often + ".";
    }
    return due.isPresent()
        ? "Changed for this term, on " + words(last, today) + "."
        : "Changed on " + words(last, today) + ", as our policy says: " + often + ".";
  }

  /** {@code 9 September}, with the year where it is another one. */
  static String words(LocalDate day, LocalDate today) {
    String words =
        day.getDayOfMonth() + " " + day.getMonth().getDisplayName(TextStyle.FULL, Locale.UK);
    return day.getYear() == today.getYear() ? words : words + " " + day.getYear();
  }
}
