package io.stairgate.console.database;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder a console keeps everything in, readable by its own user only, and the lock that lets
 * one console at a time use it. The lock ends with the process, however that ends.
 *
 * <p>Over 300 lines because what may stand in the folder, and in which order it gets there, is one
 * state.
 */
public final class DataFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;
  private long noted;

  /** Where a restore works until everything is there. */
  private static final String RESTORING = "restoring";

  /** The same once everything is there and has only to be moved up. */
  private static final String RESTORED = "restored";

  private static final String LOCK = "console.lock";

  /** Says that there has been a whole database here: one that is gone is no first start. */
  private static final String HAD_DATABASE = "had-database";

  private DataFolder(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Makes the folder where it is missing and takes its lock.
   *
   * @throws StartRefusedException where the folder cannot be used, or another console uses it
   */
  public static DataFolder lock(Path path) {
    return tryLock(path).orElseThrow(() -> inUse(path));
  }

  /**
   * Like {@link #lock}, but empty where another process holds the lock.
   *
   * @throws StartRefusedException where the folder cannot be used, or a restore was begun there and
   *     not finished
   */
  public static Optional<DataFolder> tryLock(Path path) {
    Optional<DataFolder> held = holding(path);
    held.ifPresent(
        folder -> {
          folder.moveUp();
          if (Files.exists(folder.path.resolve(RESTORING))) {
            folder.close();
            throw new StartRefusedException(
                "A restore into the folder %s was begun and not finished. Run it again, or delete that folder to begin with a new console."
                    .formatted(folder.path));
          }
        });
    return held;
  }

  /**
   * Takes an empty folder for a restore; what an earlier one left unfinished is cleared away. Work
   * in {@link #restoring} and say {@link #restored} at the end, or {@link #notRestored}.
   *
   * @throws StartRefusedException where something else is in the folder, or it cannot be used
   */
  public static DataFolder forRestore(Path path) {
    DataFolder folder = holding(path).orElseThrow(() -> inUse(path));
    try {
      folder.moveUp();
      clear(folder.path.resolve(RESTORING));
      try (Stream<Path> there = Files.list(folder.path)) {
        if (there.anyMatch(each -> !each.endsWith(LOCK))) {
          throw new StartRefusedException(
              "The folder %s is not empty. A whole console is put back into an empty folder: give another with --data."
                  .formatted(folder.path));
        }
      }
      makeFolder(folder.restoring());
      return folder;
    } catch (IOException e) {
      folder.close();
      throw unusable(folder.path, e);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** Where a restore works. */
  public Path restoring() {
    return path.resolve(RESTORING);
  }

  /**
   * Everything is there: moves it in its place. A process that ends while this goes on leaves the
   * rest to the next one that locks the folder.
   */
  public void restored() {
    try {
      force(restoring());
      Files.move(restoring(), path.resolve(RESTORED), StandardCopyOption.ATOMIC_MOVE);
      force(path);
    } catch (IOException e) {
      throw unusable(path, e);
    }
    moveUp();
  }

  /** Clears away what a restore began. */
  public void notRestored() {
    try {
      clear(restoring());
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  private void moveUp() {
    Path from = path.resolve(RESTORED);
    if (!Files.isDirectory(from)) {
      return;
    }
    try {
      List<Path> all;
      try (Stream<Path> there = Files.list(from)) {
        all = there.filter(each -> !each.endsWith(LOCK)).toList();
      }
      for (Path each : all) {
        Files.move(each, path.resolve(from.relativize(each)), StandardCopyOption.ATOMIC_MOVE);
      }
      force(path);
      clear(from);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  private static void clear(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> there = Files.walk(folder)) {
      all = there.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }

  /**
   * Brings a file, or the names in a folder, to the disk itself, where the system lets a folder be
   * opened.
   */
  public static void force(Path folder) throws IOException {
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static Optional<DataFolder> holding(Path path) {
    Path folder = path.toAbsolutePath().normalize();
    try {
      makeFolder(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // Held by this very process: the same answer as held by another one.
      }
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new DataFolder(folder, channel, lock));
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static StartRefusedException inUse(Path path) {
    return new StartRefusedException(
        "Another console is already using the folder "
            + path
            + ". Stop that one first, or give another folder with --data.");
  }

  private static StartRefusedException unusable(Path folder, IOException e) {
    return new StartRefusedException(
        "The folder "
            + folder
            + " cannot be used. Check that it can be written to, or give another one with"
            + " --data.",
        e);
  }

  private static void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Path parent = folder.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (parent != null) {
        force(parent);
      }
    } else {
      Files.createDirectories(folder);
    }
  }

  /**
   * Brings the names of its files to the disk itself. The embedded database forces its file, never
   * the name: a new one could be gone after a power cut, with all that was forced into it.
   */
  public void forceNames() {
    try {
      force(path);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  /** A folder inside, made where there is none, for the same user only. */
  public Path inside(String name) {
    Path inside = path.resolve(name);
    try {
      makeFolder(inside);
    } catch (IOException e) {
      throw unusable(inside, e);
    }
    return inside;
  }

  /** The folder, absolute. */
  public Path path() {
    return path;
  }

  /** The address of the built-in database in this folder. */
  public String embeddedDatabaseUrl() {
    return embeddedDatabaseUrl("ordered:" + path.resolve("stairgate"));
  }

  /**
   * The address of a built-in database as the console uses it.
   *
   * @param file without the end of its name, and before it what its bytes go through
   */
  public static String embeddedDatabaseUrl(String file) {
    // WRITE_DELAY=0 keeps acknowledged rows through a kill, RETENTION_TIME=0 the file small, and
    // Embedded switches REUSE_SPACE on. The console closes the database itself, and it has more
    // statements than the 8 that H2 remembers for each connection (RATIONALE.md).
    return "jdbc:h2:"
        + file
        + ";WRITE_DELAY=0;RETENTION_TIME=0;REUSE_SPACE=FALSE"
        + ";DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=256";
  }

  /** Whether the built-in database was whole here once. */
  public boolean hadDatabase() {
    return Files.exists(path.resolve(HAD_DATABASE));
  }

  /** How far it had come at least ({@link Database#onDisk}); 0 where that was not noted. */
  public long databaseWas() {
    try {
      String words = Files.readString(path.resolve(HAD_DATABASE)).strip();
      return words.matches("\\d{19}") ? Long.parseLong(words) : 0;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /**
   * Notes that the built-in database is whole, and how far it is on the disk; where that fails, the
   * next time does it. It is not forced: what is lost of it is the last seconds' word. One thread.
   */
  public void noteDatabase(long version) {
    boolean first = !hadDatabase();
    if (!first && version <= noted) {
      return;
    }
    noted = Math.max(version, databaseWas());
    try (FileChannel out =
        FileChannel.open(
            path.resolve(HAD_DATABASE), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // In its place, so that it never is half of itself.
      int _ = out.write(ByteBuffer.wrap("%019d%n".formatted(noted).getBytes(US_ASCII)), 0);
      if (first) {
        force(path);
      }
    } catch (IOException e) {
      // A full disk is no reason not to start.
      LOG.warn("That there is a database could not be noted in {}.", path);
    }
  }

  /** Size of the built-in database's file; 0 where it is not used. */
  public long embeddedDatabaseBytes() {
    try {
      return Files.size(path.resolve("stairgate.mv.db"));
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
