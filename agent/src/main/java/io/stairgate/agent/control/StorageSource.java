package io.stairgate.agent.control;

import java.util.List;

/**
 * Tells what this laptop keeps its files on. Implemented per system; called by one thread at a
 * time.
 */
public interface StorageSource {
  /** Reads it now. */
  Reading read();

  /** What came of reading. */
  sealed interface Reading {
    /**
     * It was read.
     *
     * @param places every place that counts, and those that were left out with the reason
     */
    record Places(List<Place> places) implements Reading {
      public Places {
        places = List.copyOf(places);
      }
    }

    /**
     * Nothing could be read.
     *
     * @param reason stable code
     */
    record Unreadable(String reason) implements Reading {}
  }

  /**
   * One file system or swap space.
   *
   * @param name for example {@code file system /home} or {@code swap dm-1}
   * @param protection whether what it holds is scrambled
   */
  record Place(String name, Protection protection) {}

  /** Whether what a place holds can be read by somebody who takes the disk out. */
  sealed interface Protection {
    /**
     * Nobody can read it without the key.
     *
     * @param how for example {@code ext4 on dm-1, LUKS2}
     */
    record Encrypted(String how) implements Protection {}

    /**
     * Anybody can read it.
     *
     * @param disk for example {@code ext4 on sda2}
     */
    record Plain(String disk) implements Protection {}

    /**
     * It counts, and nothing can be said of it.
     *
     * @param reason stable code
     * @param what for example {@code zfs on tank/root}
     */
    record Unclear(String reason, String what) implements Protection {}

    /**
     * It does not count: nothing of a person stays there when the laptop is off, or it is no part
     * of the laptop.
     *
     * @param why for example {@code memory}
     */
    record LeftOut(String why) implements Protection {}
  }
}
