package io.stairgate.console.secondstep;

import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.ceremony.Ceremony;
import io.stairgate.console.ceremony.CeremonyStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.SealingKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Setting up, renaming and removing second steps. The last one is never removed, and every change
 * is in the audit log. Any thread may call any method. Over 300 lines because every change locks,
 * counts and logs on its own, and each is easier to check where the others are in sight.
 */
public final class SecondStepChanges {
  /** The most passkeys of one person. */
  static final int MOST_PASSKEYS = 10;

  /** How long an app may be set up with the square that is shown. */
  private static final Duration OFFER_LIFE = Duration.ofMinutes(30);

  private static final String OFFER = "app-new";
  private static final int LONGEST_NAME = 50;

  private final Database database;
  private final TotpStore apps;
  private final Passkeys passkeys;
  private final CeremonyStore ceremonies;
  private final SealingKey key;
  private final AuditStore audit;
  private final InstantSource clock;

  SecondStepChanges(
      Database database,
      TotpStore apps,
      Passkeys passkeys,
      CeremonyStore ceremonies,
      SealingKey key,
      AuditStore audit,
      InstantSource clock) {
    this.database = database;
    this.apps = apps;
    this.passkeys = passkeys;
    this.ceremonies = ceremonies;
    this.key = key;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * What the person needs to set up an app. The same is offered again to this session for half an
   * hour, so that reading the page again does not spoil what was scanned.
   */
  public AppOffer offerApp(SignedIn who) {
    Instant now = clock.instant();
    Bytes place = place(who);
    Bytes secret =
        ceremonies
            .find(place, OFFER, now)
            .filter(offered -> offered.account().equals(Optional.of(who.account())))
            .flatMap(offered -> opened(who.account(), offered.body()))
            .orElseGet(
                () -> {
                  Bytes made = Totp.newSecret();
                  ceremonies.begin(
                      place,
                      new Ceremony(
                          OFFER,
                          Optional.empty(),
                          Optional.of(who.account()),
                          key.seal(bound(who.account()), made).hex(),
                          now.plus(OFFER_LIFE)),
                      now);
                  return made;
                });
    return new AppOffer(
        QrDrawing.of(Totp.uri(who.settingName(), apps.signInName(who.account()), secret)),
        Totp.base32(secret).replaceAll("(.{4})(?=.)", "$1 "));
  }

  /** Sets up the app that was offered, in the place of one before, once it shows the right code. */
  public Changed confirmApp(SignedIn who, String typed) {
    Instant now = clock.instant();
    Optional<Bytes> secret =
        ceremonies
            .find(place(who), OFFER, now)
            .filter(offered -> offered.account().equals(Optional.of(who.account())))
            .flatMap(offered -> opened(who.account(), offered.body()));
    if (secret.isEmpty()) {
      return new Changed.No(
          "code", "This took too long. Point your telephone at the new square and try again.");
    }
    Optional<Long> step = Totp.stepOf(secret.get(), typed, now, 0);
    if (step.isEmpty()) {
      return new Changed.No(
          "code",
          "This code is not right. Type the six digits that the app shows now. Check that your"
              + " telephone sets its clock by itself.");
    }
    database.durably(
        tx -> {
          lock(tx, who.account());
          TotpStore.put(
              tx, who.account(), key.seal(bound(who.account()), secret.get()), step.get(), now);
          audit.append(
              tx,
              who.setting(),
              who.actor(),
              "second-step-added",
              SecondSteps.me(who),
              "app with codes");
          return true;
        });
    var _ = ceremonies.take(place(who), OFFER, now);
    return new Changed.Done();
  }

  /** Asks the browser to make a passkey. */
  public PasskeyQuestion askForNewPasskey(SignedIn who, PasskeySite site) {
    return passkeys.askForNew(who.account(), apps.signInName(who.account()), who.name(), site);
  }

  /**
   * Keeps the passkey that the browser made.
   *
   * @param ceremony the secret of the question, as the form brought it back
   * @param answer the browser's answer, JSON
   * @param typedName what the person calls it
   */
  public Changed addPasskey(
      SignedIn who, String ceremony, String answer, String typedName, PasskeySite site) {
    Optional<String> name = name(typedName);
    if (name.isEmpty()) {
      return wrongName();
    }
    return switch (passkeys.readNew(who.account(), ceremony, answer, name.get(), site)) {
      case Passkeys.Answered.Right(Passkey passkey) -> add(who, passkey);
      case Passkeys.Answered.Wrong(), Passkeys.Answered.WentBack(_) ->
          new Changed.No(
              "passkey", "The passkey was not set up, or it took too long. Try once more.");
    };
  }

  private Changed add(SignedIn who, Passkey passkey) {
    try {
      return database.durably(
          tx -> {
            lock(tx, who.account());
            if (PasskeyStore.of(tx, who.account()).size() >= MOST_PASSKEYS) {
              return new Changed.No(
                  "passkey", "You have ten passkeys already. Remove one that you do not use.");
            }
            PasskeyStore.add(tx, passkey);
            audit.append(
                tx,
                who.setting(),
                who.actor(),
                "second-step-added",
                SecondSteps.me(who),
                "passkey " + passkey.name());
            return new Changed.Done();
          });
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        return new Changed.No("passkey", "This passkey is set up already.");
      }
      throw e;
    }
  }

