package io.stairgate.console.keep;

import java.util.List;

/**
 * One table and what of it goes when: data, read by {@link ThinningStore} alone.
 *
 * @param kind whose length decides
 * @param table the table, {@code t} in the other parts
 * @param keys its primary key
 * @param due what is old enough: {@code :cut} is the moment, {@code :day} the day, {@code :now} the
 *     night that this is
 * @param held whether a hold on one laptop keeps a row; empty: the row has nothing to do with a
 *     laptop. {@code (HELD)} stands for the held laptops
 * @param counted what a row becomes in the numbers that are left; empty: it is not counted
 * @param at when it was, for the month it is counted in
 * @param first what must be removed or let go before, by the row's keys
 * @param eachLaptop whether it is asked for each laptop by itself, because its index begins so
 */
record Sweep(
    Kept kind,
    String table,
    List<String> keys,
    String due,
    String held,
    String counted,
    String at,
    List<String> first,
    boolean eachLaptop) {
  private static final String OF_LAPTOP = "t.device_id IS NOT NULL AND t.device_id IN (HELD)";

  Sweep {
    keys = List.copyOf(keys);
    first = List.copyOf(first);
  }

  /** Rows of a laptop, known by keys separated by spaces. */
  static Sweep ofLaptop(Kept kind, String table, String keys, String due) {
    return new Sweep(
        kind, table, List.of(keys.split(" ", -1)), due, OF_LAPTOP, "", "", List.of(), false);
  }

  /** Rows that have nothing to do with a laptop. */
  static Sweep of(Kept kind, String table, String keys, String due) {
    return new Sweep(kind, table, List.of(keys.split(" ", -1)), due, "", "", "", List.of(), false);
  }

  /** The same, counted. */
  Sweep counting(String what, String when) {
    return new Sweep(kind, table, keys, due, held, what, when, first, eachLaptop);
  }

  /** The same, after other statements, each with the row's keys by their names. */
  Sweep after(String... statements) {
    return new Sweep(kind, table, keys, due, held, counted, at, List.of(statements), eachLaptop);
  }

  /** The same, laptop by laptop. */
  Sweep laptopByLaptop() {
    return new Sweep(kind, table, keys, due, held, counted, at, first, true);
  }

  /** The same, kept where {@code which} is true of it. */
  Sweep heldWhere(String which) {
    return new Sweep(kind, table, keys, due, which, counted, at, first, eachLaptop);
  }
}
