package io.stairgate.console.notify;

import io.stairgate.console.alert.Alert;
import io.stairgate.console.calendar.OpenTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is to be done about an alert now: the rules, without any store, so that whole terms can be
 * tried in a second. Deciding twice at one moment decides the same.
 */
public sealed interface Decision {
  /** Nobody has seen something urgent for so much open time: the deputies are told. */
  Duration TO_DEPUTY = Duration.ofHours(2);

  /** What is told of today waits for more of the same. */
  Duration GROUPED = Duration.ofMinutes(15);

  /** What comes and goes on one laptop is told once in so long; then it is on the weekly list. */
  Duration TOLD_LATELY = Duration.ofDays(7);

  /** Nothing to do: it is over, somebody has seen it, it was told, or a list tells of it. */
  record Nothing() implements Decision {}

  /**
   * It may still mend itself.
   *
   * @param until look again then
   */
  record Wait(Instant until) implements Decision {}

  /** It comes and goes: it is told on the weekly list. */
  record Quiet() implements Decision {}

  /**
   * Tell somebody.
   *
   * @param step 1 who answers for it, 2 the deputies, 3 the head or manager
   * @param purpose what the messages are for
   * @param next when it is looked at again; empty: not again
   */
  record Tell(int step, Purpose purpose, Optional<Instant> next) implements Decision {}

  /**
   * What is known besides the alert itself.
   *
   * @param toldLately another alert of the same kind on the same laptop was told of within {@link
   *     #TOLD_LATELY}
   * @param second whether somebody is there who would be told second
   * @param third whether somebody is there who would be told third
   */
  record Known(boolean toldLately, boolean second, boolean third) {}

  /**
   * Decides.
   *
   * @param open the setting's clock
   */
  static Decision of(Alert alert, Known known, OpenTime open, Instant now) {
    if (alert.resolved().isPresent() || alert.acknowledged().isPresent()) {
      return new Nothing();
    }
    if (alert.waitsUntil().filter(now::isBefore).isPresent()) {
      return new Wait(alert.waitsUntil().get());
    }
    return switch (alert.alertClass()) {
      case URGENT -> urgent(alert, known, open, now);
      case TODAY -> today(alert, known);
      case WEEKLY, TERMLY -> new Nothing();
    };
  }

  private static Decision today(Alert alert, Known known) {
    if (alert.toldStep() > 0) {
      return new Nothing();
    }
    return !alert.cause().isEmpty() && known.toldLately()
        ? new Quiet()
        : new Tell(1, Purpose.ALERT, Optional.empty());
  }

  private static Decision urgent(Alert alert, Known known, OpenTime open, Instant now) {
    Instant told = alert.toldStep() == 0 ? now : alert.toldAt().orElse(now);
    Instant second = open.after(told, TO_DEPUTY);
    Instant third = open.after(told, open.wholeDay());
    return switch (alert.toldStep()) {
      case 0 -> new Tell(1, Purpose.ALERT, Optional.of(known.second() ? second : third));
      case 1 -> {
        if (known.second()) {
          yield now.isBefore(second)
              ? new Wait(second)
              : new Tell(2, Purpose.ESCALATION, Optional.of(third.isAfter(now) ? third : now));
        }
        yield toHead(known, third, now);
      }
      case 2 -> toHead(known, third, now);
      default -> new Nothing();
    };
  }

  private static Decision toHead(Known known, Instant third, Instant now) {
    if (now.isBefore(third)) {
      return new Wait(third);
    }
    return new Tell(
        3, known.third() ? Purpose.ESCALATION : Purpose.REPEAT_URGENT, Optional.empty());
  }
}
