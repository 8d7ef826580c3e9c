package io.stairgate.console.page;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.policy.Marks;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads how laptops are. Any thread. */
final class HealthReader {
  private final DeviceStore devices;
  private final FindingStore findings;
  private final PolicyFiles policies;
  private final InstantSource clock;

  HealthReader(
      DeviceStore devices, FindingStore findings, PolicyFiles policies, InstantSource clock) {
    this.devices = devices;
    this.findings = findings;
    this.policies = policies;
    this.clock = clock;
  }

  /** The times that decide how laptops of a setting are shown now. */
  Marks marks(SettingId setting) {
    return Marks.of(policies.held(setting), clock.instant());
  }

  /** All laptops of a setting by nickname, without what was proved. */
  List<Laptop> laptops(SettingId setting) {
    return devices.laptops(setting);
  }

  /** The newest laptops of those that were added after a moment, newest first. */
  List<Health> added(SettingId setting, Instant after, int most) {
    return all(
        setting,
        devices.laptops(setting).stream()
            .filter(laptop -> laptop.enrolledAt().isAfter(after))
            .sorted(Comparator.comparing(Laptop::enrolledAt).reversed())
            .limit(most)
            .toList());
  }

  private List<Health> all(SettingId setting, List<Laptop> laptops) {
    Marks marks = marks(setting);
    Map<DeviceId, List<Finding>> proved =
        findings.findings(setting, laptops.stream().map(Laptop::id).toList());
    return laptops.stream()
        .map(laptop -> Health.of(laptop, proved.getOrDefault(laptop.id(), List.of()), marks))
        .toList();
  }

  /** One laptop with everything; empty where the setting has none of that id. */
  Optional<Health> one(SettingId setting, DeviceId id) {
    return devices
        .laptop(setting, id)
        .map(laptop -> Health.of(laptop, findings.findings(setting, id), marks(setting)));
  }

  /**
   * One rule on one laptop.
   *
   * @param laptop the laptop
   * @param finding what was proved; empty where it does not report the rule
   */
  record OnLaptop(Laptop laptop, Optional<Finding> finding) {}

  /** One rule on all laptops of a setting, by nickname. */
  List<OnLaptop> rule(SettingId setting, String rule) {
    Map<DeviceId, Finding> found = findings.ofRule(setting, rule);
    return devices.laptops(setting).stream()
        .map(laptop -> new OnLaptop(laptop, Optional.ofNullable(found.get(laptop.id()))))
        .toList();
  }

  /** The nickname of another laptop of the setting. */
  String nickname(SettingId setting, DeviceId id) {
    return devices.laptop(setting, id).map(Laptop::nickname).orElse("a laptop you had before");
  }

  /** The laptops that a person uses. */
  List<Health> usedBy(SettingId setting, UUID person) {
    return all(setting, devices.usedBy(setting, person));
  }
}
