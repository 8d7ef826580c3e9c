package io.stairgate.console.enrolment;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.enrolment.EnrolCodeStore.EnrolCode;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Makes the line a person pastes on a laptop. Any thread may use it. */
public final class EnrolCodes {
  /** The most uses one code may have. */
  public static final int MOST_USES = 500;

  /** The longest a code may live, hours. */
  public static final int MOST_HOURS = 14 * 24;

  private final EnrolCodeStore store;
  private final SettingStore settings;
  private final AuditStore audit;
  private final InstantSource clock;
  private final Bytes caSha256;
  private final List<String> addresses;

  /**
   * Wires it.
   *
   * @param caSha256 SHA-256 over the console's CA certificate
   * @param addresses where agents reach the console, each {@code HOST:PORT}; at least one
   */
  public EnrolCodes(
      EnrolCodeStore store,
      SettingStore settings,
      AuditStore audit,
      InstantSource clock,
      Bytes caSha256,
      List<String> addresses) {
    this.store = store;
    this.settings = settings;
    this.audit = audit;
    this.clock = clock;
    this.caSha256 = caSha256;
    this.addresses = List.copyOf(addresses);
  }

  /**
   * Makes a code and says the line to paste, as {@code enrolment.proto} describes it. It is shown
   * once: only the hash of its secret is kept.
   *
   * @param uses how many laptops it enrols, 1 to {@value #MOST_USES}
   * @param hours how long it is good, 1 to {@value #MOST_HOURS}
   * @param by who does it
   * @return the line; empty where there is no such setting
   */
  public Optional<String> create(SettingId setting, int uses, int hours, Actor by) {
    if (uses < 1 || uses > MOST_USES) {
      throw new IllegalArgumentException(
          "One line can be used for 1 to " + MOST_USES + " laptops. Choose a number in between.");
    }
    if (hours < 1 || hours > MOST_HOURS) {
      throw new IllegalArgumentException(
          "A line can be good for 1 to " + MOST_HOURS + " hours. Choose a number in between.");
    }
    Optional<Setting> known = settings.find(setting);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Secret secret = Secret.random(16);
    Instant now = clock.instant();
    store.create(
        new EnrolCode(
            secret.hash(),
            setting,
            uses,
            0,
            by.name(),
            now,
            now.plus(Duration.ofHours(hours)),
            Optional.empty()));
    audit.append(
        setting,
        by,
        "enrol-code-made",
        "",
        "for %d laptops, good for %d hours".formatted(uses, hours));
    return Optional.of(
        "stairgate://%s/enrol#code=%s&ca=%s&key=%s"
            .formatted(
                String.join(",", addresses),
                secret.reveal(),
                caSha256.hex(),
                Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(known.get().recoveryKey().toArray())));
  }
}
