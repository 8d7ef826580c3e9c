package io.stairgate.packaging.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The long form, which {@code packaging/crash-states} runs; no part of the usual tests. */
class CrashStates {
  static final List<Subject> SUBJECTS =
      List.of(new JournalCuts(), new FileCuts(), new StoreCuts(true));

  @Test
  void whatWasPromisedSurvivesEveryPowerCut() throws Exception {
    String what = System.getProperty("stairgate.crash.what", "all");
    int wanted = Integer.getInteger("stairgate.crash.states", 1_000);
    long seed = Long.getLong("stairgate.crash.seed", 1);
    System.out.println("Seed " + seed);
    List<String> faults = new ArrayList<>();
    for (Subject subject : SUBJECTS) {
      if (what.equals("all") || what.equals(subject.name())) {
        faults.addAll(tries(subject, seed, wanted));
      }
    }
    assertThat(faults).isEmpty();
  }

  private static List<String> tries(Subject subject, long seed, int wanted) throws Exception {
    long begun = System.nanoTime();
    Path work = folder();
    Cuts.Outcome outcome = new Cuts(work).tries(subject, seed, wanted, Broken.NOTHING);
    Cuts.delete(work);
    outcome.faults().stream().limit(20).forEach(System.out::println);
    System.out.printf(
        "%s: %d states, %d broken promises, %d s%n",
        subject.name(),
        outcome.states(),
        outcome.faults().size(),
        Duration.ofNanos(System.nanoTime() - begun).toSeconds());
    return outcome.faults();
  }

  /** A folder in memory, where there is one: nothing here relies on a disk. */
  static Path folder() throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory)
        ? Files.createTempDirectory(memory, "crash-states")
        : Files.createTempDirectory("crash-states");
  }
}
