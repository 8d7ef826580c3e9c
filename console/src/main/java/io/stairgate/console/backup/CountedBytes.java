package io.stairgate.console.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Counts what passes; flushing and closing stop here, the stream behind it goes on. */
final class CountedBytes extends FilterOutputStream {
  private long count;

  CountedBytes(OutputStream out) {
    super(out);
  }

  long count() {
    return count;
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
    count++;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
    count += length;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
