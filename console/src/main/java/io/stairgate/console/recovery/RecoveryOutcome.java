package io.stairgate.console.recovery;

import java.util.List;
import java.util.UUID;

/** What came of an act with recovery keys. */
public sealed interface RecoveryOutcome {
  /** It is done. */
  record Done() implements RecoveryOutcome {}

  /**
   * Somebody's request stands.
   *
   * @param id names it
   */
  record Asked(UUID id) implements RecoveryOutcome {}

  /**
   * To be shown this once.
   *
   * @param groups the parts of the key, as they are printed or typed
   */
  record Shown(List<String> groups) implements RecoveryOutcome {
    public Shown {
      groups = List.copyOf(groups);
    }

    /** Never the key. */
    @Override
    public String toString() {
      return "(a key)";
    }
  }

  /**
   * Not done.
   *
   * @param field what must be put right
   * @param sentence what to do
   */
  record Refused(String field, String sentence) implements RecoveryOutcome {}

  /** There is no such thing here. */
  record NotThere() implements RecoveryOutcome {}
}
