package io.stairgate.agent.platform.linux.rule;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Lines of a stream as bytes, so that the many lines nobody asks for cost no text. What is longer
 * than the buffer is cut there; after the limit of bytes the stream is as if it had ended.
 */
final class Lines {
  private static final int LONGEST = 8 * 1024;
  private static final int LONGEST_TEXT = 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[4 * LONGEST];
  private long left;
  private int at;
  private int filled;
  private int start;
  private int length;
  private boolean cut;

  /**
   * @param limit the most bytes that are read
   */
  Lines(InputStream in, long limit) {
    this.in = in;
    this.left = limit;
  }

  /** Goes to the next line; false at the end. */
  boolean next() throws IOException {
    cut = false;
    int scan = at;
    while (true) {
      while (scan < filled) {
        if (buffer[scan] == '\n') {
          start = at;
          length = scan - at;
          at = scan + 1;
          return true;
        }
        scan++;
      }
      if (filled - at >= LONGEST && filled == buffer.length && at == 0) {
        return tooLong();
      }
      System.arraycopy(buffer, at, buffer, 0, filled - at);
      scan -= at;
      filled -= at;
      at = 0;
      if (!fill()) {
        start = 0;
        length = filled;
        at = filled;
        return length > 0;
      }
    }
  }

  /** Keeps the beginning and throws the rest of the line away. */
  private boolean tooLong() throws IOException {
    cut = true;
    start = 0;
    length = LONGEST;
    int from = LONGEST;
    while (true) {
      filled = from;
      if (!fill()) {
        at = filled;
        return true;
      }
      for (int i = from; i < filled; i++) {
        if (buffer[i] == '\n') {
          at = i + 1;
          return true;
        }
      }
    }
  }

  private boolean fill() throws IOException {
    int room = (int) Math.min(buffer.length - filled, left);
    int read = room <= 0 ? -1 : in.read(buffer, filled, room);
    if (read <= 0) {
      return false;
    }
    left -= read;
    filled += read;
    return true;
  }

  /** Whether the stream was longer than the limit allowed. */
  boolean limited() {
    return left <= 0;
  }

  /** Whether this line was longer than the buffer. */
  boolean cut() {
    return cut;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** Whether this line begins with these ASCII characters. */
  boolean startsWith(String ascii) {
    if (ascii.length() > length) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (buffer[start + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The rest of this line from a character on, without space around it; 1,024 bytes at most. */
  String text(int from) {
    int skip = Math.min(from, length);
    return new String(
            buffer, start + skip, Math.min(length - skip, LONGEST_TEXT), StandardCharsets.UTF_8)
        .strip();
  }
}
