package io.stairgate.console.permission;

import java.util.List;
import java.util.Optional;

/**
 * Part of a list.
 *
 * @param items in the list's order
 * @param next what to hand in as {@code after} for the rest; empty at the end
 */
public record Listed<T>(List<T> items, Optional<String> next) {
  public Listed {
    items = List.copyOf(items);
  }
}
