package io.stairgate.console.recovery;

import io.stairgate.console.account.MemberStore;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.live.Live;
import io.stairgate.console.recovery.RecoveryOutcome.Refused;
import io.stairgate.console.recovery.RecoveryRequest.Agreement;
import io.stairgate.console.recovery.RecoveryRequest.Purpose;
import io.stairgate.console.recovery.RecoveryRequest.State;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The setting's own key, and what it opens. At first the console has it whole, in a file; then it
 * is printed for the safe, split among people who each seal their share under a recovery passphrase
 * of their own, and the file is deleted: from there on no less than two people together open
 * anything. The share of whoever agrees is sealed to the asker's own key, so that nothing that lies
 * in the database opens without the asker's passphrase. Any thread may use it.
 *
 * <p>Over 300 lines because each act stands with who may do it and what it leaves in the log.
 */
public final class RecoveryDesk {
  /** A request that nobody finished is over after this time. */
  public static final Duration GOOD_FOR = Duration.ofHours(24);

  private static final int DRILL_SAMPLE = 50;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Parts parts;
  private final RecoveryStore store = new RecoveryStore();
  private final Holders holders;

  /**
   * What it stands on.
   *
   * @param database for transactions
   * @param keys the laptops' sealed keys
   * @param settings the settings' public keys
   * @param members who has access
   * @param whole the key while it is whole
   * @param changed told after what laptops are asked has changed; signs new policies
   * @param alerts for a key that was shown
   * @param audit the log
   * @param live tells open pages
   * @param clock the time
   */
  public record Parts(
      Database database,
      RecoveryKeyStore keys,
      SettingStore settings,
      MemberStore members,
      WholeKey whole,
      Consumer<SettingId> changed,
      AlertStore alerts,
      AuditStore audit,
      Live live,
      InstantSource clock) {}

  /** Ready to be asked. */
  public RecoveryDesk(Parts parts) {
    this.parts = parts;
    this.holders = new Holders(parts);
  }

  /** The sealed keys of laptops. */
  public RecoveryKeyStore keys() {
    return parts.keys();
  }

  /** How far the setting is. */
  public RecoveryState state(SettingId setting) {
    return parts.database().inTransaction(tx -> store.state(tx, setting));
  }

  /** Who holds shares; whoever lost access or the right is not among them. */
  public List<Holder> holders(SettingId setting) {
    return holders.of(setting);
  }

  /** Requests, newest first; those nobody finished in time are left out. */
  public List<RecoveryRequest> requests(SettingId setting) {
    Instant now = parts.clock().instant();
    return parts.database().inTransaction(tx -> store.requests(tx, setting)).stream()
        .filter(each -> each.state() != State.WAITING || good(each, now))
        .toList();
  }

  /** One request; empty where the setting has none of that id, or it is over. */
  public Optional<RecoveryRequest> request(SettingId setting, UUID id) {
    Instant now = parts.clock().instant();
    return parts
        .database()
        .inTransaction(tx -> store.request(tx, setting, id))
        .filter(each -> each.state() != State.WAITING || good(each, now));
  }

  private static boolean good(RecoveryRequest request, Instant now) {
    return request.askedAt().plus(GOOD_FOR).isAfter(now);
  }

  // ---- the holders

  /**
   * Says who holds shares. Those who held one and are left out hold none once the key was shared
   * again.
   *
   * @param accounts at least as many as are needed
   * @param needed how many of them together open
   */
  public RecoveryOutcome choose(
      SettingId setting, Set<UUID> accounts, int needed, Actor.Person by) {
    return holders.choose(setting, accounts, needed, by);
  }

  /** Takes somebody out who holds a share: it opens nothing more once the key is shared again. */
  public RecoveryOutcome leave(SettingId setting, UUID account, Actor.Person by) {
    return holders.leave(setting, account, by);
  }

