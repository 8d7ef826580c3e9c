package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import java.time.Instant;
import java.util.Optional;

/**
 * Which sticks of the register are wanted.
 *
 * @param text part of a serial, name or label, at most 100 characters; empty: any
 * @param kind of this kind only
 * @param owner of this owner only
 * @param laptop last seen on this laptop only
 * @param seenFrom last seen at that moment or later
 * @param seenBefore last seen before that moment
 * @param permitted only those with a permission that counts now
 */
public record RegisterFilter(
    String text,
    Optional<Medium.Kind> kind,
    Optional<Owner> owner,
    Optional<DeviceId> laptop,
    Optional<Instant> seenFrom,
    Optional<Instant> seenBefore,
    boolean permitted) {
  /** Every stick. */
  public static final RegisterFilter ALL =
      new RegisterFilter("", Optional.empty(), Optional.empty(), Optional.empty(), false);

  /** Whenever it was seen. */
  public RegisterFilter(
      String text,
      Optional<Medium.Kind> kind,
      Optional<Owner> owner,
      Optional<DeviceId> laptop,
      boolean permitted) {
    this(text, kind, owner, laptop, Optional.empty(), Optional.empty(), permitted);
  }

  public RegisterFilter {
    text = text.strip();
    if (text.length() > 100) {
      throw new IllegalArgumentException("Look for at most 100 letters.");
    }
  }
}
