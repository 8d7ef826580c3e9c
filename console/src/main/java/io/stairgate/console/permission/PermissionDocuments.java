package io.stairgate.console.permission;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.LastLook;
import io.stairgate.console.policy.PolicyVersion;
import io.stairgate.console.policy.StoredPolicy;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Signs, for each laptop, the whole list of what it may open, with the next number, in the
 * transaction of the change, and tells the laptop's stream. Any thread may use it.
 */
public final class PermissionDocuments {
  /** For how long a laptop is told of a refusal: it may be off when it is refused. */
  private static final Duration TOLD = Duration.ofDays(1);

  private final Database database;
  private final SignedPermissionsStore signed;
  private final MediaPermissionStore permissions;
  private final InstantSource clock;
  private final long restoreEpoch;
  private final Function<PermissionList, Bytes> sign;
  private final Consumer<DeviceId> newer;
  private final LastLook lastLook;

  /**
   * Wires it.
   *
   * @param restoreEpoch the console's restore epoch, from 1
   * @param sign turns a list into the signed bytes that travel
   * @param newer told after a laptop got a newer list; returns at once
   */
  public PermissionDocuments(
      Database database,
      InstantSource clock,
      long restoreEpoch,
      Function<PermissionList, Bytes> sign,
      Consumer<DeviceId> newer) {
    this.database = database;
    this.signed = new SignedPermissionsStore(database);
    this.permissions = new MediaPermissionStore(database, new PermissionStepStore(database));
    this.clock = clock;
    this.restoreEpoch = restoreEpoch;
    this.sign = sign;
    this.newer = newer;
    this.lastLook = new LastLook(clock);
  }

  /**
   * Signs the lists of some laptops anew. The caller holds the setting's lock, and calls {@link
   * #tell} once it is committed.
   */
  void renew(Transaction tx, SettingId setting, Collection<DeviceId> laptops, Instant now) {
    for (DeviceId laptop : laptops) {
      var _ = next(tx, setting, laptop, now, 0);
    }
  }

  /** Tells the streams of laptops of their newer list. */
  void tell(Collection<DeviceId> laptops) {
    laptops.forEach(newer);
  }

  /**
   * Tells of what was signed lately, by other consoles and by commands on the same database, whose
   * word may have been lost; run every few seconds, by one thread.
   */
  public void lately(Consumer<DeviceId> stream) {
    lastLook.look(signed::since, stream);
  }

  /**
   * The list to send to a laptop that says which it has; empty where it has the newest, or was
   * never told anything and has nothing to be told. A laptop that knows a higher number than the
   * console, as after a restore, gets one with a number higher still.
   *
   * @param highest what the laptop has
   */
  public Optional<StoredPolicy> toSend(
      SettingId setting, DeviceId laptop, Optional<PolicyVersion> highest) {
    Optional<StoredPolicy> newest = signed.newest(setting, laptop);
    boolean current =
        newest
            .filter(list -> list.version().epoch() == restoreEpoch)
            .filter(list -> highest.isEmpty() || list.version().compareTo(highest.get()) >= 0)
            .isPresent();
    if (!current) {
      long above =
          highest.filter(h -> h.epoch() == restoreEpoch).map(PolicyVersion::number).orElse(0L);
      boolean known = newest.isPresent() || highest.isPresent();
      // Ten thousand laptops that come back at once and have nothing to be told take no lock.
      if (!known && !permissions.isAnyFor(setting, laptop, clock.instant())) {
        return Optional.empty();
      }
      newest =
          database.durably(
              tx -> {
                SettingStore.lock(tx, setting);
                if (!SignedPermissionsStore.isThere(tx, setting, laptop)) {
                  return Optional.empty();
                }
                Instant now = clock.instant();
                if (!known && lines(tx, setting, laptop, now).isEmpty()) {
                  return Optional.empty();
                }
                return Optional.of(next(tx, setting, laptop, now, above));
              });
    }
    return newest.filter(list -> highest.isEmpty() || list.version().compareTo(highest.get()) > 0);
  }

  /** Brings a laptop that takes an earlier one's place to what that one might open. */
  public void replaced(SettingId setting, DeviceId laptop) {
    var _ =
        database.durably(
            tx -> {
              SettingStore.lock(tx, setting);
              return SignedPermissionsStore.isThere(tx, setting, laptop)
                  ? Optional.of(next(tx, setting, laptop, clock.instant(), 0))
                  : Optional.empty();
            });
    newer.accept(laptop);
  }

  private List<PermissionList.Line> lines(
      Transaction tx, SettingId setting, DeviceId laptop, Instant now) {
    permissions.adopt(tx, setting, laptop, now);
    return permissions.lines(tx, setting, laptop, now, PermissionList.MOST);
  }

  private StoredPolicy next(
      Transaction tx, SettingId setting, DeviceId laptop, Instant now, long above) {
    long last =
        signed
            .newest(tx, setting, laptop)
            .map(StoredPolicy::version)
            .filter(version -> version.epoch() == restoreEpoch)
            .map(PolicyVersion::number)
            .orElse(0L);
    PolicyVersion version = new PolicyVersion(restoreEpoch, Math.max(last, above) + 1);
    PermissionList list =
        new PermissionList(
            laptop,
            version,
            now,
            lines(tx, setting, laptop, now),
            MediaRequestStore.refused(
                tx, setting, laptop, now.minus(TOLD), PermissionList.MOST_REFUSED),
            permissions.stoppedByTelephone(tx, setting, laptop, now, PermissionList.MOST_STOPPED));
    StoredPolicy made = new StoredPolicy(version, now, sign.apply(list));
    signed.insert(tx, setting, laptop, made);
    return made;
  }
}
