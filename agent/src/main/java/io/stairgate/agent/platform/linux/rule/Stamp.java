package io.stairgate.agent.platform.linux.rule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Whether files changed since they were read, without reading them again. */
final class Stamp {
  private Stamp() {}

  /** A number that differs where the size or the time of any of these files does. */
  static long of(Iterable<Path> files) {
    long stamp = 1;
    for (Path file : files) {
      stamp = stamp * 1_000_003 + file.hashCode();
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        stamp = stamp * 1_000_003 + attributes.size();
        stamp = stamp * 1_000_003 + attributes.lastModifiedTime().toMillis();
      } catch (IOException e) {
        stamp = stamp * 1_000_003 + 7; // not there
      }
    }
    return stamp;
  }
}
