package io.stairgate.console.account;

import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.Term;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The look through who has access, once each term. It is due ten open days before the term ends,
 * and stays due until everybody was looked at; whoever joined or was changed in the term counts as
 * looked at.
 *
 * @param term which term; empty before the first of the setting's own terms
 * @param dueFrom the first day on which it is due
 * @param due whether it is due now, with somebody left
 * @param left who is still to be looked at
 * @param done who was looked at in this term
 */
public record AccessReview(
    String term, Optional<LocalDate> dueFrom, boolean due, List<Member> left, List<Member> done) {
  /** Open days before the end of a term. */
  static final int OPEN_DAYS = 10;

  public AccessReview {
    left = List.copyOf(left);
    done = List.copyOf(done);
  }

  /**
   * How it stands.
   *
   * @param members everybody with access
   */
  public static AccessReview of(List<Member> members, Calendar calendar, Instant now) {
    Optional<Term> term = calendar.currentTerm(now);
    if (term.isEmpty()) {
      return new AccessReview("", Optional.empty(), false, List.of(), members);
    }
    LocalDate first = term.get().days().start();
    LocalDate from = calendar.openDaysBefore(term.get().days().end(), OPEN_DAYS);
    List<Member> left =
        members.stream().filter(member -> !inTerm(member, calendar, first)).toList();
    List<Member> done = members.stream().filter(member -> inTerm(member, calendar, first)).toList();
    boolean due = !left.isEmpty() && !calendar.day(now).isBefore(from);
    return new AccessReview(term.get().name(), Optional.of(from), due, left, done);
  }

  private static boolean inTerm(Member member, Calendar calendar, LocalDate first) {
    Instant last =
        member
            .reviewed()
            .map(Member.Review::at)
            .filter(at -> at.isAfter(member.since()))
            .orElse(member.since());
    return !calendar.day(last).isBefore(first);
  }
}
