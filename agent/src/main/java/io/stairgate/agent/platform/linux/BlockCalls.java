package io.stairgate.agent.platform.linux;

import java.nio.file.Path;

/** The calls to the kernel about disks that no file stands for. Any thread. */
interface BlockCalls {
  /** Makes a disk or partition read-only, or writable again; false where the kernel refused. */
  boolean readOnly(Path node, boolean on);

  /** Writes out and forgets what the kernel keeps of a disk; false where the kernel refused. */
  boolean flush(Path node);

  /** Writes out what the file system mounted here still keeps; false where that failed. */
  boolean writeOut(Path folder);
}