  /** Gives a passkey another name. */
  public Changed renamePasskey(SignedIn who, String handle, String typedName) {
    Optional<String> name = name(typedName);
    if (name.isEmpty()) {
      return wrongName();
    }
    return database.durably(
        tx -> {
          Optional<Passkey> found = passkey(tx, who, handle);
          if (found.isEmpty()) {
            return gone();
          }
          PasskeyStore.rename(tx, who.account(), found.get().id(), name.get());
          audit.append(
              tx,
              who.setting(),
              who.actor(),
              "passkey-renamed",
              SecondSteps.me(who),
              found.get().name() + ", now " + name.get());
          return new Changed.Done();
        });
  }

  /** Removes a passkey, but not the last second step. */
  public Changed removePasskey(SignedIn who, String handle) {
    return database.durably(
        tx -> {
          lock(tx, who.account());
          Optional<Passkey> found = passkey(tx, who, handle);
          if (found.isEmpty()) {
            return gone();
          }
          if (count(tx, who.account()) < 2) {
            return last();
          }
          boolean _ = PasskeyStore.remove(tx, who.account(), found.get().id());
          audit.append(
              tx,
              who.setting(),
              who.actor(),
              "second-step-removed",
              SecondSteps.me(who),
              "passkey " + found.get().name());
          return new Changed.Done();
        });
  }

  /** Removes the app with codes, but not the last second step. */
  public Changed removeApp(SignedIn who) {
    return database.durably(
        tx -> {
          lock(tx, who.account());
          if (TotpStore.find(tx, who.account()).isEmpty()) {
            return gone();
          }
          if (count(tx, who.account()) < 2) {
            return last();
          }
          boolean _ = TotpStore.remove(tx, who.account());
          audit.append(
              tx,
              who.setting(),
              who.actor(),
              "second-step-removed",
              SecondSteps.me(who),
              "app with codes");
          return new Changed.Done();
        });
  }

  /** Ten new recovery codes, to be shown once; the ones before are void. */
  public List<String> newCodes(SignedIn who) {
    List<RecoveryCode> set = RecoveryCode.set();
    Instant now = clock.instant();
    return database.durably(
        tx -> {
          lock(tx, who.account());
          RecoveryCodeStore.replace(
              tx,
              who.account(),
              set.stream().map(code -> mac(key, who.account(), code)).toList(),
              now);
          audit.append(
              tx, who.setting(), who.actor(), "recovery-codes-made", SecondSteps.me(who), "");
          return set.stream().map(RecoveryCode::reveal).toList();
        });
  }

  private static Optional<Passkey> passkey(Transaction tx, SignedIn who, String handle) {
    return PasskeyStore.of(tx, who.account()).stream()
        .filter(each -> each.handle().equals(handle))
        .findFirst();
  }

  private static int count(Transaction tx, UUID account) {
    return PasskeyStore.of(tx, account).size() + (TotpStore.find(tx, account).isPresent() ? 1 : 0);
  }

  /** Two changes at once of one person come one after the other. */
  private static void lock(Transaction tx, UUID account) {
    SecondTryStore.lock(tx, account);
  }

  private static Changed gone() {
    return new Changed.No("passkey", "It was removed already.");
  }

  private static Changed last() {
    return new Changed.No(
        "passkey", "This is your only second step. Set up another one first, then remove it.");
  }

  private static Changed wrongName() {
    return new Changed.No("name", "Give it a name of 1 to 50 letters, such as My telephone.");
  }

  private static Optional<String> name(String typed) {
    String name = typed.strip();
    boolean readable =
        !name.isEmpty()
            && name.length() <= LONGEST_NAME
            && name.codePoints().allMatch(c -> Character.isDefined(c) && !hidden(c));
    return readable ? Optional.of(name) : Optional.empty();
  }

  private static boolean hidden(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE;
  }

  private Optional<Bytes> opened(UUID account, String sealedHex) {
    return key.open(bound(account), Bytes.of(HexFormat.of().parseHex(sealedHex)));
  }

  /** Where the offer of a session stands. */
  private static Bytes place(SignedIn who) {
    return Bytes.sha256Of((OFFER + who.session().hex()).getBytes(StandardCharsets.US_ASCII));
  }

  /** What an app's sealed secret belongs to. */
  static String bound(UUID account) {
    return "totp:" + account;
  }

  /** What is kept of a recovery code. */
  static Bytes mac(SealingKey key, UUID account, RecoveryCode code) {
    return key.mac("recovery:" + account, code.plain());
  }
}
