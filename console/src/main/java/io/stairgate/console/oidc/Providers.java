package io.stairgate.console.oidc;

import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.setting.SettingId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;

/** Looking after a setting's provider. Every change is in the log. Any thread may use it. */
public final class Providers {
  private static final String TARGET = "sign-in-elsewhere";

  private final Database database;
  private final ProviderStore store;
  private final IdentityStore identities;
  private final Discovery discovery;
  private final Reach reach;
  private final SealingKey key;
  private final AuditStore audit;
  private final InstantSource clock;

  Providers(
      Database database,
      ProviderStore store,
      IdentityStore identities,
      Discovery discovery,
      Reach reach,
      SealingKey key,
      AuditStore audit,
      InstantSource clock) {
    this.database = database;
    this.store = store;
    this.identities = identities;
    this.discovery = discovery;
    this.reach = reach;
    this.key = key;
    this.audit = audit;
    this.clock = clock;
  }

  /** A setting's provider. */
  public Optional<Provider> of(SettingId setting) {
    return store.find(setting);
  }

  /** How many people of a setting could no longer sign in without its provider. */
  public long peopleWithoutPassphrase(SettingId setting) {
    return identities.withoutPassphrase(setting, clock.instant());
  }

  /** Keeps what was typed as the provider of the setting that {@code who} looks at. */
  public Saved save(SignedIn who, ProviderForm typed) {
    Optional<Provider> before = store.find(who.setting());
    String label = typed.label().strip();
    String issuer = typed.issuer().strip();
    String client = typed.clientId().strip();
    String secret = typed.secret().strip();
    if (!readable(label, 50)) {
      return new Saved.FieldWrong(
          "label", "Enter how your people call it, for example Microsoft. At most 50 characters.");
    }
    try {
      URI address = reach.issuer(issuer);
      if (!address.toString().equals(issuer)) {
        return new Saved.FieldWrong("issuer", Fault.ADDRESS_WRONG.toManager());
      }
    } catch (ElsewhereException e) {
      return new Saved.FieldWrong("issuer", e.fault().toManager());
    }
    if (!printable(client)) {
      return new Saved.FieldWrong("client", "Copy the client id from the provider's page.");
    }
    if (secret.isEmpty() ? before.isEmpty() : !printable(secret)) {
      return new Saved.FieldWrong("secret", "Copy the client secret from the provider's page.");
    }
    if (secret.isEmpty() && before.map(old -> !old.issuer().equals(issuer)).orElse(false)) {
      // Otherwise whoever changes the issuer would have the secret sent to a server of their own.
      return new Saved.FieldWrong(
          "secret", "The issuer is another one, so enter the client secret again.");
    }
    Optional<Domain> domain = Domain.typed(typed.domain());
    if (domain.isEmpty()) {
      return new Saved.FieldWrong(
          "domain",
          "Enter what stands behind the @ in your people's e-mail addresses, for example"
              + " steppinggate.example.");
    }
    if (!domain.get().ownable()) {
      return new Saved.FieldWrong(
          "domain",
          "Anybody can have an address there, so it cannot stand for your setting. Enter a domain"
              + " of your own.");
    }
    return keep(who, new ProviderForm(label, issuer, client, secret, domain.get().name()));
  }

  private Saved keep(SignedIn who, ProviderForm good) {
    try {
      return database.durably(
          tx -> {
            Optional<Provider> before = store.find(tx, who.setting());
            Optional<Bytes> sealed =
                good.secret().isEmpty()
                    ? before.map(Provider::sealedSecret)
                    : Optional.of(
                        key.seal(
                            bound(who.setting()),
                            Bytes.of(good.secret().getBytes(StandardCharsets.UTF_8))));
            if (sealed.isEmpty()) {
              return new Saved.FieldWrong(
                  "secret", "Copy the client secret from the provider's page.");
            }
            store.put(
                tx,
                new Provider(
                    who.setting(),
                    good.label(),
                    good.issuer(),
                    good.clientId(),
                    sealed.get(),
                    new Domain(good.domain()),
                    clock.instant(),
                    who.name()));
            audit.append(
                tx,
                who.setting(),
                who.actor(),
                before.isPresent() ? "sign-in-elsewhere-changed" : "sign-in-elsewhere-added",
                TARGET,
                "%s, %s, client %s, for addresses at %s%s"
                    .formatted(
                        good.label(),
                        good.issuer(),
                        good.clientId(),
                        good.domain(),
                        good.secret().isEmpty() ? "" : ", with a new secret"));
            return new Saved.Done();
          });
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        return new Saved.FieldWrong(
            "domain",
            "Another setting of this console uses this domain already. Ask whoever looks after the"
                + " console.");
      }
      throw e;
    }
  }

  /** Forgets the provider of the setting that {@code who} looks at; false where it has none. */
  public boolean remove(SignedIn who) {
    return database.durably(
        tx -> {
          Optional<Provider> before = store.find(tx, who.setting());
          if (!store.remove(tx, who.setting())) {
            return false;
          }
          audit.append(
              tx,
              who.setting(),
              who.actor(),
              "sign-in-elsewhere-removed",
              TARGET,
              before.map(old -> old.label() + ", " + old.issuer()).orElse(""));
          return true;
        });
  }

  /**
   * Asks the provider what it offers, now, and says in a sentence what works.
   *
   * @throws ElsewhereException where it does not; its fault has the sentence
   */
  public String tryIt(Provider provider) throws ElsewhereException {
    Discovery.Known found = discovery.ask(provider.issuer());
    return "%s answers, calls itself by the issuer you entered, offers signing in with a code, and"
            .formatted(provider.label())
        + " publishes %d %s we can check. Whether client id and secret are right shows at the first"
            .formatted(
                found.keys().getKeys().size(), found.keys().getKeys().size() == 1 ? "key" : "keys")
        + " sign-in: link your own account under \"My sign-in\".";
  }

  /** The console as a setting's provider knows it. */
  Client client(Provider provider) throws ElsewhereException {
    Bytes secret =
        key.open(bound(provider.setting()), provider.sealedSecret())
            .orElseThrow(() -> new ElsewhereException(Fault.CLIENT_REFUSED));
    return new Client(
        provider.setting(),
        provider.issuer(),
        provider.clientId(),
        new String(secret.toArray(), StandardCharsets.UTF_8));
  }

  private static String bound(SettingId setting) {
    return "oidc:" + setting;
  }

  private static boolean readable(String text, int longest) {
    return !text.isEmpty()
        && text.length() <= longest
        && text.codePoints()
            .allMatch(c -> Character.isLetterOrDigit(c) || " -'&.,()".indexOf(c) >= 0);
  }

  private static boolean printable(String text) {
    return !text.isEmpty()
        && text.length() <= 300
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
