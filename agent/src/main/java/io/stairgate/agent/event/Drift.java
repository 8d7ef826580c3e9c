package io.stairgate.agent.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that a rule asks for was changed by others. Told when it is found; what is put back is
 * told once more, with the same rule, words and {@code since}: it is one change.
 *
 * @param rule the rule
 * @param what what was changed, for example {@code the time until the screen locks}
 * @param expected what the rule asks for
 * @param found what was found
 * @param since when it was last seen as it should be, where that is known
 * @param putBack whether it is as it should be again
 * @param toldIn from the system's word of the change to this record; zero where it gave none
 */
public record Drift(
    Rule rule,
    String what,
    String expected,
    String found,
    Optional<Instant> since,
    boolean putBack,
    Duration toldIn)
    implements Occurrence {
  public Drift {
    what = Text.clean(what, 128);
    expected = Text.clean(expected, 256);
    found = Text.clean(found, 256);
  }
}
