package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.platform.linux.file.DurableFile;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.HoldException;
import java.io.IOException;

/** A compiled database of dconf that nothing is compiled from any more. */
final class CompiledDatabase {
  private CompiledDatabase() {}

  /** Takes it away: dconf itself leaves it. */
  static void remove(RootFiles files, String path) throws HoldException {
    try {
      DurableFile.delete(files.path(path));
    } catch (IOException e) {
      throw new HoldException(path + " cannot be removed.", e);
    }
  }
}
