package io.stairgate.agent.control;

/**
 * Tells how this laptop's Bluetooth stands. Never which devices are near or known. Implemented per
 * system; called by one thread at a time.
 */
public interface BluetoothSource {
  /** Reads it now. */
  Reading read();

  /** What came of reading. */
  sealed interface Reading {
    /** There is no Bluetooth. */
    record Absent() implements Reading {}

    /**
     * It is off.
     *
     * @param kept whether the system keeps it off
     */
    record Off(boolean kept) implements Reading {}

    /**
     * It is on.
     *
     * @param visible whether other devices can see it for ever, and not only while somebody looks
     *     for a device
     */
    record On(boolean visible) implements Reading {}

    /**
     * Nothing can be said.
     *
     * @param reason stable code
     */
    record Unclear(String reason) implements Reading {}
  }
}
