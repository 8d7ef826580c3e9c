package io.stairgate.console.enrolment;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.device.DeviceId;

/** What became of an attempt to enrol. */
public sealed interface EnrolAnswer {
  /**
   * The laptop is known now.
   *
   * @param device the laptop
   * @param certificate its certificate, DER
   * @param settingName the setting's name
   * @param nickname the laptop's nickname
   */
  record Enrolled(DeviceId device, Bytes certificate, String settingName, String nickname)
      implements EnrolAnswer {}

  /**
   * It stays unknown.
   *
   * @param sentence what to tell the person at the laptop
   */
  record Refused(String sentence) implements EnrolAnswer {}
}
