package io.stairgate.agent.identity;

import io.stairgate.agent.event.Bytes;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An enrolled laptop.
 *
 * @param deviceId id of the device, a UUID
 * @param consoleId id of the console, a UUID
 * @param settingName shown to the person at the laptop
 * @param nickname the laptop's name at its enrolment
 * @param addresses where the console may be found
 * @param recoveryKey the setting's public recovery key
 * @param authority the console's authority
 * @param certificate the device's certificate
 * @param key the device's key
 */
public record Identity(
    String deviceId,
    String consoleId,
    String settingName,
    String nickname,
    List<Address> addresses,
    Bytes recoveryKey,
    ConsoleAuthority authority,
    X509Certificate certificate,
    DeviceKey key) {
  public Identity {
    addresses = List.copyOf(addresses);
  }

  /** The device's certificate, DER. */
  public Bytes certificateDer() {
    return Certificates.der(certificate);
  }

  /** When the certificate ends. */
  public Instant ends() {
    return certificate.getNotAfter().toInstant();
  }

  /**
   * When the certificate is to be renewed: at two thirds of its life, moved by a twentieth of its
   * life at most, so that laptops that were enrolled together do not all ask at once.
   *
   * @param jitter -1 to 1
   */
  public Instant renewAt(double jitter) {
    Instant begin = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(begin, ends());
    return begin
        .plus(life.multipliedBy(2).dividedBy(3))
        .plusMillis((long) (life.toMillis() * jitter / 20));
  }

  Identity with(X509Certificate next) {
    return new Identity(
        deviceId, consoleId, settingName, nickname, addresses, recoveryKey, authority, next, key);
  }

  /** Without any key. */
  @Override
  public String toString() {
    return "device " + deviceId + " of console " + consoleId;
  }
}
