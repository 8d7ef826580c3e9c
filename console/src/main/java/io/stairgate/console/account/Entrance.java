package io.stairgate.console.account;

import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The ways in: name and passphrase, the link that creates the first account, the link to choose a
 * new passphrase. Every way opens a new session. Any thread may call any method.
 */
public final class Entrance {
  private final Database database;
  private final AccountStore accounts;
  private final SessionStore sessions;
  private final EntryLinkStore links;
  private final SettingStore settings;
  private final AuditStore audit;
  private final PassphraseHash hashes;
  private final InstantSource clock;
  private final UnknownNames unknown = new UnknownNames();

  /** Ready to let people in. */
  public Entrance(
      Database database,
      AccountStore accounts,
      SessionStore sessions,
      EntryLinkStore links,
      SettingStore settings,
      AuditStore audit,
      PassphraseHash hashes,
      InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.sessions = sessions;
    this.links = links;
    this.settings = settings;
    this.audit = audit;
    this.hashes = hashes;
    this.clock = clock;
  }

  /**
   * Signs a person in. The answer and the time it takes are the same for a wrong passphrase and for
   * a name nobody has.
   *
   * @throws PassphraseHash.TooBusyException where too many sign in at once
   */
  public Entered signIn(String typedName, String typedPassphrase) {
    Instant now = clock.instant();
    String name = signInName(typedName);
    Optional<Passphrase> passphrase = Passphrase.typed(typedPassphrase);
    if (name.isEmpty() || name.length() > 254 || passphrase.isEmpty()) {
      return new Entered.Refused();
    }
    Optional<Account> known = accounts.claimTry(name, now);
    Tries tries = known.map(Account::tries).orElseGet(() -> unknown.claimTry(name, now));
    Duration wait = tries.waitAt(now);
    if (!wait.isZero()) {
      return new Entered.Wait(wait);
    }
    if (known.isEmpty()) {
      hashes.matchesNobody(passphrase.get());
      return new Entered.Refused();
    }
    Account account = known.get();
    if (!hashes.matches(passphrase.get(), account.passphraseHash())) {
      audit.append(account.setting(), account.displayName(), "sign-in-refused", "wrong passphrase");
      return new Entered.Refused();
    }
    accounts.clearTries(account.id());
    Secret cookie = sessions.open(account.setting(), account.id(), now);
    audit.append(account.setting(), account.displayName(), "signed-in", "");
    return new Entered.In(cookie);
  }

  /** The link behind a code somebody gave; empty where it was used, has ended, or never was. */
  public Optional<EntryLinkStore.EntryLink> link(String code) {
    return Secret.given(code.strip()).flatMap(links::find);
  }

  /**
   * Creates the first account of a setting from its link and names the setting.
   *
   * @throws PassphraseHash.TooBusyException where too many sign in at once
   */
  public Entered join(
      String code, String settingName, String person, String typedName, String typedPassphrase) {
    Optional<Secret> secret = Secret.given(code.strip());
    Optional<EntryLinkStore.EntryLink> link = link(code).filter(found -> found.account().isEmpty());
    if (secret.isEmpty() || link.isEmpty()) {
      return new Entered.LinkSpent();
    }
    String setting = settingName.strip();
    String display = person.strip();
    String name = signInName(typedName);
    Optional<Entered.FieldWrong> wrong = wrongName(setting, display, name);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    Optional<Passphrase> passphrase = Passphrase.typed(typedPassphrase);
    Optional<String> refusal = refusal(passphrase, List.of(setting, display, name, "stairgate"));
    if (refusal.isPresent()) {
      return new Entered.FieldWrong("passphrase", refusal.get());
    }
    String hash = hashes.of(passphrase.orElseThrow());
    SettingId id = link.get().setting();
    Account account = new Account(UUID.randomUUID(), id, name, display, hash, Tries.NONE);
    boolean first = !accounts.any(id);
    Entered entered = create(account, link.get().role(), secret.get());
    if (entered instanceof Entered.In && first) {
      settings.rename(id, setting);
      audit.append(id, display, "first-account-created", "name of the setting: " + setting);
    } else if (entered instanceof Entered.In) {
      // A link of "account add": the setting has its name already.
      audit.append(id, display, "account-created", "as " + link.get().role().code());
    }
    return entered;
  }

