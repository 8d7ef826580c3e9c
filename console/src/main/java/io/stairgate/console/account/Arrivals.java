package io.stairgate.console.account;

import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The end of signing in: the second step is done, the session gets a new secret, and the browser is
 * known from now on. A new browser is told of at the person's next sign-in with another one: who
 * sits at the new one must not be the one to say "that was me". Any thread may call any method.
 */
public final class Arrivals {
  private final Database database;
  private final KnownBrowserStore browsers;
  private final SessionStore sessions;
  private final AuditStore audit;
  private final InstantSource clock;

  /** Ready to use. */
  public Arrivals(
      Database database,
      KnownBrowserStore browsers,
      SessionStore sessions,
      AuditStore audit,
      InstantSource clock) {
    this.database = database;
    this.browsers = browsers;
    this.sessions = sessions;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Somebody is in.
   *
   * @param session the secret for the session's cookie, a new one
   * @param browser the secret for the browser's long-lived cookie
   * @param news whether there are browsers to tell of
   */
  public record Arrived(Secret session, Secret browser, boolean news) {}

  /**
   * Lets somebody in whose second step was right.
   *
   * @param how which step it was, in words for the log
   */
  public Arrived complete(SignedIn who, String how, Visitor visitor) {
    Instant now = clock.instant();
    Secret browser = visitor.known().orElseGet(() -> Secret.random(32));
    return database.durably(
        tx -> {
          Secret session = SessionStore.renew(tx, who, visitor.words(), now);
          List<KnownBrowser> before = KnownBrowserStore.of(tx, who.account());
          boolean known =
              KnownBrowserStore.seen(tx, who.account(), browser.hash(), visitor.words(), now);
          if (!known) {
            KnownBrowserStore.add(
                tx, who.account(), browser.hash(), visitor.words(), before.isEmpty(), now);
          }
          signedIn(tx, who, how + (known ? "" : ", new browser: " + visitor.words()));
          boolean news = before.stream().anyMatch(each -> isNews(each, browser));
          return new Arrived(session, browser, news);
        });
  }

  private void signedIn(Transaction tx, SignedIn who, String detail) {
    audit.append(tx, who.setting(), who.actor(), "signed-in", "person:" + who.account(), detail);
  }

  /** Browsers the person was not told of yet, other than the one in front of them. */
  public List<KnownBrowser> news(SignedIn who, Optional<Secret> here) {
    return browsers.of(who.account()).stream()
        .filter(each -> here.map(secret -> isNews(each, secret)).orElse(false))
        .toList();
  }

  private static boolean isNews(KnownBrowser browser, Secret here) {
    return browser.toldAt().isEmpty() && !browser.id().equals(here.hash());
  }

  /** The person says that a new browser was them. */
  public void wasMe(SignedIn who, Optional<Secret> here) {
    for (KnownBrowser each : news(who, here)) {
      browsers.told(who.account(), each.id(), clock.instant());
    }
  }

  /** The person says that it was not: it is forgotten, and every other session ends. */
  public void wasNotMe(SignedIn who, Optional<Secret> here) {
    for (KnownBrowser each : news(who, here)) {
      boolean _ = browsers.forget(who.account(), each.id());
    }
    sessions.endOthers(who);
    audit.append(
        who.setting(),
        who.actor(),
        "new-browser-disowned",
        "person:" + who.account(),
        "other sessions ended");
  }
}
