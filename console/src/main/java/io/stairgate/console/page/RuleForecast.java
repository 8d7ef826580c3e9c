package io.stairgate.console.page;

import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.device.Finding;
import io.stairgate.console.policy.RuleSettings;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a rule would still be met on a laptop under other numbers, as far as what the laptop last
 * proved tells. The laptop itself has the last word once it follows.
 */
final class RuleForecast {
  private static final Pattern TIME = Pattern.compile("(\\d{1,6}) (second|minute|hour)s?\\b.*");
  private static final Pattern FIRST = Pattern.compile("(\\d{1,4})\\b.*");
  private static final Pattern TRIES = Pattern.compile("sign-in locks after (\\d{1,4})\\b.*");
  private static final Pattern OPEN_DAYS = Pattern.compile(".*\\b(\\d{1,4}) open days ago.*");

  private RuleForecast() {}

  /**
   * What breaks the numbers; empty where nothing is known to.
   *
   * @param wanted what would hold
   * @param found what was last proved, with its evidence
   * @param today at the setting
   */
  static Optional<String> broken(
      RuleSettings wanted, Finding found, Calendar calendar, LocalDate today) {
    return switch (wanted.rule()) {
      case SCREEN_LOCK -> screenLock(wanted.number("minutes"), found);
      case PASSWORD_STRENGTH -> strength(wanted, found);
      case SIGN_IN -> tries(wanted.number("wrong-tries"), found);
      case ANTI_VIRUS ->
          number(found, "knows viruses up to", OPEN_DAYS)
              .filter(days -> days > wanted.number("red-days"))
              .map("It knows viruses as of %d open days ago."::formatted);
      case UPDATES ->
          day(found, "oldest seen on")
              .map(day -> ChronoUnit.DAYS.between(day, today))
              .filter(days -> days > wanted.number("days"))
              .map("An important update has waited for %d days."::formatted);
      case BACKUP -> backup(wanted.number("days"), found, calendar, today);
      case ENCRYPTION,
          PORTABLE_MEDIA,
          PASSWORD_AGE,
          SHARED_SECRET,
          ACCOUNTS,
          SUSPEND,
          ADMIN_RIGHTS,
          FIREWALL,
          SOFTWARE,
          SIGN_IN_NOTICE,
          CAMERA,
          BLUETOOTH,
          FILTERING_CHECK,
          CHILDREN_USE,
          REPORT_A_CONCERN,
          AGENT_HEALTH ->
          Optional.empty();
    };
  }

  private static Optional<String> screenLock(int minutes, Finding found) {
    Optional<String> idle = evidence(found, "blank screen after");
    if (idle.filter(text -> text.startsWith("never")).isPresent()) {
      return Optional.of("The screen never locks itself.");
    }
    long delay = evidence(found, "time without password").flatMap(RuleForecast::seconds).orElse(0L);
    return idle.flatMap(RuleForecast::seconds)
        .map(seconds -> seconds + delay)
        .filter(seconds -> seconds > minutes * 60L)
        .map(seconds -> "The screen locks after %d minutes.".formatted((seconds + 59) / 60));
  }

  private static Optional<String> strength(RuleSettings wanted, Finding found) {
    Optional<String> tooShort =
        number(found, "fewest characters", FIRST)
            .filter(length -> length < wanted.number("length"))
            .map("Passwords of %d characters are allowed."::formatted);
    boolean unmixed =
        wanted.on("mixture")
            && evidence(found, "mixture").filter(text -> text.startsWith("not")).isPresent();
    return tooShort.isPresent() || !unmixed
        ? tooShort
        : Optional.of("Passwords need no mixture there.");
  }

  private static Optional<String> tries(int most, Finding found) {
    if (evidence(found, "wrong tries").filter("sign-in never locks"::equals).isPresent()) {
      return Optional.of("Signing in never locks.");
    }
    return number(found, "wrong tries", TRIES)
        .filter(tries -> tries > most)
        .map("It locks after %d wrong tries."::formatted);
  }

  private static Optional<String> backup(
      int days, Finding found, Calendar calendar, LocalDate today) {
    return found.evidence().stream()
        .filter(fact -> fact.key().startsWith("backup by "))
        .flatMap(fact -> day(fact.value()).stream())
        .max(LocalDate::compareTo)
        .map(last -> calendar.openDaysBetween(last, today))
        .filter(open -> open > days)
        .map("The last backup was %d open days ago."::formatted);
  }

  private static Optional<String> evidence(Finding found, String key) {
    return found.evidence().stream()
        .filter(fact -> fact.key().equals(key))
        .map(Finding.Evidence::value)
        .findFirst();
  }

  private static Optional<Integer> number(Finding found, String key, Pattern pattern) {
    return evidence(found, key)
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(match -> Integer.parseInt(match.group(1)));
  }

  private static Optional<Long> seconds(String text) {
    Matcher match = TIME.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(match.group(1));
    return Optional.of(
        switch (match.group(2)) {
          case "hour" -> number * 3600;
          case "minute" -> number * 60;
          default -> number;
        });
  }

  private static Optional<LocalDate> day(Finding found, String key) {
    return evidence(found, key).flatMap(RuleForecast::day);
  }

  private static Optional<LocalDate> day(String text) {
    try {
      return text.length() == 10 ? Optional.of(LocalDate.parse(text)) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
