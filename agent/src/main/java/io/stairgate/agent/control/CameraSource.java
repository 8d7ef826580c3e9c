package io.stairgate.agent.control;

import java.util.List;

/**
 * Tells which cameras this laptop has. Never who uses one, or when. Implemented per system; called
 * by one thread at a time.
 */
public interface CameraSource {
  /** The cameras; empty where there is none. Never opens one. */
  List<Camera> cameras();

  /** Whether the system keeps every camera of the usual kind off, also after a restart. */
  boolean keptOff();

  /**
   * One camera.
   *
   * @param name as the system calls it; may be empty
   * @param usable whether a program could open it now
   * @param canBeKeptOff whether we know how to turn it off
   */
  record Camera(String name, boolean usable, boolean canBeKeptOff) {}
}
