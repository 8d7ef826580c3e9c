package io.stairgate.console.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The embedded database's file as it was before its tables are brought to this version. A statement
 * that changes a table commits what came before it, so that a migration that is cut off would leave
 * half of itself; the next start puts this copy back and begins again. PostgreSQL needs none: there
 * a step is one transaction. Belongs to the thread that opens the database.
 */
final class BeforeMigration {
  /** Where its bytes go through something else again, as in tests, it is no file to be copied. */
  private static final Pattern FILE =
      Pattern.compile("jdbc:h2:(?:file|ordered):(?![a-z]{2,}:)([^;]+)(?:;.*)?");

  private final Path folder;
  private final Path file;
  private final Path copy;
  private final Path unfinished;

  private BeforeMigration(Path database) {
    this.folder = Objects.requireNonNull(database.toAbsolutePath().getParent());
    this.file = database.resolveSibling(database.getFileName() + ".mv.db");
    this.copy = database.resolveSibling(database.getFileName() + ".before-migration");
    this.unfinished = database.resolveSibling(copy.getFileName() + ".new");
  }

  /** For the embedded database in a file; empty for every other address. */
  static Optional<BeforeMigration> of(String url) {
    Matcher address = FILE.matcher(url);
    return address.matches()
        ? Optional.of(new BeforeMigration(Path.of(address.group(1))))
        : Optional.empty();
  }

  /** Undoes a migration that was cut off. The database is closed. */
  void putBack() {
    if (!Files.exists(copy)) {
      return;
    }
    try {
      if (Files.size(copy) == 0) {
        // It was cut off while it was made: there is nothing in it yet.
        Files.deleteIfExists(file);
      } else {
        copy(copy, unfinished);
        Files.move(
            unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DataFolder.force(folder);
      }
    } catch (IOException e) {
      throw noRoom(e);
    }
  }

  /** Keeps the file. The database is closed. */
  void keep() {
    try {
      copy(file, unfinished);
      Files.move(
          unfinished, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DataFolder.force(folder);
    } catch (IOException e) {
      throw noRoom(e);
    }
  }

  /** The database is new: there is nothing to keep but that. */
  void keepNothing() {
    try {
      Files.deleteIfExists(copy);
      Files.createFile(copy);
    } catch (IOException e) {
      throw noRoom(e);
    }
  }

  /**
   * The migration is done, and on the disk itself. So is this when it returns: a copy that came
   * back after a power cut would take with it what was acknowledged since.
   */
  void forget() {
    try {
      if (Files.deleteIfExists(copy)) {
        DataFolder.force(folder);
      }
    } catch (IOException e) {
      throw noRoom(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    DataFolder.force(to);
  }

  private StartRefusedException noRoom(IOException e) {
    return new StartRefusedException(
        "A copy of the database could not be kept while its tables are brought to this version."
            + " Make room on its disk, as much as the database file takes, and start again.",
        e);
  }
}
