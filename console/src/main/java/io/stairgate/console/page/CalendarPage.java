package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.CalendarEvent;
import io.stairgate.console.calendar.CalendarImport;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.IcsFile;
import io.stairgate.console.calendar.SchoolYear;
import io.stairgate.console.policy.KeptPolicy;
import io.stairgate.console.policy.PolicyFile;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The setting's calendar: looked at, typed in, taken from a calendar file, or copied from the year
 * before; in two steps: what it would mean, then why. Any thread.
 *
 * <p>Over 300 lines because the ways to a new calendar end in one look and one saving.
 */
final class CalendarPage {
  private static final int YEARS_BACK = 2;
  private static final int YEARS_AHEAD = 3;
  private static final int MOST_STOPS = 20;
  private static final String REASON = "reason";

  private final PolicyFiles files;
  private final InstantSource clock;
  private final Frames frames;
  private final Templates templates;

  CalendarPage(PolicyFiles files, InstantSource clock, Frames frames, Templates templates) {
    this.files = files;
    this.clock = clock;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/calendar", Right.SEE_POLICY, this::show),
        new Route.Person(HandlerType.GET, "/calendar/change", Right.PROPOSE_POLICY, this::form),
        new Route.Person(HandlerType.POST, "/calendar/change", Right.PROPOSE_POLICY, this::typed),
        new Route.Person(HandlerType.POST, "/calendar/file", Right.PROPOSE_POLICY, this::file),
        new Route.Person(HandlerType.POST, "/calendar", Right.PROPOSE_POLICY, this::save));
  }

  private LocalDate today(Calendar calendar) {
    return calendar.day(clock.instant());
  }

  private SchoolYear year(String typed, Calendar calendar) {
    return Visits.number(typed, SchoolYear.EARLIEST, SchoolYear.LATEST)
        .map(SchoolYear::new)
        .orElseGet(() -> SchoolYear.of(today(calendar)));
  }

  private void show(Context context, SignedIn who) {
    Calendar calendar = files.held(who.setting()).calendar();
    SchoolYear year = year(Visits.parameter(context, "year"), calendar);
    templates.show(
        context,
        "calendar.jte",
        "page",
        new CalendarView(
            frames.signedIn(who, "Calendar", "policy"),
            Visits.parameter(context, "done").equals("changed") ? "The calendar is saved." : "",
            CalendarWords.today(calendar, today(calendar)),
            calendar.terms().isEmpty(),
            year.first(),
            year.words(),
            years(year, calendar),
            CalendarWords.open(calendar),
            CalendarWords.holidays(calendar),
            year.terms(calendar).stream().map(CalendarWords::span).toList(),
            year.closures(calendar).stream().map(CalendarWords::span).toList(),
            stops(calendar, year.start(), year.end()),
            CalendarWords.months(calendar, year, today(calendar)),
            year.terms(calendar).isEmpty() && !year.termsOfLastYear(calendar).isEmpty(),
            who.may(Right.PROPOSE_POLICY)));
  }

  private List<ListEntry> years(SchoolYear chosen, Calendar calendar) {
    int now = SchoolYear.of(today(calendar)).first();
    List<ListEntry> all = new ArrayList<>();
    for (int year = now - YEARS_BACK; year <= now + YEARS_AHEAD; year++) {
      all.add(
          new ListEntry(
              Integer.toString(year), new SchoolYear(year).words(), year == chosen.first()));
    }
    if (all.stream().noneMatch(ListEntry::chosen)) {
      all.add(new ListEntry(Integer.toString(chosen.first()), chosen.words(), true));
    }
    return all;
  }

  private static List<String> stops(Calendar calendar, LocalDate from, LocalDate to) {
    List<DateSpan> all = calendar.stops(from, to);
    List<String> words =
        new ArrayList<>(all.stream().limit(MOST_STOPS).map(CalendarWords::days).toList());
    if (all.size() > MOST_STOPS) {
      words.add("and %d times more".formatted(all.size() - MOST_STOPS));
    }
    return words;
  }

  private void form(Context context, SignedIn who) {
    KeptPolicy current = files.current(who.setting());
    Calendar calendar = current.policy().calendar();
    SchoolYear year = year(Visits.parameter(context, "year"), calendar);
    boolean copied = Visits.parameter(context, "copy").equals("1");
    CalendarForm form =
        copied ? CalendarForm.copied(calendar, year) : CalendarForm.of(calendar, year);
    formPage(context, who, form, current.version(), copied, Problems.NONE);
  }

  private void formPage(
      Context context,
      SignedIn who,
      CalendarForm form,
      long base,
      boolean copied,
      Problems problems) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    templates.show(
        context,
        "calendar-change.jte",
        "page",
        new CalendarFormView(
            frames.signedIn(who, "Change the calendar", "policy").withProblem(!problems.isEmpty()),
            problems,
            form.year().first(),
            form.year().words(),
            base,
            copied,
            form.terms(),
            form.closures(),
            CalendarWords.days(form.days()),
            form.from(),
            form.to(),
            form.zone(),
            CalendarWords.ZONES,
            form.holidays()));
  }

  private void typed(Context context, SignedIn who) {
    KeptPolicy current = files.current(who.setting());
    Calendar before = current.policy().calendar();
    CalendarForm form = CalendarForm.sent(context, year(Visits.field(context, "year"), before));
    List<Problems.Problem> wrong = new ArrayList<>();
    Optional<Calendar> wanted = form.read(before, wrong);
    if (wanted.isEmpty()) {
      formPage(context, who, form, current.version(), false, new Problems(wrong));
      return;
    }
    if (wanted.get().equals(before)) {
      formPage(
          context,
          who,
          form,
          current.version(),
          false,
          Problems.of(
              "term-1-start", "The calendar says that already. Change a date, or leave it."));
      return;
    }
    look(context, who, new Look(current, wanted.get(), List.of(), form.year(), ""), Problems.NONE);
  }

  private void file(Context context, SignedIn who) {
    String text = Visits.longField(context, "calendar", IcsFile.LONGEST);
    KeptPolicy current = files.current(who.setting());
    Calendar before = current.policy().calendar();
    SchoolYear year = year(Visits.field(context, "year"), before);
    switch (IcsFile.read(text, before.zone(), today(before))) {
      case IcsFile.Reading.Refused(String sentence) ->
          formPage(
              context,
              who,
              CalendarForm.of(before, year),
              current.version(),
              false,
              Problems.of("calendar", sentence));
      case IcsFile.Reading.Good(CalendarImport read) -> {
        Calendar wanted;
        try {
          wanted = read.into(before);
        } catch (IllegalArgumentException e) {
          formPage(
              context,
              who,
              CalendarForm.of(before, year),
              current.version(),
              false,
              Problems.of("calendar", "This does not fit: " + e.getMessage() + "."));
          return;
        }
        look(context, who, new Look(current, wanted, found(read), year, ""), Problems.NONE);
      }
    }
  }

  private static List<String> found(CalendarImport read) {
    List<String> found = new ArrayList<>();
    for (CalendarEvent event : read.events()) {
      found.add(
          CalendarWords.found(event)
              + (read.leftOut().contains(event) ? ", but it found no place" : ""));
    }
    return found.isEmpty() ? List.of("No event of these years.") : found;
  }

  /**
   * What is looked at before it is saved.
   *
   * @param current what holds
   * @param wanted what would hold
   * @param found what a calendar file says
   * @param year the year it was typed for
   * @param reason as typed
   */
  private record Look(
      KeptPolicy current, Calendar wanted, List<String> found, SchoolYear year, String reason) {}

  private void look(Context context, SignedIn who, Look look, Problems problems) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    SettingPolicy wanted = look.current().policy().with(look.wanted());
    LocalDate today = today(look.wanted());
    templates.show(
        context,
        "calendar-look.jte",
        "page",
        new CalendarLookView(
            frames.signedIn(who, "Change the calendar", "policy").withProblem(!problems.isEmpty()),
            problems,
            look.found(),
            files.diff(who.setting(), wanted),
            stops(look.wanted(), today, today.plusYears(1)),
            PolicyChangePage.follows(who, false),
            files.export(who.setting(), SettingPolicy.DEFAULT.with(look.wanted())),
            look.current().version(),
            look.year().first(),
            look.reason()));
  }

  private void save(Context context, SignedIn who) {
    KeptPolicy current = files.current(who.setting());
    String text = Visits.longField(context, "text", PolicyFile.LONGEST).replace("\r\n", "\n");
    Calendar wanted =
        switch (files.read(who.setting(), text)) {
          case PolicyFile.Reading.Good good -> good.policy().calendar();
          case PolicyFile.Reading.Refused _ ->
              throw RefusedException.badRequest("Go back and load the page again.");
        };
    Optional<Long> base = Visits.large(Visits.field(context, "base"));
    if (base.isEmpty()) {
      throw RefusedException.badRequest("Go back and load the page again.");
    }
    String reason = Visits.field(context, REASON).strip();
    PolicyOutcome outcome =
        files.change(who.setting(), who.actor(), current.policy().with(wanted), base, reason);
    switch (outcome) {
      case PolicyOutcome.Refused(String sentence) ->
          look(
              context,
              who,
              new Look(
                  current, wanted, List.of(), year(Visits.field(context, "year"), wanted), reason),
              Problems.of(REASON, sentence));
      case PolicyOutcome.Proposed proposed ->
          Visits.goTo(context, "/policy/proposals/" + proposed.proposal() + "?done=asked");
      case PolicyOutcome.Applied _, PolicyOutcome.NothingChanged _, PolicyOutcome.TurnedDown _ ->
          Visits.goTo(
              context,
              "/calendar?done=changed&year=" + year(Visits.field(context, "year"), wanted).first());
    }
  }
}