  /**
   * A chosen holder makes their recovery passphrase, or another in place of it.
   *
   * @param before the one there is; not looked at where there is none
   */
  public RecoveryOutcome makePassphrase(
      SettingId setting,
      Optional<RecoveryPassphrase> before,
      Optional<RecoveryPassphrase> typed,
      Optional<RecoveryPassphrase> again,
      Actor.Person by) {
    return holders.makePassphrase(setting, before, typed, again, by);
  }

  // ---- the first time: print, prove, split

  /** Shows the whole key once more for printing; possible until it was split. */
  public RecoveryOutcome print(SettingId setting, Actor.Person by) {
    List<Holder> all = holders.of(setting);
    RecoveryState state = state(setting);
    if (holders.one(setting, by.account()).filter(Holder::ready).isEmpty()) {
      return new Refused(
          "print", "Only somebody who holds a share and has a recovery passphrase may print it.");
    }
    if (all.stream().filter(Holder::ready).count() < state.needed()
        || all.stream().anyMatch(holder -> !holder.ready())) {
      return new Refused(
          "print", "First everybody who is to hold a share makes their recovery passphrase.");
    }
    Optional<byte[]> key = parts.whole().read(setting);
    if (state.splitAt().isPresent() || key.isEmpty()) {
      return new Refused("print", "The console has the whole key no more. It lies in the safe.");
    }
    List<String> groups = PaperKey.groups(key.get());
    Arrays.fill(key.get(), (byte) 0);
    List<Integer> asked =
        RANDOM.ints(1, PaperKey.GROUPS + 1).distinct().limit(3).sorted().boxed().toList();
    Instant now = parts.clock().instant();
    parts
        .database()
        .durably(
            tx -> {
              store.put(
                  tx,
                  setting,
                  new RecoveryState(
                      state.needed(),
                      Optional.of(now),
                      Optional.of(by.account()),
                      asked,
                      Optional.empty(),
                      state.drill()));
              parts
                  .audit()
                  .append(tx, setting, by, "recovery-key-printed", "setting:" + setting, "");
              return true;
            });
    return new RecoveryOutcome.Shown(groups);
  }

  /**
   * Another holder types some groups from the paper: it was printed and can be read. Then the key
   * is split, the file deleted, and laptops are asked for recovery keys.
   *
   * @param typed the groups that were asked for, in their order
   */
  public RecoveryOutcome prove(SettingId setting, List<String> typed, Actor.Person by) {
    RecoveryState state = state(setting);
    if (state.asked().isEmpty() || state.splitAt().isPresent()) {
      return new Refused("groups", "Print the key first.");
    }
    if (state.printedBy().filter(by.account()::equals).isPresent()) {
      return new Refused(
          "groups", "Somebody else who holds a share types these, from the paper you printed.");
    }
    if (holders.one(setting, by.account()).filter(Holder::ready).isEmpty()) {
      return new Refused("groups", "Only somebody who is to hold a share may do this.");
    }
    Optional<byte[]> key = parts.whole().read(setting);
    if (key.isEmpty()) {
      return new Refused("groups", "The console has the whole key no more.");
    }
    List<String> groups = PaperKey.groups(key.get());
    for (int i = 0; i < state.asked().size(); i++) {
      String wanted = groups.get(state.asked().get(i) - 1);
      if (i >= typed.size() || !wanted.equals(PaperKey.plain(typed.get(i)))) {
        return new Refused(
            "groups", "These are not the groups on the paper. Look again, or print it once more.");
      }
    }
    RecoveryOutcome outcome = share(setting, key.get(), "recovery-key-split", by, Optional.empty());
    if (outcome instanceof RecoveryOutcome.Done) {
      parts.whole().delete(setting);
      parts.changed().accept(setting);
    }
    return outcome;
  }

