package io.stairgate.console.enrolment;

import io.stairgate.console.alert.AlertRules;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.authority.CertificateStore;
import io.stairgate.console.authority.DeviceKey;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Enrolled;
import io.stairgate.console.device.EnrolledStore;
import io.stairgate.console.device.NewDevice;
import io.stairgate.console.enrolment.EnrolCodeStore.EnrolCode;
import io.stairgate.console.live.Live;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes laptops known and keeps their certificates fresh. Every refusal for a code says the same,
 * so that guessing tells nothing. Any thread may use it.
 */
public final class Enrolment {
  private static final EnrolAnswer.Refused NOT_VALID =
      new EnrolAnswer.Refused(
          "This line is not valid, or not any more. Ask for a new one in the console and paste it"
              + " whole.");
  private static final RenewAnswer.Refused NOT_KNOWN =
      new RenewAnswer.Refused(
          "This console does not know this laptop any more. Add it again with a new line from the"
              + " console.");

  private final Database database;
  private final Authority authority;
  private final EnrolCodeStore codes;
  private final EnrolledStore devices;
  private final CertificateStore certificates;
  private final SettingStore settings;
  private final AlertStore alerts;
  private final AuditStore audit;
  private final Live live;
  private final InstantSource clock;

  /** Wires it. */
  public Enrolment(
      Database database,
      Authority authority,
      EnrolCodeStore codes,
      EnrolledStore devices,
      CertificateStore certificates,
      SettingStore settings,
      AlertStore alerts,
      AuditStore audit,
      Live live,
      InstantSource clock) {
    this.database = database;
    this.authority = authority;
    this.codes = codes;
    this.devices = devices;
    this.certificates = certificates;
    this.settings = settings;
    this.alerts = alerts;
    this.audit = audit;
    this.live = live;
    this.clock = clock;
  }

  /** Redeems a code. What it answers is on disk. */
  public EnrolAnswer enrol(EnrolAttempt attempt) {
    Optional<DeviceKey> key = DeviceKey.ofRequest(attempt.csr().toArray());
    if (key.isEmpty()) {
      return new EnrolAnswer.Refused(
          "The laptop's key could not be used. Install the newest agent on the laptop and try"
              + " again.");
    }
    Optional<Secret> secret = Secret.given(attempt.code());
    if (secret.isEmpty()) {
      return NOT_VALID;
    }
    Outcome outcome =
        database.durably(
            transaction -> redeem(transaction, secret.get().hash(), key.get(), attempt));
    outcome.changed().ifPresent(setting -> live.changed(setting, outcome.topic()));
    return outcome.answer();
  }

  private record Outcome(EnrolAnswer answer, Optional<SettingId> changed, Live.Topic topic) {
    static Outcome refused(EnrolAnswer.Refused answer) {
      return new Outcome(answer, Optional.empty(), Live.Topic.LAPTOPS);
    }
  }

  private Outcome redeem(Transaction transaction, Bytes hash, DeviceKey key, EnrolAttempt attempt) {
    Instant now = clock.instant();
    Optional<EnrolCode> found = codes.lock(transaction, hash);
    if (found.isEmpty() || !found.get().validAt(now)) {
      return Outcome.refused(NOT_VALID);
    }
    EnrolCode code = found.get();
    Optional<Enrolled> known = devices.byKey(transaction, key.sha256());
    boolean retry = codes.redeemedBy(transaction, hash, key.sha256()).isPresent();
    if (!retry && code.usesSpent() >= code.usesAllowed()) {
      return spent(transaction, code, now);
    }
    if (known.isPresent()
        && (known.get().banned() || !known.get().setting().equals(code.setting()))) {
      return Outcome.refused(
          new EnrolAnswer.Refused(
              "This laptop was added before and may not be added like this. Remove the agent's data"
                  + " on the laptop, ask for a new line in the console, and try again."));
    }
    DeviceId device =
        known
            .map(Enrolled::id)
            .orElseGet(() -> addDevice(transaction, code.setting(), key, attempt, now));
    if (!retry) {
      codes.redeem(transaction, code, key.sha256(), device, now);
    }
    String nickname = known.map(Enrolled::nickname).orElseGet(() -> nickname(attempt));
    Bytes certificate = certificate(transaction, code.setting(), device, key, now);
    String settingName = settings.find(transaction, code.setting()).map(Setting::name).orElse("");
    return new Outcome(
        new EnrolAnswer.Enrolled(device, certificate, settingName, nickname),
        Optional.of(code.setting()),
        Live.Topic.LAPTOPS);
  }

