package io.stairgate.console.backup;

import java.util.List;

/**
 * What stands last in a backup: what came before it.
 *
 * @param parts in their order
 */
record Manifest(List<Part> parts) {
  Manifest {
    parts = List.copyOf(parts);
  }

  /**
   * A part.
   *
   * @param name its name in the zip
   * @param rows how many lines it has; 0 where it has no rows
   * @param bytes how long it is, unpacked
   * @param sha256 over it, unpacked, hexadecimal
   */
  record Part(String name, long rows, long bytes, String sha256) {}

  long rows() {
    return parts.stream().mapToLong(Part::rows).sum();
  }
}
