package io.stairgate.console.enrolment;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.live.Live;
import io.stairgate.console.policy.Policies;
import io.stairgate.console.setting.SettingId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What people decide about enrolled laptops; each decision is in the audit log. Any thread may use
 * it.
 */
public final class Laptops {
  private final DeviceStore devices;
  private final Policies policies;
  private final AuditStore audit;
  private final Live live;
  private final InstantSource clock;
  private final Consumer<DeviceId> endStreams;
  private final BiConsumer<SettingId, DeviceId> replaced;

  /**
   * Wires it.
   *
   * @param endStreams ends the streams of a laptop that is not to be listened to any more; returns
   *     at once
   * @param replaced told of a laptop that took an earlier one's place
   */
  public Laptops(
      DeviceStore devices,
      Policies policies,
      AuditStore audit,
      Live live,
      InstantSource clock,
      Consumer<DeviceId> endStreams,
      BiConsumer<SettingId, DeviceId> replaced) {
    this.devices = devices;
    this.policies = policies;
    this.audit = audit;
    this.live = live;
    this.clock = clock;
    this.endStreams = endStreams;
    this.replaced = replaced;
  }

  /**
   * Gives a laptop another nickname.
   *
   * @param nickname 1 to 64 characters
   * @param by who does it
   * @return false where the setting has no such laptop
   */
  public boolean rename(SettingId setting, DeviceId device, String nickname, Actor by) {
    return noted(
        devices.rename(setting, device, nickname),
        setting,
        device,
        by,
        "laptop-renamed",
        "now called " + nickname);
  }

  /**
   * Says where a laptop is used.
   *
   * @param room at most 64 characters; empty: nobody says
   * @param by who does it
   * @return false where the setting has no such laptop
   */
  public boolean setRoom(SettingId setting, DeviceId device, String room, Actor by) {
    return noted(
        devices.setRoom(setting, device, room),
        setting,
        device,
        by,
        "laptop-room",
        room.isEmpty() ? "no room" : "now in " + room);
  }

  /**
   * Lets a laptop come back that was off for so long that its certificate ended.
   *
   * @param by who does it
   * @return false where no such laptop waits
   */
  public boolean approveReturn(SettingId setting, DeviceId device, Actor by) {
    return noted(
        devices.approveReturn(setting, device, clock.instant()),
        setting,
        device,
        by,
        "laptop-return-approved",
        "");
  }

  /**
   * "This is Blue Room again": the newer enrolment takes over nickname, rules and history of the
   * earlier one, which is retired.
   *
   * @param device the newer enrolment, whose {@code sameAs} names the earlier one
   * @param by who does it
   * @return false where there was nothing to confirm
   */
  public boolean confirmSame(SettingId setting, DeviceId device, Actor by) {
    Optional<DeviceId> retired = devices.confirmSame(setting, device, clock.instant());
    if (retired.isEmpty()) {
      return false;
    }
    endStreams.accept(retired.get());
    policies.replaced(setting, retired.get(), device);
    replaced.accept(setting, device);
    return noted(true, setting, device, by, "laptop-same-again", "was before: " + retired.get());
  }

  /**
   * "No, this is another laptop": both stay as they are.
   *
   * @param by who does it
   * @return false where there was nothing to decide
   */
  public boolean keepApart(SettingId setting, DeviceId device, Actor by) {
    return noted(devices.keepApart(setting, device), setting, device, by, "laptop-kept-apart", "");
  }

  /**
   * Refuses a laptop for ever and ends its streams.
   *
   * @param by who does it
   * @return false where the setting has no such laptop
   */
  public boolean ban(SettingId setting, DeviceId device, Actor by) {
    boolean done = devices.ban(setting, device, clock.instant());
    if (done) {
      endStreams.accept(device);
    }
    return noted(done, setting, device, by, "laptop-banned", "");
  }

  private boolean noted(
      boolean done, SettingId setting, DeviceId device, Actor by, String act, String detail) {
    if (done) {
      audit.append(setting, by, act, "laptop:" + device, detail);
      live.changed(setting, Live.Topic.LAPTOPS);
    }
    return done;
  }
}
