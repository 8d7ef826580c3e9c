package io.stairgate.agent.event;

import java.util.Arrays;

/**
 * Bytes that nobody can change: keys, certificates and messages as they travel and as they are
 * kept.
 */
public final class Bytes {
  /** No bytes. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** The same bytes as {@code content} has now; a later change of the array is not seen. */
  public static Bytes copyOf(byte[] content) {
    return new Bytes(content.clone());
  }

  /** A fresh array with these bytes. */
  public byte[] toArray() {
    return content.clone();
  }

  /** How many there are. */
  public int length() {
    return content.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** Says how many bytes these are and nothing of what they are: some are secret. */
  @Override
  public String toString() {
    return content.length + " bytes";
  }
}
