package io.stairgate.console.setting;

import java.util.UUID;

/**
 * Names one setting. Every query takes one, so that no row of another setting can be reached by
 * mistake.
 *
 * @param value made by the console
 */
public record SettingId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
