package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.packaging.FaultRun.Fault;
import io.stairgate.packaging.NoisyLaptop.Habit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of {@code packaging/faults}: console and laptops are killed with SIGKILL, an
 * answer is lost on the way, journals are damaged, while a laptop reports fifty sticks a second.
 * Beside it report laptops that each break one promise: they have to be found.
 */
class KillLoopTest {
  private static final List<Fault> FAULTS =
      List.of(
          Fault.KILL_LAPTOPS,
          Fault.CUT_BEFORE_ANSWER,
          Fault.KILL_CONSOLE,
          Fault.DAMAGED_JOURNAL,
          Fault.KILL_BOTH);

  @TempDir Path folder;

  @Test
  void nothingTheJournalAcceptedIsLostAndNothingIsShownTwice() throws Exception {
    try (FaultRun run = new FaultRun(folder, 20261122, false, false)) {
      for (Habit habit : Habit.values()) {
        run.laptop(habit);
      }
      for (Fault fault : FAULTS) {
        run.work(25);
        System.out.println(fault + " " + run.happens(fault));
      }
      run.work(25);
      assertThat(run.found()).isEmpty();
      for (Map.Entry<NoisyProcess, Judged> each : run.judge().entrySet()) {
        Habit habit = each.getKey().habit;
        Judged judged = each.getValue();
        System.out.printf(
            "%s: %d events accepted, %d lost and shown as missing, %d faults %s%n",
            habit,
            judged.accepted(),
            judged.explained(),
            judged.faults().size(),
            judged.faults().stream().limit(3).toList());
        switch (habit) {
          case GOOD -> assertThat(judged.faults()).isEmpty();
          case EARLY, HIDING -> assertThat(judged.faults()).anyMatch(f -> f.startsWith("lost"));
          case TWICE -> assertThat(judged.faults()).anyMatch(f -> f.startsWith("shown 2 times"));
          case SWAPPED -> assertThat(judged.faults()).anyMatch(f -> f.startsWith("out of order"));
        }
      }
    }
  }
}
