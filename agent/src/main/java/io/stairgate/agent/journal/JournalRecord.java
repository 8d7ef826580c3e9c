package io.stairgate.agent.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One record of a segment. On disk, big-endian: mark (4), length of the body (4), CRC-32C over all
 * that follows (4), sequence (8), first sequence (8), time in milliseconds since 1970 (8), kind
 * (1), body.
 *
 * @param sequence its number, for a gap the last one of the stretch
 * @param first the same number, for a gap the first one of the stretch
 * @param millis when it happened, milliseconds since 1970
 * @param kind what may be done with it when space runs out
 * @param body the entry's bytes
 */
@SuppressWarnings(
    "ArrayRecordComponent") // lives for one read or write, is never compared or shared
record JournalRecord(long sequence, long first, long millis, Kind kind, byte[] body) {
  static final int HEADER_BYTES = 37;
  static final int MAX_BODY_BYTES = 256 * 1024;
  private static final int MARK = 0x53474A31;
  private static final int CRC_FROM = 12;

  enum Kind {
    /** Given up last. */
    EVENT(0),
    /** A later posture replaces it. */
    POSTURE(1),
    /** A stretch without content. */
    GAP(2);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    private static @Nullable Kind of(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      return null;
    }
  }

  int bytes() {
    return HEADER_BYTES + body.length;
  }

  void writeTo(ByteBuffer out) {
    int start = out.position();
    out.putInt(MARK).putInt(body.length).putInt(0);
    out.putLong(sequence).putLong(first).putLong(millis).put(kind.code).put(body);
    out.putInt(start + 8, crc(out, start, body.length));
  }

  /** The record at {@code position}, or null where there is no whole and undamaged one. */
  static @Nullable JournalRecord at(ByteBuffer in, int position) {
    if (in.limit() - position < HEADER_BYTES || in.getInt(position) != MARK) {
      return null;
    }
    int length = in.getInt(position + 4);
    if (length < 0 || length > MAX_BODY_BYTES || in.limit() - position - HEADER_BYTES < length) {
      return null;
    }
    if (in.getInt(position + 8) != crc(in, position, length)) {
      return null;
    }
    Kind kind = Kind.of(in.get(position + 36));
    long sequence = in.getLong(position + 12);
    long first = in.getLong(position + 20);
    if (kind == null || first < 1 || sequence < first) {
      return null;
    }
    byte[] body = new byte[length];
    in.get(position + HEADER_BYTES, body);
    return new JournalRecord(sequence, first, in.getLong(position + 28), kind, body);
  }

  private static int crc(ByteBuffer buffer, int start, int bodyLength) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.slice(start + CRC_FROM, HEADER_BYTES - CRC_FROM + bodyLength));
    return (int) crc.getValue();
  }
}
