package io.stairgate.console.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
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
 * here
 *
 * <ul>
 *   <li>the end of a chunk is written only when the rest of it is on the disk,
 *   <li>a chunk is written only when all that was written before is on the disk, because it may
 *       stand where something was that only the one before does without, and
 *   <li>of the file's two headers, which name the newest chunk, one is written at a time, because
 *       the chunk it names may not be there yet.
 * </ul>
 *
 * <p>Measured in RATIONALE.md, and by {@code packaging/crash-states}.
 *
 * <p>Public because the database makes its own instances of it.
 */
public final class OrderedStore extends FilePathWrapper {
  /** The footer is within the last so many bytes, which a disk writes all or none of. */
  private static final int SECTOR = 512;

  private static final int HEADER = 4096;

  /** Before it are the two headers of the file, each with a checksum over all of itself. */
  private static final int FIRST_CHUNK = 2 * HEADER;

  /** What a header says when the database was closed in order. */
  private static final byte[] CLEAN = "clean:1".getBytes(StandardCharsets.ISO_8859_1);

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
    private final Object forcing = new Object();
    private boolean unforced; // guarded by forcing

    // The database writes one thing at a time.
    private boolean bothHeaders = true;
    private int nextHeader;

    Channel(FileChannel disk) {
      this.disk = disk;
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
      int length = bytes.remaining();
      if (position == 0 && length == FIRST_CHUNK) {
        writeHeader(bytes);
      } else if (position < FIRST_CHUNK || length <= SECTOR) {
        write(bytes, bytes.limit(), position);
        wrote();
      } else {
        forceRest();
        int limit = bytes.limit();
        write(bytes, limit - SECTOR, position);
        disk.force(false);
        write(bytes, limit, position + length - SECTOR);
        wrote();
      }
      return length;
    }

    /**
     * The first after opening replaces both, because the other one may say that the database was
     * closed in order; so does one that says this.
     */
    private void writeHeader(ByteBuffer both) throws IOException {
      boolean clean = isClean(both);
      if (clean || bothHeaders) {
        forceRest();
        write(both, FIRST_CHUNK, 0);
        bothHeaders = clean;
      } else {
        both.position(nextHeader);
        write(both, nextHeader + HEADER, nextHeader);
        both.limit(FIRST_CHUNK).position(FIRST_CHUNK);
        nextHeader = HEADER - nextHeader;
      }
      wrote();
    }

    private static boolean isClean(ByteBuffer header) {
      for (int at = 0; at < SECTOR - CLEAN.length; at++) {
        boolean here = true;
        for (int i = 0; i < CLEAN.length && here; i++) {
          here = header.get(at + i) == CLEAN[i];
        }
        if (here) {
          return true;
        }
      }
      return false;
    }

    private void write(ByteBuffer bytes, int limit, long position) throws IOException {
      long at = position;
      bytes.limit(limit);
      while (bytes.hasRemaining()) {
        at += disk.write(bytes, at);
      }
    }

    private void wrote() {
      synchronized (forcing) {
        unforced = true;
      }
    }

    private void forceRest() throws IOException {
      synchronized (forcing) {
        if (unforced) {
          disk.force(false);
          unforced = false;
        }
      }
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
      return disk.read(bytes, position);
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      disk.truncate(size);
      wrote();
    }

    @Override
    public void force(boolean metaData) throws IOException {
      synchronized (forcing) {
        disk.force(metaData);
        unforced = false;
      }
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
