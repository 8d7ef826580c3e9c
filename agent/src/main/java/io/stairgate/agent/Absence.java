package io.stairgate.agent;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.BootTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Knows from mark to mark that the agent was alive, so that a start can tell for how long it was
 * away while the laptop was on. The marks of each few seconds go where the disk is not woken; one
 * in five minutes goes to the disk. One thread at a time.
 */
final class Absence {
  /** A restart takes less. */
  static final Duration SHORT = Duration.ofSeconds(75);

  /** A slow laptop has started its services by then. */
  static final Duration STARTING = Duration.ofMinutes(10);

  private static final Logger LOG = Logger.getLogger(Absence.class.getName());
  private static final String ALIVE = "alive";
  private static final int MOST_BYTES = 256;
  private static final Duration TO_DISK = Duration.ofMinutes(5);

  private final DataDirectory data;
  private final Path quick;
  private final Supplier<BootTime> bootTime;
  private long onDiskAtMs = Long.MIN_VALUE;

  /**
   * A stretch without the agent.
   *
   * @param from its begin, by the laptop's clock
   * @param to its end
   * @param bootId the start of the system in which the agent was last alive
   */
  record Gap(Instant from, Instant to, String bootId) {}

  /** When the agent was last alive. */
  record Mark(Instant at, BootTime boot) {}

  /**
   * For one agent.
   *
   * @param quick folder for marks that need not outlive the system; it may be the data folder
   */
  Absence(DataDirectory data, Path quick, Supplier<BootTime> bootTime) {
    this.data = data;
    this.quick = quick.resolve("alive.mark");
    this.bootTime = bootTime;
  }

  /** When the agent was last alive before this start; empty where that is not known. */
  Optional<Mark> last() {
    BootTime now = bootTime.get();
    Optional<Mark> recent =
        read(quick)
            .filter(mark -> mark.boot().bootId().equals(now.bootId()))
            .filter(mark -> mark.boot().sinceBootMs() <= now.sinceBootMs());
    if (recent.isPresent()) {
      return recent;
    }
    try {
      return data.read(ALIVE, MOST_BYTES)
          .flatMap(bytes -> parse(new String(bytes, StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The stretch in which the laptop was on without the agent; empty where there was none.
   *
   * @param last when it was last alive
   * @param systemStarted when the system began to start its services, where known
   * @param now the present by the laptop's clock
   */
  Optional<Gap> gap(Optional<Mark> last, Optional<Instant> systemStarted, Instant now) {
    if (last.isEmpty()) {
      return Optional.empty();
    }
    BootTime boot = bootTime.get();
    BootTime before = last.get().boot();
    if (before.bootId().equals(boot.bootId())) {
      long away = boot.sinceBootMs() - before.sinceBootMs();
      return away < SHORT.toMillis()
          ? Optional.empty()
          : Optional.of(new Gap(now.minusMillis(away), now, before.bootId()));
    }
    return systemStarted
        .filter(begin -> begin.plus(STARTING).isBefore(now))
        .map(begin -> new Gap(begin, now, before.bootId()));
  }

  /** Notes that the agent is alive; a failure costs only the accuracy of a later report. */
  synchronized void alive(Instant now) {
    BootTime boot = bootTime.get();
    String line =
        now.toEpochMilli()
            + " "
            + (boot.bootId().isEmpty() ? "-" : boot.bootId())
            + " "
            + boot.sinceBootMs();
    try {
      Files.writeString(quick, line);
      if (onDiskAtMs == Long.MIN_VALUE || boot.sinceBootMs() - onDiskAtMs >= TO_DISK.toMillis()) {
        onDiskAtMs = boot.sinceBootMs();
        data.write(ALIVE, line.getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "that the agent is alive is not noted: {0}", e.getMessage());
    }
  }

  private static Optional<Mark> read(Path file) {
    try {
      return Files.size(file) > MOST_BYTES
          ? Optional.empty()
          : parse(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Mark> parse(String line) {
    String[] words = line.strip().split(" ", 4);
    if (words.length != 3
        || !words[0].matches("[0-9]{1,15}")
        || !words[2].matches("[0-9]{1,15}")
        || words[1].length() > 64) {
      return Optional.empty();
    }
    return Optional.of(
        new Mark(
            Instant.ofEpochMilli(Long.parseLong(words[0])),
            new BootTime(words[1].equals("-") ? "" : words[1], Long.parseLong(words[2]))));
  }
}
