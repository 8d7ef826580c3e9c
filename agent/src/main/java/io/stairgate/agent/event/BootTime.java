package io.stairgate.agent.event;

/**
 * A moment as the running system counts it, which no wrong clock can move.
 *
 * @param bootId names this start of the system (Linux: {@code /proc/sys/kernel/random/boot_id});
 *     empty where the system gives none
 * @param sinceBootMs milliseconds since that start, sleep included (Linux: {@code CLOCK_BOOTTIME})
 */
public record BootTime(String bootId, long sinceBootMs) {
  public BootTime {
    bootId = Text.bounded(bootId, 64, "a boot id");
    if (sinceBootMs < 0) {
      throw new IllegalArgumentException("time since boot is negative: " + sinceBootMs);
    }
  }
}
