package io.stairgate.agent.control;

import io.stairgate.agent.event.Bytes;
import java.util.List;
import java.util.Optional;

/** The keys of this laptop's encrypted disks, as the service sees them. Any thread. */
public interface DiskKeys {
  /** The encrypted volumes that are open now on the laptop's own disks. Only reads. */
  List<Volume> volumes();

  /**
   * Makes a recovery key for each volume, proves that it opens, and seals it. May take a minute.
   *
   * @param volumes their hashes
   * @param passphrase opens them; the caller wipes it
   */
  Added add(List<String> volumes, byte[] passphrase) throws InterruptedException;

  /**
   * Takes a key of ours away. May take some seconds.
   *
   * @return empty where it is gone; otherwise a sentence that says why not
   */
  Optional<String> remove(String keyId) throws InterruptedException;

  /**
   * One encrypted volume.
   *
   * @param hash SHA-256 of its UUID; empty where its header cannot be read
   * @param words what it holds, for people
   * @param keys the recovery keys of ours that are in it
   * @param unfinished keys of ours that were being added when it broke off
   */
  record Volume(String hash, String words, List<String> keys, List<String> unfinished) {
    public Volume {
      keys = List.copyOf(keys);
      unfinished = List.copyOf(unfinished);
    }
  }

  /**
   * One key that was made.
   *
   * @param keyId names it
   * @param volume hash of the volume
   * @param slot the slot it is in
   * @param sealed the key, sealed to the setting
   * @param words what the volume holds
   */
  record Made(String keyId, String volume, int slot, Bytes sealed, String words) {}

  /**
   * What came of adding.
   *
   * @param made the keys, one for each volume that took one
   * @param problem a sentence where none was made; otherwise empty
   */
  record Added(List<Made> made, String problem) {
    public Added {
      made = List.copyOf(made);
    }
  }

  /** A system without encrypted volumes that we know. */
  DiskKeys NONE =
      new DiskKeys() {
        @Override
        public List<Volume> volumes() {
          return List.of();
        }

        @Override
        public Added add(List<String> volumes, byte[] passphrase) {
          return new Added(List.of(), "Recovery keys cannot be kept on this kind of computer yet.");
        }

        @Override
        public Optional<String> remove(String keyId) {
          return Optional.empty();
        }
      };
}
