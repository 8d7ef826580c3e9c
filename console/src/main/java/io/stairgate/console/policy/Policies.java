package io.stairgate.console.policy;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.LastLook;
import io.stairgate.console.live.Live;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Signs what a setting decided for each of its laptops, with the next number, on disk, and tells
 * the laptop's stream. Who may decide is for {@link PolicyFiles}. Any thread may use it.
 *
 * <p>Over 300 lines because every way in which a laptop comes to a newer policy stands together, so
 * that all number and sign alike.
 */
public final class Policies {
  private final Database database;
  private final PolicyStore store;
  private final ProposalStore proposals;
  private final SettingStore settings;
  private final Live live;
  private final InstantSource clock;
  private final long restoreEpoch;
  private final Function<Policy, Bytes> sign;
  private final Consumer<DeviceId> newer;
  private final EscrowSource escrow;
  private final LastLook lastLook;

  /** Like the other, for a console that asks for no recovery keys. */
  public Policies(
      Database database,
      PolicyStore store,
      SettingStore settings,
      Live live,
      InstantSource clock,
      long restoreEpoch,
      Function<Policy, Bytes> sign,
      Consumer<DeviceId> newer) {
    this(
        database,
        store,
        settings,
        live,
        clock,
        restoreEpoch,
        sign,
        newer,
        (tx, setting, laptop) -> Escrow.NONE);
  }

  /**
   * Wires it.
   *
   * @param restoreEpoch the console's restore epoch, from 1
   * @param sign turns a policy into the signed bytes that travel
   * @param newer told after a laptop got a newer policy; returns at once
   * @param escrow what each laptop is asked about recovery keys
   */
  public Policies(
      Database database,
      PolicyStore store,
      SettingStore settings,
      Live live,
      InstantSource clock,
      long restoreEpoch,
      Function<Policy, Bytes> sign,
      Consumer<DeviceId> newer,
      EscrowSource escrow) {
    this.database = database;
    this.store = store;
    this.proposals = new ProposalStore(database);
    this.settings = settings;
    this.live = live;
    this.clock = clock;
    this.restoreEpoch = restoreEpoch;
    this.sign = sign;
    this.newer = newer;
    this.escrow = escrow;
    this.lastLook = new LastLook(clock);
  }

  /**
   * Makes {@code next} what holds: keeps it as a version, brings each laptop's decided rules in
   * line, and signs a new policy for those laptops, and only those, that are to follow something
   * else than before. The caller holds the setting's lock, and calls {@link #tell} once it is
   * committed.
   *
   * @param before what held
   * @param names the setting's laptops
   * @param heldBefore what laptops kept until now, because a change had not reached them
   * @param held what they keep from now on
   * @return the laptops that got a new policy
   */
  List<DeviceId> install(
      Transaction transaction,
      SettingId setting,
      SettingPolicy before,
      KeptPolicy next,
      Optional<UUID> approvedBy,
      LaptopNames names,
      Holds heldBefore,
      Holds held) {
    store.files().insert(transaction, setting, next, approvedBy);
    return sign(
        transaction, setting, before, next, names, heldBefore, held, next.heading().madeAt());
  }

  /**
   * Signs anew for the laptops that a step of a change has reached. The caller holds the setting's
   * lock, and calls {@link #tell} once it is committed.
   *
   * @param current what holds
   * @param before what laptops kept until now
   * @param after what they keep from now on
   * @return the laptops that got a new policy
   */
  List<DeviceId> reach(
      Transaction transaction,
      SettingId setting,
      KeptPolicy current,
      Holds before,
      Holds after,
      Instant now) {
    return sign(
        transaction,
        setting,
        current.policy(),
        current,
        store.files().laptops(transaction, setting),
        before,
        after,
        now);
  }

  /** The newest policy of this epoch that was signed for each laptop. */
  Map<DeviceId, PolicyVersion> newest(Transaction transaction, SettingId setting) {
    Map<DeviceId, PolicyVersion> all = new LinkedHashMap<>();
    store
        .numbers(transaction, setting, restoreEpoch)
        .forEach((device, number) -> all.put(device, new PolicyVersion(restoreEpoch, number)));
    return all;
  }

  private List<DeviceId> sign(
      Transaction transaction,
      SettingId setting,
      SettingPolicy before,
      KeptPolicy next,
      LaptopNames names,
      Holds heldBefore,
      Holds held,
      Instant now) {
    String name = settings.find(transaction, setting).map(Setting::name).orElse("");
    List<AccountOrder> orders = store.orders().holding(transaction, setting, now);
    Map<DeviceId, LaptopPolicy> changed = new LinkedHashMap<>();
    Map<DeviceId, List<DeviceRule>> stages = new LinkedHashMap<>();
    for (DeviceId device : names.all()) {
      Escrow asked = escrow.of(transaction, setting, device);
      LaptopPolicy was = LaptopPolicy.of(before, device, heldBefore.on(device), orders, asked, now);
      LaptopPolicy is = LaptopPolicy.of(next.policy(), device, held.on(device), orders, asked, now);
      if (!was.equals(is)) {
        changed.put(device, is);
        stages.put(device, stages(was.rules(), is.rules(), next.heading()));
      }
    }
    if (changed.isEmpty()) {
      return List.of();
    }
    store.lockAll(transaction, setting);
    store.putAll(transaction, setting, stages);
    Map<DeviceId, Long> numbers = store.numbers(transaction, setting, restoreEpoch);
    Map<DeviceId, StoredPolicy> made = new LinkedHashMap<>();
    changed.forEach(
        (device, says) -> {
          PolicyVersion version =
              new PolicyVersion(restoreEpoch, numbers.getOrDefault(device, 0L) + 1);
          made.put(device, signed(new Policy(device, version, now, says, name)));
        });
    store.insertAll(transaction, setting, made);
    return List.copyOf(changed.keySet());
  }

