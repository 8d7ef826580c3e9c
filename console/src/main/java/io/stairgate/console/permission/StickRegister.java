package io.stairgate.console.permission;

import io.stairgate.console.alert.Alert;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.live.Live;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The register of sticks: which are known, whose they are, and what happened with each. Any thread
 * may use it.
 */
public final class StickRegister {
  private static final int MOST_HAPPENINGS = 500;
  private static final int MOST_PERMISSIONS = 100;

  private final Ground ground;
  private final StickStore sticks;
  private final MediaRequestStore requests;
  private final PermissionStepStore steps;
  private final MediaPermissionStore permissions;

  StickRegister(Ground ground) {
    this.ground = ground;
    this.sticks = new StickStore(ground.database());
    this.requests = new MediaRequestStore(ground.database());
    this.steps = new PermissionStepStore(ground.database());
    this.permissions = new MediaPermissionStore(ground.database(), steps);
  }

  /**
   * The sticks of a setting, last seen first.
   *
   * @param after {@code next} of the part before; empty for the first
   * @param limit how many at most, 1 to 500
   */
  public Listed<RegisteredStick> sticks(
      SettingId setting, RegisterFilter filter, Optional<String> after, int limit) {
    return sticks.register(setting, filter, Cursor.of(after), limit, ground.clock().instant());
  }

  /** One stick; empty where the setting has none of that id. */
  public Optional<RegisteredStick> stick(SettingId setting, UUID stick) {
    return sticks.stick(setting, stick, ground.clock().instant());
  }

  /** The stick that an alert is about, on the alert's laptop first; empty where none is. */
  public Optional<UUID> stickOf(SettingId setting, Alert alert) {
    return alert
        .device()
        .flatMap(
            laptop ->
                alert
                    .medium()
                    .flatMap(
                        medium ->
                            sticks.lookingLike(
                                setting,
                                laptop,
                                medium.kind(),
                                medium.vendorId(),
                                medium.productId(),
                                medium.serial(),
                                medium.name())));
  }

  /**
   * Notes whose a stick is. It opens nothing.
   *
   * @param by who says so
   * @return false where the setting has none of that id
   */
  public boolean mark(SettingId setting, UUID stick, Owner owner, Actor by) {
    boolean done =
        ground
            .database()
            .durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  Optional<RegisteredStick> found =
                      sticks.stick(setting, stick, ground.clock().instant());
                  if (found.isEmpty()) {
                    return false;
                  }
                  if (found.get().owner() != owner) {
                    sticks.owned(tx, setting, stick, owner);
                    ground
                        .audit()
                        .append(
                            tx,
                            setting,
                            by,
                            "stick-owner-set",
                            "stick:" + stick,
                            Sentences.what(found.get().medium()) + ": " + owner.code());
                  }
                  return true;
                });
    if (done) {
      ground.live().changed(setting, Live.Topic.PERMISSIONS);
    }
    return done;
  }

  /** What happened with a stick, newest first, at most 500 lines. */
  public List<Happening> history(SettingId setting, UUID stick) {
    return ground
        .database()
        .inTransaction(
            tx -> {
              List<Happening> all =
                  new ArrayList<>(sticks.sightings(tx, setting, stick, MOST_HAPPENINGS));
              all.addAll(steps.ofStick(tx, setting, stick, MOST_HAPPENINGS));
              requests
                  .ofStick(tx, setting, stick, MOST_PERMISSIONS)
                  .forEach(request -> all.addAll(Sentences.happenings(request)));
              permissions
                  .ofStick(tx, setting, stick, MOST_PERMISSIONS)
                  .forEach(permission -> all.addAll(Sentences.happenings(permission)));
              return all.stream()
                  .sorted(Comparator.comparing(Happening::at).reversed())
                  .limit(MOST_HAPPENINGS)
                  .toList();
            });
  }

  /** The permissions of a stick, newest first, at most 100. */
  public List<MediaPermission> permissions(SettingId setting, UUID stick) {
    return ground
        .database()
        .inTransaction(tx -> permissions.ofStick(tx, setting, stick, MOST_PERMISSIONS));
  }
}
