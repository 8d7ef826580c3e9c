package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.ScanProgress;
import io.stairgate.console.setting.SettingId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How far scans are, in memory alone: the latest word of each laptop on each permission. What was
 * not heard of for two minutes is not shown. Any thread may use it.
 */
public final class ScanBoard {
  private static final int MOST_OF_A_LAPTOP = 8;
  private static final Duration FRESH = Duration.ofMinutes(2);

  private final ConcurrentMap<DeviceId, OfLaptop> laptops = new ConcurrentHashMap<>();
  private final InstantSource clock;

  public ScanBoard(InstantSource clock) {
    this.clock = clock;
  }

  private record OfLaptop(SettingId setting, Map<UUID, Progress> scans) {}

  /** A laptop says how far it is. */
  public void put(SettingId setting, DeviceId laptop, ScanProgress said) {
    Progress progress =
        new Progress(said.permission(), laptop, said.percent(), said.files(), clock.instant());
    laptops.compute(
        laptop,
        (id, before) -> {
          Map<UUID, Progress> scans = new LinkedHashMap<>();
          if (before != null) {
            scans.putAll(before.scans());
          }
          scans.remove(said.permission());
          scans.put(said.permission(), progress);
          Iterator<UUID> oldest = scans.keySet().iterator();
          while (scans.size() > MOST_OF_A_LAPTOP) {
            oldest.next();
            oldest.remove();
          }
          return new OfLaptop(setting, scans);
        });
  }

  /** A scan is over. */
  public void ended(DeviceId laptop, UUID permission) {
    laptops.computeIfPresent(
        laptop,
        (id, before) -> {
          Map<UUID, Progress> scans = new LinkedHashMap<>(before.scans());
          scans.remove(permission);
          return scans.isEmpty() ? null : new OfLaptop(before.setting(), scans);
        });
  }

  /** A laptop is not heard of any more. */
  public void left(DeviceId laptop) {
    laptops.remove(laptop);
  }

  /** The scans of a setting that are heard of now. */
  public List<Progress> progress(SettingId setting) {
    return laptops.values().stream()
        .filter(each -> each.setting().equals(setting))
        .flatMap(each -> each.scans().values().stream())
        .filter(each -> each.at().plus(FRESH).isAfter(clock.instant()))
        .toList();
  }

  /** How far the scan for a permission is on a laptop; empty where none is heard of. */
  public Optional<Progress> progress(SettingId setting, UUID permission, DeviceId laptop) {
    return progress(setting).stream()
        .filter(each -> each.permission().equals(permission) && each.laptop().equals(laptop))
        .findFirst();
  }
}
