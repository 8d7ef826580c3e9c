package io.stairgate.packaging;

import io.stairgate.packaging.FaultRun.Fault;
import io.stairgate.packaging.NoisyLaptop.Habit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code packaging/faults} starts; its {@code --help} says what it is for. */
final class Faults {
  private static final int LAPTOPS = 2;

  /** Rounds on one console, before everything is counted and another one begins. */
  private static final int ROUNDS_TOGETHER = 25;

  private static final int UNKNOWN = -1;

  private final Path folder;
  private final Map<String, String> words;
  private final long seed;
  private final long end;

  private static final class UnknownWordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownWordException(String sentence) {
      super(sentence);
    }
  }

  private Faults(Path folder, Map<String, String> words) {
    this.folder = folder;
    this.words = words;
    seed = Long.parseLong(words.getOrDefault("seed", "1"));
    end = System.nanoTime() + Duration.ofMinutes(number("minutes", 100_000)).toNanos();
  }

  /**
   * Runs once; ends with 1 where a promise was broken.
   *
   * @param arguments a kind of run ({@code rounds}, {@code kills}, {@code nodes}, {@code broken}),
   *     then words and values
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> words = new HashMap<>();
    for (int i = 1; i + 1 < arguments.length; i += 2) {
      words.put(arguments[i].replaceFirst("^--", ""), arguments[i + 1]);
    }
    Path folder = Files.createTempDirectory("stairgate-faults");
    int broken;
    try {
      Faults faults = new Faults(folder, words);
      broken =
          switch (arguments[0]) {
            case "rounds" -> faults.rounds();
            case "kills" -> faults.kills();
            case "nodes" -> faults.nodes();
            case "broken" -> faults.broken();
            default -> throw new IllegalArgumentException(arguments[0]);
          };
    } catch (UnknownWordException e) {
      System.err.println("packaging/faults: " + e.getMessage());
      broken = UNKNOWN;
    } finally {
      delete(folder);
    }
    System.exit(broken == UNKNOWN ? 2 : Math.min(broken, 1));
  }

  private int number(String word, int otherwise) {
    return Integer.parseInt(words.getOrDefault(word, String.valueOf(otherwise)));
  }

  private int rounds() throws Exception {
    int rounds = number("rounds", ROUNDS_TOGETHER);
    int done = 0;
    int broken = 0;
    for (int i = 0; done < rounds && System.nanoTime() < end; i++) {
      int now = Math.min(ROUNDS_TOGETHER, rounds - done);
      broken += together(seed + i, now);
      done += now;
    }
    return broken;
  }

  private Set<Fault> only() {
    Set<Fault> all = EnumSet.allOf(Fault.class);
    if (!words.containsKey("only")) {
      return all;
    }
    List<String> named = List.of(words.get("only").split(","));
    List<String> known = all.stream().map(Fault::name).toList();
    if (!known.containsAll(named)) {
      throw new UnknownWordException("--only knows " + String.join(", ", known) + ".");
    }
    return named.stream()
        .map(Fault::valueOf)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Fault.class)));
  }

  private int together(long own, int rounds) throws Exception {
    System.out.println("Seed " + own);
    Random random = new Random(own);
    Set<Fault> only = only();
    int done = 0;
    try (FaultRun run =
        new FaultRun(folder.resolve("seed" + own), own, true, WrongClock.possible())) {
      for (int i = 0; i < LAPTOPS; i++) {
        run.laptop(Habit.GOOD);
      }
      run.work(20);
      var _ = run.happens(Fault.BACKUP);
      List<Fault> possible = new ArrayList<>(Arrays.asList(Fault.values()));
      possible.removeIf(fault -> !run.possible(fault));
      possible.removeIf(fault -> !only.contains(fault));
      if (possible.isEmpty()) {
        throw new UnknownWordException("this computer can do none of " + only + "; see --help.");
      }
      for (; done < rounds && System.nanoTime() < end; done++) {
        Fault fault = possible.get(random.nextInt(possible.size()));
        System.out.println("round " + done + " " + fault);
        System.out.println("  " + run.happens(fault));
        run.work(20);
      }
      List<String> faults = new ArrayList<>(run.found());
      int accepted = 0;
      int explained = 0;
      for (Judged each : run.judge().values()) {
        accepted += each.accepted();
        explained += each.explained();
        faults.addAll(each.faults());
      }
      faults.stream().limit(20).forEach(System.out::println);
      System.out.printf(
          "faults: %d rounds, %d kills, %d events, %d damaged and shown as missing, %d broken"
              + " promises; %s %s%n",
          done, run.kills(), accepted, explained, faults.size(), run.counts(), run.clocks());
      return faults.size();
    }
  }

  private int kills() throws Exception {
    System.out.println("Seed " + seed);
    long begun = System.nanoTime();
    try (KillRun run = new KillRun(folder, seed)) {
      KillRun.Tally tally =
          run.kill(Duration.ofNanos(end - System.nanoTime()), number("kills", 1_000));
      long killed = System.nanoTime();
      Judged judged = run.judge();
      judged.faults().stream().limit(20).forEach(System.out::println);
      System.out.printf(
          "kills: console %d (%d while starting), laptop %d (%d while starting), %d events, %d"
              + " acknowledgements, %d broken promises; %.1f s, of them %.1f s between kills%n",
          tally.console().kills(),
          tally.console().starting(),
          tally.laptop().kills(),
          tally.laptop().starting(),
          judged.accepted(),
          run.acknowledged(),
          judged.faults().size(),
          (System.nanoTime() - begun) / 1e9,
          (killed - begun) / 1e9);
      return judged.faults().size();
    }
  }

  private int nodes() throws Exception {
    System.out.println("Seed " + seed);
    try (NodesRun run = new NodesRun(folder, seed, number("nodes", 3), number("laptops", 36))) {
      run.goOn(Duration.ofSeconds(number("seconds", 60 * number("minutes", 10))));
      List<String> faults = run.judge();
      faults.stream().limit(20).forEach(System.out::println);
      return faults.size();
    }
  }

  /** How many consoles that break a promise are not found. */
  private int broken() throws Exception {
    int missed = 0;
    for (ChangedConsole each : BrokenConsoles.AT_WORK) {
      Path own = Files.createDirectories(folder.resolve(each.name()));
      missed += missed(Map.of(each, BrokenConsoles.atWork(each, own, seed)));
    }
    return missed
        + missed(
            BrokenConsoles.atRestore(Files.createDirectories(folder.resolve("restore")), seed));
  }

  private static int missed(Map<ChangedConsole, List<String>> found) {
    found.forEach(
        (each, faults) ->
            System.out.printf(
                "%s: %d broken promises found, %s%n",
                each, faults.size(), faults.stream().limit(2).toList()));
    return (int) found.values().stream().filter(List::isEmpty).count();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.deleteIfExists(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
