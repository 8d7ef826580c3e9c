package io.stairgate.console.calendar;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a calendar file (RFC 5545): its events with days or times, and those that repeat each year
 * or each week. What repeats in another way is refused, not guessed. At most 1 MB and 2,000 events,
 * repeats counted; only what touches the given years is kept.
 *
 * <p>Over 300 lines because lines, dates, lengths and repeats are one format.
 */
public final class IcsFile {
  /** The longest file, characters. */
  public static final int LONGEST = 1024 * 1024;

  /** The most events, repeats counted. */
  public static final int MOST_EVENTS = 2_000;

  private static final Pattern TIME_ZONE = Pattern.compile("(?i);TZID=\"?([^\";:,]+)\"?");
  private static final Pattern DAY = Pattern.compile("[0-9]{8}");
  private static final Pattern MOMENT = Pattern.compile("[0-9]{8}T[0-9]{6}Z?");
  private static final Set<String> RULE_WORDS =
      Set.of("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY");
  private static final int LONGEST_EVENT_DAYS = 400;

  private final ZoneId zone;
  private final DateSpan window;
  private final List<CalendarEvent> events = new ArrayList<>();

  private IcsFile(ZoneId zone, DateSpan window) {
    this.zone = zone;
    this.window = window;
  }

  /** What became of reading a file. */
  public sealed interface Reading {
    /**
     * It says events.
     *
     * @param found what was made of them
     */
    record Good(CalendarImport found) implements Reading {}

