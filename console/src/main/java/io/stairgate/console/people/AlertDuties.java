package io.stairgate.console.people;

import io.stairgate.console.account.Deciders;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.live.Live;
import io.stairgate.console.setting.SettingId;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who says of an alert that it was seen: safeguarding lead, deputy or manager, but nobody of a
 * laptop they use themselves; then it passes on ({@link Deciders}). Any thread may use it.
 */
public final class AlertDuties {
  private static final Set<Role> ROLES = EnumSet.of(Role.DSL, Role.DEPUTY, Role.MANAGER);

  /** The most alerts of one laptop that are passed on at once. */
  private static final int MOST = 50;

  private final MemberStore members;
  private final DeviceStore devices;
  private final AlertStore alerts;
  private final AuditStore audit;
  private final Live live;
  private final InstantSource clock;

  /** Ready to say. */
  public AlertDuties(
      MemberStore members,
      DeviceStore devices,
      AlertStore alerts,
      AuditStore audit,
      Live live,
      InstantSource clock) {
    this.members = members;
    this.devices = devices;
    this.alerts = alerts;
    this.audit = audit;
    this.live = live;
    this.clock = clock;
  }

  /**
   * Who answers for an alert.
   *
   * @param user the person who uses the laptop it is about, where one person does
   * @param deciders who may say that it was seen
   */
  public record Duty(Optional<UUID> user, Deciders deciders) {
    /** Whether this person may. */
    public boolean mayBeSeenBy(UUID person) {
      return deciders.include(person);
    }

    /** Whether it is about the laptop that this person uses. */
    public boolean isOwnOf(UUID person) {
      return user.filter(person::equals).isPresent();
    }
  }

  /** Everybody with access, to be handed to {@link #of} for each of many alerts. */
  public List<Member> members(SettingId setting) {
    return members.members(setting, clock.instant());
  }

  /**
   * Who answers for what happens on a laptop.
   *
   * @param laptop empty where it is about no laptop, or about one that is gone
   * @param members everybody with access
   */
  public Duty of(Optional<Laptop> laptop, List<Member> members) {
    Optional<UUID> user = laptop.flatMap(Laptop::usedBy);
    return new Duty(user, Deciders.of(ROLES, members, user.map(Set::of).orElse(Set.of())));
  }

  private Duty of(SettingId setting, Optional<DeviceId> device) {
    return of(device.flatMap(id -> devices.laptop(setting, id)), members(setting));
  }

  /**
   * Notes that a person has seen an alert.
   *
   * @param by the person
   * @return done also where somebody else said so before
   */
  public Outcome acknowledge(SettingId setting, UUID alert, Actor.Person by) {
    Optional<Alert> found = alerts.find(setting, alert);
    if (found.isEmpty()) {
      return new Outcome.NotThere();
    }
    if (!of(setting, found.get().device()).mayBeSeenBy(by.account())) {
      return new Outcome.Refused(
          "person", "This is about the laptop you use yourself, so somebody else looks at it.");
    }
    if (alerts.acknowledge(setting, alert, by.name(), clock.instant())) {
      audit.append(setting, by, "alert-acknowledged", "alert:" + alert, found.get().kind());
      live.changed(setting, Live.Topic.ALERTS);
    }
    return new Outcome.Done();
  }

  /**
   * The open alerts that came to this person because nobody else may deal with them; empty for
   * those who see all alerts anyway.
   */
  public List<Alert> passedTo(SettingId setting, UUID person) {
    List<Member> all = members(setting);
    return devices.laptops(setting).stream()
        .filter(laptop -> laptop.usedBy().isPresent())
        .filter(laptop -> isPassed(of(Optional.of(laptop), all), person))
        .flatMap(laptop -> alerts.ofLaptop(setting, laptop.id(), MOST).stream())
        .filter(alert -> alert.acknowledged().isEmpty())
        .toList();
  }

  private static boolean isPassed(Duty duty, UUID person) {
    return duty.deciders().passed() == Deciders.Passed.TO_SAFEGUARDING_GOVERNORS
        && duty.mayBeSeenBy(person);
  }
}
