package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.packaging.FaultRun.Fault;
import io.stairgate.packaging.NoisyLaptop.Habit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The long form, which {@code packaging/faults} runs; no part of the usual tests. */
class Faults {
  private static final int LAPTOPS = 2;

  /** Rounds on one console, before everything is counted and another one begins. */
  private static final int ROUNDS_TOGETHER = 25;

  @TempDir Path folder;

  @Test
  void nothingIsLostAndNothingIsShownTwice() throws Exception {
    long seed = Long.getLong("stairgate.faults.seed", 1);
    int rounds = Integer.getInteger("stairgate.faults.rounds", ROUNDS_TOGETHER);
    long end =
        System.nanoTime()
            + Duration.ofMinutes(Integer.getInteger("stairgate.faults.minutes", 1_000_000))
                .toNanos();
    String only = System.getProperty("stairgate.faults.only", "");
    int done = 0;
    for (int i = 0; done < rounds && System.nanoTime() < end; i++) {
      done += together(seed + i, Math.min(ROUNDS_TOGETHER, rounds - done), end, only);
    }
  }

  private int together(long seed, int rounds, long end, String only) throws Exception {
    System.out.println("Seed " + seed);
    Random random = new Random(seed);
    int done = 0;
    try (FaultRun run =
        new FaultRun(folder.resolve("seed" + seed), seed, true, FaultRun.clocksCanBeMoved())) {
      for (int i = 0; i < LAPTOPS; i++) {
        run.laptop(Habit.GOOD);
      }
      run.work(20);
      var _ = run.happens(Fault.BACKUP);
      List<Fault> possible = new ArrayList<>(Arrays.asList(Fault.values()));
      possible.removeIf(fault -> !run.possible(fault));
      possible.removeIf(fault -> !only.isEmpty() && !only.contains(fault.name()));
      for (; done < rounds && System.nanoTime() < end; done++) {
        Fault fault = possible.get(random.nextInt(possible.size()));
        System.out.println("round " + done + " " + fault);
        System.out.println("  " + run.happens(fault));
        run.work(20);
      }
      List<String> faults = new ArrayList<>();
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
              + " promises; %s%n",
          done, run.kills(), accepted, explained, faults.size(), run.counts());
      assertThat(faults).isEmpty();
    }
    return done;
  }
}
