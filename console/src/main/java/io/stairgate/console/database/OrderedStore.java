package io.stairgate.console.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * The embedded database's file, written so that a power cut leaves nothing that only looks whole.
 * For addresses {@code jdbc:h2:ordered:…}.
 *
 * <p>The database writes what it commits as one chunk, with a header before and a footer behind it,
 * and after a crash takes the newest chunk that has both. Nothing says whether what is between them
 * arrived: a disk that wrote the ends first leaves a chunk that is taken for good and is not. So
 * here the end of a chunk is written only when the rest of it is on the disk. Measured in
 * RATIONALE.md.
 *
 * <p>Public because the database makes its own instances of it.
 */
public final class OrderedStore extends FilePathWrapper {
  /** The footer is within the last so many bytes, which a disk writes all or none of. */
  private static final int SECTOR = 512;

  /** Before it are the two headers of the file, each with a checksum over all of itself. */
  private static final int FIRST_CHUNK = 2 * 4096;

  /** Makes the addresses known; more than once does no harm. */
  static void register() {
    FilePath.register(new OrderedStore());
  }

  @Override
  public String getScheme() {
    return "ordered";
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Channel(super.open(mode));
  }

  /** Reading and writing at a place need no lock: the file below takes both from any thread. */
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  private static final class Channel extends FileBaseDefault {
    private final FileChannel disk;

    Channel(FileChannel disk) {
      this.disk = disk;
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
      int length = bytes.remaining();
      if (position < FIRST_CHUNK || length <= SECTOR) {
        return disk.write(bytes, position);
      }
      int limit = bytes.limit();
      long at = position;
      bytes.limit(limit - SECTOR);
      while (bytes.hasRemaining()) {
        at += disk.write(bytes, at);
      }
      disk.force(false);
      bytes.limit(limit);
      while (bytes.hasRemaining()) {
        at += disk.write(bytes, at);
      }
      return length;
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
      return disk.read(bytes, position);
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      disk.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      disk.force(metaData);
    }

    @Override
    public long size() throws IOException {
      return disk.size();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return disk.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      disk.close();
    }
  }
}
