package io.stairgate.agent.journal;

import io.stairgate.agent.config.DataDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Two numbers that outlive the process: up to where the console has everything, and up to where the
 * disk has had it. The second tells a damaged end from a torn one. Two slots written in turn; the
 * newer undamaged one counts.
 */
final class Marks implements AutoCloseable {
  private static final int SLOT_BYTES = 32;

  private final FileChannel channel;
  private long generation;
  private long acknowledged;
  private long durable;

  private Marks(FileChannel channel) {
    this.channel = channel;
  }

  static Marks open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            DataDirectory.ownerOnly(file, "rw-------"));
    Marks marks = new Marks(channel);
    try {
      marks.load(0);
      marks.load(1);
      marks.write(true);
      marks.write(
          true); // both slots exist from now on, so that a full disk cannot stop a later write
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return marks;
  }

  long acknowledged() {
    return acknowledged;
  }

  long durable() {
    return durable;
  }

  void acknowledged(long through) throws IOException {
    acknowledged = through;
    write(true);
  }

  /** Not forced: what is lost with the power is only a hint, and never one too high. */
  void durable(long through) throws IOException {
    durable = through;
    write(false);
  }

  private void load(int slot) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SLOT_BYTES);
    channel.read(bytes, (long) slot * SLOT_BYTES);
    if (bytes.position() < SLOT_BYTES || bytes.getInt(24) != crc(bytes)) {
      return;
    }
    if (bytes.getLong(0) > generation) {
      generation = bytes.getLong(0);
      acknowledged = bytes.getLong(8);
      durable = bytes.getLong(16);
    }
  }

  private void write(boolean force) throws IOException {
    generation++;
    ByteBuffer bytes = ByteBuffer.allocate(SLOT_BYTES);
    bytes.putLong(generation).putLong(acknowledged).putLong(durable);
    bytes.putInt(24, crc(bytes)).rewind().limit(SLOT_BYTES);
    channel.write(bytes, generation % 2 * SLOT_BYTES);
    if (force) {
      channel.force(false);
    }
  }

  private static int crc(ByteBuffer slot) {
    CRC32C crc = new CRC32C();
    crc.update(slot.slice(0, 24));
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
