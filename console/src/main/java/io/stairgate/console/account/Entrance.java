package io.stairgate.console.account;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
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
import java.util.function.BiConsumer;

/**
 * The ways in: name and passphrase, an invitation, the link to choose a new passphrase. Every way
 * opens a new session. Any thread may call any method. Over 300 lines because the ways in share how
 * names, passphrases and sessions are made.
 */
public final class Entrance {
  private final Database database;
  private final AccountStore accounts;
  private final EntryLinkStore links;
  private final InvitationStore invitations;
  private final MemberStore members;
  private final SettingStore settings;
  private final AuditStore audit;
  private final PassphraseHash hashes;
  private final InstantSource clock;
  private final SignInTryStore tries;
  private final Starter anew;
  private final Refusals refusals;
  private volatile Runnable refused = () -> {};

  /** Ready to let people in. */
  public Entrance(
      Database database,
      AccountStore accounts,
      EntryLinkStore links,
      InvitationStore invitations,
      MemberStore members,
      SettingStore settings,
      AuditStore audit,
      PassphraseHash hashes,
      SignInTryStore tries,
      Starter anew,
      InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.links = links;
    this.invitations = invitations;
    this.members = members;
    this.settings = settings;
    this.audit = audit;
    this.hashes = hashes;
    this.tries = tries;
    this.anew = anew;
    this.refusals = new Refusals(audit);
    this.clock = clock;
  }

  /** Runs {@code listener} at each wrong name or passphrase; it must return at once. */
  public void onRefused(Runnable listener) {
    refused = listener;
  }

  /** Takes a person's second steps away, because whoever made the link lets them start anew. */
  @FunctionalInterface
  public interface Starter {
    /** Within the caller's transaction. */
    void startAnew(Transaction tx, UUID account);
  }

  /**
   * Takes the first step: the session that opens waits for the second. The answer and the time it
   * takes are the same for a wrong passphrase and for a name nobody has: the same statements, one
   * hash, and nothing written that only a real name has ({@link #settle} does that later).
   *
   * @throws PassphraseHash.TooBusyException where too many sign in at once
   */
  public Entered signIn(String typedName, String typedPassphrase, Visitor visitor) {
    Instant now = clock.instant();
    String name = signInName(typedName);
    Optional<Passphrase> passphrase = Passphrase.typed(typedPassphrase);
    if (name.isEmpty() || name.length() > 254 || passphrase.isEmpty()) {
      return new Entered.Refused();
    }
    SignInTryStore.Claim claim = tries.claim(name, visitor.known(), now);
    Duration wait = claim.before().waitAt(now);
    if (!wait.isZero()) {
      return new Entered.Wait(wait);
    }
    Optional<Account> account = claim.account().filter(Account::hasPassphrase);
    if (!hashes.matches(passphrase.get(), account.map(Account::passphraseHash))) {
      refusals.add(claim.account());
      refused.run();
      return new Entered.Refused();
    }
    // Whoever has no access left anywhere hears the same words as somebody who is not known.
    Account person = account.orElseThrow();
    if (members.settingsOf(person.id(), now).isEmpty()) {
      audit.append(
          person.setting(), actor(person), "sign-in-refused", target(person), "no access left");
      return new Entered.Refused();
    }
    tries.forgive(claim, now);
    return new Entered.In(
        database.inTransaction(tx -> open(tx, person, SessionStore.FirstStep.PASSPHRASE, now)));
  }

  /**
   * Writes into the audit logs which passphrases were wrong lately, and forgets tries of long ago.
   * Called every few seconds, and before the console stops.
   */
  public void settle() {
    refusals.write();
    tries.sweep(clock.instant());
  }

  /** Opens a session at the person's own setting, or where else the person has access. */
  private static Secret open(
      Transaction tx, Account account, SessionStore.FirstStep first, Instant now) {
    SettingId setting = startingPlace(tx, account, now);
    return SessionStore.open(tx, setting, account.id(), first, "", now);
  }