  /** New shares for everybody who is ready; wipes the key. */
  private RecoveryOutcome share(
      SettingId setting, byte[] key, String act, Actor.Person by, Optional<UUID> request) {
    Instant now = parts.clock().instant();
    try {
      if (!Boxes.publicOf(key).equals(setting(setting).recoveryKey())) {
        return new Refused("passphrase", "This is not the key of this setting.");
      }
      return parts
          .database()
          .durably(
              tx -> {
                SettingStore.lock(tx, setting);
                RecoveryState state = store.state(tx, setting);
                List<Holder> ready =
                    holders.of(tx, setting).stream().filter(Holder::ready).toList();
                if (ready.size() < state.needed()) {
                  return new Refused(
                      "holders", "First at least two people make their recovery passphrase.");
                }
                if (request.isPresent()
                    && !store.end(tx, setting, request.get(), State.DONE, now)) {
                  return new Refused("passphrase", "This was done already.");
                }
                store.holders(tx, setting).stream()
                    .filter(
                        each -> ready.stream().noneMatch(r -> r.account().equals(each.account())))
                    .forEach(each -> store.drop(tx, setting, each.account()));
                Map<Integer, byte[]> shares = Shamir.split(key, state.needed(), ready.size());
                for (int i = 0; i < ready.size(); i++) {
                  Holder holder = ready.get(i);
                  byte[] share = Objects.requireNonNull(shares.get(i + 1));
                  Bytes sealed =
                      Boxes.seal(
                          holder.keys().orElseThrow().publicKey(),
                          Holders.shareInfo(setting, holder.account()),
                          share);
                  Arrays.fill(share, (byte) 0);
                  store.put(
                      tx,
                      setting,
                      new Holder(
                          holder.account(),
                          holder.chosenAt(),
                          holder.keys(),
                          OptionalInt.of(i + 1),
                          Optional.of(sealed),
                          0,
                          Optional.empty()));
                }
                store.put(
                    tx,
                    setting,
                    new RecoveryState(
                        state.needed(),
                        state.printedAt(),
                        state.printedBy(),
                        List.of(),
                        Optional.of(now),
                        state.drill()));
                parts
                    .audit()
                    .append(
                        tx,
                        setting,
                        by,
                        act,
                        "setting:" + setting,
                        state.needed() + " of " + ready.size());
                return new RecoveryOutcome.Done();
              });
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  // ---- together

  /**
   * Asks the others.
   *
   * @param laptop and its key, to open one
   * @param reason 10 to 500 characters
   */
  public RecoveryOutcome ask(
      SettingId setting,
      Purpose purpose,
      Optional<DeviceId> laptop,
      String keyId,
      String reason,
      Actor.Person by) {
    String why = reason.strip();
    if (why.length() < 10 || why.length() > 500) {
      return new Refused("reason", "Say why in one sentence of 10 to 500 letters.");
    }
    Instant now = parts.clock().instant();
    RecoveryOutcome outcome =
        parts
            .database()
            .durably(
                tx -> {
                  if (store.state(tx, setting).splitAt().isEmpty()) {
                    return new Refused("reason", "The key of this setting was not shared yet.");
                  }
                  boolean own =
                      holders
                          .one(tx, setting, by.account())
                          .filter(h -> h.share().isPresent())
                          .isPresent();
                  if (purpose != Purpose.PAPER && !own) {
                    return new Refused("reason", "Somebody who holds a share asks for this.");
                  }
                  if (purpose == Purpose.OPEN
                      && laptop
                          .flatMap(each -> parts.keys().find(tx, setting, each, keyId))
                          .isEmpty()) {
                    return new RecoveryOutcome.NotThere();
                  }
                  RecoveryRequest request =
                      new RecoveryRequest(
                          UUID.randomUUID(),
                          purpose,
                          laptop.filter(_ -> purpose == Purpose.OPEN),
                          purpose == Purpose.OPEN ? keyId : "",
                          why,
                          by.account(),
                          by.name(),
                          now,
                          State.WAITING,
                          List.of());
                  store.insert(tx, setting, request);
                  parts
                      .audit()
                      .append(tx, setting, by, "recovery-asked", target(setting, request), why);
                  return new RecoveryOutcome.Asked(request.id());
                });
    parts.live().changed(setting, Live.Topic.POLICY);
    return outcome;
  }

  private static String target(SettingId setting, RecoveryRequest request) {
    return request.device().map(each -> "laptop:" + each).orElse("setting:" + setting);
  }

  /** Agrees to what somebody else asked, with one's own share. */
  public RecoveryOutcome agree(
      SettingId setting, UUID id, Optional<RecoveryPassphrase> typed, Actor.Person by) {
    Optional<RecoveryRequest> found = waiting(setting, id);
    if (found.isEmpty()) {
      return new RecoveryOutcome.NotThere();
    }
    RecoveryRequest request = found.get();
    if (request.askedBy().equals(by.account())) {
      return new Refused("passphrase", "You asked for this yourself. Somebody else agrees to it.");
    }
    if (request.agreements().stream().anyMatch(each -> each.account().equals(by.account()))) {
      return new Refused("passphrase", "You have agreed already. Another person is needed.");
    }
    int number = 0;
    Bytes forAsker = Bytes.of(new byte[0]);
    if (request.purpose() != Purpose.PAPER) {
      Opened share = holders.ownShare(setting, by.account(), typed);
      if (share instanceof Opened.No(Refused refused)) {
        return refused;
      }
      byte[] plain = ((Opened.Key) share).key();
      Optional<Holder> asker = holders.one(setting, request.askedBy()).filter(Holder::ready);
      if (asker.isEmpty()) {
        return new Refused("passphrase", "Whoever asked holds no share any more.");
      }
      number = holders.one(setting, by.account()).orElseThrow().share().orElseThrow();
      forAsker =
          Boxes.seal(
              asker.get().keys().orElseThrow().publicKey(),
              requestInfo(setting, id, number),
              plain);
      Arrays.fill(plain, (byte) 0);
    }
    Agreement agreement = new Agreement(by.account(), by.name(), number, forAsker);
    RecoveryOutcome outcome =
        parts
            .database()
            .durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  Optional<RecoveryRequest> now = store.request(tx, setting, id);
                  if (now.isEmpty()
                      || now.get().state() != State.WAITING
                      || now.get().agreements().stream()
                          .anyMatch(each -> each.account().equals(by.account()))) {
                    return new RecoveryOutcome.NotThere();
                  }
                  store.agree(tx, setting, id, agreement, parts.clock().instant());
                  parts
                      .audit()
                      .append(
                          tx,
                          setting,
                          by,
                          "recovery-agreed",
                          target(setting, request),
                          request.reason());
                  return new RecoveryOutcome.Done();
                });
    parts.live().changed(setting, Live.Topic.POLICY);
    return outcome;
  }

