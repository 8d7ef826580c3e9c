package io.stairgate.console.oidc;

import io.stairgate.console.account.Entered;
import io.stairgate.console.account.Entrance;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SessionStore.FirstStep;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.ceremony.CeremonyStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Signing in with the setting's own provider, and linking an account with it. Any thread may use
 * it; {@link #close} ends calls that are under way.
 */
public final class Elsewhere implements AutoCloseable {
  /** Who takes longer than this begins again. */
  public static final Duration LIFE = Duration.ofMinutes(10);

  private static final Duration LONGEST_CALL = Duration.ofSeconds(8);

  private final Database database;
  private final ProviderStore store;
  private final IdentityStore identities;
  private final SessionStore sessions;
  private final MemberStore members;
  private final Entrance entrance;
  private final AuditStore audit;
  private final InstantSource clock;
  private final Outside outside;
  private final CodeFlow flow;
  private final Providers providers;
  private final Attempts attempts;
  private final LinkedAccounts accounts;

  /**
   * What it works with.
   *
   * @param database the database
   * @param ceremonies what was begun
   * @param sessions to let people in
   * @param members who has access where
   * @param entrance to let people join
   * @param key seals the clients' secrets
   * @param audit who did what
   */
  public record Parts(
      Database database,
      CeremonyStore ceremonies,
      SessionStore sessions,
      MemberStore members,
      Entrance entrance,
      SealingKey key,
      AuditStore audit) {}

  /**
   * Ready to sign people in.
   *
   * @param inside host names that the console may call although they are inside its own network
   */
  public Elsewhere(Parts parts, Set<String> inside, InstantSource clock) {
    this.database = parts.database();
    this.store = new ProviderStore(database);
    this.identities = new IdentityStore(database);
    this.sessions = parts.sessions();
    this.members = parts.members();
    this.entrance = parts.entrance();
    this.audit = parts.audit();
    this.clock = clock;
    Reach reach = new Reach(inside);
    this.outside = new Outside(reach, LONGEST_CALL);
    Discovery discovery = new Discovery(outside, reach, clock);
    this.flow = new CodeFlow(discovery, outside);
    this.providers =
        new Providers(database, store, identities, discovery, reach, parts.key(), audit, clock);
    this.accounts = new LinkedAccounts(database, store, identities, sessions, audit, clock);
    this.attempts = new Attempts(parts.ceremonies(), store, providers, flow, parts.key(), clock);
  }

  /** The links of people's accounts. */
  public LinkedAccounts accounts() {
    return accounts;
  }

  /** To look after the settings' providers. */
  public Providers providers() {
    return providers;
  }

  /**
   * Begins to sign somebody in.
   *
   * @param typed an e-mail address or a domain; only the domain is looked at
   * @param next where to go afterwards, a page of ours
   * @param back the console's own address that the provider sends the browser back to
   */
  public Begun begin(String typed, String next, URI back) {
    Optional<Provider> provider = Domain.typed(typed).flatMap(store::find);
    if (provider.isEmpty()) {
      return new Begun.Unknown();
    }
    String hint = typed.contains("@") && typed.length() <= 254 ? typed.strip() : "";
    return attempts.begin(provider.get(), Optional.empty(), new Errand.SignIn(next), back, hint);
  }

  /** Begins to link the account of a person who is signed in with the setting's provider. */
  public Begun beginLink(SignedIn who, URI back) {
    return store
        .find(who.setting())
        .map(
            provider ->
                attempts.begin(
                    provider,
                    Optional.of(who.account()),
                    new Errand.Link(who.session().hex()),
                    back,
                    identities.hint(who.account())))
        .orElseGet(Begun.Unknown::new);
  }

  /**
   * Begins to let somebody join who was invited, with an account elsewhere in the place of a
   * passphrase.
   *
   * @param setting to which the person was invited
   * @param typed what the person typed, looked at already
   */
  public Begun beginJoin(SettingId setting, String code, Entrance.Joining typed, URI back) {
    String hint = typed.signInName().contains("@") ? typed.signInName().strip() : "";
    return store
        .find(setting)
        .map(
            provider ->
                attempts.begin(
                    provider, Optional.empty(), new Errand.Join(code, typed), back, hint))
        .orElseGet(Begun.Unknown::new);
  }

  /**
   * What a browser brings back, as it was sent: nothing of it is checked yet.
   *
   * @param state parameter of that name, or empty
   * @param code parameter of that name, or empty
   * @param issuer parameter {@code iss}
   * @param error parameter of that name, or empty
   * @param browser the browser's cookie, or empty
   */
  public record Return(
      String state, String code, Optional<String> issuer, String error, String browser) {}

  /**
   * Ends what was begun.
   *
   * @param back what the browser brought
   * @param who who is signed in with this browser
   */
  public Ended end(Return back, Optional<SignedIn> who) {
    try {
      Attempts.Found found =
          attempts.end(back).orElseThrow(() -> new ElsewhereException(Fault.NOT_BEGUN_HERE));
      Proven proven =
          flow.prove(
              providers.client(found.provider()),
              found.attempt(),
              found.back(),
              new CodeFlow.Returned(back.code(), back.issuer(), back.error()));
      return switch (found.errand()) {
        case Errand.SignIn(String next) -> letIn(found.provider(), proven, next);
        case Errand.Join join -> join(found.provider(), proven, join);
        case Errand.Link(String session) -> accounts.link(found.provider(), proven, session, who);
      };
    } catch (ElsewhereException e) {
      return new Ended.Failed(e.fault());
    }
  }

  private Ended letIn(Provider provider, Proven proven, String next) {
    Instant now = clock.instant();
    SettingId setting = provider.setting();
    Optional<UUID> account =
        database
            .inTransaction(tx -> identities.account(tx, proven))
            .filter(found -> members.member(setting, found, now).isPresent());
    if (account.isEmpty()) {
      return new Ended.NotLinked(provider.label());
    }
    UUID person = account.get();
    Secret cookie = sessions.open(setting, person, FirstStep.ELSEWHERE, "", now);
    return in(provider, proven, person, cookie, next);
  }

  private Ended in(Provider provider, Proven proven, UUID person, Secret cookie, String next) {
    // A setting's provider answers for the people of that setting: whoever looks after it could say
    // anything of them. For access to other settings the person proves the second step to us.
    boolean enough =
        proven.secondStep()
            && members.settingsOf(person, clock.instant()).equals(List.of(provider.setting()));
    return new Ended.In(
        cookie, enough, provider.label() + (enough ? ", second step there" : ""), next, false);
  }

  private Ended join(Provider provider, Proven proven, Errand.Join errand) {
    if (database.inTransaction(tx -> identities.account(tx, proven)).isPresent()) {
      return new Ended.JoinRefused(
          "You have an account here already that is linked with this %s account. Sign in with it, then follow your invitation again."
              .formatted(provider.label()));
    }
    AtomicReference<UUID> made = new AtomicReference<>();
    Entered entered;
    try {
      entered =
          entrance.joinElsewhere(
              errand.code(),
              errand.typed(),
              (tx, account) -> {
                made.set(account);
                identities.link(tx, proven, account, provider.setting(), clock.instant());
                audit.append(
                    tx,
                    provider.setting(),
                    new Actor.Person(account, errand.typed().person().strip()),
                    "account-elsewhere-linked",
                    "person:" + account,
                    provider.label() + ", in the place of a passphrase");
              });
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        return new Ended.JoinRefused("Somebody was quicker. Follow your invitation again.");
      }
      throw e;
    }
    return switch (entered) {
      case Entered.In(Secret cookie) ->
          switch (in(provider, proven, made.get(), cookie, "/")) {
            case Ended.In(var same, boolean enough, String how, String next, _) ->
                new Ended.In(same, enough, how, next, true);
            case Ended other -> other;
          };
      case Entered.FieldWrong(_, String sentence) -> new Ended.JoinRefused(sentence);
      case Entered.LinkSpent(), Entered.Refused(), Entered.Wait(_) ->
          new Ended.JoinRefused(
              "This invitation was used before, or its time is over. Ask whoever gave it to you for"
                  + " a new one.");
    };
  }

  @Override
  public void close() {
    outside.close();
  }
}
