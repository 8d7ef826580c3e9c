package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * What stands at one path: nothing, or a plain file with its bytes, mode and owner. Everything else
 * (a link, a folder, a device) is refused: what it leads to belongs to somebody else.
 */
sealed interface FileState {
  /** Configuration is a few kilobytes; the record holds it as base64 within 256 KiB. */
  int LIMIT = 128 * 1024;

  /** Permissions and the three bits before them. */
  int MODE = 07777;

  /**
   * Nothing stands there.
   *
   * @param folder the uppermost folder on the way that is missing too, or empty
   */
  record Absent(String folder) implements FileState {}

  /**
   * A plain file.
   *
   * @param mode permissions with the three bits before them
   * @param owner number of the owner
   * @param group number of the group
   * @param bytes all of it
   */
  record Present(int mode, int owner, int group, Bytes bytes) implements FileState {}

  /** What stands at a path now. */
  static FileState read(RootFiles files, String path) throws HoldException {
    Path file = files.path(path);
    try {
      Map<String, Object> attributes =
          Files.readAttributes(
              file, "unix:mode,uid,gid,size,isRegularFile", LinkOption.NOFOLLOW_LINKS);
      if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))) {
        throw new HoldException(
            path + " is a link or a folder, so it was left as it is. Make it a plain file.");
      }
      byte[] bytes;
      try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        bytes = in.readNBytes(LIMIT + 1);
      }
      if (bytes.length > LIMIT) {
        throw new HoldException(path + " is far longer than such a file is, so it was left as is.");
      }
      return new Present(
          number(attributes, "mode") & MODE,
          number(attributes, "uid"),
          number(attributes, "gid"),
          Bytes.copyOf(bytes));
    } catch (NoSuchFileException e) {
      return new Absent(missingFolder(files, path));
    } catch (IOException e) {
      throw new HoldException(path + " cannot be read, so nothing was changed.", e);
    }
  }

  private static int number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Integer number ? number : 0;
  }

  private static String missingFolder(RootFiles files, String path) {
    String missing = "";
    for (String folder = parent(path); !folder.isEmpty(); folder = parent(folder)) {
      if (Files.exists(files.path(folder), LinkOption.NOFOLLOW_LINKS)) {
        break;
      }
      missing = folder;
    }
    return missing;
  }

  /** The folder of a path, without the last slash; empty for what stands at the root. */
  private static String parent(String path) {
    return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
  }

  /** One line for the record. */
  default String text() {
    return switch (this) {
      case Absent(String folder) -> "absent " + folder;
      case Present(int mode, int owner, int group, Bytes bytes) ->
          "file "
              + Integer.toOctalString(mode)
              + " "
              + owner
              + " "
              + group
              + " "
              + Base64.getEncoder().encodeToString(bytes.toArray());
    };
  }

  /** Reads a line of the record. */
  static FileState parse(String text) throws HoldException {
    String[] words = text.split(" ", 6);
    try {
      if (words.length == 2 && words[0].equals("absent")) {
        return new Absent(words[1]);
      }
      if (words.length == 5 && words[0].equals("file")) {
        return new Present(
            Integer.parseInt(words[1], 8) & MODE,
            Integer.parseInt(words[2]),
            Integer.parseInt(words[3]),
            Bytes.copyOf(Base64.getDecoder().decode(words[4])));
      }
    } catch (IllegalArgumentException e) {
      throw new HoldException("The record of what was there before is damaged.", e);
    }
    throw new HoldException("The record of what was there before is damaged.");
  }

  /** Makes a path what this says, whole or not at all, and on the disk when it returns. */
  default void put(RootFiles files, String path) throws HoldException {
    try {
      switch (this) {
        case Absent(String folder) -> delete(files, path, folder);
        case Present present -> write(files.path(path), present);
      }
    } catch (IOException e) {
      throw new HoldException(
          path + " cannot be written, perhaps because the disk is full or read-only.", e);
    }
  }

  private static void delete(RootFiles files, String path, String missing) throws IOException {
    Path file = files.path(path);
    Files.deleteIfExists(beside(file));
    Files.deleteIfExists(file);
    String folder = parent(path);
    try {
      while (!missing.isEmpty() && folder.startsWith(missing)) {
        Files.deleteIfExists(files.path(folder));
        folder = parent(folder);
      }
    } catch (DirectoryNotEmptyException e) {
      return; // Somebody keeps something there by now.
    }
    if (!folder.isEmpty() && Files.isDirectory(files.path(folder))) {
      force(files.path(folder));
    }
  }

  private static void write(Path file, Present state) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("not a file");
    }
    makeFolder(folder);
    Path beside = beside(file);
    Files.deleteIfExists(beside);
    try (FileChannel channel =
        FileChannel.open(
            beside,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap(state.bytes().toArray());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      own(beside, "uid", state.owner());
      own(beside, "gid", state.group());
      // After the owner: a change of owner takes the set-user bits away.
      Files.setAttribute(beside, "unix:mode", state.mode());
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(folder);
  }

  /** Folders of a system can be looked into by everybody, whatever this process's mask says. */
  private static void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path above = folder.getParent();
    if (above != null) {
      makeFolder(above);
    }
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    if (above != null) {
      force(above); // a name that is lost with the power takes what is in the folder along
    }
  }

  private static void own(Path file, String attribute, int number) throws IOException {
    if (!Integer.valueOf(number).equals(Files.getAttribute(file, "unix:" + attribute))) {
      Files.setAttribute(file, "unix:" + attribute, number);
    }
  }

  /** Hidden, so that no program that reads the whole folder takes it for one of its files. */
  private static Path beside(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".stairgate-new");
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
