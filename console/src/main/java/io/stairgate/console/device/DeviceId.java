package io.stairgate.console.device;

import java.util.UUID;

/**
 * Names one enrolled laptop.
 *
 * @param value made by the console at enrolment
 */
public record DeviceId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
