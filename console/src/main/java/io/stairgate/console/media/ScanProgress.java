package io.stairgate.console.media;

import java.util.UUID;

/**
 * How far a scan is; kept nowhere.
 *
 * @param permission the permission it is for
 * @param doneBytes bytes looked at so far
 * @param totalBytes bytes to look at, as far as known
 * @param files files looked at so far
 */
public record ScanProgress(UUID permission, long doneBytes, long totalBytes, long files) {
  /** How much of it is done, percent, 0 to 100; 0 where the whole is not known. */
  public int percent() {
    return totalBytes <= 0 ? 0 : (int) Math.clamp(doneBytes * 100.0 / totalBytes, 0, 100);
  }
}