  private Entered create(Account account, Role role, Secret secret) {
    Instant now = clock.instant();
    return database.durably(
        tx -> {
          if (AccountStore.nameTaken(tx, account.signInName())) {
            return new Entered.FieldWrong(
                "name", "Somebody uses this sign-in name already. Choose another one.");
          }
          if (links.use(tx, secret).isEmpty()) {
            return new Entered.LinkSpent();
          }
          AccountStore.create(tx, account, role, now);
          return new Entered.In(SessionStore.open(tx, account.setting(), account.id(), now));
        });
  }

  /**
   * Gives an account a new passphrase from its link and ends all its sessions.
   *
   * @throws PassphraseHash.TooBusyException where too many sign in at once
   */
  public Entered newPassphrase(String code, String typedPassphrase) {
    Instant now = clock.instant();
    Optional<Secret> secret = Secret.given(code.strip());
    Optional<EntryLinkStore.EntryLink> link = link(code);
    Optional<Account> account =
        link.flatMap(found -> found.account().flatMap(id -> accounts.find(found.setting(), id)));
    if (secret.isEmpty() || account.isEmpty()) {
      return new Entered.LinkSpent();
    }
    Account person = account.get();
    String setting = settings.find(person.setting()).map(Setting::name).orElse("");
    Optional<Passphrase> passphrase = Passphrase.typed(typedPassphrase);
    Optional<String> refusal =
        refusal(
            passphrase, List.of(setting, person.displayName(), person.signInName(), "stairgate"));
    if (refusal.isPresent()) {
      return new Entered.FieldWrong("passphrase", refusal.get());
    }
    String hash = hashes.of(passphrase.orElseThrow());
    Entered entered =
        database.durably(
            tx -> {
              if (links.use(tx, secret.get()).isEmpty()) {
                return new Entered.LinkSpent();
              }
              AccountStore.changePassphrase(tx, person.id(), hash);
              SessionStore.endAll(tx, person.id());
              return new Entered.In(SessionStore.open(tx, person.setting(), person.id(), now));
            });
    if (entered instanceof Entered.In) {
      audit.append(person.setting(), person.displayName(), "passphrase-changed", "by link");
    }
    return entered;
  }

  private static Optional<String> refusal(Optional<Passphrase> passphrase, List<String> known) {
    return passphrase
        .map(typed -> typed.refusal(known))
        .orElse(
            Optional.of(
                "Enter a passphrase of 12 to 256 characters, for example three random words."));
  }

  private static Optional<Entered.FieldWrong> wrongName(
      String setting, String display, String name) {
    if (!readable(setting, 1, 100)) {
      return Optional.of(new Entered.FieldWrong("setting", "Enter the name of your setting."));
    }
    if (!readable(display, 1, 100)) {
      return Optional.of(new Entered.FieldWrong("person", "Enter your name."));
    }
    if (!readable(name, 3, 254) || name.contains(" ")) {
      return Optional.of(
          new Entered.FieldWrong(
              "name",
              "Enter an e-mail address, or a sign-in name of at least 3 letters without spaces."));
    }
    return Optional.empty();
  }

  private static boolean readable(String text, int shortest, int longest) {
    return text.length() >= shortest
        && text.length() <= longest
        && text.codePoints().noneMatch(Entrance::unreadable);
  }

  /** Control characters, and those that change the direction of what follows. */
  private static boolean unreadable(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE
        || type == Character.UNASSIGNED;
  }

  private static String signInName(String typed) {
    return typed.strip().toLowerCase(Locale.ROOT);
  }
}
