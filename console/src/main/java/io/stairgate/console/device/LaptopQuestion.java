package io.stairgate.console.device;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which laptops of a setting are asked for, in which order.
 *
 * @param find a part of nickname, room, make, model or serial number; empty: any
 * @param show how they are
 * @param room where they are used; empty: anywhere
 * @param rule a rule that wants attention; empty: any
 * @param among only these; empty: all of the setting
 * @param sort in which order
 * @param heardSince one that was last heard of before this is not seen
 * @param newSince one that was added since this may still wait for its first check
 */
public record LaptopQuestion(
    String find,
    Show show,
    Optional<String> room,
    Optional<String> rule,
    Optional<Set<DeviceId>> among,
    Sort sort,
    Instant heardSince,
    Instant newSince) {
  /** All laptops, by name. */
  public static final LaptopQuestion EVERY =
      new LaptopQuestion(
          "",
          Show.ALL,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Sort.NAME,
          Instant.EPOCH,
          Instant.EPOCH);

  public LaptopQuestion {
    among = among.map(Set::copyOf);
  }

  /** How laptops are. */
  public enum Show {
    ALL,
    /** Something wants attention, and they were heard of. */
    ATTENTION,
    /** Not heard of for too long. */
    UNSEEN,
    /** Added lately, and their first check has not come. */
    NEW,
    /** In order, and heard of. */
    PROTECTED;

    /**
     * Where a laptop belongs.
     *
     * @param care how it is by what it told
     * @param heardSince one that was last heard of before this is not seen
     * @param newSince one that was added since this may still wait for its first check
     */
    public static Show of(Laptop laptop, Care care, Instant heardSince, Instant newSince) {
      Instant heard = laptop.lastSeenAt().orElse(laptop.enrolledAt());
      if (!laptop.connected() && heard.isBefore(heardSince)) {
        return UNSEEN;
      }
      return switch (care) {
        case FINE -> PROTECTED;
        case FIRST_CHECK -> laptop.enrolledAt().isBefore(newSince) ? ATTENTION : NEW;
        case ATTENTION, GONE, UNKNOWN -> ATTENTION;
      };
    }
  }

  /** The order. */
  public enum Sort {
    NAME,
    ROOM,
    /** What wants attention first. */
    STATE,
    /** Last heard of first. */
    SEEN
  }
}
