package io.stairgate.console.policy;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Laptop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The laptops that a policy file may name, and how: by nickname where only one has it, else by id.
 * Immutable.
 */
public final class LaptopNames {
  /** Takes every id and writes ids: for a file as it is kept, which must outlive nicknames. */
  public static final LaptopNames IDS_ONLY = new LaptopNames(Map.of(), true);

  private final Map<DeviceId, String> nicknames;
  private final Map<String, List<DeviceId>> byNickname = new HashMap<>();
  private final boolean anyId;

  private LaptopNames(Map<DeviceId, String> nicknames, boolean anyId) {
    this.nicknames = Map.copyOf(nicknames);
    this.anyId = anyId;
    nicknames.forEach(
        (id, nickname) ->
            byNickname.computeIfAbsent(folded(nickname), key -> new ArrayList<>()).add(id));
  }

  /** The laptops of a setting. */
  public static LaptopNames of(Collection<Laptop> laptops) {
    Map<DeviceId, String> names = new HashMap<>();
    laptops.forEach(laptop -> names.put(laptop.id(), laptop.nickname()));
    return new LaptopNames(names, false);
  }

  /** Laptops by id and nickname. */
  public static LaptopNames of(Map<DeviceId, String> nicknames) {
    return new LaptopNames(nicknames, false);
  }

  /** Whether it is one of them. */
  public boolean knows(DeviceId laptop) {
    return anyId || nicknames.containsKey(laptop);
  }

  /** All of them. */
  public Collection<DeviceId> all() {
    return nicknames.keySet();
  }

  /** How people know it. */
  public String nickname(DeviceId laptop) {
    return nicknames.getOrDefault(laptop, "a laptop that is no longer here");
  }

  /** What a file calls it, so that {@link #find} finds it again. */
  String written(DeviceId laptop) {
    String nickname = nicknames.get(laptop);
    return nickname == null
            || byNickname.getOrDefault(folded(nickname), List.of()).size() != 1
            || id(nickname).isPresent()
            || !Words.isClean(nickname, 64)
        ? laptop.toString()
        : nickname;
  }

  /** Which laptops somebody may have meant: none, one, or several of that nickname. */
  List<DeviceId> find(String written) {
    Optional<DeviceId> id = id(written).filter(this::knows);
    return id.map(List::of).orElseGet(() -> byNickname.getOrDefault(folded(written), List.of()));
  }

  /** Nicknames that are like it, for "perhaps you meant". */
  Collection<String> nicknames() {
    return nicknames.values();
  }

  private static Optional<DeviceId> id(String written) {
    if (written.length() != 36) {
      return Optional.empty();
    }
    try {
      return Optional.of(new DeviceId(UUID.fromString(written)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String folded(String nickname) {
    return nickname.strip().toLowerCase(Locale.ROOT);
  }
}
