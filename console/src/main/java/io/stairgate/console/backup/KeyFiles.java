package io.stairgate.console.backup;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes keys back as they were, for their owner alone. */
final class KeyFiles {
  private KeyFiles() {}

  /** Writes one, on the disk itself when this returns. */
  static void write(Path keys, String name, byte[] content) throws IOException {
    Path file = keys.resolve(name);
    Files.deleteIfExists(file);
    FileAttribute<?>[] onlyOwner =
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Files.createFile(file, onlyOwner);
    Files.write(file, content, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
  }
}
