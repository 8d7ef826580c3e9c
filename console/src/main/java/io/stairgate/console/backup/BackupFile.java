package io.stairgate.console.backup;

import io.stairgate.console.backup.BackupReader.Contents;
import io.stairgate.console.backup.BackupReader.Visitor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A backup's file: there whole or not at all, readable by its owner only, locked where there is a
 * passphrase. One thread.
 */
public final class BackupFile {
  private final Path path;
  private final Optional<String> passphrase;

  /**
   * Names one.
   *
   * @param passphrase that locks it
   */
  public BackupFile(Path path, Optional<String> passphrase) {
    this.path = path.toAbsolutePath().normalize();
    this.passphrase = passphrase;
  }

  /** Writes a backup's bytes. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of them; does not close {@code out}. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** What was written and read back. */
  public record Written(long bytes, long rows) {}

  /**
   * Writes the file beside its place, on the disk itself, reads it back, and moves it there only
   * when it is whole. What stood there before stays until then.
   *
   * @throws BackupException where that cannot be done; the place is as it was
   */
  public Written write(Content content) {
    Path draft = path.resolveSibling(path.getFileName() + ".part");
    try {
      Files.deleteIfExists(draft);
      Files.createFile(draft, onlyOwner());
      try {
        writeDraft(draft, content);
        Contents back = new BackupFile(draft, passphrase).verify();
        long bytes = Files.size(draft);
        Files.move(
            draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
        return new Written(bytes, back.manifest().rows());
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new BackupException(
          "The backup cannot be written to %s. Check that the folder is there, can be written to and has space left."
              .formatted(path),
          e);
    }
  }

  private void writeDraft(Path draft, Content content) throws IOException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
        OutputStream buffered =
            new BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024)) {
      if (passphrase.isPresent()) {
        OutputStream locked = BackupLock.locked(new NotClosed(buffered), passphrase.get());
        content.writeTo(locked);
        locked.close();
      } else {
        content.writeTo(buffered);
      }
      buffered.flush();
      channel.force(true);
    }
  }

  private void forceFolder() throws IOException {
    Path folder = path.getParent();
    if (folder != null
        && FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /**
   * Reads the whole file and holds it against what it says of itself.
   *
   * @throws BackupException where it is damaged or cannot be opened
   */
  Contents verify() {
    return read(new Fit());
  }

  Contents read(Visitor visitor) {
    try (InputStream in = open()) {
      return BackupReader.read(in, Files.size(path), visitor);
    } catch (NoSuchFileException e) {
      throw new BackupException(
          "There is no file %s. Check its name and folder.".formatted(path), e);
    } catch (IOException e) {
      throw new BackupException(
          "The file %s cannot be read. Check that it may be read by you.".formatted(path), e);
    }
  }

  private InputStream open() throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(path), 64 * 1024);
    boolean done = false;
    try {
      in.mark(BackupLock.MAGIC.length);
      boolean locked = Arrays.equals(in.readNBytes(BackupLock.MAGIC.length), BackupLock.MAGIC);
      in.reset();
      if (locked && passphrase.isEmpty()) {
        throw new BackupException(
            "This backup is locked with a passphrase. Give the file that holds it, with"
                + " --passphrase-file FILE.");
      }
      InputStream opened = locked ? unlocked(in) : plain(in);
      done = true;
      return opened;
    } finally {
      if (!done) {
        in.close();
      }
    }
  }

  private InputStream unlocked(InputStream in) {
    try {
      return BackupLock.opened(in, passphrase.orElseThrow());
    } catch (IOException e) {
      throw BackupException.damaged(e);
    }
  }

  private InputStream plain(InputStream in) throws IOException {
    // Its list of parts stands at the very end: a file that was cut off has none.
    try (ZipFile whole = new ZipFile(path.toFile())) {
      if (whole.size() == 0) {
        throw BackupException.damaged("it is empty");
      }
      return in;
    } catch (ZipException e) {
      throw new BackupException(
          "The file %s is no backup of Stairgate, or it is damaged. Nothing was changed. Use another copy of it, or an earlier backup."
              .formatted(path),
          e);
    }
  }

  private static FileAttribute<?>[] onlyOwner() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Keeps the stream behind it open. */
  private static final class NotClosed extends java.io.FilterOutputStream {
    NotClosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
