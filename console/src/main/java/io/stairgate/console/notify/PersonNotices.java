package io.stairgate.console.notify;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How a person wants to be told, in one setting.
 *
 * @param urgentAtAnyHour whether urgent messages come out of open hours too
 * @param away when the person is away
 */
public record PersonNotices(boolean urgentAtAnyHour, List<Away> away) {
  /** What holds for whoever chose nothing. */
  public static final PersonNotices DEFAULT = new PersonNotices(false, List.of());

  public PersonNotices {
    away = List.copyOf(away);
  }

  /** The absence that a day lies in; the first where there are several. */
  public Optional<Away> awayOn(LocalDate day) {
    return away.stream().filter(each -> each.includes(day)).findFirst();
  }

  /**
   * Some days on which a person is away.
   *
   * @param from first day, at the setting
   * @param to last day, on or after the first
   * @param cover the account of whoever gets the messages meanwhile; empty: the deputies
   */
  public record Away(LocalDate from, LocalDate to, Optional<UUID> cover) {
    public Away {
      if (to.isBefore(from)) {
        throw new IllegalArgumentException("The last day away is before the first.");
      }
    }

    /** Whether the person is away on {@code day}. */
    public boolean includes(LocalDate day) {
      return !day.isBefore(from) && !day.isAfter(to);
    }
  }
}
