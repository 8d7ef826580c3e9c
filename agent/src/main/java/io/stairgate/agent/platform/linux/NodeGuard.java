package io.stairgate.agent.platform.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The second layer: makes the nodes under {@code /dev} of what is shut root's alone. Mode 0600 also
 * silences an access list, because the group's bits are the list's mask. Any thread.
 */
final class NodeGuard {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  /**
   * What the nodes' modes were; udev sets its own again on the next event, this is for where it
   * does not run.
   */
  private final Map<Path, Set<PosixFilePermission>> before = new ConcurrentHashMap<>();

  /**
   * Closes a node; true where nobody but root can open it now, also where there is no such node.
   */
  boolean close(Path node) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(node);
      if (!mode.equals(OWNER_ONLY)) {
        before.putIfAbsent(node, mode);
        Files.setPosixFilePermissions(node, OWNER_ONLY);
      }
      return true;
    } catch (java.nio.file.NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** True where others than root may open a node. */
  static boolean isOpen(Path node) {
    try {
      return !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(node));
    } catch (IOException e) {
      return false;
    }
  }

  /** Forgets a node that is gone. */
  void gone(Path node) {
    before.remove(node);
  }

  /** Gives every node the mode it had, where it still has ours. */
  void putBack() {
    before.forEach(
        (node, mode) -> {
          try {
            if (Files.getPosixFilePermissions(node).equals(OWNER_ONLY)) {
              Files.setPosixFilePermissions(node, mode);
            }
          } catch (IOException gone) {
            // A node that is gone needs no mode; udev makes the next one.
          }
        });
    before.clear();
  }
}
