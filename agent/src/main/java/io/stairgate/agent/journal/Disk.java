package io.stairgate.agent.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The two moments at which a disk fails: the tests put their faults here. */
class Disk {
  /** Writes all of {@code bytes} at the channel's end. */
  void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Returns when everything written to {@code channel} is on the disk. */
  void force(FileChannel channel) throws IOException {
    channel.force(false);
  }
}
