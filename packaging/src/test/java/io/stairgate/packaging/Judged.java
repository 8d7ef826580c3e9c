package io.stairgate.packaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One laptop's ledger held against what the console shows and what its database holds.
 *
 * @param accepted how many events the journal accepted
 * @param explained how many of them are lost, and shown as missing
 * @param faults every broken promise, in words; empty when there is none
 */
record Judged(int accepted, int explained, List<String> faults) {
  /** What the console has of one laptop. */
  interface Seen {
    /** How often each serial is shown. */
    Map<String, Long> shown();

    /** Serials as the database has them, by epoch, in the order of their numbers. */
    Map<String, List<String>> stored();

    /** Whether the console says of a number that it is missing. */
    boolean missing(String epoch, long sequence);
  }

  /**
   * Compares.
   *
   * @param damaged whether somebody damaged the laptop's journal: then something may be lost, where
   *     it is shown as missing
   * @param ends how often the laptop was ended: each may leave one event that is in the journal and
   *     not yet in the ledger
   */
  static Judged of(Ledger ledger, Seen seen, boolean damaged, int ends) {
    List<String> faults = new ArrayList<>(ledger.loosened());
    Set<String> lost = new TreeSet<>(ledger.accepted().keySet());
    Set<String> there = new HashSet<>();
    seen.stored().values().forEach(there::addAll);
    there.retainAll(seen.shown().keySet());
    lost.removeAll(there);
    int explained = 0;
    for (String serial : lost) {
      Ledger.Place place = ledger.accepted().get(serial);
      if (damaged && place != null && seen.missing(place.epoch(), place.sequence())) {
        explained++;
      } else {
        faults.add("lost: " + serial + " " + place);
      }
    }
    seen.shown()
        .forEach(
            (serial, times) -> {
              if (times != 1) {
                faults.add("shown %d times: %s".formatted(times, serial));
              }
            });
    for (String serial : ledger.refused()) {
      if (seen.shown().containsKey(serial)) {
        faults.add("refused and shown: " + serial);
      }
    }
    Set<String> unwritten = new HashSet<>(seen.shown().keySet());
    unwritten.removeAll(ledger.accepted().keySet());
    if (unwritten.size() > ends) {
      faults.add("shown, and accepted by nobody: " + unwritten);
    }
    order(ledger, seen, faults);
    return new Judged(ledger.accepted().size(), explained, faults);
  }

  private static void order(Ledger ledger, Seen seen, List<String> faults) {
    Map<String, Integer> places = new HashMap<>();
    ledger.accepted().keySet().forEach(serial -> places.put(serial, places.size()));
    Set<String> once = new HashSet<>();
    seen.stored()
        .forEach(
            (epoch, serials) -> {
              int before = -1;
              for (String serial : serials) {
                Integer place = places.get(serial);
                if (place != null && place < before) {
                  faults.add("out of order in %s: %s".formatted(epoch, serial));
                }
                before = place == null ? before : place;
                if (!once.add(serial)) {
                  faults.add("stored twice: " + serial);
                }
              }
            });
  }
}
