package io.stairgate.console.recovery;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.live.Live;
import io.stairgate.console.recovery.RecoveryOutcome.Refused;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/**
 * Who holds shares of a setting's key, and what opens with a holder's own recovery passphrase:
 * wrong tries are counted here and nowhere else. Any thread may use it.
 */
final class Holders {
  private static final int MOST_TRIES = 5;
  private static final Duration WAIT = Duration.ofMinutes(15);

  private final RecoveryDesk.Parts parts;
  private final AuditStore audit;
  private final RecoveryStore store = new RecoveryStore();

  Holders(RecoveryDesk.Parts parts) {
    this.parts = parts;
    this.audit = parts.audit();
  }

  /** See {@link RecoveryDesk#holders}. */
  List<Holder> of(SettingId setting) {
    return parts.database().inTransaction(tx -> of(tx, setting));
  }

  List<Holder> of(Transaction tx, SettingId setting) {
    List<Member> members = parts.members().members(tx, setting, parts.clock().instant());
    return store.holders(tx, setting).stream()
        .filter(holder -> members.stream().anyMatch(each -> keeps(each, holder.account())))
        .toList();
  }

  private static boolean keeps(Member member, UUID account) {
    return member.account().equals(account) && member.may(Right.KEEP_RECOVERY_KEYS);
  }