    /**
     * It is refused whole.
     *
     * @param sentence one plain sentence: which line, what is wrong, what to do
     */
    record Refused(String sentence) implements Reading {}
  }

  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(int line, String what) {
      super("Line " + line + " of the calendar file: " + what + ".");
    }
  }

  /**
   * Reads a file.
   *
   * @param text the whole file
   * @param zone of the setting: times are turned into its days
   * @param today events that end more than a year before it, or begin more than two years after it,
   *     are left out
   */
  public static Reading read(String text, ZoneId zone, LocalDate today) {
    IcsFile file = new IcsFile(zone, new DateSpan(today.minusYears(1), today.plusYears(2)));
    try {
      file.read(text);
      return new Reading.Good(CalendarImport.of(file.events));
    } catch (RefusedException e) {
      return new Reading.Refused(String.valueOf(e.getMessage()));
    }
  }

  /** One line after unfolding. */
  private record Line(int number, String name, String parameters, String value) {}

  private void read(String text) throws RefusedException {
    if (text.length() > LONGEST) {
      throw new RefusedException(1, "the file is longer than 1 MB; export fewer years");
    }
    List<Line> lines = lines(text);
    if (lines.isEmpty() || !is(lines.getFirst(), "BEGIN", "VCALENDAR")) {
      throw new RefusedException(
          1, "this is no calendar file; export it as .ics from the calendar first");
    }
    int count = 0;
    int depth = 0;
    Map<String, Line> event = new HashMap<>();
    boolean inEvent = false;
    for (Line line : lines) {
      if (line.name().equals("BEGIN")) {
        depth++;
        if (is(line, "BEGIN", "VEVENT")) {
          if (inEvent) {
            throw new RefusedException(line.number(), "an event begins within another");
          }
          inEvent = true;
          depth = 0;
          event.clear();
          event.put("BEGIN", line);
        }
      } else if (is(line, "END", "VEVENT")) {
        count++;
        if (count > MOST_EVENTS) {
          throw new RefusedException(
              line.number(), "the file has more than 2,000 events; export fewer years");
        }
        if (inEvent) {
          event(event);
        }
        inEvent = false;
      } else if (line.name().equals("END")) {
        depth--;
      } else if (inEvent && depth <= 0) {
        boolean again = event.putIfAbsent(line.name(), line) != null;
        if (again && (line.name().equals("RRULE") || line.name().equals("DTSTART"))) {
          throw new RefusedException(
              line.number(), "an event says twice when it is; put it right in the calendar");
        }
      }
    }
    if (inEvent) {
      throw new RefusedException(
          lines.getLast().number(), "the file ends within an event; fetch it again");
    }
  }

  private static boolean is(Line line, String name, String value) {
    return line.name().equals(name) && line.value().strip().equalsIgnoreCase(value);
  }

  /** Lines, with what was folded put together: a line that begins with a space goes on. */
  private static List<Line> lines(String text) throws RefusedException {
    List<Line> all = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    int number = 0;
    int began = 1;
    for (String each : text.split("\r\n|\n|\r", -1)) {
      number++;
      if (!each.isEmpty() && (each.charAt(0) == ' ' || each.charAt(0) == '\t')) {
        open.append(each, 1, each.length());
        continue;
      }
      add(all, began, open);
      open.setLength(0);
      open.append(number == 1 && each.startsWith("\uFEFF") ? each.substring(1) : each);
      began = number;
    }
    add(all, began, open);
    return all;
  }

  private static void add(List<Line> all, int number, StringBuilder text) throws RefusedException {
    if (text.isEmpty() || text.toString().isBlank()) {
      return;
    }
    Line line = split(number, text.toString());
    all.add(line);
  }

  private static Line split(int number, String text) throws RefusedException {
    int colon = outsideQuotes(text);
    if (colon <= 0) {
      throw new RefusedException(
          number, "this is no line of a calendar file; export it as .ics from the calendar again");
    }
    String head = text.substring(0, colon);
    int semicolon = head.indexOf(';');
    String name = semicolon < 0 ? head : head.substring(0, semicolon);
    String parameters = semicolon < 0 ? "" : head.substring(semicolon);
    if (!name.matches("[A-Za-z0-9.-]{1,64}")) {
      throw new RefusedException(
          number, "this is no line of a calendar file; export it as .ics from the calendar again");
    }
    return new Line(number, name.toUpperCase(Locale.ROOT), parameters, text.substring(colon + 1));
  }

  /** The first colon that stands in no quotes. */
  private static int outsideQuotes(String text) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each == '"') {
        quoted = !quoted;
      } else if (each == ':' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  private void event(Map<String, Line> parts) throws RefusedException {
    Line begin = parts.getOrDefault("BEGIN", new Line(1, "BEGIN", "", ""));
    Line start = parts.get("DTSTART");
    if (start == null) {
      throw new RefusedException(
          begin.number(), "this event does not say when it begins; put it right in the calendar");
    }
    Line status = parts.get("STATUS");
    if (status != null && status.value().strip().equalsIgnoreCase("CANCELLED")) {
      return;
    }
    Line summary = parts.get("SUMMARY");
    String title = summary == null ? "Without a title" : title(summary.value());
    boolean wholeDays = DAY.matcher(start.value().strip()).matches();
    LocalDate first = day(start, Side.FIRST);
    LocalDate last = last(parts, first, wholeDays);
    if (last.isBefore(first) || last.isAfter(first.plusDays(LONGEST_EVENT_DAYS))) {
      throw new RefusedException(
          start.number(),
          "the event \"%s\" ends before it begins or is longer than a year; put it right in the calendar"
              .formatted(told(title)));
    }
    long length = last.toEpochDay() - first.toEpochDay();
    Line rule = parts.get("RRULE");
    if (parts.containsKey("RDATE")) {
      throw new RefusedException(
          parts.getOrDefault("RDATE", start).number(),
          "the event \"%s\" repeats on days of its own (RDATE); write those as events of their own"
              .formatted(told(title)));
    }
    Set<LocalDate> without = exceptions(parts.get("EXDATE"));
    List<LocalDate> firsts = rule == null ? List.of(first) : repeats(rule, first, title);
    for (LocalDate each : firsts) {
      LocalDate end = each.plusDays(length);
      if (!without.contains(each) && !end.isBefore(window.start()) && !each.isAfter(window.end())) {
        if (events.size() >= MOST_EVENTS) {
          throw new RefusedException(
              start.number(), "with its repeats the file has more than 2,000 events; shorten it");
        }
        DateSpan days = new DateSpan(each, end);
        events.add(new CalendarEvent(title, days, CalendarImport.kind(title, days)));
      }
    }
  }

  private LocalDate last(Map<String, Line> parts, LocalDate first, boolean wholeDays)
      throws RefusedException {
    Line end = parts.get("DTEND");
    if (end != null) {
      LocalDate day = day(end, wholeDays ? Side.FIRST : Side.LAST);
      // The end of whole days is the day after the last (RFC 5545, 3.6.1); some write the same day.
      return wholeDays && day.isAfter(first) ? day.minusDays(1) : day;
    }
    Line duration = parts.get("DURATION");
    if (duration == null) {
      return first;
    }
    long days = days(duration, wholeDays);
    return first.plusDays(wholeDays ? Math.max(0, days - 1) : days);
  }

  private static long days(Line duration, boolean wholeDays) throws RefusedException {
    String value = duration.value().strip().toUpperCase(Locale.ROOT);
    if (value.matches("\\+?P[0-9]{1,3}W")) {
      return 7L * Long.parseLong(value.replaceAll("[^0-9]", ""));
    }
    if (!value.matches("\\+?P([0-9]{1,3}D)?(T([0-9]{1,4}H)?([0-9]{1,5}M)?([0-9]{1,6}S)?)?")) {
      throw new RefusedException(
          duration.number(), "this length is not understood; give the event an end instead");
    }
    String bare = value.startsWith("+") ? value.substring(1) : value;
    int time = bare.indexOf('T');
    try {
      String dayPart = (time < 0 ? bare : bare.substring(0, time)).replaceAll("[^0-9]", "");
      long days = dayPart.isEmpty() ? 0 : Long.parseLong(dayPart);
      long more = time < 0 ? 0 : Duration.parse("P" + bare.substring(time)).toDays();
      return days + (wholeDays ? 0 : more);
    } catch (DateTimeException e) {
      throw new RefusedException(
          duration.number(), "this length is not understood; give the event an end instead");
    }
  }

  /** Which day a moment belongs to: an end at midnight belongs to the day before. */
  private enum Side {
    FIRST,
    LAST
  }

  private LocalDate day(Line line, Side side) throws RefusedException {
    String value = line.value().strip();
    try {
      if (DAY.matcher(value).matches()) {
        return inRange(line, LocalDate.parse(value, DateTimeFormatter.BASIC_ISO_DATE));
      }
      if (MOMENT.matcher(value).matches()) {
        LocalDateTime time =
            LocalDateTime.parse(
                value.substring(0, 15), DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss"));
        ZoneId from = value.endsWith("Z") ? ZoneOffset.UTC : zone(line);
        LocalDateTime here = time.atZone(from).withZoneSameInstant(zone).toLocalDateTime();
        LocalDate day = here.toLocalDate();
        return inRange(
            line,
            side == Side.LAST && here.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? day.minusDays(1)
                : day);
      }
    } catch (DateTimeException e) {
      throw new RefusedException(
          line.number(), "there is no such day; put it right in the calendar");
    }
    throw new RefusedException(
        line.number(), "this date is not understood; export the calendar as .ics again");
  }

  private static LocalDate inRange(Line line, LocalDate day) throws RefusedException {
    if (day.getYear() < 1900 || day.getYear() > 2150) {
      throw new RefusedException(
          line.number(), "this date is too far away; put it right in the calendar");
    }
    return day;
  }

  /** The zone a line names; one that Java does not know is taken for the setting's own. */
  private ZoneId zone(Line line) {
    Matcher named = TIME_ZONE.matcher(line.parameters());
    return named.find() && ZoneId.getAvailableZoneIds().contains(named.group(1))
        ? ZoneId.of(named.group(1))
        : zone;
  }

  private Set<LocalDate> exceptions(@Nullable Line line) throws RefusedException {
    Set<LocalDate> all = new TreeSet<>();
    if (line != null) {
      for (String each : line.value().split(",", 400)) {
        all.add(day(new Line(line.number(), line.name(), line.parameters(), each), Side.FIRST));
      }
    }
    return all;
  }

  private List<LocalDate> repeats(Line rule, LocalDate first, String title)
      throws RefusedException {
    Map<String, String> words = new HashMap<>();
    for (String part : rule.value().strip().toUpperCase(Locale.ROOT).split(";", 20)) {
      String[] pair = part.split("=", 2);
      if (pair.length != 2 || !RULE_WORDS.contains(pair[0])) {
        throw manner(rule, title);
      }
      words.put(pair[0], pair[1]);
    }
    String often = words.getOrDefault("FREQ", "");
    boolean yearly = often.equals("YEARLY");
    if (!(yearly || often.equals("WEEKLY")) || !isOwnDay(words, first, yearly)) {
      throw manner(rule, title);
    }
    int interval = number(rule, words.getOrDefault("INTERVAL", "1"), title);
    int count = number(rule, words.getOrDefault("COUNT", "9999"), title);
    LocalDate until = window.end();
    if (words.containsKey("UNTIL")) {
      LocalDate said =
          day(new Line(rule.number(), "UNTIL", "", words.getOrDefault("UNTIL", "")), Side.FIRST);
      until = said.isBefore(until) ? said : until;
    }
    List<LocalDate> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LocalDate each =
          yearly ? first.plusYears((long) i * interval) : first.plusWeeks((long) i * interval);
      if (each.isAfter(until)) {
        break;
      }
      // 29 February comes only in the years that have it.
      if (each.getDayOfMonth() == first.getDayOfMonth() || !yearly) {
        all.add(each);
      }
    }
    return all;
  }

  /** BYDAY, BYMONTH and BYMONTHDAY are taken where they only say the first day again. */
  private static boolean isOwnDay(Map<String, String> words, LocalDate first, boolean yearly) {
    String day = first.getDayOfWeek().name().substring(0, 2);
    boolean byDay =
        !words.containsKey("BYDAY") || (!yearly && words.getOrDefault("BYDAY", "").equals(day));
    boolean byMonth =
        !words.containsKey("BYMONTH")
            || (yearly && words.getOrDefault("BYMONTH", "").equals("" + first.getMonthValue()));
    boolean byMonthDay =
        !words.containsKey("BYMONTHDAY")
            || (yearly && words.getOrDefault("BYMONTHDAY", "").equals("" + first.getDayOfMonth()));
    return byDay && byMonth && byMonthDay;
  }

  private static int number(Line rule, String word, String title) throws RefusedException {
    if (!word.matches("[1-9][0-9]{0,3}")) {
      throw manner(rule, title);
    }
    return Integer.parseInt(word);
  }

  private static RefusedException manner(Line rule, String title) {
    return new RefusedException(
        rule.number(),
        "the event \"%s\" repeats in a way that is not read; make it repeat each week or each year,"
                .formatted(told(title))
            + " or write single events");
  }

  private static String title(String value) {
    String text =
        value
            .replace("\\n", " ")
            .replace("\\N", " ")
            .replace("\\,", ",")
            .replace("\\;", ";")
            .replace("\\\\", "\\")
            .replaceAll("[\\p{C}\\p{Zl}\\p{Zp}\\s]+", " ")
            .strip();
    if (text.isEmpty()) {
      return "Without a title";
    }
    if (text.length() <= Names.LONGEST) {
      return text;
    }
    int end = Names.LONGEST;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        .strip();
  }

  private static String told(String title) {
    return title.length() <= 40 ? title : title.substring(0, 37) + "...";
  }
}
