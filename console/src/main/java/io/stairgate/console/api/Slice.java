package io.stairgate.console.api;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list that is short enough to be read whole.
 *
 * @param items on this page
 * @param next where the next begins; null after the last
 */
record Slice<T>(List<T> items, @Nullable String next) {
  Slice {
    items = List.copyOf(items);
  }

  /**
   * The part of a list behind an item.
   *
   * @param after the id of the last item of the page before
   */
  static <T> Slice<T> of(List<T> all, Function<T, UUID> id, Optional<UUID> after, int limit) {
    int from = 0;
    if (after.isPresent()) {
      for (int i = 0; i < all.size(); i++) {
        if (id.apply(all.get(i)).equals(after.get())) {
          from = i + 1;
        }
      }
    }
    int to = Math.min(all.size(), from + limit);
    List<T> items = all.subList(from, to);
    return new Slice<>(
        items, to < all.size() && !items.isEmpty() ? id.apply(items.getLast()).toString() : null);
  }
}