  private static SettingId startingPlace(Transaction tx, Account account, Instant now) {
    List<SettingId> places = MemberStore.settingsOf(tx, account.id(), now);
    return places.isEmpty() || places.contains(account.setting())
        ? account.setting()
        : places.getFirst();
  }

  private static Actor actor(Account account) {
    return new Actor.Person(account.id(), account.displayName());
  }

  private static String target(Account account) {
    return "person:" + account.id();
  }

  /**
   * The invitation behind a code somebody gave; empty where it was used, has ended or never was.
   */
  public Optional<Invitation> invitation(String code) {
    return Secret.given(code.strip()).flatMap(secret -> invitations.find(secret, clock.instant()));
  }

  /** Whether whoever joins with this invitation is the first person of its setting. */
  public boolean isFirst(Invitation invitation) {
    return !accounts.any(invitation.setting());
  }

  /**
   * What somebody who joins types.
   *
   * @param setting name of the setting; looked at only for the first person of a setting
   * @param person display name
   * @param signInName e-mail address or name
   * @param passphrase the passphrase
   */
  public record Joining(String setting, String person, String signInName, String passphrase) {}

  /**
   * Creates the account of a person who was invited; the first person names the setting.
   *
   * @throws PassphraseHash.TooBusyException where too many sign in at once
   */
  public Entered join(String code, Joining typed) {
    Optional<Secret> secret = Secret.given(code.strip());
    Optional<Invitation> found = invitation(code);
    if (secret.isEmpty() || found.isEmpty()) {
      return new Entered.LinkSpent();
    }
    SettingId id = found.get().setting();
    boolean first = isFirst(found.get());
    String setting =
        first
            ? typed.setting().strip()
            : settings.find(id).map(Setting::name).orElse(typed.setting());
    String display = typed.person().strip();
    String name = signInName(typed.signInName());
    Optional<Entered.FieldWrong> wrong = wrongName(setting, display, name);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    Optional<Passphrase> passphrase = Passphrase.typed(typed.passphrase());
    Optional<String> refusal =
        Passphrase.refusal(passphrase, List.of(setting, display, name, "stairgate"));
    if (refusal.isPresent()) {
      return new Entered.FieldWrong("passphrase", refusal.get());
    }
    String hash = hashes.of(passphrase.orElseThrow());
    Account account = new Account(UUID.randomUUID(), id, name, display, hash);
    Entered entered =
        create(
            account, secret.get(), first ? setting : "", SessionStore.FirstStep.LINK, (_, _) -> {});
    if (entered instanceof Entered.In && first) {
      settings.rename(id, setting);
    }
    return entered;
  }

  /**
   * Whether somebody could join with what they typed and an account elsewhere in the place of a
   * passphrase: asked before they go there.
   *
   * @return what must be put right; empty where nothing must
   */
  public Optional<Entered> refusalElsewhere(String code, Joining typed) {
    if (invitation(code).filter(found -> !isFirst(found)).isEmpty()) {
      return Optional.of(new Entered.LinkSpent());
    }
    return wrongName("-", typed.person().strip(), signInName(typed.signInName()))
        .map(wrong -> wrong);
  }

  /**
   * Creates the account of a person who was invited and was proved to be somebody elsewhere. It has
   * no passphrase.
   *
   * @param link notes who the person is elsewhere, within the same transaction
   */
  public Entered joinElsewhere(String code, Joining typed, BiConsumer<Transaction, UUID> link) {
    Optional<Secret> secret = Secret.given(code.strip());
    Optional<Invitation> found = invitation(code);
    Optional<Entered> refused = refusalElsewhere(code, typed);
    if (secret.isEmpty() || found.isEmpty() || refused.isPresent()) {
      return refused.orElseGet(Entered.LinkSpent::new);
    }
    Account account =
        new Account(
            UUID.randomUUID(),
            found.get().setting(),
            signInName(typed.signInName()),
            typed.person().strip(),
            "");
    return create(account, secret.get(), "", SessionStore.FirstStep.ELSEWHERE, link);
  }

