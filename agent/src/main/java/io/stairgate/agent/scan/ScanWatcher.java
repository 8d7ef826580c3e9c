package io.stairgate.agent.scan;

/** Is told how a scan goes, on the thread that scans. It must return at once. */
public interface ScanWatcher {
  /** The engine is being started and reads its definitions; this takes up to a minute. Once. */
  void gettingReady();

  /**
   * The engine is ready and the scan begins. Once.
   *
   * @param bytes bytes in use on the medium as far as its file systems say; it may say anything
   */
  default void begun(long bytes) {}

  /**
   * How far the scan is; at most once a second.
   *
   * @param bytes bytes handed to the engine so far
   * @param files files handed to the engine so far
   */
  void scanned(long bytes, long files);
}
