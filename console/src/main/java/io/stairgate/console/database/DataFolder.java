package io.stairgate.console.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The folder a console keeps everything in, readable by its own user only, and the lock that lets
 * one console at a time use it. The lock ends with the process, however that ends.
 */
public final class DataFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

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
    return tryLock(path)
        .orElseThrow(
            () ->
                new StartRefusedException(
                    "Another console is already using the folder "
                        + path
                        + ". Stop that one first, or give another folder with --data."));
  }

  /**
   * Like {@link #lock}, but empty where another process holds the lock.
   *
   * @throws StartRefusedException where the folder cannot be used
   */
  public static Optional<DataFolder> tryLock(Path path) {
    Path folder = path.toAbsolutePath().normalize();
    try {
      makeFolder(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("console.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
      throw new StartRefusedException(
          "The folder "
              + folder
              + " cannot be used. Check that it can be written to, or give another one with"
              + " --data.",
          e);
    }
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
    } else {
      Files.createDirectories(folder);
    }
  }

  /** The folder, absolute. */
  public Path path() {
    return path;
  }

  /** The address of the built-in database in this folder. */
  public String embeddedDatabaseUrl() {
    // WRITE_DELAY=0 is what keeps acknowledged rows through a kill; RETENTION_TIME stays as it is,
    // because shorter
    // ones damaged files (RATIONALE.md). The console closes the database itself, so no hook of H2's
    // own.
    return "jdbc:h2:file:" + path.resolve("stairgate") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
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