  private Entered create(
      Account account,
      Secret secret,
      String settingName,
      SessionStore.FirstStep first,
      BiConsumer<Transaction, UUID> also) {
    Instant now = clock.instant();
    return database.durably(
        tx -> {
          if (AccountStore.nameTaken(tx, account.signInName())) {
            return new Entered.FieldWrong(
                "name", "Somebody uses this sign-in name already. Choose another one.");
          }
          Optional<Invitation> won = invitations.use(tx, secret, now);
          if (won.isEmpty()) {
            return new Entered.LinkSpent();
          }
          AccountStore.create(tx, account, now);
          also.accept(tx, account.id());
          welcome(tx, won.get(), account, now);
          if (!settingName.isEmpty()) {
            audit.append(
                tx,
                account.setting(),
                actor(account),
                "first-account-created",
                target(account),
                "name of the setting: " + settingName);
          }
          return new Entered.In(open(tx, account, first, now));
        });
  }

  /**
   * Joins a setting with an account the person has already, for example at another setting.
   *
   * @return false where the link was used, has ended, or is for a setting the person has access to
   */
  public boolean accept(String code, SignedIn who) {
    Instant now = clock.instant();
    Optional<Secret> secret = Secret.given(code.strip());
    Optional<Account> account = accounts.find(who.account());
    if (secret.isEmpty() || account.isEmpty()) {
      return false;
    }
    return database.durably(
        tx -> {
          Optional<Invitation> open = invitations.find(secret.get(), now);
          if (open.isEmpty()
              || members.member(tx, open.get().setting(), who.account(), now).isPresent()) {
            return false;
          }
          Optional<Invitation> won = invitations.use(tx, secret.get(), now);
          won.ifPresent(invitation -> welcome(tx, invitation, account.get(), now));
          return won.isPresent();
        });
  }

  private void welcome(Transaction tx, Invitation invitation, Account account, Instant now) {
    members.put(
        tx, invitation.setting(), account.id(), invitation.roles(), invitation.accessEndsAt(), now);
    invitations.usedBy(tx, invitation, account.id());
    audit.append(
        tx,
        invitation.setting(),
        actor(account),
        "joined",
        target(account),
        "as %s, invited by %s".formatted(Role.titles(invitation.roles()), invitation.madeBy()));
  }

  /**
   * Gives an account a new passphrase from its link. All its sessions end, and its second steps are
   * gone: the person sets one up before anything else.
   *
   * @throws PassphraseHash.TooBusyException where too many sign in at once
   */
  public Entered newPassphrase(String code, String typedPassphrase) {
    Instant now = clock.instant();
    Optional<Secret> secret = Secret.given(code.strip());
    Optional<Account> account =
        secret.flatMap(links::find).flatMap(link -> accounts.find(link.account()));
    if (secret.isEmpty() || account.isEmpty()) {
      return new Entered.LinkSpent();
    }
    Account person = account.get();
    String setting = settings.find(person.setting()).map(Setting::name).orElse("");
    Optional<Passphrase> passphrase = Passphrase.typed(typedPassphrase);
    Optional<String> refusal =
        Passphrase.refusal(
            passphrase, List.of(setting, person.displayName(), person.signInName(), "stairgate"));
    if (refusal.isPresent()) {
      return new Entered.FieldWrong("passphrase", refusal.get());
    }
    String hash = hashes.of(passphrase.orElseThrow());
    return database.durably(
        tx -> {
          if (links.use(tx, secret.get()).isEmpty()) {
            return new Entered.LinkSpent();
          }
          AccountStore.changePassphrase(tx, person.id(), hash);
          SessionStore.endAll(tx, person.id());
          KnownBrowserStore.forgetAll(tx, person.id());
          anew.startAnew(tx, person.id());
          tries.forget(tx, person.signInName());
          audit.append(
              tx,
              person.setting(),
              actor(person),
              "passphrase-changed",
              target(person),
              "by link; a second step must be set up anew");
          return new Entered.In(open(tx, person, SessionStore.FirstStep.LINK, now));
        });
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
