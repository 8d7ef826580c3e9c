package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.BackupSource;
import io.stairgate.agent.platform.linux.file.FileText;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The dates that backup programs keep of their last success: Deja Dup (GNOME's) in each person's
 * settings, Borg in its security folder, Timeshift by its snapshots and what its log ends with.
 * Reads no other key and nothing of what was backed up.
 */
public final class BackupReader implements BackupSource {
  private static final String DEJA_DUP = "/org/gnome/deja-dup/last-backup";
  private static final String TIMESHIFT_LOGS = "/var/log/timeshift";
  private static final int DATABASE_LIMIT = 4 << 20;
  private static final int LOG_LIMIT = 4 << 20;
  private static final int MOST_HOMES = 64;
  private static final int MOST_REPOSITORIES = 64;

  private final RootFiles files;

  /** Reads nothing yet. */
  public BackupReader(RootFiles files) {
    this.files = files;
  }

  @Override
  public List<Backup> read() {
    List<Backup> backups = new ArrayList<>();
    List<String> homes = new ArrayList<>();
    homes.add("/root");
    files.list("/home").stream().limit(MOST_HOMES).forEach(name -> homes.add("/home/" + name));
    Optional<Instant> dejaDup = Optional.empty();
    Optional<Instant> borg = Optional.empty();
    for (String home : homes) {
      dejaDup = later(dejaDup, dejaDup(home));
      borg = later(borg, borg(home));
    }
    dejaDup.ifPresent(at -> backups.add(new Backup("Deja Dup", at)));
    borg.ifPresent(at -> backups.add(new Backup("Borg", at)));
    timeshift().ifPresent(at -> backups.add(new Backup("Timeshift", at)));
    return backups;
  }

  private static Optional<Instant> later(Optional<Instant> left, Optional<Instant> right) {
    return left.isPresent() && right.isPresent()
        ? Optional.of(left.get().isAfter(right.get()) ? left.get() : right.get())
        : left.or(() -> right);
  }

  private Optional<Instant> dejaDup(String home) {
    return files.read(home + "/.config/dconf/user", DATABASE_LIMIT) instanceof FileText.Content file
        ? GvdbFile.of(file.bytes())
            .flatMap(database -> database.string(DEJA_DUP, 64))
            .flatMap(BackupReader::moment)
        : Optional.empty();
  }

  private Optional<Instant> borg(String home) {
    Optional<Instant> last = Optional.empty();
    String folder = home + "/.config/borg/security";
    for (String name : files.list(folder).stream().limit(MOST_REPOSITORIES).toList()) {
      last =
          later(
              last,
              files
                  .text(folder + "/" + name + "/manifest-timestamp", 128)
                  .flatMap(BackupReader::moment));
    }
    return last;
  }

  /** {@code 2026-11-20_17-00-01_backup.log}, one a run; only one that ended well counts. */
  private Optional<Instant> timeshift() {
    List<String> names = files.list(TIMESHIFT_LOGS);
    for (String name : names.reversed().stream().limit(16).toList()) {
      Optional<Instant> at = name.endsWith("backup.log") ? stamp(name) : Optional.empty();
      if (at.isPresent()
          && files
              .text(TIMESHIFT_LOGS + "/" + name, LOG_LIMIT)
              .filter(
                  log ->
                      log.contains("Snapshot saved successfully")
                          || log.contains("Tagged snapshot"))
              .isPresent()) {
        return at;
      }
    }
    return Optional.empty();
  }

  /** A date and time as these programs write it: with a zone, or in UTC. */
  static Optional<Instant> moment(String text) {
    String word = text.strip();
    try {
      return Optional.of(OffsetDateTime.parse(word).toInstant());
    } catch (DateTimeException e) {
      return local(word);
    }
  }

  private static Optional<Instant> local(String word) {
    try {
      return Optional.of(LocalDateTime.parse(word).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  static Optional<Instant> stamp(String fileName) {
    try {
      return fileName.length() < 19
          ? Optional.empty()
          : Optional.of(
              LocalDateTime.parse(
                      fileName.substring(0, 19), DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss"))
                  .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
