package io.stairgate.agent.scan;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What the engine says it is.
 *
 * @param engine for example {@code ClamAV 1.0.9}
 * @param definitions for example {@code 27500}; empty where it has none of its maker's
 * @param definitionsAt when they were made
 */
record EngineVersion(String engine, String definitions, Optional<Instant> definitionsAt) {
  /** clamd prints the date as ctime(3) does, in its own time zone: our unit sets UTC. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT);

  private static final int MOST_FILES = 1000;

  /**
   * Reads the answer to {@code VERSION}.
   *
   * @param text {@code ClamAV 1.0.9/27500/Mon Jan 6 09:30:00 2025}, or its first part alone
   */
  static EngineVersion of(String text) {
    String[] parts = text.strip().split("/", 3);
    Optional<Instant> at = Optional.empty();
    if (parts.length == 3) {
      try {
        at =
            Optional.of(
                LocalDateTime.parse(parts[2].strip().replaceAll("\\s+", " "), DATE)
                    .toInstant(ZoneOffset.UTC));
      } catch (DateTimeException e) {
        // Told as not known.
        at = Optional.empty();
      }
    }
    return new EngineVersion(parts[0], parts.length > 1 ? parts[1] : "", at);
  }

  /** The same with the time of the newest file of a folder where the engine tells no date. */
  EngineVersion orNewestIn(Path folder) {
    if (definitionsAt.isPresent()) {
      return this;
    }
    Instant newest = Instant.MIN;
    int seen = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        BasicFileAttributes attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Instant time = attributes.lastModifiedTime().toInstant();
        if (attributes.isRegularFile() && time.isAfter(newest)) {
          newest = time;
        }
        if (++seen == MOST_FILES) {
          break;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Not for us to read: not known.
      return this;
    }
    return newest.equals(Instant.MIN)
        ? this
        : new EngineVersion(engine, definitions, Optional.of(newest));
  }
}
