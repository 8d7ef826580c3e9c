package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.platform.linux.file.DurableFile;
import io.stairgate.agent.platform.linux.file.FileText;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One small file that a source keeps from check to check. One thread at a time. */
final class Notes {
  private static final Logger LOG = Logger.getLogger(Notes.class.getName());
  private static final int LIMIT = 1 << 20;

  private final Path file;
  private final boolean keeps;

  Notes(ControlParts parts, String name) {
    this.file = parts.notes().resolve(name);
    this.keeps = parts.keeps();
  }

  /** Whether anything can be kept here. */
  boolean keeps() {
    return keeps;
  }

  /** What was kept; empty where nothing was, or it cannot be read. */
  Optional<String> read() {
    return RootFiles.read(file, LIMIT) instanceof FileText.Content content
        ? Optional.of(content.text())
        : Optional.empty();
  }

  /** Keeps a text in place of the one before; what cannot be kept is told in the log alone. */
  void write(String text) {
    if (!keeps) {
      return;
    }
    try {
      DurableFile.write(file, text);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "What a rule notes cannot be kept: {0}", e.getMessage());
    }
  }
}
