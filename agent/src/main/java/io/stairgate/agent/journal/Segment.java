package io.stairgate.agent.journal;

import io.stairgate.agent.config.DataDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/** One file of the journal and what is known of it. Guarded by the journal's lock. */
final class Segment {
  static final String SUFFIX = ".segment";

  /** The first number it may hold: its name. */
  final long first;

  /** The last number it holds; one below {@link #first} while it is empty. */
  long last;

  /** Bytes of the file that are known to be good. */
  long size;

  /** The newest time in it, milliseconds since 1970. */
  long newestMillis = Long.MIN_VALUE;

  /** How many postures it holds. */
  int postures;

  private final DataDirectory folder;

  Segment(DataDirectory folder, long first) {
    this.folder = folder;
    this.first = first;
    last = first - 1;
  }

  static String nameOf(long first) {
    return String.format(Locale.ROOT, "%019d%s", first, SUFFIX);
  }

  Path path() {
    return folder.path().resolve(nameOf(first));
  }

  /** Notes that a record was added. */
  void added(JournalRecord record) {
    last = Math.max(last, record.sequence());
    newestMillis = Math.max(newestMillis, record.millis());
    if (record.kind() == JournalRecord.Kind.POSTURE) {
      postures++;
    }
  }

  /** Takes records one by one. */
  interface Visitor {
    /**
     * One undamaged record.
     *
     * @param end where it ends in the file
     * @return false to see no more
     */
    boolean visit(JournalRecord record, long end) throws IOException;
  }

  /**
   * Shows every undamaged record in order. Damaged bytes are stepped over to the next record that
   * can be read.
   *
   * @param from where in the file to begin
   * @param below records from this number on are left out: the next file has them
   */
  void walk(long from, long below, Visitor visitor) throws IOException {
    ByteBuffer content = content(from);
    long reached = first - 1;
    int position = 0;
    while (position < content.limit()) {
      JournalRecord record = JournalRecord.at(content, position);
      if (record == null) {
        position = nextMark(content, position + 1);
        continue;
      }
      position += record.bytes();
      if (record.first() > reached && record.sequence() < below) {
        reached = record.sequence();
        if (!visitor.visit(record, from + position)) {
          return;
        }
      }
    }
  }

  /** Sets the good size to all the file has. */
  void measure() throws IOException {
    size = Files.size(path());
  }

  /** Puts {@code records} in place of what the file holds, whole or not at all. */
  void rewrite(List<JournalRecord> records) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(records.stream().mapToInt(JournalRecord::bytes).sum());
    records.forEach(record -> record.writeTo(content));
    folder.write(nameOf(first), content.array());
    last = first - 1;
    newestMillis = Long.MIN_VALUE;
    postures = 0;
    records.forEach(this::added);
    size = content.capacity();
  }

  void delete() throws IOException {
    folder.delete(nameOf(first));
  }

  private ByteBuffer content(long from) throws IOException {
    try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.READ)) {
      ByteBuffer content = ByteBuffer.allocate(Math.clamp(size - from, 0, 64 << 20));
      while (content.hasRemaining() && channel.read(content, from + content.position()) >= 0) {
        // until the file or the buffer ends
      }
      return content.flip();
    }
  }

  private static int nextMark(ByteBuffer content, int from) {
    for (int i = from; i <= content.limit() - JournalRecord.HEADER_BYTES; i++) {
      if (content.get(i) == 0x53 && JournalRecord.at(content, i) != null) {
        return i;
      }
    }
    return content.limit();
  }
}
