package io.stairgate.console.policy;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.live.Live;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Changes rules of laptops: what a person decides becomes a signed policy with the next number, on
 * disk, and is told to the laptop's stream. Any thread may use it.
 */
public final class Policies {
  private static final Pattern RULE = Pattern.compile("[a-z][a-z-]{0,63}");

  private final Database database;
  private final PolicyStore store;
  private final SettingStore settings;
  private final AuditStore audit;
  private final Live live;
  private final InstantSource clock;
  private final long restoreEpoch;
  private final Function<Policy, Bytes> sign;
  private final Consumer<DeviceId> newer;

  /**
   * Wires it.
   *
   * @param restoreEpoch the console's restore epoch, from 1
   * @param sign turns a policy into the signed bytes that travel
   * @param newer told after a laptop got a newer policy; returns at once
   */
  public Policies(
      Database database,
      PolicyStore store,
      SettingStore settings,
      AuditStore audit,
      Live live,
      InstantSource clock,
      long restoreEpoch,
      Function<Policy, Bytes> sign,
      Consumer<DeviceId> newer) {
    this.database = database;
    this.store = store;
    this.settings = settings;
    this.audit = audit;
    this.live = live;
    this.clock = clock;
    this.restoreEpoch = restoreEpoch;
    this.sign = sign;
    this.newer = newer;
  }

  /**
   * Sets how far a rule goes on a laptop. The laptop hears of it within a second where it is
   * connected, else when it comes back.
   *
   * @param rule rule id, for example {@code portable-media}
   * @param by who decides
   * @param why what the person wrote, at most 500 characters; may be empty
   * @return false where the setting has no such laptop
   */
  public boolean setStage(
      SettingId setting, DeviceId device, String rule, Stage stage, Actor by, String why) {
    if (!RULE.matcher(rule).matches() || why.length() > 500) {
      throw new IllegalArgumentException(
          "The rule's name or the reason is too long. Please shorten it.");
    }
    Instant now = clock.instant();
    boolean done =
        database.durably(
            transaction -> {
              if (!store.lock(transaction, setting, device)) {
                return false;
              }
              store.put(
                  transaction, setting, device, new DeviceRule(rule, stage, now, by.name(), why));
              StoredPolicy made = next(transaction, setting, device, now, 0);
              audit.append(
                  transaction,
                  setting,
                  by,
                  "rule-stage-changed",
                  "laptop:" + device,
                  "%s to %s, policy %d.%d%s"
                      .formatted(
                          rule,
                          stage.code(),
                          made.version().epoch(),
                          made.version().number(),
                          why.isEmpty() ? "" : ": " + why));
              return true;
            });
    if (done) {
      newer.accept(device);
      live.changed(setting, Live.Topic.POLICY);
    }
    return done;
  }

  /** Signs every rule of a laptop anew, for example after its setting got another name. */
  public void renew(SettingId setting, DeviceId device) {
    Instant now = clock.instant();
    var _ =
        database.durably(
            transaction -> {
              if (store.lock(transaction, setting, device)) {
                var made = next(transaction, setting, device, now, 0);
                return Optional.of(made);
              }
              return Optional.empty();
            });
    newer.accept(device);
  }

  /** Signs the rules of every laptop of a setting anew: they carry the setting's name. */
  public void renewAll(SettingId setting) {
    store.signedFor(setting).forEach(device -> renew(setting, device));
  }

  /**
   * The policy to send to a laptop that says which is its highest; empty where it has the newest. A
   * laptop that knows a higher number than the console, as after a restore, gets one with a number
   * higher still.
   *
   * @param highest what the laptop has ever taken over
   */
  public Optional<StoredPolicy> toSend(
      SettingId setting, DeviceId device, Optional<PolicyVersion> highest) {
    Optional<StoredPolicy> newest = store.newest(setting, device);
    boolean current =
        newest
            .filter(policy -> policy.version().epoch() == restoreEpoch)
            .filter(policy -> highest.isEmpty() || policy.version().compareTo(highest.get()) >= 0)
            .isPresent();
    if (!current) {
      long above =
          highest.filter(h -> h.epoch() == restoreEpoch).map(PolicyVersion::number).orElse(0L);
      newest =
          database.durably(
              transaction ->
                  store.lock(transaction, setting, device)
                      ? Optional.of(next(transaction, setting, device, clock.instant(), above))
                      : Optional.empty());
    }
    return newest.filter(
        policy -> highest.isEmpty() || policy.version().compareTo(highest.get()) > 0);
  }

  private StoredPolicy next(
      Transaction transaction, SettingId setting, DeviceId device, Instant now, long above) {
    long last =
        store
            .newest(transaction, setting, device)
            .map(StoredPolicy::version)
            .filter(version -> version.epoch() == restoreEpoch)
            .map(PolicyVersion::number)
            .orElse(0L);
    PolicyVersion version = new PolicyVersion(restoreEpoch, Math.max(last, above) + 1);
    String name = settings.find(transaction, setting).map(Setting::name).orElse("");
    List<DeviceRule> rules = store.rules(transaction, setting, device);
    StoredPolicy made =
        new StoredPolicy(version, now, sign.apply(new Policy(device, version, now, rules, name)));
    store.insert(transaction, setting, device, made);
    return made;
  }
}
