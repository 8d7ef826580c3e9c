package io.stairgate.packaging.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The short form of {@code packaging/crash-states}: a few states of each, and for each promise a
 * program that breaks it, which has to be found.
 */
class CrashStatesTest {
  private static final Subject STORE = new StoreCuts(false);

  private Path work;

  @BeforeEach
  void makeFolder() throws IOException {
    work = CrashStates.folder();
  }

  @AfterEach
  void deleteFolder() throws IOException {
    Cuts.delete(work);
  }

  @ParameterizedTest
  @CsvSource({"journal, 180", "files, 120", "store, 25"})
  void whatWasPromisedSurvivesAPowerCut(String name, int states) throws Exception {
    Cuts.Outcome outcome = new Cuts(work).tries(subject(name), 20261122, states, Broken.NOTHING);
    assertThat(outcome.faults()).isEmpty();
    assertThat(outcome.states()).isEqualTo(states);
  }

  @ParameterizedTest
  @CsvSource({
    "journal, FORGETS_FILES",
    "journal, FORGETS_FOLDERS",
    "journal, PROMISES_EARLY",
    "journal, TAKES_UP_TWICE",
    "journal, OUT_OF_ORDER",
    "files, FORGETS_FILES",
    "files, FORGETS_FOLDERS",
    "files, RENAMES_UNFORCED",
    "store, FORGETS_FILES",
    "store, PROMISES_EARLY",
    "store, TAKES_UP_TWICE",
    "store, WRITES_IN_ANY_ORDER",
    "store, WRITES_OVER_AT_ONCE"
  })
  void aProgramThatBreaksItsPromiseIsFound(String name, Broken broken) throws Exception {
    assertThat(new Cuts(work).tries(subject(name), 1, 1_000, broken).faults()).isNotEmpty();
  }

  @Test
  void theLongFormHasEverySubject() {
    assertThat(CrashStates.SUBJECTS)
        .extracting(Subject::name)
        .containsExactly("journal", "files", "store");
  }

  private static Subject subject(String name) {
    return switch (name) {
      case "journal" -> new JournalCuts();
      case "files" -> new FileCuts();
      default -> STORE;
    };
  }
}
