package io.stairgate.console.secondstep;

import io.stairgate.console.account.SignedIn;
import io.stairgate.console.account.Tries;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.ceremony.CeremonyStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.SealingKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * The second step of signing in: what a person has, and whether it was given. A code is counted as
 * wrong before it is looked at; after the fourth the wait grows, never over 15 minutes, and a
 * passkey never waits. Any thread may call any method.
 */
public final class SecondSteps {
  private final Database database;
  private final TotpStore apps;
  private final RecoveryCodeStore codes;
  private final PasskeyStore passkeyStore;
  private final SecondTryStore tries;
  private final SealingKey key;
  private final AuditStore audit;
  private final InstantSource clock;
  private final Passkeys passkeys;
  private final SecondStepChanges changes;

  /** Ready to use. */
  public SecondSteps(
      Database database,
      CeremonyStore ceremonies,
      SealingKey key,
      AuditStore audit,
      InstantSource clock) {
    this.database = database;
    this.apps = new TotpStore(database);
    this.codes = new RecoveryCodeStore(database);
    this.passkeyStore = new PasskeyStore(database);
    this.tries = new SecondTryStore(database);
    this.key = key;
    this.audit = audit;
    this.clock = clock;
    this.passkeys = new Passkeys(passkeyStore, ceremonies, key, clock);
    this.changes = new SecondStepChanges(database, apps, passkeys, ceremonies, key, audit, clock);
  }

  /** What a person has. */
  public Held of(UUID account) {
    return database.inTransaction(
        tx ->
            new Held(
                TotpStore.find(tx, account).map(TotpStore.Kept::madeAt),
                PasskeyStore.of(tx, account),
                RecoveryCodeStore.left(tx, account)));
  }

  /** To set up, rename and remove. */
  public SecondStepChanges changes() {
    return changes;
  }

  /** Looks at a typed code: one of the app, or a recovery code, which its form tells. */
  public Proved proveCode(SignedIn who, String typed) {
    Instant now = clock.instant();
    UUID account = who.account();
    Tries before = tries.claim(account, now);
    Duration wait = before.waitAt(now);
    if (!wait.isZero()) {
      return new Proved.Wait(wait);
    }
    Optional<RecoveryCode> recovery = RecoveryCode.typed(typed);
    boolean right =
        recovery.isPresent()
            ? codes.use(account, SecondStepChanges.mac(key, account, recovery.get()), now)
            : usesAppCode(account, typed, now);
    if (!right) {
      audit.append(
          who.setting(),
          who.actor(),
          "second-step-refused",
          me(who),
          recovery.isPresent() ? "recovery code" : "code of the app");
      return new Proved.No(
          recovery.isPresent()
              ? "This recovery code is not right, or it was used before. Try another one."
              : "This code is not right. Type the code that your app shows now.");
    }
    tries.clear(account);
    String how =
        recovery.isPresent()
            ? "recovery code, " + codes.left(account) + " left"
            : "code of the app";
    return new Proved.Yes(how, before.wrong());
  }

  private boolean usesAppCode(UUID account, String typed, Instant now) {
    return apps.find(account)
        .flatMap(
            kept ->
                key.open(SecondStepChanges.bound(account), kept.sealedSecret())
                    .flatMap(secret -> Totp.stepOf(secret, typed, now, kept.lastStep())))
        .filter(step -> apps.use(account, step))
        .isPresent();
  }

  /** Asks the browser to prove one of the person's passkeys. */
  public PasskeyQuestion askForPasskey(SignedIn who, PasskeySite site) {
    return passkeys.askForProof(who.account(), site);
  }

  /**
   * Looks at a browser's proof.
   *
   * @param ceremony the secret of the question, as the form brought it back
   * @param answer the browser's answer, JSON
   */
  public Proved provePasskey(SignedIn who, String ceremony, String answer, PasskeySite site) {
    return switch (passkeys.readProof(who.account(), ceremony, answer, site)) {
      case Passkeys.Answered.Right(Passkey passkey) -> {
        int wrong = tries.wrong(who.account());
        tries.clear(who.account());
        yield new Proved.Yes("passkey " + passkey.name(), wrong);
      }
      case Passkeys.Answered.Wrong() -> {
        audit.append(who.setting(), who.actor(), "second-step-refused", me(who), "passkey");
        yield new Proved.No(
            "The passkey was not accepted, or it took too long. Try again, or type a code.");
      }
      case Passkeys.Answered.WentBack(Passkey passkey) -> {
        audit.append(
            who.setting(),
            who.actor(),
            "passkey-may-be-copied",
            me(who),
            "passkey " + passkey.name());
        yield new Proved.No(
            "Somebody may have made a copy of the passkey "
                + passkey.name()
                + ", so it was not accepted. Sign in another way, then remove it.");
      }
    };
  }

  /**
   * Takes every second step of a person away, in the caller's transaction: the person starts anew.
   */
  public static void removeAll(Transaction tx, UUID account) {
    boolean _ = TotpStore.remove(tx, account);
    RecoveryCodeStore.removeAll(tx, account);
    PasskeyStore.removeAll(tx, account);
    SecondTryStore.clear(tx, account);
  }

  /** How the log names the person. */
  static String me(SignedIn who) {
    return "person:" + who.account();
  }
}
