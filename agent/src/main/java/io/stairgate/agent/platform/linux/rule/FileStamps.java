package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When files were written and how long they are: whether they must be read again. */
final class FileStamps {
  private FileStamps() {}

  /** A word that changes whenever one of the files or folders does. */
  static String of(RootFiles files, List<String> paths) {
    StringBuilder word = new StringBuilder();
    for (String path : paths) {
      try {
        BasicFileAttributes found =
            Files.readAttributes(files.path(path), BasicFileAttributes.class);
        word.append(found.lastModifiedTime().toInstant()).append('/').append(found.size());
      } catch (IOException e) {
        word.append('-');
      }
      word.append(' ');
    }
    return word.toString();
  }

  /** When a file was last written; empty where there is none. */
  static Optional<Instant> written(RootFiles files, String path) {
    return written(files.path(path));
  }

  /** The same for a place that is known already. */
  static Optional<Instant> written(Path file) {
    try {
      return Optional.of(Files.getLastModifiedTime(file).toInstant());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
