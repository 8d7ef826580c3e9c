package io.stairgate.console.permission;

import io.stairgate.console.account.Deciders;
import io.stairgate.console.account.Decision;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Who decides about media: nobody about a laptop they use themselves. */
final class Duty {
  private final Ground ground;

  Duty(Ground ground) {
    this.ground = ground;
  }

  /** The laptops of a setting, by id. */
  Map<DeviceId, Laptop> laptops(SettingId setting) {
    Map<DeviceId, Laptop> all = new HashMap<>();
    ground.devices().laptops(setting).forEach(laptop -> all.put(laptop.id(), laptop));
    return all;
  }

  /** Some of them. */
  Map<DeviceId, Laptop> laptops(SettingId setting, Collection<DeviceId> some) {
    Map<DeviceId, Laptop> all = new HashMap<>();
    ground.devices().laptops(setting, some).forEach(laptop -> all.put(laptop.id(), laptop));
    return all;
  }

  /** Who decides about these laptops. */
  Deciders deciders(SettingId setting, Map<DeviceId, Laptop> known, Collection<DeviceId> about) {
    return ground
        .database()
        .inTransaction(tx -> deciders(tx, setting, known, about, ground.clock().instant()));
  }

  /** Like {@link #deciders(SettingId, Map, Collection)}, within the caller's transaction. */
  Deciders deciders(
      Transaction tx,
      SettingId setting,
      Map<DeviceId, Laptop> known,
      Collection<DeviceId> about,
      Instant now) {
    Set<UUID> own = new HashSet<>();
    for (DeviceId laptop : about) {
      Optional.ofNullable(known.get(laptop)).flatMap(Laptop::usedBy).ifPresent(own::add);
    }
    return Deciders.of(
        ground.approvers().approvers(tx, setting, Decision.PERMIT_STICK),
        ground.members().members(tx, setting, now),
        own);
  }

  /** Why this person may not decide; empty where they may. */
  static Optional<PermissionOutcome.Refused> refusal(
      Deciders deciders, Actor.Person by, Map<DeviceId, Laptop> known, Collection<DeviceId> about) {
    if (deciders.include(by.account())) {
      return Optional.empty();
    }
    boolean own =
        about.stream()
            .flatMap(laptop -> Optional.ofNullable(known.get(laptop)).stream())
            .anyMatch(laptop -> laptop.usedBy().filter(by.account()::equals).isPresent());
    String sentence;
    if (deciders.people().isEmpty()) {
      sentence =
          "Nobody here may decide this at the moment. Invite a deputy safeguarding lead or a"
              + " safeguarding governor.";
    } else if (own) {
      sentence =
          "This is about a laptop you use yourself, so somebody else decides: %s."
              .formatted(names(deciders));
    } else {
      sentence = "You may not decide this. It is for %s.".formatted(names(deciders));
    }
    return Optional.of(new PermissionOutcome.Refused("person", sentence));
  }

  private static String names(Deciders deciders) {
    return String.join(
        " or ", deciders.people().stream().limit(5).map(person -> person.name()).toList());
  }
}
