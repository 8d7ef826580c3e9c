package io.stairgate.agent.control;

import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.ScanProgress;

/**
 * Told what happens with portable media, in order, by one thread at a time; must not block long.
 */
public interface MediaListener {
  /** Something was plugged in, shut out, seen or taken out. */
  void media(MediaEvent event);

  /** Something happened with a permission: locked, scanning, scanned, opened, closed, failed. */
  void permission(PermissionEvent event);

  /** A scan went on; at most once a second for each medium. */
  void progress(ScanProgress progress);
}
