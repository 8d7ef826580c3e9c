package io.stairgate.agent.platform.linux.file;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The files of one Linux system below its root: {@code /}, or a folder that a test made to look
 * like one. Every read is bounded; no method throws because of what it finds. Any thread may use
 * it.
 */
public final class RootFiles {
  /** A value the kernel keeps in sysfs is shorter than a page. */
  private static final int ATTRIBUTE_LIMIT = 4096;

  /** More entries of one folder than any laptop has; the rest is not looked at. */
  private static final int LIST_LIMIT = 4096;

  private final Path root;
  private final boolean live;

  /**
   * @param root {@code /}, or a folder made to look like a system
   */
  public RootFiles(Path root) {
    this.root = root.toAbsolutePath().normalize();
    this.live = this.root.getNameCount() == 0;
  }

  /** True where this is the running system and not a folder made to look like one. */
  public boolean live() {
    return live;
  }

  /**
   * The real place of a path of that system.
   *
   * @param absolute begins with a slash
   */
  public Path path(String absolute) {
    return live ? Path.of(absolute) : root.resolve(absolute.substring(1));
  }

  /**
   * The path of that system for a real place below its root; the place itself where it is not
   * below.
   */
  public String inside(Path real) {
    return live || !real.startsWith(root) ? real.toString() : "/" + root.relativize(real);
  }

  /**
   * Reads a file whole.
   *
   * @param limit the most bytes; a longer file is {@link FileText.Failed}
   */
  public FileText read(String absolute, int limit) {
    return read(path(absolute), limit);
  }

  /** The same for a place that is known already. */
  public static FileText read(Path file, int limit) {
    try {
      // Never a pipe: opening one waits for a writer.
      if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
        return new FileText.Failed();
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(limit + 1);
        return bytes.length > limit ? new FileText.Failed() : new FileText.Content(bytes);
      }
    } catch (NoSuchFileException e) {
      return new FileText.Missing();
    } catch (AccessDeniedException e) {
      return new FileText.Denied();
    } catch (FileSystemException e) {
      // "Not a directory" on the way: there is no such file.
      return notADirectory(e) ? new FileText.Missing() : new FileText.Failed();
    } catch (IOException e) {
      return new FileText.Failed();
    }
  }

  private static boolean notADirectory(FileSystemException e) {
    return e instanceof NotDirectoryException || "Not a directory".equals(e.getReason());
  }

  /** A value of sysfs without its line end; empty where it cannot be read. */
  public Optional<String> attribute(String absolute) {
    return attribute(path(absolute));
  }

  /**
   * The same for a place that is known already. The shortest way to the bytes: a decision about a
   * device waits for it.
   */
  public static Optional<String> attribute(Path file) {
    byte[] bytes = new byte[ATTRIBUTE_LIMIT];
    int length = 0;
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      for (int read = in.read(bytes);
          read > 0;
          read = in.read(bytes, length, bytes.length - length)) {
        length += read;
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return length == bytes.length
        ? Optional.empty()
        : Optional.of(new String(bytes, 0, length, StandardCharsets.UTF_8).strip());
  }

  /** Text of a file; empty where it cannot be read. */
  public Optional<String> text(String absolute, int limit) {
    return read(absolute, limit) instanceof FileText.Content content
        ? Optional.of(content.text())
        : Optional.empty();
  }

  public boolean exists(String absolute) {
    return Files.exists(path(absolute));
  }

  /** The names in a folder, sorted; empty where it cannot be read. */
  public List<String> list(String absolute) {
    return list(path(absolute));
  }

  /** The same for a place that is known already. */
  public static List<String> list(Path folder) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Path name = entry.getFileName();
        if (name != null && names.size() < LIST_LIMIT) {
          names.add(name.toString());
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return List.of();
    }
    Collections.sort(names);
    return names;
  }

  /** The real place of a link and all above it; empty where there is none. */
  public static Optional<Path> real(Path path) {
    try {
      return Optional.of(path.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes a value to a file of the kernel. Returns false where that failed.
   *
   * <p>The file is never made: what is not there cannot be set.
   */
  public static boolean write(Path file, String value) {
    try {
      Files.write(
          file,
          value.getBytes(StandardCharsets.US_ASCII),
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
