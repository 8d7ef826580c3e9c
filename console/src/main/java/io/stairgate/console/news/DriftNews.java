package io.stairgate.console.news;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that a rule asks for was changed by others. Told when it is found; what is put back is
 * told once more, with the same rule, words and {@code since}: it is one change.
 *
 * @param rule rule id; it may be one this console does not know
 * @param what what was changed, at most 128 characters
 * @param expected what the rule asks for, at most 256 characters
 * @param found what was found, at most 256 characters
 * @param since when it was last seen as it should be, where that is known
 * @param putBack whether it is as it should be again
 * @param toldInUs from the system's word of the change to the record, microseconds; 0 where the
 *     system gave none
 */
public record DriftNews(
    String rule,
    String what,
    String expected,
    String found,
    Optional<Instant> since,
    boolean putBack,
    long toldInUs) {}
