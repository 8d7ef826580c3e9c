package io.stairgate.agent.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The folder the agent keeps everything in, or one folder inside it. Only its owner can look into
 * it. A file is written whole or not at all, and is on the disk when {@link #write} returns. Any
 * thread may call any method; two writers of one name must agree among themselves.
 */
public final class DataDirectory {
  private static final String VERSION = "1";
  private static final String VERSION_FILE = "version";

  private final Path path;

  private DataDirectory(Path path) {
    this.path = path;
  }

  /**
   * Opens the agent's folder and makes it where there is none.
   *
   * @throws PlainException when it cannot be made, or a newer agent wrote it
   */
  public static DataDirectory open(Path path) throws PlainException {
    DataDirectory directory = new DataDirectory(path.toAbsolutePath().normalize());
    try {
      createFolder(directory.path);
      Optional<byte[]> version = directory.read(VERSION_FILE, 4096);
      String written =
          version.map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip()).orElse("");
      if (!written.matches("[1-9][0-9]*")) {
        // None yet, or a damaged one: that must not leave a laptop unwatched.
        directory.write(VERSION_FILE, VERSION.getBytes(StandardCharsets.US_ASCII));
      } else if (!written.equals(VERSION)) {
        throw new PlainException(
            "The folder "
                + path
                + " was written by a newer version of the agent. Install that version again.");
      }
      return directory;
    } catch (IOException e) {
      throw new PlainException(
          "The folder "
              + path
              + " cannot be used ("
              + reason(e)
              + "). Run this as an administrator, or name another"
              + " folder with --data.",
          e);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /**
   * A folder inside, made where there is none.
   *
   * @param name one plain file name
   */
  public DataDirectory folder(String name) throws IOException {
    DataDirectory folder = new DataDirectory(path.resolve(name));
    createFolder(folder.path);
    return folder;
  }

  /**
   * The whole content of a file.
   *
   * @param name one plain file name
   * @param maxBytes a longer file is refused with an {@link IOException}
   * @return empty where there is no such file
   */
  public Optional<byte[]> read(String name, int maxBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(path.resolve(name), StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > maxBytes) {
        throw new IOException(name + " is longer than " + maxBytes + " bytes");
      }
      ByteBuffer content = ByteBuffer.allocate((int) size);
      while (content.hasRemaining() && channel.read(content) >= 0) {
        // until the file or the buffer ends
      }
      byte[] bytes = new byte[content.flip().remaining()];
      content.get(bytes);
      return Optional.of(bytes);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes a file whole: aside first, to the disk, then in place of the old one. Only the owner can
   * read it.
   *
   * @param name one plain file name
   */
  public void write(String name, byte[] content) throws IOException {
    Path target = path.resolve(name);
    Path aside = path.resolve(name + ".new");
    Files.deleteIfExists(aside);
    try (FileChannel channel =
        FileChannel.open(
            aside,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            ownerOnly(path, "rw-------"))) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(aside);
      throw e;
    }
    try {
      Files.move(
          aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the disk cannot replace a file at once", e);
    }
    sync();
  }

  /** Deletes a file where there is one. */
  public void delete(String name) throws IOException {
    if (Files.deleteIfExists(path.resolve(name))) {
      sync();
    }
  }

  /** Brings the folder's own list of names to the disk. */
  public void sync() throws IOException {
    sync(path);
  }

  private static void sync(Path folder) throws IOException {
    if (!posix(folder)) {
      return; // other systems do not let a folder be opened, and write its names through
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Takes the folder for one running service.
   *
   * @return the lock, held until it is closed or the process ends; empty where another process has
   *     it
   */
  public Optional<FileLock> lock() throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve("lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            ownerOnly(path, "rw-------"));
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(lock);
      }
    } catch (OverlappingFileLockException e) {
      // another agent in this same process has it
    }
    channel.close();
    return Optional.empty();
  }

  /**
   * The attributes that make a new file its owner's alone, where the system has such.
   *
   * @param near a path on the same disk
   * @param permissions nine characters as {@code ls} shows them
   */
  public static FileAttribute<?>[] ownerOnly(Path near, String permissions) {
    return posix(near)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Makes a folder, with those above it, and brings its name to the disk: what is forced in a
   * folder whose own name is lost is lost with it.
   */
  private static void createFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.getParent();
    if (parent != null) {
      createAbove(parent);
    }
    Files.createDirectory(folder, ownerOnly(folder, "rwx------"));
    if (parent != null) {
      sync(parent);
    }
  }

  private static void createAbove(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.getParent();
    if (parent != null) {
      createAbove(parent);
    }
    Files.createDirectories(folder);
    if (parent != null) {
      sync(parent);
    }
  }

  private static String reason(IOException e) {
    String name = e.getClass().getSimpleName();
    return name.equals("AccessDeniedException") ? "no right to" : String.valueOf(e.getMessage());
  }
}
