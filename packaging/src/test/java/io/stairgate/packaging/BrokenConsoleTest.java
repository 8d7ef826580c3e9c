package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The short form of {@code packaging/faults --broken}: consoles that break promises are found. What
 * comes twice or in the wrong order is found of laptops in {@link KillLoopTest}, and of consoles by
 * the long form.
 */
class BrokenConsoleTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"EARLY, lost: ", "HIDING, what a journal lost is not shown"})
  void aConsoleThatBreaksAPromiseAtWorkIsFound(ChangedConsole broken, String words)
      throws Exception {
    List<String> found = BrokenConsoles.atWork(broken, folder, 20261122);
    System.out.printf("%s: %d, %s%n", broken, found.size(), found.stream().limit(2).toList());
    assertThat(found).anyMatch(each -> each.startsWith(words));
  }

  @Test
  void aRestoreThatBreaksAPromiseIsFound() throws Exception {
    Map<ChangedConsole, List<String>> found = BrokenConsoles.atRestore(folder, 20261122);
    found.forEach(
        (broken, faults) ->
            System.out.printf(
                "%s: %d, %s%n", broken, faults.size(), faults.stream().limit(2).toList()));
    assertThat(found.get(ChangedConsole.SAME_EPOCH)).anyMatch(each -> each.startsWith("no policy"));
    assertThat(found.get(ChangedConsole.OPEN_LINES))
        .anyMatch(each -> each.startsWith("a line that"));
    assertThat(found.get(ChangedConsole.NOT_FILLED_AGAIN))
        .anyMatch(each -> each.startsWith("lost: "));
  }
}
