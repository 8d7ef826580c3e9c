package io.stairgate.agent.platform.linux.file;

import java.nio.charset.StandardCharsets;

/** What came of reading one file. */
public sealed interface FileText {
  /** It was read. */
  final class Content implements FileText {
    private final byte[] bytes;

    Content(byte[] bytes) {
      this.bytes = bytes;
    }

    /** All of it; not to be written to. */
    public byte[] bytes() {
      return bytes;
    }

    /** The bytes as text; what is not UTF-8 becomes U+FFFD. */
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** There is no such file. */
  record Missing() implements FileText {}

  /** Reading needs rights this process does not have. */
  record Denied() implements FileText {}

  /** It is longer than asked for, is no plain file, or the system refused to read it. */
  record Failed() implements FileText {}
}
