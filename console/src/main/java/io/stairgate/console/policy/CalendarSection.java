package io.stairgate.console.policy;

import static io.stairgate.console.policy.PolicyKeys.*;

import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.Closure;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.OpenHours;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.policy.YamlNode.Scalar;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the calendar of a policy file. */
final class CalendarSection {
  static final List<String> DAYS =
      Arrays.stream(DayOfWeek.values()).map(CalendarSection::code).toList();

  /** How a file calls a day of the week. */
  static String code(DayOfWeek day) {
    return day.name().toLowerCase(Locale.ROOT);
  }

  Calendar read(Optional<YamlNode> zoneNode, Optional<YamlNode> node) throws PolicyFileException {
    ZoneId zone = zoneNode.isPresent() ? zone(zoneNode.get()) : Calendar.DEFAULT.zone();
    if (node.isEmpty()) {
      return new Calendar(
          zone,
          List.of(),
          List.of(),
          Calendar.DEFAULT.openDays(),
          Calendar.DEFAULT.openHours(),
          Calendar.DEFAULT.openInHolidays());
    }
    PolicyFields fields = PolicyFields.of(node.get(), "\"calendar\"", OF_CALENDAR);
    List<Term> terms = terms(fields.find(TERMS));
    List<Closure> closures = closures(fields.find(CLOSURES));
    Optional<YamlNode> days = fields.find(OPEN_DAYS);
    Set<DayOfWeek> openDays = days.isPresent() ? days(days.get()) : Calendar.DEFAULT.openDays();
    Optional<YamlNode> hours = fields.find(OPEN_HOURS);
    OpenHours openHours = hours.isPresent() ? hours(hours.get()) : Calendar.DEFAULT.openHours();
    Optional<YamlNode> holidays = fields.find(OPEN_IN_HOLIDAYS);
    boolean openInHolidays =
        holidays.isPresent() && PolicyFields.yesNo(holidays.get(), "\"open-in-holidays\"");
    return PolicyFields.made(
        fields.line(),
        () -> new Calendar(zone, terms, closures, openDays, openHours, openInHolidays));
  }

  private static ZoneId zone(YamlNode node) throws PolicyFileException {
    String name = PolicyFields.text(node, "\"time-zone\"", 64);
    if (!ZoneId.getAvailableZoneIds().contains(name)) {
      throw new PolicyFileException(
          node.line(),
          "there is no time zone \"%s\"; %s"
              .formatted(
                  Words.told(name),
                  Closest.to(name, ZoneId.getAvailableZoneIds())
                      .map(word -> "perhaps you meant \"%s\"".formatted(word))
                      .orElse("write one such as Europe/London")));
    }
    return ZoneId.of(name);
  }

  private static List<Term> terms(Optional<YamlNode> node) throws PolicyFileException {
    List<Term> all = new ArrayList<>();
    if (node.isEmpty()) {
      return all;
    }
    for (YamlNode item : PolicyFields.items(node.get(), "\"terms\"", Calendar.MOST_TERMS)) {
      PolicyFields fields = PolicyFields.of(item, "a term", OF_TERM);
      String name = PolicyFields.text(fields.need(NAME, "a term"), "\"name\"", 64);
      DateSpan days = span(fields, "a term");
      Optional<YamlNode> half = fields.find(HALF_TERM);
      Optional<DateSpan> halfTerm =
          half.isPresent()
              ? Optional.of(
                  span(PolicyFields.of(half.get(), "\"half-term\"", OF_HALF_TERM), "\"half-term\""))
              : Optional.empty();
      all.add(PolicyFields.made(item.line(), () -> new Term(name, days, halfTerm)));
    }
    return all;
  }

  private static List<Closure> closures(Optional<YamlNode> node) throws PolicyFileException {
    List<Closure> all = new ArrayList<>();
    if (node.isEmpty()) {
      return all;
    }
    for (YamlNode item : PolicyFields.items(node.get(), "\"closures\"", Calendar.MOST_CLOSURES)) {
      PolicyFields fields = PolicyFields.of(item, "a closure", OF_CLOSURE);
      String name = PolicyFields.text(fields.need(NAME, "a closure"), "\"name\"", 64);
      DateSpan days = span(fields, "a closure");
      all.add(PolicyFields.made(item.line(), () -> new Closure(name, days)));
    }
    return all;
  }

  private static DateSpan span(PolicyFields fields, String what) throws PolicyFileException {
    LocalDate start = PolicyFields.date(fields.need(START, what), "\"start\"");
    LocalDate end = PolicyFields.date(fields.need(END, what), "\"end\"");
    return PolicyFields.made(fields.line(), () -> new DateSpan(start, end));
  }

  private static Set<DayOfWeek> days(YamlNode node) throws PolicyFileException {
    Set<DayOfWeek> all = EnumSet.noneOf(DayOfWeek.class);
    for (YamlNode item : PolicyFields.items(node, "\"open-days\"", DAYS.size())) {
      String code = PolicyFields.text(item, "a day", 64);
      if (!DAYS.contains(code)) {
        throw PolicyFields.unknown(item.line(), "there is no day%s \"%s\"", "", code, DAYS);
      }
      if (!all.add(DayOfWeek.of(DAYS.indexOf(code) + 1))) {
        throw new PolicyFileException(
            item.line(), "this day stands in \"open-days\" twice; keep one");
      }
    }
    if (all.isEmpty()) {
      throw new PolicyFileException(node.line(), "\"open-days\" needs at least one day");
    }
    return all;
  }

  private static OpenHours hours(YamlNode node) throws PolicyFileException {
    PolicyFields fields = PolicyFields.of(node, "\"open-hours\"", OF_OPEN_HOURS);
    LocalTime from = time(fields.need(FROM, "\"open-hours\""), "\"from\"");
    LocalTime to = time(fields.need(TO, "\"open-hours\""), "\"to\"");
    return PolicyFields.made(fields.line(), () -> new OpenHours(from, to));
  }

  private static LocalTime time(YamlNode node, String what) throws PolicyFileException {
    if (node instanceof Scalar scalar
        && scalar.isText()
        && scalar.text().matches("([01][0-9]|2[0-3]):[0-5][0-9]")) {
      return LocalTime.parse(scalar.text());
    }
    throw new PolicyFileException(
        node.line(), "%s needs a time in quotes, such as \"07:30\"".formatted(what));
  }
}
