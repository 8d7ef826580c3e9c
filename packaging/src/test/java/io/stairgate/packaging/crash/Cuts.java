package io.stairgate.packaging.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Makes states, has them opened, and collects what is wrong. */
final class Cuts {
  private final Path work;

  /**
   * Works in a folder.
   *
   * @param work empty; a folder in memory is quickest, nothing here relies on a disk
   */
  Cuts(Path work) {
    this.work = work;
  }

  /**
   * What came out.
   *
   * @param states how many states were opened
   * @param faults what was wrong, each with the seed of its record and the number of its state
   */
  record Outcome(int states, List<String> faults) {}

  /**
   * Tries states until there are enough. A broken program is looked at only until the first fault
   * is found.
   *
   * @param seed of the first record; the next record has the next
   */
  Outcome tries(Subject subject, long seed, int states, Broken broken) throws Exception {
    int tried = 0;
    List<String> faults = new ArrayList<>();
    for (long each = seed; tried < states && !enough(broken, faults); each++) {
      Path recorded = Files.createDirectory(work.resolve("recorded"));
      CutDisk disk = new CutDisk(subject.record(recorded, each, broken));
      delete(recorded);
      Random random = new Random(each);
      int here = Math.min(subject.statesPerRecord(), states - tried);
      int[] places = random.ints(here, 0, disk.length() + 1).sorted().toArray();
      for (int i = 0; i < here && !enough(broken, faults); i++) {
        disk.advance(places[i]);
        String which = "%s, seed %d, state %d of %d".formatted(subject.name(), each, i, here);
        Random inside = new Random(each * 1_000_003 + i);
        Path left = Files.createDirectory(work.resolve("left"));
        disk.cut(left, inside);
        tried++;
        try {
          List<String> wrong = subject.check(left, disk.said(), inside, broken);
          if (!wrong.isEmpty()) {
            faults.add(
                which + ": " + String.join("; ", wrong.subList(0, Math.min(3, wrong.size()))));
          }
        } catch (Exception e) {
          faults.add(which + ": does not open: " + e);
        }
        delete(left);
      }
    }
    return new Outcome(tried, faults);
  }

  private static boolean enough(Broken broken, List<String> faults) {
    return broken != Broken.NOTHING && !faults.isEmpty();
  }

  static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> there = Files.walk(folder)) {
      all = there.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
