package io.stairgate.agent.wire;

import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Hardware;

/** The words of an enrolment. */
public final class Enrolment {
  private Enrolment() {}

  /**
   * Asks to become a device.
   *
   * @param code the one-time code; secret
   * @param csr PKCS#10 request, DER
   * @param nickname may be empty
   * @param hardware the laptop
   * @param agentVersion for example {@code 0.1.0}
   */
  public record Request(
      String code, Bytes csr, String nickname, Hardware hardware, String agentVersion) {
    /** Without the code, which is secret. */
    @Override
    public String toString() {
      return "enrolment request of " + nickname;
    }
  }

  /**
   * The laptop is enrolled; nothing in it is verified yet.
   *
   * @param deviceId the device's id, a UUID in its usual form
   * @param certificate the device's certificate, DER
   * @param authority the console's CA certificate, DER
   * @param consoleId the console's id, a UUID in its usual form
   * @param settingName at most 200 characters
   * @param nickname at most 64 characters
   */
  public record Answer(
      String deviceId,
      Bytes certificate,
      Bytes authority,
      String consoleId,
      String settingName,
      String nickname) {}
}
