package io.stairgate.console.witness;

import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * That a log was changed or put back to an older copy. It stays on the pages until a person says
 * that it was looked into, and why it was.
 *
 * @param setting whose log
 * @param branch its number within the setting, from 1
 * @param kind what is known to have happened
 * @param first the first line concerned
 * @param last the last line concerned
 * @param noticedAt when
 * @param restoredAt when the console was put back from a backup, where it says so
 * @param remembers nickname of the first laptop that remembered; empty where the chain itself
 *     showed it
 * @param laptops how many laptops remember
 * @param acknowledged who looked into it; empty while nobody has
 */
public record AuditNotice(
    SettingId setting,
    long branch,
    Kind kind,
    long first,
    long last,
    Instant noticedAt,
    Optional<Instant> restoredAt,
    String remembers,
    int laptops,
    Optional<Acknowledgement> acknowledged) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK).withZone(ZoneId.of("Europe/London"));

  /** What is known to have happened. */
  public enum Kind {
    /** Lines that a laptop knows of are gone. */
    MISSING("missing"),
    /** The lines are there and are not the ones a laptop knows of. */
    CHANGED("changed"),
    /** Lines are gone since the console was put back from a backup. */
    RESTORED("restored"),
    /** The chain of lines does not hold by itself. */
    BROKEN("broken");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /** How it is kept. */
    String code() {
      return code;
    }

    static Kind of(String code) {
      return Arrays.stream(values())
          .filter(kind -> kind.code.equals(code))
          .findFirst()
          .orElse(CHANGED);
    }
  }

  /**
   * That a person looked into it.
   *
   * @param at when
   * @param by the person's display name
   * @param why what the person found, in words
   */
  public record Acknowledgement(Instant at, String by, String why) {}

  /** What happened, for people. */
  public String sentence() {
    return switch (kind) {
      case MISSING ->
          "The log of who did what was changed or put back to an older copy: %s missing, %s."
              .formatted(lines(), whoRemembers());
      case CHANGED ->
          "The log of who did what was changed: line %,d or one before it is not what it was, %s."
              .formatted(last, whoRemembers());
      case RESTORED ->
          "This console was put back from a backup%s. In the log of who did what %s missing since then, %s."
              .formatted(
                  restoredAt.map(at -> " on " + DAY.format(at)).orElse(""),
                  lines(),
                  whoRemembers());
      case BROKEN ->
          "The log of who did what was changed: line %,d is missing or is not what was written."
              .formatted(first);
    };
  }

  private String lines() {
    return first == last
        ? "line %,d is".formatted(first)
        : "lines %,d to %,d are".formatted(first, last);
  }

  private String whoRemembers() {
    boolean one = first == last || kind == Kind.CHANGED;
    String name = remembers.isEmpty() ? "this console" : remembers;
    String what = one ? " it" : " them";
    return switch (laptops) {
      case 0, 1 -> name + " remembers" + what;
      case 2 -> name + " and 1 other laptop remember" + what;
      default -> name + " and " + (laptops - 1) + " other laptops remember" + what;
    };
  }
}
