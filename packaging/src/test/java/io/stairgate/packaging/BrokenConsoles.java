package io.stairgate.packaging;

import io.stairgate.packaging.FaultRun.Fault;
import io.stairgate.packaging.NoisyLaptop.Habit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Lets consoles that break one promise each do so, and says what was found of it. */
final class BrokenConsoles {
  /** Those that break theirs at work; the others do at a restore. */
  static final List<ChangedConsole> AT_WORK =
      List.of(
          ChangedConsole.EARLY,
          ChangedConsole.TWICE,
          ChangedConsole.SWAPPED,
          ChangedConsole.HIDING);

  /** What is never seen is waited for so long. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** Not every damage to a journal loses something. */
  private static final int DAMAGES = 10;

  private BrokenConsoles() {}

  /**
   * Lets a console work and be killed that breaks a promise at work.
   *
   * @return the broken promises in words
   */
  static List<String> atWork(ChangedConsole broken, Path folder, long seed) throws Exception {
    try (FaultRun run = new FaultRun(folder, seed, false, false)) {
      run.patience(PATIENCE);
      run.laptop(Habit.GOOD);
      run.change(broken);
      var _ = run.happens(Fault.KILL_CONSOLE);
      run.work(30);
      if (broken == ChangedConsole.HIDING) {
        for (int i = 0; run.found().isEmpty() && i < DAMAGES; i++) {
          var _ = run.happens(Fault.DAMAGED_JOURNAL);
        }
        return run.found();
      }
      var _ = run.happens(Fault.KILL_CONSOLE);
      run.work(20);
      return judged(run);
    }
  }

  /**
   * Puts one console back from its backup again and again, each time with another restore that
   * breaks a promise.
   *
   * @return by restore the broken promises in words
   */
  static Map<ChangedConsole, List<String>> atRestore(Path folder, long seed) throws Exception {
    Map<ChangedConsole, List<String>> found = new EnumMap<>(ChangedConsole.class);
    try (FaultRun run = new FaultRun(folder, seed, false, false)) {
      run.patience(PATIENCE);
      run.laptop(Habit.GOOD);
      run.work(10);
      var _ = run.happens(Fault.BACKUP);
      run.work(80);
      for (ChangedConsole each : List.of(ChangedConsole.SAME_EPOCH, ChangedConsole.OPEN_LINES)) {
        int before = run.found().size();
        run.change(each);
        var _ = run.happens(Fault.RESTORE);
        found.put(each, List.copyOf(run.found().subList(before, run.found().size())));
      }
      run.change(ChangedConsole.NOT_FILLED_AGAIN);
      var _ = run.happens(Fault.RESTORE);
      int before = run.found().size();
      List<String> all = judged(run);
      found.put(ChangedConsole.NOT_FILLED_AGAIN, List.copyOf(all.subList(before, all.size())));
    }
    return found;
  }

  private static List<String> judged(FaultRun run) throws Exception {
    List<String> found = new ArrayList<>();
    for (Judged each : run.judge().values()) {
      found.addAll(each.faults());
    }
    found.addAll(0, run.found());
    return found;
  }
}
