package io.stairgate.agent.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A disk that fails when told to. */
final class FaultyDisk extends Disk {
  final AtomicInteger forces = new AtomicInteger();
  volatile boolean forceFails;
  volatile boolean full;

  /** Runs once, before the next writing. */
  final AtomicReference<@Nullable Runnable> beforeWriting = new AtomicReference<>();

  @Override
  void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    Runnable first = beforeWriting.getAndSet(null);
    if (first != null) {
      first.run();
    }
    if (full) {
      ByteBuffer part = bytes.slice(bytes.position(), bytes.remaining() / 2);
      super.write(channel, part);
      throw new IOException("No space left on device");
    }
    super.write(channel, bytes);
  }

  @Override
  void force(FileChannel channel) throws IOException {
    forces.incrementAndGet();
    if (forceFails) {
      throw new IOException("Input/output error");
    }
    super.force(channel);
  }
}
