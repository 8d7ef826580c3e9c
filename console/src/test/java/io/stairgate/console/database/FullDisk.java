package io.stairgate.console.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * The real disk, with one fault that can be switched on: no space left, at once or in the middle of
 * some later write. For addresses {@code jdbc:h2:full:…}.
 */
public final class FullDisk extends FilePathWrapper {
  /** Whether writing fails now. */
  public static final AtomicBoolean FULL = new AtomicBoolean();

  /** The file cannot become larger than this; what would make it larger is written up to there. */
  static final AtomicLong MOST_BYTES = new AtomicLong(Long.MAX_VALUE);

  /** After so many writes each is written by half and fails. */
  static final AtomicLong WRITES_LEFT = new AtomicLong(Long.MAX_VALUE);

  public static void register() {
    FilePath.register(new FullDisk());
  }

  @Override
  public String getScheme() {
    return "full";
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Channel(super.open(mode));
  }

  private static final class Channel extends FileBaseDefault {
    private final FileChannel disk;

    Channel(FileChannel disk) {
      this.disk = disk;
    }

    private static void check() throws IOException {
      if (FULL.get()) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public synchronized int write(ByteBuffer bytes, long position) throws IOException {
      check();
      int length = bytes.remaining();
      long room = Math.max(0, MOST_BYTES.get() - position);
      if (WRITES_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
        room = length / 2;
      }
      if (room < length) {
        bytes.limit(bytes.position() + (int) room);
        int _ = disk.write(bytes, position);
        throw new IOException("No space left on device");
      }
      return disk.write(bytes, position);
    }

    @Override
    public synchronized int read(ByteBuffer bytes, long position) throws IOException {
      return disk.read(bytes, position);
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      disk.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      check();
      disk.force(metaData);
    }

    @Override
    public long size() throws IOException {
      return disk.size();
    }

    @Override
    public java.nio.channels.FileLock tryLock(long position, long size, boolean shared)
        throws IOException {
      return disk.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      disk.close();
    }
  }
}
