package io.stairgate.console.backup;

import io.stairgate.console.database.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backup each night beside the embedded database, read back before it counts: what a damaged file
 * is put back from. The newest {@value #KEPT} are kept. It is no substitute for one on another
 * disk. One thread.
 */
public final class NightlyBackup {
  /** How many nights are kept. */
  public static final int KEPT = 7;

  private static final Logger LOG = LoggerFactory.getLogger(NightlyBackup.class);
  private static final String FOLDER = "backups";
  private static final String NAME = "console-\\d{4}-\\d\\d-\\d\\d\\.zip";

  /** When a night begins, UTC. A console that is off then makes it when it is on again. */
  private static final int HOUR = 2;

  /** A backup is never the reason why events find no room. */
  private static final long ROOM = 256L << 20;

  private final DataFolder folder;
  private final Path keys;
  private final BackupFile.Content content;
  private final InstantSource clock;

  /**
   * Prepares it.
   *
   * @param folder where the database is
   * @param keys the folder of the keys: a backup from before its last change goes, because it holds
   *     whole what may have been shared out since
   * @param content writes the whole console
   */
  public NightlyBackup(
      DataFolder folder, Path keys, BackupFile.Content content, InstantSource clock) {
    this.folder = folder;
    this.keys = keys;
    this.content = content;
    this.clock = clock;
  }

  /** How often {@link #run} is worth calling. */
  public static final Duration EVERY = Duration.ofMinutes(20);

  /**
   * Makes tonight's, where it is time and there is none yet.
   *
   * @throws BackupException where it could not be made; it is tried again with the next call
   */
  public void run() {
    LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate night = now.minusHours(HOUR).toLocalDate();
    Path backups = folder.inside(FOLDER);
    Path file = backups.resolve("console-" + night + ".zip");
    try {
      if (Files.exists(file) && !beforeKeys(file)) {
        return;
      }
      long needed = 2 * folder.embeddedDatabaseBytes() + ROOM;
      if (Files.getFileStore(folder.path()).getUsableSpace() < needed) {
        LOG.warn(
            "Tonight's backup was left out: the disk has less than {} MB left. Make room, or make a"
                + " backup on another disk with \"stairgate-console backup FILE\".",
            needed >> 20);
        clear();
        return;
      }
    } catch (IOException e) {
      throw new BackupException("The folder %s cannot be used.".formatted(backups), e);
    }
    BackupFile.Written written = new BackupFile(file, Optional.empty()).write(content);
    LOG.info("Tonight's backup is whole: {} rows, {} bytes.", written.rows(), written.bytes());
    clear();
  }

  private void clear() {
    List<Path> all = all(folder.path());
    all.subList(0, Math.max(0, all.size() - KEPT)).forEach(NightlyBackup::delete);
    all.stream().filter(this::beforeKeys).forEach(NightlyBackup::delete);
  }

  private boolean beforeKeys(Path file) {
    try {
      return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(keys)) < 0;
    } catch (IOException e) {
      return false; // one of them is gone already
    }
  }

  /** The newest one in a console's folder; a backup is there only when it was whole. */
  public static Optional<Path> newest(Path folder) {
    List<Path> all = all(folder);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  private static List<Path> all(Path folder) {
    try (Stream<Path> files = Files.list(folder.resolve(FOLDER))) {
      return files
          .filter(each -> String.valueOf(each.getFileName()).matches(NAME))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of(); // there is no such folder yet
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("An old backup cannot be deleted: {}", file);
    }
  }
}
