package io.stairgate.console.page;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads how laptops are. Any thread. */
final class HealthReader {
  private final DeviceStore devices;
  private final FindingStore findings;
  private final InstantSource clock;

  HealthReader(DeviceStore devices, FindingStore findings, InstantSource clock) {
    this.devices = devices;
    this.findings = findings;
    this.clock = clock;
  }

  /** All laptops of a setting by nickname, without evidence. */
  List<Health> all(SettingId setting) {
    Instant now = clock.instant();
    Map<DeviceId, List<Finding>> proved = findings.all(setting);
    return devices.laptops(setting).stream()
        .map(laptop -> Health.of(laptop, proved.getOrDefault(laptop.id(), List.of()), now))
        .toList();
  }

  /** One laptop with everything; empty where the setting has none of that id. */
  Optional<Health> one(SettingId setting, DeviceId id) {
    return devices
        .laptop(setting, id)
        .map((Laptop laptop) -> Health.of(laptop, findings.findings(setting, id), clock.instant()));
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
    return all(setting).stream()
        .filter(each -> each.laptop().usedBy().filter(person::equals).isPresent())
        .toList();
  }
}
