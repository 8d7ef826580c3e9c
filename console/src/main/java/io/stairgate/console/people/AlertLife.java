package io.stairgate.console.people;

import java.time.Instant;
import java.util.List;

/**
 * What became of an alert, and who is told next.
 *
 * @param past what happened, oldest first
 * @param next who is told when, if nobody has seen it by then, soonest first; empty where nobody is
 */
public record AlertLife(List<Entry> past, List<Next> next) {
  public AlertLife {
    past = List.copyOf(past);
    next = List.copyOf(next);
  }

  /**
   * Something that happened.
   *
   * @param at when
   * @param sentence what, in words
   */
  public record Entry(Instant at, String sentence) {}

  /**
   * Somebody who is told.
   *
   * @param at when
   * @param people who
   * @param why why they are told, in words; may be empty
   */
  public record Next(Instant at, List<String> people, String why) {
    public Next {
      people = List.copyOf(people);
    }
  }
}
