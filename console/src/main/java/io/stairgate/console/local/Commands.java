package io.stairgate.console.local;

import java.io.IOException;
import java.io.OutputStream;

/** What can be asked of a console on the same computer. Any thread may ask. */
public interface Commands {
  /** Does what is asked, or says why not. */
  Answer apply(Request request);

  /**
   * Writes the backup that {@link #apply} said yes to.
   *
   * @param out not closed
   * @throws IOException where {@code out} cannot be written
   */
  void backup(Request.Backup request, OutputStream out) throws IOException;
}
