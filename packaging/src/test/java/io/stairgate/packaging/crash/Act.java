package io.stairgate.packaging.crash;

/** One thing done to a disk, or said to somebody, in the order it happened. */
sealed interface Act {
  /** Bytes were handed to the system; they are on the disk when a {@link Forced} covers them. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Wrote(int node, long at, byte[] bytes) implements Act {}

  /** A file was cut, or made longer, to a size. */
  record Sized(int node, long size) implements Act {}

  /**
   * A file was forced.
   *
   * @param upTo what was done before this place in the record is on the disk
   */
  record Forced(int node, int upTo) implements Act {}

  /** A new file or folder has a name. */
  record Named(int folder, String name, int node, boolean isFolder) implements Act {}

  /** A file took another name, at once. */
  record Moved(int folder, String name, int toFolder, String toName, int node) implements Act {}

  /** A name is gone. */
  record Unnamed(int folder, String name) implements Act {}

  /**
   * A folder was forced.
   *
   * @param upTo names given and taken before this place in the record are on the disk
   */
  record FolderForced(int folder, int upTo) implements Act {}

  /** Somebody was promised something. */
  record Said(Object what) implements Act {}
}