  /** Says no, or takes one's own request back. */
  public RecoveryOutcome refuse(SettingId setting, UUID id, Actor.Person by) {
    Optional<RecoveryRequest> found = waiting(setting, id);
    if (found.isEmpty()) {
      return new RecoveryOutcome.NotThere();
    }
    return parts
        .database()
        .durably(
            tx -> {
              if (!store.end(tx, setting, id, State.REFUSED, parts.clock().instant())) {
                return new RecoveryOutcome.NotThere();
              }
              parts
                  .audit()
                  .append(
                      tx,
                      setting,
                      by,
                      "recovery-refused",
                      target(setting, found.get()),
                      found.get().reason());
              return new RecoveryOutcome.Done();
            });
  }

  /**
   * The asker finishes what the others agreed to.
   *
   * @param paper what stands on the paper from the safe, where that is used
   * @return {@link RecoveryOutcome.Shown} with a laptop's key, once; otherwise done
   */
  public RecoveryOutcome finish(
      SettingId setting,
      UUID id,
      Optional<RecoveryPassphrase> typed,
      String paper,
      Actor.Person by) {
    Optional<RecoveryRequest> found = waiting(setting, id);
    if (found.isEmpty()) {
      return new RecoveryOutcome.NotThere();
    }
    RecoveryRequest request = found.get();
    if (!request.askedBy().equals(by.account())) {
      return new Refused("passphrase", "Whoever asked finishes this.");
    }
    int others = request.purpose() == Purpose.PAPER ? 1 : state(setting).needed() - 1;
    if (request.agreements().size() < others) {
      return new Refused("passphrase", "Somebody else has to agree first.");
    }
    Opened put =
        request.purpose() == Purpose.PAPER
            ? fromPaper(setting, paper)
            : together(setting, request, typed);
    return switch (put) {
      case Opened.No(Refused refused) -> refused;
      case Opened.Key(byte[] key) ->
          switch (request.purpose()) {
            case OPEN -> open(setting, request, key, by);
            case DRILL -> drill(setting, request, key, by);
            case SHARE_AGAIN, PAPER ->
                share(setting, key, "recovery-key-shared-again", by, Optional.of(id));
          };
    };
  }

