package io.stairgate.console.notify;

import io.stairgate.console.calendar.OpenTime;
import java.time.Instant;
import java.util.Optional;

/**
 * When a message may reach a person.
 *
 * @param from not before
 * @param until nor from then on; empty: at any hour
 */
record Hours(Instant from, Optional<Instant> until) {
  /** At any hour from {@code at} on: only urgent messages to those who want them so. */
  static Hours atAnyHour(Instant at) {
    return new Hours(at, Optional.empty());
  }

  /** In the open hours that {@code at} lies in, or in the next ones. */
  static Hours open(OpenTime open, Instant at) {
    Instant from = open.nextOpen(at);
    Instant closing = open.closing(from);
    return closing.isAfter(from)
        ? new Hours(from, Optional.of(closing))
        : new Hours(from, Optional.empty());
  }
}