  private static List<DeviceRule> stages(
      EffectiveRules was, EffectiveRules is, PolicyHeading heading) {
    List<DeviceRule> all = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      Stage stage = is.rule(rule).stage();
      if (stage != was.rule(rule).stage()) {
        all.add(
            new DeviceRule(
                rule.id(), stage, heading.madeAt(), heading.madeBy().name(), heading.reason()));
      }
    }
    return all;
  }

  private StoredPolicy signed(Policy words) {
    return new StoredPolicy(words.version(), words.madeAt(), sign.apply(words));
  }

  /** Tells laptops that are connected of their new policy, and open pages of the change. */
  void tell(SettingId setting, List<DeviceId> changed) {
    changed.forEach(newer);
    live.changed(setting, Live.Topic.POLICY);
  }

  /**
   * "This is Blue Room again": the newer enrolment takes the earlier one's place in the policy too.
   * Signs its rules anew either way.
   *
   * @param old the earlier enrolment
   * @param device the newer one
   */
  public void replaced(SettingId setting, DeviceId old, DeviceId device) {
    Instant now = clock.instant();
    boolean named =
        database.durably(
            transaction -> {
              SettingStore.lock(transaction, setting);
              KeptPolicy current = store.files().current(transaction, setting);
              LaptopNames names = store.files().laptops(transaction, setting);
              SettingPolicy after = current.policy().replacing(old, device);
              if (after.equals(current.policy())) {
                return false;
              }
              Holds held = store.rollouts().holds(transaction, setting);
              var _ =
                  install(
                      transaction,
                      setting,
                      current.policy(),
                      new KeptPolicy(
                          new PolicyHeading(
                              current.version() + 1,
                              MadeBy.of(new Actor.Console()),
                              "The laptop was put on anew and is the same as before.",
                              now,
                              ""),
                          after),
                      Optional.empty(),
                      names,
                      held,
                      held);
              proposals.voidAll(transaction, setting, now);
              return true;
            });
    if (named) {
      live.changed(setting, Live.Topic.POLICY);
    }
    renew(setting, device);
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

  /** What is said of single accounts; whoever changes it calls {@link #renewAll} afterwards. */
  public AccountOrderStore orders() {
    return store.orders();
  }

  /**
   * Signs anew for the laptops that were told of a program's approval whose last day is past
   * meanwhile. Doing it twice does no harm.
   */
  public void renewEnded() {
    Instant now = clock.instant();
    for (Setting setting : settings.all()) {
      SettingPolicy policy =
          database.inTransaction(tx -> store.files().current(tx, setting.id()).policy());
      LocalDate today = policy.calendar().day(now);
      List<LocalDate> ended =
          policy.programs().stream()
              .flatMap(program -> program.until().stream())
              .filter(end -> end.isBefore(today))
              .toList();
      if (!ended.isEmpty()) {
        store
            .made(setting.id())
            .forEach(
                (device, at) -> {
                  LocalDate day = policy.calendar().day(at);
                  if (ended.stream().anyMatch(end -> !end.isBefore(day))) {
                    renew(setting.id(), device);
                  }
                });
      }
    }
  }

  /**
   * Tells of what was signed lately, by other consoles and by commands on the same database, whose
   * word may have been lost; run every few seconds, by one thread.
   */
  public void lately(Consumer<DeviceId> stream) {
    lastLook.look(store::signedSince, stream);
  }

  /**
   * Signs anew for the laptops of a setting whose newest policy is older than a moment.
   *
   * @return whether there was one
   */
  public boolean renewOlder(SettingId setting, Instant moment) {
    List<DeviceId> older =
        store.made(setting).entrySet().stream()
            .filter(made -> made.getValue().isBefore(moment))
            .map(Map.Entry::getKey)
            .toList();
    older.forEach(device -> renew(setting, device));
    return !older.isEmpty();
  }

  /** Signs what every laptop of a setting is to follow anew. */
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
    String name = settings.find(transaction, setting).map(Setting::name).orElse("");
    SettingPolicy policy = store.files().current(transaction, setting).policy();
    long last =
        store
            .newest(transaction, setting, device)
            .map(StoredPolicy::version)
            .filter(version -> version.epoch() == restoreEpoch)
            .map(PolicyVersion::number)
            .orElse(0L);
    StoredPolicy made =
        signed(
            new Policy(
                device,
                new PolicyVersion(restoreEpoch, Math.max(last, above) + 1),
                now,
                LaptopPolicy.of(
                    policy,
                    device,
                    store.rollouts().holds(transaction, setting).on(device),
                    store.orders().holding(transaction, setting, now),
                    escrow.of(transaction, setting, device),
                    now),
                name));
    store.insert(transaction, setting, device, made);
    return made;
  }
}
