package io.stairgate.packaging.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file or folder that notes what is done to it. Forcing is noted and left out: it costs time. */
final class RecordedChannel extends FileChannel {
  private final FileChannel disk;
  private final Recording recording;
  private final int node;
  private final boolean folder;

  RecordedChannel(FileChannel disk, Recording recording, int node, boolean folder) {
    this.disk = disk;
    this.recording = recording;
    this.node = node;
    this.folder = folder;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return recording.does(
        () -> {
          long at = disk.position();
          byte[] copy = copy(bytes);
          int written = disk.write(bytes);
          recording.note(new Act.Wrote(node, at, java.util.Arrays.copyOf(copy, written)));
          return written;
        });
  }

  @Override
  public int write(ByteBuffer bytes, long at) throws IOException {
    return recording.does(
        () -> {
          byte[] copy = copy(bytes);
          int written = disk.write(bytes, at);
          recording.note(new Act.Wrote(node, at, java.util.Arrays.copyOf(copy, written)));
          return written;
        });
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }

  @Override
  public long write(ByteBuffer[] all, int offset, int length) throws IOException {
    long written = 0;
    for (int i = offset; i < offset + length; i++) {
      while (all[i].hasRemaining()) {
        written += write(all[i]);
      }
    }
    return written;
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    return recording.does(
        () -> {
          if (size < disk.size()) {
            disk.truncate(size);
            recording.note(new Act.Sized(node, size));
          }
          return this;
        });
  }

  @Override
  public void force(boolean metaData) {
    int upTo = recording.size();
    if (folder) {
      recording.folderForced(node, upTo);
    } else {
      recording.forced(node, upTo);
    }
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    return disk.read(bytes);
  }

  @Override
  public int read(ByteBuffer bytes, long at) throws IOException {
    return disk.read(bytes, at);
  }

  @Override
  public long read(ByteBuffer[] all, int offset, int length) throws IOException {
    return disk.read(all, offset, length);
  }

  @Override
  public long position() throws IOException {
    return disk.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    disk.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return disk.size();
  }

  @Override
  public long transferTo(long at, long count, WritableByteChannel target) throws IOException {
    return disk.transferTo(at, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) {
    throw new UnsupportedOperationException("not recorded: transferFrom");
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long at, long size) {
    throw new UnsupportedOperationException("not recorded: map");
  }

  @Override
  public FileLock lock(long at, long size, boolean shared) throws IOException {
    return disk.lock(at, size, shared);
  }

  @Override
  public FileLock tryLock(long at, long size, boolean shared) throws IOException {
    return disk.tryLock(at, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    disk.close();
  }
}
