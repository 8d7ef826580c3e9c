package io.stairgate.console.database;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list that is sorted by time, newest first.
 *
 * @param items newest first
 * @param next what to hand in for the next part; empty at the end
 */
public record Part<T>(List<T> items, Optional<String> next) {
  public Part {
    items = List.copyOf(items);
  }

  /**
   * A part, from one row more than wanted.
   *
   * @param place of an item
   */
  public static <T> Part<T> of(List<T> rows, int limit, Function<T, Place> place) {
    List<T> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
    return new Part<>(
        shown,
        rows.size() > limit ? Optional.of(place.apply(shown.getLast()).text()) : Optional.empty());
  }
}
