package io.stairgate.agent.scan;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * Walks one file system, folder by folder, each opened from the one above it and never through a
 * link. Keeps only the way down in memory, not the files. No file name leaves it.
 *
 * <p>Links and special files (pipes, devices, sockets) hold no bytes of their own on the medium and
 * are passed over without being opened. Everything else that is not handed on is told to {@link
 * Visitor#skipped}.
 */
final class FileTree {
  /** Deeper than people's folders; each level keeps two files open. */
  static final int DEEPEST = 64;

  private static final Set<java.nio.file.OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /** Is given what was found. */
  interface Visitor {
    /** One regular file, open for reading. */
    void file(SeekableByteChannel file, long size) throws EngineLostException, InterruptedException;

    /** Something that could not be handed on. */
    void skipped(String code);

    /**
     * Asked before each entry: a skip code ends the walk, an empty text goes on.
     *
     * @param entries entries seen so far
     */
    String enough(long entries) throws InterruptedException;
  }

  private record Level(SecureDirectoryStream<Path> folder, Iterator<Path> entries, Object key) {}

  private final ScanRoot root;
  private final long largest;
  private final Visitor visitor;
  private final Deque<Level> way = new ArrayDeque<>();
  private final Set<Object> keys = new HashSet<>();
  private long entries;

  /**
   * @param largest bytes; a larger file is skipped without being opened
   */
  FileTree(ScanRoot root, long largest, Visitor visitor) {
    this.root = root;
    this.largest = largest;
    this.visitor = visitor;
  }

  /**
   * Walks until the end, or until the visitor has enough or the medium is gone.
   *
   * @return entries seen
   */
  long walk() throws EngineLostException, InterruptedException {
    try {
      enter(open(), "");
      while (!way.isEmpty()) {
        String code = visitor.enough(entries);
        if (!code.isEmpty()) {
          visitor.skipped(code);
          break;
        }
        Level level = way.getLast();
        Path entry = next(level);
        if (entry == null) {
          leave();
        } else if (!visit(level.folder(), entry)) {
          break;
        }
      }
    } catch (IOException e) {
      visitor.skipped(lost());
    } finally {
      while (!way.isEmpty()) {
        leave();
      }
    }
    return entries;
  }

  // Closed by leave(), which walk() calls for every level.
  @SuppressWarnings("StreamResourceLeak")
  private DirectoryStream<Path> open() throws IOException {
    return Files.newDirectoryStream(root.folder());
  }

  private void enter(DirectoryStream<Path> opened, Object key) throws IOException {
    if (opened instanceof SecureDirectoryStream<Path> folder) {
      way.addLast(new Level(folder, folder.iterator(), key));
      keys.add(key);
    } else {
      opened.close();
      throw new IOException("this system cannot open a folder without following links");
    }
  }

  private void leave() {
    Level level = way.removeLast();
    keys.remove(level.key());
    try {
      level.folder().close();
    } catch (IOException e) {
      // It was only read.
    }
  }

  /** The next entry of a folder; null at its end, and where the rest of it cannot be read. */
  private @org.jspecify.annotations.Nullable Path next(Level level) {
    try {
      if (level.entries().hasNext()) {
        entries++;
        return level.entries().next().getFileName();
      }
    } catch (DirectoryIteratorException e) {
      visitor.skipped(lost());
    }
    return null;
  }

  /** Handles one entry; false where the medium is gone. */
  private boolean visit(SecureDirectoryStream<Path> folder, Path entry)
      throws EngineLostException, InterruptedException {
    try {
      BasicFileAttributes found =
          folder
              .getFileAttributeView(entry, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes();
      if (found.isDirectory()) {
        descend(folder, entry, found);
      } else if (found.isRegularFile()) {
        if (found.size() > largest) {
          visitor.skipped("too-large");
        } else {
          try (SeekableByteChannel file = folder.newByteChannel(entry, READ)) {
            visitor.file(file, found.size());
          }
        }
      }
      return true;
    } catch (java.nio.channels.ClosedByInterruptException e) {
      Thread.interrupted();
      throw new InterruptedException();
    } catch (IOException e) {
      String code = lost();
      visitor.skipped(code);
      return !code.equals("pulled-out");
    }
  }

  private void descend(SecureDirectoryStream<Path> folder, Path entry, BasicFileAttributes found)
      throws IOException {
    Object key = found.fileKey() == null ? entry : found.fileKey();
    if (way.size() >= DEEPEST) {
      visitor.skipped("too-deep");
    } else if (keys.contains(key)) {
      // A folder inside itself: only a broken file system has that.
      visitor.skipped("damaged");
    } else {
      enter(folder.newDirectoryStream(entry, LinkOption.NOFOLLOW_LINKS), key);
    }
  }

  private String lost() {
    return root.present().getAsBoolean() ? "unreadable" : "pulled-out";
  }
}
