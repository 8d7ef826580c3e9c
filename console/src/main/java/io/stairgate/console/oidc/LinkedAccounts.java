package io.stairgate.console.oidc;

import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Which accounts are linked with whom elsewhere. Every change is in the log. Any thread may use it.
 */
public final class LinkedAccounts {
  private final Database database;
  private final ProviderStore store;
  private final IdentityStore identities;
  private final SessionStore sessions;
  private final AuditStore audit;
  private final InstantSource clock;

  LinkedAccounts(
      Database database,
      ProviderStore store,
      IdentityStore identities,
      SessionStore sessions,
      AuditStore audit,
      InstantSource clock) {
    this.database = database;
    this.store = store;
    this.identities = identities;
    this.sessions = sessions;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Since when a person's account is linked with the provider of the setting being looked at; empty
   * where it is not.
   */
  public Optional<Instant> linkedAt(SignedIn who) {
    return store
        .find(who.setting())
        .flatMap(provider -> identities.linkedAt(who.account(), provider.issuer()));
  }

  /** Links the account of the person whose session it was begun with. */
  Ended link(Provider provider, Proven proven, String session, Optional<SignedIn> signedIn) {
    Optional<SignedIn> same =
        signedIn
            .filter(SignedIn::complete)
            .filter(who -> who.session().hex().equals(session))
            .filter(who -> who.setting().equals(provider.setting()));
    if (same.isEmpty()) {
      return new Ended.Failed(Fault.NOT_BEGUN_HERE);
    }
    SignedIn who = same.get();
    try {
      return database.durably(
          tx -> {
            Optional<UUID> holder = identities.account(tx, proven);
            if (holder.isPresent() && !holder.get().equals(who.account())) {
              return taken(provider);
            }
            if (holder.isEmpty()) {
              // A person elsewhere for each of ours: the one before is no longer good.
              boolean replaced = identities.unlink(tx, who.account(), proven.issuer());
              identities.link(tx, proven, who.account(), provider.setting(), clock.instant());
              audit.append(
                  tx,
                  who.setting(),
                  who.actor(),
                  "account-elsewhere-linked",
                  "person:" + who.account(),
                  provider.label() + (replaced ? ", in the place of another" : ""));
            }
            return new Ended.Linked(provider.label());
          });
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        return taken(provider);
      }
      throw e;
    }
  }

  private static Ended taken(Provider provider) {
    return new Ended.LinkRefused(
        "This %s account is used here by somebody else. Sign in there with your own account and try again."
            .formatted(provider.label()));
  }

  /**
   * Takes the link of a person's account away; the person's other sessions that came this way end.
   *
   * @return empty where it is done, or a sentence that says what to do first
   */
  public Optional<String> unlink(SignedIn who) {
    Optional<Provider> provider = store.find(who.setting());
    if (provider.isEmpty()) {
      return Optional.of("This setting has no other sign-in. Nothing was changed.");
    }
    Optional<String> refused =
        database.durably(
            tx -> {
              if (!identities.hasPassphrase(tx, who.account())) {
                return Optional.of(
                    "This is your only way in. Choose a passphrase first: ask whoever looks after"
                        + " your setting's people for a link.");
              }
              if (identities.unlink(tx, who.account(), provider.get().issuer())) {
                audit.append(
                    tx,
                    who.setting(),
                    who.actor(),
                    "account-elsewhere-unlinked",
                    "person:" + who.account(),
                    provider.get().label());
              }
              return Optional.empty();
            });
    if (refused.isEmpty()) {
      sessions.endOthers(who);
    }
    return refused;
  }
}