  /** See {@link RecoveryDesk#choose}. */
  RecoveryOutcome choose(SettingId setting, Set<UUID> accounts, int needed, Actor.Person by) {
    Instant now = parts.clock().instant();
    RecoveryOutcome outcome =
        parts
            .database()
            .durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  List<Member> members = parts.members().members(tx, setting, now);
                  for (UUID account : accounts) {
                    if (members.stream().noneMatch(each -> keeps(each, account))) {
                      return new Refused("holders", "Choose people from the list.");
                    }
                  }
                  if (needed < 2 || needed > 9 || accounts.size() < needed) {
                    return new Refused(
                        "holders",
                        "Choose at least two people, three if you can: two of them together open,"
                            + " and one may be away.");
                  }
                  RecoveryState state = store.state(tx, setting);
                  if (state.splitAt().isPresent() && needed != state.needed()) {
                    return new Refused(
                        "needed", "How many are needed stays as it was when the key was shared.");
                  }
                  List<Holder> before = store.holders(tx, setting);
                  for (Holder holder : before) {
                    // A share that is out stays with its holder until the key is shared again.
                    if (!accounts.contains(holder.account()) && holder.share().isEmpty()) {
                      store.drop(tx, setting, holder.account());
                    }
                  }
                  for (UUID account : accounts) {
                    if (before.stream().noneMatch(each -> each.account().equals(account))) {
                      store.put(tx, setting, fresh(account, now));
                    }
                  }
                  store.put(tx, setting, with(state, needed));
                  audit.append(
                      tx,
                      setting,
                      by,
                      "recovery-holders-chosen",
                      "setting:" + setting,
                      needed + " of " + accounts.size());
                  return new RecoveryOutcome.Done();
                });
    parts.live().changed(setting, Live.Topic.POLICY);
    return outcome;
  }

  private static Holder fresh(UUID account, Instant now) {
    return new Holder(
        account, now, Optional.empty(), OptionalInt.empty(), Optional.empty(), 0, Optional.empty());
  }

  private static RecoveryState with(RecoveryState state, int needed) {
    return new RecoveryState(
        needed,
        state.printedAt(),
        state.printedBy(),
        state.asked(),
        state.splitAt(),
        state.drill());
  }

  /** See {@link RecoveryDesk#leave}. */
  RecoveryOutcome leave(SettingId setting, UUID account, Actor.Person by) {
    return parts
        .database()
        .durably(
            tx -> {
              SettingStore.lock(tx, setting);
              if (one(tx, setting, account).isEmpty()) {
                return new RecoveryOutcome.NotThere();
              }
              RecoveryState state = store.state(tx, setting);
              long left =
                  of(tx, setting).stream()
                      .filter(each -> !each.account().equals(account))
                      .filter(each -> state.splitAt().isEmpty() || each.share().isPresent())
                      .count();
              if (state.splitAt().isPresent() && left < state.needed()) {
                return new Refused(
                    "holders",
                    "Too few people would be left who can open together. Add somebody and share"
                        + " the key again first.");
              }
              store.drop(tx, setting, account);
              audit.append(tx, setting, by, "recovery-holder-left", "person:" + account, "");
              return new RecoveryOutcome.Done();
            });
  }

  /** See {@link RecoveryDesk#makePassphrase}. */
  RecoveryOutcome makePassphrase(
      SettingId setting,
      Optional<RecoveryPassphrase> before,
      Optional<RecoveryPassphrase> typed,
      Optional<RecoveryPassphrase> again,
      Actor.Person by) {
    Optional<Holder> holder = one(setting, by.account());
    if (holder.isEmpty()) {
      return new RecoveryOutcome.NotThere();
    }
    if (typed.isEmpty()) {
      return new Refused("passphrase", "Enter a recovery passphrase of five words or more.");
    }
    Optional<String> wrong = typed.get().refusal();
    if (wrong.isPresent()) {
      return new Refused("passphrase", wrong.get());
    }
    if (again.filter(typed.get()::same).isEmpty()) {
      return new Refused("again", "This is not the same. Type the recovery passphrase once more.");
    }
    byte[] own;
    if (holder.get().ready()) {
      if (before.isEmpty()) {
        return new Refused("before", "Type the recovery passphrase you have now.");
      }
      Opened opened = unlock(setting, holder.get(), before.get());
      switch (opened) {
        case Opened.Key(byte[] key) -> own = key;
        case Opened.No(Refused refused) -> {
          return new Refused("before", refused.sentence());
        }
      }
    } else {
      own = Boxes.newPrivate();
    }
    Instant now = parts.clock().instant();
    Holder.Keys keys =
        new Holder.Keys(
            Boxes.publicOf(own), typed.get().seal(bound(setting, by.account()), own), now);
    Arrays.fill(own, (byte) 0);
    return parts
        .database()
        .durably(
            tx -> {
              SettingStore.lock(tx, setting);
              Optional<Holder> current = one(tx, setting, by.account());
              if (current.isEmpty() || !current.get().keys().equals(holder.get().keys())) {
                return new Refused("passphrase", "Something changed meanwhile. Try again.");
              }
              Holder is = current.get();
              store.put(
                  tx,
                  setting,
                  new Holder(
                      is.account(),
                      is.chosenAt(),
                      Optional.of(keys),
                      is.share(),
                      is.sealedShare(),
                      0,
                      Optional.empty()));
              audit.append(
                  tx, setting, by, "recovery-passphrase-made", "person:" + by.account(), "");
              return new RecoveryOutcome.Done();
            });
  }

  /** Somebody's own share, opened with their recovery passphrase. */
  Opened ownShare(SettingId setting, UUID account, Optional<RecoveryPassphrase> typed) {
    Optional<Holder> holder = one(setting, account);
    if (holder.isEmpty() || holder.get().sealedShare().isEmpty()) {
      return new Opened.No(new Refused("passphrase", "Only somebody who holds a share may agree."));
    }
    if (typed.isEmpty()) {
      return Opened.WRONG;
    }
    Opened own = unlock(setting, holder.get(), typed.get());
    if (!(own instanceof Opened.Key(byte[] privateKey))) {
      return own;
    }
    Optional<byte[]> share =
        Boxes.open(privateKey, shareInfo(setting, account), holder.get().sealedShare().get());
    Arrays.fill(privateKey, (byte) 0);
    return share
        .<Opened>map(Opened.Key::new)
        .orElseGet(() -> new Opened.No(new Refused("passphrase", "Your share does not open.")));
  }

  /** The holder's private key; wrong tries are counted. */
  Opened unlock(SettingId setting, Holder holder, RecoveryPassphrase typed) {
    Instant now = parts.clock().instant();
    if (holder.wrongTries() >= MOST_TRIES
        && holder.wrongAt().filter(at -> at.plus(WAIT).isAfter(now)).isPresent()) {
      return new Opened.No(
          new Refused(
              "passphrase",
              "This was wrong five times. Wait a quarter of an hour, then try again."));
    }
    Optional<byte[]> own =
        holder
            .keys()
            .flatMap(keys -> typed.open(bound(setting, holder.account()), keys.sealedPrivate()));
    int wrong = own.isPresent() ? 0 : holder.wrongTries() % MOST_TRIES + 1;
    if (wrong != holder.wrongTries()) {
      parts
          .database()
          .useTransaction(
              tx ->
                  one(tx, setting, holder.account())
                      .ifPresent(
                          is ->
                              store.put(
                                  tx,
                                  setting,
                                  new Holder(
                                      is.account(),
                                      is.chosenAt(),
                                      is.keys(),
                                      is.share(),
                                      is.sealedShare(),
                                      wrong,
                                      wrong == 0 ? Optional.empty() : Optional.of(now)))));
    }
    return own.<Opened>map(Opened.Key::new).orElseGet(() -> Opened.WRONG);
  }

  /** Somebody who holds a share, or is to. */
  Optional<Holder> one(SettingId setting, UUID account) {
    return parts.database().inTransaction(tx -> one(tx, setting, account));
  }

  Optional<Holder> one(Transaction tx, SettingId setting, UUID account) {
    return of(tx, setting).stream().filter(each -> each.account().equals(account)).findFirst();
  }

  private static String bound(SettingId setting, UUID account) {
    return "recovery-holder:" + setting + ":" + account;
  }

  /** What a holder's share is sealed for. */
  static String shareInfo(SettingId setting, UUID account) {
    return "stairgate-recovery-share-v1\0" + setting + "\0" + account;
  }
}
