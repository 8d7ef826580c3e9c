package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import java.util.Set;

/**
 * What somebody wants to allow.
 *
 * @param laptops on which laptops, at least one, at most 1,000
 * @param ends when it ends
 * @param readOnly whether it may be read only
 * @param encryptedOnly whether every part of it must be encrypted, which the laptop proves
 * @param onlyWhoAsked whether only the account that asked may use it; else whoever sits there
 * @param owner whose it is, by the word of who decides
 * @param acceptNotFullyScanned whether it may be opened although not everything could be scanned
 * @param weakAccepted whether who decides knows that it cannot be told from another one
 * @param reason why, at most 500 characters; 10 at least where it goes beyond the ordinary
 */
public record Approval(
    Set<DeviceId> laptops,
    Ends ends,
    boolean readOnly,
    boolean encryptedOnly,
    boolean onlyWhoAsked,
    Owner owner,
    boolean acceptNotFullyScanned,
    boolean weakAccepted,
    String reason) {
  /** The most laptops of one decision. */
  public static final int MOST_LAPTOPS = 1_000;

  /** The shortest reason where one is needed, characters. */
  public static final int SHORTEST_REASON = 10;

  /** The longest reason, characters. */
  public static final int LONGEST_REASON = 500;

  public Approval {
    laptops = Set.copyOf(laptops);
    reason = reason.strip();
  }

  /** The ordinary one: this laptop, reading only, today, for who asked. */
  public static Approval ordinary(DeviceId laptop, Owner owner) {
    return new Approval(
        Set.of(laptop), new Ends.Today(), true, false, true, owner, false, false, "");
  }
}
