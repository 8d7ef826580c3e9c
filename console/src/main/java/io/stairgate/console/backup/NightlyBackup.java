package io.stairgate.console.backup;

import io.stairgate.console.database.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backup each night beside the embedded database, read back before it counts: what a damaged file
 * is put back from. The newest {@value #KEPT} are kept. A running number in the name says which is
 * newest, not the date: nights with a wrong clock cost no other one. It is no substitute for one on
 * another disk. One thread.
 */
public final class NightlyBackup {
  /** How many nights are kept. */
  public static final int KEPT = 7;

  private static final Logger LOG = LoggerFactory.getLogger(NightlyBackup.class);
  private static final String FOLDER = "backups";

  /** Which one it is, and the night it is of; older versions gave no number. */
  private static final Pattern NAME = Pattern.compile("console-(?:(\\d{6,18})-)?([-+\\d]+)\\.zip");

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
    List<Kept> all = all(folder.path());
    FileTime keysAt;
    try {
      if (all.stream().anyMatch(each -> each.night.equals(night.toString()) && !beforeKeys(each))) {
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
      keysAt = Files.getLastModifiedTime(keys);
    } catch (IOException e) {
      throw new BackupException("The folder %s cannot be used.".formatted(backups), e);
    }
    long number = all.isEmpty() ? 1 : all.getLast().number + 1;
    Path file = backups.resolve("console-%06d-%s.zip".formatted(number, night));
    BackupFile.Written written = new BackupFile(file, Optional.empty()).write(content);
    LOG.info("Tonight's backup is whole: {} rows, {} bytes.", written.rows(), written.bytes());
    notBefore(keysAt, file);
    clear();
  }

  /** A clock that is behind makes nothing older than the keys that are in it. */
  private static void notBefore(FileTime keysAt, Path file) {
    try {
      if (Files.getLastModifiedTime(file).compareTo(keysAt) < 0) {
        Files.setLastModifiedTime(file, keysAt);
      }
    } catch (IOException e) {
      throw new BackupException("The file %s cannot be used.".formatted(file), e);
    }
  }

  /** Deletes what is too many, and all up to the last one from before the change of the keys. */
  private void clear() {
    List<Kept> all = all(folder.path());
    int gone = Math.max(0, all.size() - KEPT);
    for (int i = gone; i < all.size(); i++) {
      gone = beforeKeys(all.get(i)) ? i + 1 : gone;
    }
    all.subList(0, gone).forEach(each -> delete(each.file));
  }

  private boolean beforeKeys(Kept backup) {
    try {
      return Files.getLastModifiedTime(backup.file).compareTo(Files.getLastModifiedTime(keys)) < 0;
    } catch (IOException e) {
      return false; // one of them is gone already
    }
  }

  /** The newest one in a console's folder; a backup is there only when it was whole. */
  public static Optional<Path> newest(Path folder) {
    List<Kept> all = all(folder);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast().file);
  }

  private static List<Kept> all(Path folder) {
    try (Stream<Path> files = Files.list(folder.resolve(FOLDER))) {
      return files
          .map(NightlyBackup::kept)
          .flatMap(Optional::stream)
          .sorted(Comparator.comparingLong(Kept::number).thenComparing(Kept::night))
          .toList();
    } catch (IOException e) {
      return List.of(); // there is no such folder yet
    }
  }

  /**
   * A backup that is there.
   *
   * @param number 0 where an older version made it
   * @param night a date, by the clock of then
   */
  private record Kept(Path file, long number, String night) {}

  private static Optional<Kept> kept(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    if (!name.matches()) {
      return Optional.empty();
    }
    String number = name.group(1);
    return Optional.of(new Kept(file, number == null ? 0 : Long.parseLong(number), name.group(2)));
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("An old backup cannot be deleted: {}", file);
    }
  }
}