  private Opened fromPaper(SettingId setting, String paper) {
    Optional<byte[]> key =
        PaperKey.read(paper)
            .filter(each -> Boxes.publicOf(each).equals(setting(setting).recoveryKey()));
    return key.<Opened>map(Opened.Key::new)
        .orElseGet(
            () ->
                new Opened.No(
                    new Refused(
                        "paper",
                        "This is not what stands on the paper. Type all 14 groups; small and"
                            + " capital letters are the same.")));
  }

  private Opened together(
      SettingId setting, RecoveryRequest request, Optional<RecoveryPassphrase> typed) {
    Optional<Holder> holder = holders.one(setting, request.askedBy());
    Opened own =
        holder.isEmpty() || typed.isEmpty()
            ? Opened.WRONG
            : holders.unlock(setting, holder.get(), typed.get());
    if (!(own instanceof Opened.Key(byte[] privateKey))) {
      return own;
    }
    Map<Integer, byte[]> shares = new TreeMap<>();
    Holder me = holder.orElseThrow();
    try {
      if (me.sealedShare().isPresent()) {
        Boxes.open(privateKey, Holders.shareInfo(setting, me.account()), me.sealedShare().get())
            .ifPresent(share -> shares.put(me.share().orElseThrow(), share));
      }
      for (Agreement agreement : request.agreements()) {
        Boxes.open(
                privateKey,
                requestInfo(setting, request.id(), agreement.share()),
                agreement.sealedShare())
            .ifPresent(share -> shares.put(agreement.share(), share));
      }
      if (shares.size() >= 2) {
        byte[] key = Shamir.combine(shares);
        if (Boxes.publicOf(key).equals(setting(setting).recoveryKey())) {
          return new Opened.Key(key);
        }
      }
      return new Opened.No(
          new Refused(
              "passphrase", "The shares do not fit any more. Ask again, and let others agree."));
    } finally {
      shares.values().forEach(share -> Arrays.fill(share, (byte) 0));
      Arrays.fill(privateKey, (byte) 0);
    }
  }

