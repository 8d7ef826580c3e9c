package io.stairgate.agent.control;

import io.stairgate.agent.event.Occurrence;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What controls need of the agent around them.
 *
 * @param notes folder in which they keep a few small files of their own from check to check; it may
 *     not exist yet
 * @param keeps whether they may write there, and record: false for a check beside the service
 * @param enrolledAt when the laptop was enrolled; empty where it is not, or nobody may look
 * @param record keeps an occurrence for the console; any thread may call it
 * @param changed asks for a check soon, because something that took its time has ended; any thread
 *     may call it
 */
public record ControlParts(
    Path notes,
    boolean keeps,
    Supplier<Optional<Instant>> enrolledAt,
    Consumer<Occurrence> record,
    Runnable changed) {

  /** For one check beside the service: what the service noted is read, nothing is written. */
  public static ControlParts once(Path notes, Supplier<Optional<Instant>> enrolledAt) {
    return new ControlParts(notes, false, enrolledAt, occurrence -> {}, () -> {});
  }
}
