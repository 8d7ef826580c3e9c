package io.stairgate.console.contact;

import java.time.LocalDate;
import java.util.UUID;

/**
 * Somebody is away, and somebody else is told in the meantime.
 *
 * @param id names it
 * @param account who is away
 * @param first the first day
 * @param last the last day, not before the first
 * @param cover who is told instead
 */
public record Away(UUID id, UUID account, LocalDate first, LocalDate last, UUID cover) {
  public Away {
    if (last.isBefore(first)) {
      throw new IllegalArgumentException("away until before it begins");
    }
    if (account.equals(cover)) {
      throw new IllegalArgumentException("nobody covers for themselves");
    }
  }
}