  private RecoveryOutcome open(
      SettingId setting, RecoveryRequest request, byte[] key, Actor.Person by) {
    DeviceId device = request.device().orElseThrow();
    Bytes sealed =
        parts
            .database()
            .inTransaction(tx -> parts.keys().sealed(tx, setting, device, request.keyId()));
    Optional<byte[]> plain = Boxes.open(key, keyInfo(device, request.keyId()), sealed);
    Arrays.fill(key, (byte) 0);
    if (plain.isEmpty()) {
      return new Refused(
          "passphrase", "This laptop's key was sealed to another setting and does not open here.");
    }
    Instant now = parts.clock().instant();
    String others = String.join(", ", request.agreements().stream().map(Agreement::name).toList());
    boolean done =
        parts
            .database()
            .durably(
                tx -> {
                  if (!store.end(tx, setting, request.id(), State.DONE, now)) {
                    return false;
                  }
                  parts.keys().seen(tx, setting, device, request.keyId(), now);
                  parts
                      .audit()
                      .append(
                          tx,
                          setting,
                          by,
                          "recovery-key-opened",
                          "laptop:" + device,
                          "%s, with %s: %s".formatted(request.keyId(), others, request.reason()));
                  var _ =
                      parts
                          .alerts()
                          .raise(
                              tx,
                              new NewAlert(
                                  setting,
                                  device,
                                  "recovery-key-opened",
                                  "today",
                                  "recovery-key-opened " + request.id(),
                                  Optional.empty(),
                                  ("%s and %s looked at this laptop's recovery key %s. The laptop"
                                          + " asks for a new one.")
                                      .formatted(by.name(), others, request.keyId()),
                                  now,
                                  now));
                  return true;
                });
    if (!done) {
      return new Refused("passphrase", "It was shown already. Ask again.");
    }
    parts.live().changed(setting, Live.Topic.ALERTS);
    parts.changed().accept(setting);
    return new RecoveryOutcome.Shown(List.of(new String(plain.get(), StandardCharsets.US_ASCII)));
  }

  /** Opens some kept keys and looks whether each is what it must be; shows none. */
  private RecoveryOutcome drill(
      SettingId setting, RecoveryRequest request, byte[] key, Actor.Person by) {
    List<KeptKey> kept =
        new ArrayList<>(
            parts.keys().all(setting).stream()
                .filter(each -> each.state() == KeptKey.State.KEPT)
                .toList());
    java.util.Collections.shuffle(kept, RANDOM);
    List<KeptKey> sample = kept.subList(0, Math.min(DRILL_SAMPLE, kept.size()));
    boolean passed = true;
    for (KeptKey each : sample) {
      Bytes sealed =
          parts
              .database()
              .inTransaction(tx -> parts.keys().sealed(tx, setting, each.device(), each.keyId()));
      Optional<byte[]> plain = Boxes.open(key, keyInfo(each.device(), each.keyId()), sealed);
      passed &=
          plain
              .filter(
                  bytes ->
                      new String(bytes, StandardCharsets.US_ASCII)
                          .matches("([0-9]{5}-){7}[0-9]{5}"))
              .isPresent();
      plain.ifPresent(bytes -> Arrays.fill(bytes, (byte) 0));
    }
    Arrays.fill(key, (byte) 0);
    Instant now = parts.clock().instant();
    RecoveryState.Drill drill = new RecoveryState.Drill(now, sample.size(), passed);
    return parts
        .database()
        .durably(
            tx -> {
              SettingStore.lock(tx, setting);
              if (!store.end(tx, setting, request.id(), State.DONE, now)) {
                return new RecoveryOutcome.NotThere();
              }
              RecoveryState state = store.state(tx, setting);
              store.put(
                  tx,
                  setting,
                  new RecoveryState(
                      state.needed(),
                      state.printedAt(),
                      state.printedBy(),
                      state.asked(),
                      state.splitAt(),
                      Optional.of(drill)));
              parts
                  .audit()
                  .append(
                      tx,
                      setting,
                      by,
                      "recovery-drill",
                      "setting:" + setting,
                      (drill.passed() ? "passed, " : "failed, ") + drill.keys() + " keys");
              return new RecoveryOutcome.Done();
            });
  }

  private Optional<RecoveryRequest> waiting(SettingId setting, UUID id) {
    return request(setting, id).filter(each -> each.state() == State.WAITING);
  }

  private Setting setting(SettingId id) {
    return parts.settings().find(id).orElseThrow();
  }

  private static String requestInfo(SettingId setting, UUID request, int share) {
    return "stairgate-recovery-request-v1\0" + setting + "\0" + request + "\0" + share;
  }

  /** The contract of {@code RecoveryKeyEvent.sealed}. */
  private static String keyInfo(DeviceId device, String keyId) {
    return "stairgate-recovery-key-v1\0" + device + "\0" + keyId;
  }
}