  private Outcome spent(Transaction transaction, EnrolCode code, Instant now) {
    Optional<DeviceId> last = codes.lastRedeemed(transaction, code.hash());
    last.ifPresent(
        device -> alerts.raise(transaction, AlertRules.forSpentCode(code.setting(), device, now)));
    return new Outcome(NOT_VALID, last.map(device -> code.setting()), Live.Topic.ALERTS);
  }

  private DeviceId addDevice(
      Transaction transaction,
      SettingId setting,
      DeviceKey key,
      EnrolAttempt attempt,
      Instant now) {
    DeviceId device = new DeviceId(UUID.randomUUID());
    devices.insert(
        transaction,
        new NewDevice(
            device,
            setting,
            nickname(attempt),
            attempt.hardware(),
            devices.byHardware(transaction, setting, attempt.hardware().hardwareId()),
            attempt.agentVersion(),
            key.sha256(),
            now));
    audit.append(
        transaction,
        setting,
        new Actor.Laptop(device.value(), nickname(attempt)),
        "laptop-added",
        "laptop:" + device,
        "");
    return device;
  }

  private static String nickname(EnrolAttempt attempt) {
    if (!attempt.nickname().isBlank()) {
      return attempt.nickname().strip();
    }
    String model = attempt.hardware().model().strip();
    return model.isEmpty() ? "Laptop" : model.substring(0, Math.min(64, model.length()));
  }

  /**
   * The newest certificate while most of its life is left, so that a retry gets the same one; else
   * a new one.
   */
  private Bytes certificate(
      Transaction transaction, SettingId setting, DeviceId device, DeviceKey key, Instant now) {
    Instant mostLeft = now.plus(Authority.DEVICE_LIFE.multipliedBy(2).dividedBy(3));
    return certificates
        .newest(transaction, setting, device, mostLeft)
        .orElseGet(() -> issue(transaction, setting, device, key, now));
  }

  private Bytes issue(
      Transaction transaction, SettingId setting, DeviceId device, DeviceKey key, Instant now) {
    X509Certificate issued = authority.issueFor(device, key, now);
    certificates.add(transaction, setting, device, issued);
    return Authority.der(issued);
  }

  /**
   * Answers a request for the next certificate.
   *
   * @param caller the laptop its client certificate says, where it came with one that is good
   */
  public RenewAnswer renew(Optional<DeviceId> caller, RenewAttempt attempt) {
    Optional<X509Certificate> old = Authority.parse(attempt.certificate().toArray());
    Optional<DeviceKey> key = DeviceKey.ofRequest(attempt.csr().toArray());
    Optional<DeviceId> named = old.flatMap(authority::deviceOf);
    if (old.isEmpty() || key.isEmpty() || named.isEmpty()) {
      return NOT_KNOWN;
    }
    Optional<Enrolled> known = devices.enrolled(named.get());
    boolean proved =
        known.isPresent()
            && !known.get().banned()
            && known.get().keySha256().equals(key.get().sha256())
            && DeviceKey.hash(old.get().getPublicKey()).equals(key.get().sha256())
            && certificates.owner(old.get()).equals(named)
            && (caller.isEmpty() || caller.equals(named));
    if (!proved) {
      return NOT_KNOWN;
    }
    return renew(known.get(), old.get(), key.get());
  }

  private RenewAnswer renew(Enrolled device, X509Certificate old, DeviceKey key) {
    Instant now = clock.instant();
    boolean ended = now.isAfter(old.getNotAfter().toInstant().plus(Duration.ofMinutes(1)));
    if (ended && device.returnApprovedAt().isEmpty()) {
      if (devices.askReturn(device.setting(), device.id(), now)) {
        live.changed(device.setting(), Live.Topic.LAPTOPS);
      }
      return new RenewAnswer.Pending(device.returnAskedAt().orElse(now));
    }
    Bytes next =
        database.durably(
            transaction -> {
              if (ended) {
                devices.returned(transaction, device.setting(), device.id());
              }
              return certificate(transaction, device.setting(), device.id(), key, now);
            });
    if (ended) {
      live.changed(device.setting(), Live.Topic.LAPTOPS);
    }
    return new RenewAnswer.Renewed(next);
  }
}
