package io.stairgate.console.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.stairgate.console.calendar.CalendarEvent.Kind;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class IcsFileTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final LocalDate TODAY = LocalDate.of(2026, 9, 14);

  /** As a council publishes them: whole days, folded lines, bank holidays each year. */
  private static final String COUNCIL =
      """
      BEGIN:VCALENDAR
      VERSION:2.0
      PRODID:-//Example Council//Term dates//EN
      BEGIN:VTIMEZONE
      TZID:Europe/London
      BEGIN:DAYLIGHT
      DTSTART:19810329T010000
      RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
      END:DAYLIGHT
      END:VTIMEZONE
      BEGIN:VEVENT
      UID:1
      SUMMARY:Autumn te
       rm 2026
      DTSTART;VALUE=DATE:20260902
      DTEND;VALUE=DATE:20261219
      BEGIN:VALARM
      DTSTART:19000101
      TRIGGER:-P1D
      END:VALARM
      END:VEVENT
      BEGIN:VEVENT
      SUMMARY:Autumn half-term\\, all schools
      DTSTART;VALUE=DATE:20261026
      DTEND;VALUE=DATE:20261031
      END:VEVENT
      BEGIN:VEVENT
      SUMMARY:Spring term begins
      DTSTART;VALUE=DATE:20270105
      END:VEVENT
      BEGIN:VEVENT
      SUMMARY:Spring term ends
      DTSTART;TZID=Europe/London:20270325T153000
      DTEND;TZID=Europe/London:20270326T000000
      END:VEVENT
      BEGIN:VEVENT
      SUMMARY:Christmas Day bank holiday
      DTSTART;VALUE=DATE:20241225
      DURATION:P1D
      RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25
      END:VEVENT
      BEGIN:VEVENT
      SUMMARY:INSET day
      DTSTART;VALUE=DATE:20260901
      RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=TU
      EXDATE;VALUE=DATE:20260908
      END:VEVENT
      BEGIN:VEVENT
      SUMMARY:Parents' evening
      DTSTART:20261110T180000Z
      DTEND:20261110T200000Z
      END:VEVENT
      END:VCALENDAR
      """;

  private static CalendarImport good(String text) {
    IcsFile.Reading reading = IcsFile.read(text, LONDON, TODAY);
    assertThat(reading).as("%s", reading).isInstanceOf(IcsFile.Reading.Good.class);
    return ((IcsFile.Reading.Good) reading).found();
  }

  private static void refuses(String event, String sentence) {
    String text =
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + event + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    assertThat(IcsFile.read(text, LONDON, TODAY)).isEqualTo(new IcsFile.Reading.Refused(sentence));
  }

  @Example
  void a_councils_file_becomes_terms_half_terms_and_closures() {
    CalendarImport found = good(COUNCIL);
    assertThat(found.events())
        .extracting(CalendarEvent::title, CalendarEvent::kind)
        .contains(
            tuple("Autumn term 2026", Kind.TERM),
            tuple("Autumn half-term, all schools", Kind.HALF_TERM),
            tuple("Spring term begins", Kind.TERM_BEGINS),
            tuple("INSET day", Kind.CLOSURE),
            tuple("Parents' evening", Kind.OTHER));
    assertThat(found.terms())
        .extracting(Term::name, term -> term.days().start(), term -> term.days().end())
        .containsExactly(
            tuple("Autumn term 2026", LocalDate.of(2026, 9, 2), LocalDate.of(2026, 12, 18)),
            tuple("Spring 2027", LocalDate.of(2027, 1, 5), LocalDate.of(2027, 3, 25)));
    assertThat(found.terms().getFirst().halfTerm())
        .contains(new DateSpan(LocalDate.of(2026, 10, 26), LocalDate.of(2026, 10, 30)));
    assertThat(found.closures())
        .extracting(Closure::name, closure -> closure.days().start())
        .containsExactly(
            tuple("Christmas Day bank holiday", LocalDate.of(2025, 12, 25)),
            tuple("INSET day", LocalDate.of(2026, 9, 1)),
            tuple("INSET day", LocalDate.of(2026, 9, 15)),
            tuple("Christmas Day bank holiday", LocalDate.of(2026, 12, 25)),
            tuple("Christmas Day bank holiday", LocalDate.of(2027, 12, 25)));
    Calendar calendar = found.into(Calendar.DEFAULT);
    assertThat(calendar.terms()).hasSize(2);
    assertThat(found.into(calendar)).isEqualTo(calendar);
    assertThat(good(COUNCIL.replace("\n", "\r\n"))).isEqualTo(found);
  }

  @Example
  void what_is_not_understood_is_refused_with_its_line() {
    refuses(
        "SUMMARY:Committee\r\nDTSTART;VALUE=DATE:20260901\r\nRRULE:FREQ=MONTHLY;BYDAY=2MO",
        "Line 5 of the calendar file: the event \"Committee\" repeats in a way that is not read;"
            + " make it repeat each week or each year, or write single events.");
    refuses(
        "SUMMARY:Term",
        "Line 2 of the calendar file: this event does not say when it begins; put it right in the"
            + " calendar.");
    refuses(
        "DTSTART;VALUE=DATE:20260231",
        "Line 3 of the calendar file: there is no such day; put it right in the calendar.");
    refuses(
        "DTSTART;VALUE=DATE:20260902\r\nDTEND;VALUE=DATE:20260801",
        "Line 3 of the calendar file: the event \"Without a title\" ends before it begins or is"
            + " longer than a year; put it right in the calendar.");
    assertThat(IcsFile.read("format: 1", LONDON, TODAY))
        .isEqualTo(
            new IcsFile.Reading.Refused(
                "Line 1 of the calendar file: this is no calendar file; export it as .ics from the"
                    + " calendar first."));
    String many =
        "BEGIN:VCALENDAR\n"
            + "BEGIN:VEVENT\nDTSTART:20260901\nEND:VEVENT\n".repeat(2_001)
            + "END:VCALENDAR\n";
    assertThat(IcsFile.read(many, LONDON, TODAY)).isInstanceOf(IcsFile.Reading.Refused.class);
    assertThat(IcsFile.read("x".repeat(2_000_000), LONDON, TODAY))
        .isInstanceOf(IcsFile.Reading.Refused.class);
  }

  @Property(tries = 2_000)
  void a_changed_file_is_read_or_refused_in_one_sentence(@ForAll long seed) {
    Random random = new Random(seed);
    char[] changed = COUNCIL.toCharArray();
    for (int i = random.nextInt(6); i >= 0; i--) {
      changed[random.nextInt(changed.length)] =
          random.nextBoolean()
              ? (char) random.nextInt(0x10000)
              : ":;=\n \"T,0".charAt(random.nextInt(9));
    }
    if (random.nextInt(4) == 0) {
      changed = Arrays.copyOf(changed, random.nextInt(changed.length));
    }
    if (IcsFile.read(new String(changed), LONDON, TODAY)
        instanceof IcsFile.Reading.Refused(String sentence)) {
      assertThat(sentence).endsWith(".").doesNotContain("\n").hasSizeLessThanOrEqualTo(300);
    }
  }
}
