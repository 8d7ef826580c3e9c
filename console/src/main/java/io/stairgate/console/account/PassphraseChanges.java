package io.stairgate.console.account;

import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A signed-in person chooses a new passphrase with the old one. Wrong old ones count as wrong tries
 * to sign in. Any thread may call any method.
 */
public final class PassphraseChanges {
  private final Database database;
  private final AccountStore accounts;
  private final SignInTryStore tries;
  private final SettingStore settings;
  private final AuditStore audit;
  private final PassphraseHash hashes;
  private final InstantSource clock;

  /** Ready to use. */
  public PassphraseChanges(
      Database database,
      AccountStore accounts,
      SignInTryStore tries,
      SettingStore settings,
      AuditStore audit,
      PassphraseHash hashes,
      InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.tries = tries;
    this.settings = settings;
    this.audit = audit;
    this.hashes = hashes;
    this.clock = clock;
  }

  /** How a change ended. */
  public sealed interface Outcome {
    /** It is changed, and the person's other sessions have ended. */
    record Done() implements Outcome {}

    /**
     * Nothing was changed.
     *
     * @param field {@code old} or {@code passphrase}
     * @param sentence what to do
     */
    record Wrong(String field, String sentence) implements Outcome {}

    /**
     * Too many wrong tries; nothing was looked at.
     *
     * @param left how long to wait yet
     */
    record Wait(Duration left) implements Outcome {}
  }

  /** Whether the person has a passphrase at all: some only ever sign in elsewhere. */
  public boolean has(SignedIn who) {
    return accounts.find(who.account()).map(Account::hasPassphrase).orElse(false);
  }

  /**
   * Changes the passphrase.
   *
   * @throws PassphraseHash.TooBusyException where too many sign in at once
   */
  public Outcome change(SignedIn who, String typedOld, String typedNew, Visitor visitor) {
    Instant now = clock.instant();
    Optional<Account> found = accounts.find(who.account());
    Optional<Passphrase> old = Passphrase.typed(typedOld);
    if (found.isEmpty() || old.isEmpty()) {
      return new Outcome.Wrong("old", "Enter the passphrase that you use now.");
    }
    Account person = found.get();
    Optional<Passphrase> fresh = Passphrase.typed(typedNew);
    Optional<String> refusal =
        Passphrase.refusal(
            fresh,
            List.of(
                settings.find(person.setting()).map(Setting::name).orElse(""),
                person.displayName(),
                person.signInName(),
                "stairgate"));
    if (refusal.isPresent()) {
      return new Outcome.Wrong("passphrase", refusal.get());
    }
    SignInTryStore.Claim claim = tries.claim(person.signInName(), visitor.known(), now);
    Duration wait = claim.before().waitAt(now);
    if (!wait.isZero()) {
      return new Outcome.Wait(wait);
    }
    if (!hashes.matches(old.get(), person.passphraseHash())) {
      audit.append(
          who.setting(), who.actor(), "passphrase-change-refused", target(who), "wrong old one");
      return new Outcome.Wrong("old", "This is not your passphrase. Check it and try again.");
    }
    tries.forgive(claim, now);
    String hash = hashes.of(fresh.orElseThrow());
    return database.durably(
        tx -> {
          AccountStore.changePassphrase(tx, person.id(), hash);
          SessionStore.endOthers(tx, who);
          audit.append(
              tx,
              who.setting(),
              who.actor(),
              "passphrase-changed",
              target(who),
              "with the old one");
          return new Outcome.Done();
        });
  }

  private static String target(SignedIn who) {
    return "person:" + who.account();
  }
}
