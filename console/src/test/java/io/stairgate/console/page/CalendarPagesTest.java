package io.stairgate.console.page;

import static io.stairgate.console.Surfer.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Surfer;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.SchoolYear;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.policy.PolicyFile;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calendar as people type it in, take it from a file, or copy it. */
class CalendarPagesTest {
  private static final String WHY = "The dates of this year.";
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"(text|base|year)\" value=\"([^\"]*)\"");

  @TempDir Path data;

  @SuppressWarnings("NullAway.Init") // made before each test
  private WebFixture console;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Surfer dsl;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    console.now.set(Instant.parse("2026-09-14T09:00:00Z"));
    dsl = new Surfer(console).with(console.person(console.setting, "Dee Lead", Role.DSL));
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private Calendar calendar() {
    return console.policyFiles.current(console.setting).policy().calendar();
  }

  private static Map<String, String> sixDates() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("year", "2026");
    fields.put("term-1-name", "Autumn 2026");
    fields.put("term-1-start", "2026-09-02");
    fields.put("term-1-end", "2026-12-18");
    fields.put("term-1-half-start", "2026-10-26");
    fields.put("term-1-half-end", "2026-10-30");
    fields.put("term-2-name", "");
    fields.put("term-2-start", "5/1/2027");
    fields.put("term-2-end", "25 March 2027");
    fields.put("term-3-name", "Summer 2027");
    fields.put("term-3-start", "2027-04-12");
    fields.put("term-3-end", "2027-07-21");
    fields.put("closure-1-name", "Early May bank holiday");
    fields.put("closure-1-start", "2027-05-03");
    fields.put("closure-1-end", "");
    fields.put("open-day", "monday");
    fields.put("open-from", "8:00");
    fields.put("open-to", "17:30");
    fields.put("zone", "Europe/London");
    fields.put("holidays", "no");
    return fields;
  }

  private HttpResponse<String> saved(HttpResponse<String> looked, String why) {
    assertThat(looked.statusCode()).as(words(looked.body())).isEqualTo(200);
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher hidden = HIDDEN.matcher(looked.body());
    while (hidden.find()) {
      fields.put(
          hidden.group(1),
          hidden
              .group(2)
              .replace("&#34;", "\"")
              .replace("&#39;", "'")
              .replace("&lt;", "<")
              .replace("&amp;", "&"));
    }
    fields.put("reason", why);
    return dsl.post("/calendar", fields);
  }

  @Test
  void without_terms_the_funding_terms_count_and_it_is_said_so() {
    assertThat(dsl.page("/calendar"))
        .contains(
            "Today is an open day. The term that counts is Autumn.",
            "You have not typed in your terms.",
            "from 1 September, 1 January and 1 April",
            "Monday, Tuesday, Wednesday, Thursday and Friday, 7:30am to 6pm",
            "The clocks never stop in this year",
            "August 2026",
            "July 2027");
  }

  @Test
  void six_dates_are_typed_looked_at_and_hold() {
    HttpResponse<String> looked = dsl.post("/calendar/change", sixDates());
    assertThat(words(looked.body()))
        .contains(
            "The term \"Autumn 2026\" is put in: 2 September 2026 to 18 December 2026",
            "The clocks stop in the next twelve months",
            "20 October 2026 to 1 November 2026",
            "15 December 2026 to 10 January 2027");
    assertThat(calendar()).as("only looked at").isEqualTo(Calendar.DEFAULT);
    HttpResponse<String> wordless = saved(looked, "no");
    assertThat(wordless.statusCode()).isEqualTo(422);
    assertThat(words(wordless.body())).contains("Say why in one sentence");
    HttpResponse<String> done = saved(looked, WHY);
    assertThat(done.headers().firstValue("Location")).contains("/calendar?done=changed&year=2026");
    assertThat(calendar().terms())
        .extracting(Term::name)
        .containsExactly("Autumn 2026", "Spring 2027", "Summer 2027");
    assertThat(dsl.page("/calendar?year=2026"))
        .contains(
            "Spring 2027 5 January 2027 to 25 March 2027",
            "Half-term: 26 October 2026 to 30 October 2026",
            "Early May bank holiday 3 May 2027",
            "Monday, 8am to 5:30pm");
    assertThat(console.audit.entries(console.setting, 0, 100))
        .extracting(AuditEntry::act)
        .contains("policy-changed");
    PolicyFile.Reading again =
        console.policyFiles.read(console.setting, console.policyFiles.export(console.setting));
    assertThat(again)
        .as("the file says the same")
        .isInstanceOfSatisfying(
            PolicyFile.Reading.Good.class,
            good -> assertThat(good.policy().calendar()).isEqualTo(calendar()));
  }

  @Test
  void what_is_wrong_is_said_beside_the_field() {
    Map<String, String> fields = sixDates();
    fields.put("term-1-end", "2026-08-30");
    fields.put("term-2-start", "soon");
    fields.put("term-3-half-start", "2027-08-01");
    fields.put("term-3-half-end", "2027-08-02");
    fields.put("closure-1-name", "");
    fields.put("open-to", "7:00");
    fields.put("zone", "Moon/Base");
    fields.remove("open-day");
    HttpResponse<String> answer = dsl.post("/calendar/change", fields);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains(
            "Autumn term: the term ends before it begins.",
            "id=\"term-1-end-error\"",
            "Spring term: write the first day, for example 1/9/2026.",
            "Summer term: the half-term must lie within the term.",
            "Say why you are closed",
            "You must close later than you open.",
            "Write a time zone such as Europe/London.",
            "Choose at least one day on which you are open.",
            "value=\"soon\"",
            "<title>Error: ");
    fields = sixDates();
    fields.put("term-2-start", "2026-12-10");
    assertThat(words(dsl.post("/calendar/change", fields).body()))
        .contains("These dates do not fit: the terms");
    fields = sixDates();
    fields.put("term-1-start", "2025-09-02");
    assertThat(words(dsl.post("/calendar/change", fields).body()))
        .contains("this day is not in the school year 2026 to 2027");
  }

  @Test
  void last_years_dates_are_copied_52_weeks_later_and_other_years_stay() {
    assertThat(saved(dsl.post("/calendar/change", sixDates()), WHY).statusCode()).isEqualTo(303);
    assertThat(dsl.page("/calendar?year=2027")).contains("begin with last year’s dates");
    String copied = dsl.get("/calendar/change?year=2027&copy=1").body();
    assertThat(words(copied)).contains("Check each of them against your own list.");
    assertThat(copied)
        .contains(
            "value=\"Autumn 2027\"",
            "value=\"2027-09-01\"",
            "value=\"2027-10-25\"",
            "value=\"Early May bank holiday\"",
            "value=\"2028-05-01\"");
    Map<String, String> next = sixDates();
    next.put("year", "2027");
    next.put("term-1-start", "2027-09-01");
    next.put("term-1-end", "2027-12-17");
    next.put("term-1-half-start", "");
    next.put("term-1-half-end", "");
    for (String gone : new String[] {"term-2-start", "term-2-end", "term-3-start", "term-3-end"}) {
      next.put(gone, "");
    }
    next.put("closure-1-name", "");
    next.put("closure-1-start", "");
    assertThat(saved(dsl.post("/calendar/change", next), WHY).statusCode()).isEqualTo(303);
    assertThat(calendar().terms()).hasSize(4);
    assertThat(new SchoolYear(2026).closures(calendar())).hasSize(1);
  }

  @Test
  void a_calendar_file_is_looked_at_and_taken() {
    HttpResponse<String> wrong = dsl.post("/calendar/file", Map.of("calendar", "x"));
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("Line 1 of the calendar file", "id=\"calendar-error\"");
    String ics =
        """
        BEGIN:VCALENDAR
        BEGIN:VEVENT
        SUMMARY:Autumn term
        DTSTART;VALUE=DATE:20260902
        DTEND;VALUE=DATE:20261219
        END:VEVENT
        BEGIN:VEVENT
        SUMMARY:Harvest supper
        DTSTART;VALUE=DATE:20261002
        DTEND;VALUE=DATE:20261003
        END:VEVENT
        END:VCALENDAR
        """;
    HttpResponse<String> looked = dsl.post("/calendar/file", Map.of("calendar", ics));
    assertThat(words(looked.body()))
        .contains(
            "What the calendar file says",
            "Autumn term, 2 September 2026 to 18 December 2026: a term",
            "Harvest supper, 2 October 2026: left out");
    assertThat(saved(looked, WHY).statusCode()).isEqualTo(303);
    assertThat(calendar().terms())
        .singleElement()
        .satisfies(term -> assertThat(term.days().end()).isEqualTo(LocalDate.of(2026, 12, 18)));
  }
}
