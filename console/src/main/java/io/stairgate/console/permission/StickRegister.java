package io.stairgate.console.permission;

import io.stairgate.console.setting.SettingId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The register of sticks: which are known, whose they are, and what happened with each. */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
public final class StickRegister {
  private final Ground ground;

  StickRegister(Ground ground) {
    this.ground = ground;
  }

  /**
   * The sticks of a setting, last seen first.
   *
   * @param after {@code next} of the part before; empty for the first
   * @param limit how many at most, 1 to 500
   */
  public Listed<RegisteredStick> sticks(
      SettingId setting, RegisterFilter filter, Optional<String> after, int limit) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** One stick; empty where the setting has none of that id. */
  public Optional<RegisteredStick> stick(SettingId setting, UUID stick) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** What happened with a stick, newest first, at most 500 lines. */
  public List<Happening> history(SettingId setting, UUID stick) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** The permissions of a stick, newest first, at most 100. */
  public List<MediaPermission> permissions(SettingId setting, UUID stick) {
    throw new UnsupportedOperationException("comes within the hour");
  }
}
