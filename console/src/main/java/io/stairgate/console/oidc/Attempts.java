package io.stairgate.console.oidc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stairgate.console.ceremony.Ceremony;
import io.stairgate.console.ceremony.CeremonyStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Sign-ins that were begun with a browser and must be found again when it comes back, on any node.
 * What is kept is sealed, so the database alone says nothing of it. Any thread may use it.
 */
final class Attempts {
  private static final String KIND = "elsewhere";

  /** Anybody may begin one, and each is a row for ten minutes. */
  static final int MOST_A_MINUTE = 300;

  private final CeremonyStore ceremonies;
  private final ProviderStore store;
  private final Providers providers;
  private final CodeFlow flow;
  private final SealingKey key;
  private final InstantSource clock;
  private Instant minute = Instant.EPOCH;
  private int begun;

  Attempts(
      CeremonyStore ceremonies,
      ProviderStore store,
      Providers providers,
      CodeFlow flow,
      SealingKey key,
      InstantSource clock) {
    this.ceremonies = ceremonies;
    this.store = store;
    this.providers = providers;
    this.flow = flow;
    this.key = key;
    this.clock = clock;
  }

  /**
   * Begins one.
   *
   * @param account the person, where that is known
   * @param back where the provider sends the browser back to
   * @param hint the name the person typed, or empty
   */
  Begun begin(Provider provider, Optional<UUID> account, Errand errand, URI back, String hint) {
    Attempt attempt = Attempt.begin();
    Instant now = clock.instant();
    if (!mayBegin(now)) {
      return new Begun.Failed(Fault.BUSY);
    }
    try {
      URI there = flow.authorization(providers.client(provider), attempt, back, hint);
      Bytes state = attempt.state().hash();
      ObjectNode body = Json.create();
      body.put("browser", attempt.browser().hash().hex())
          .put("issuer", provider.issuer())
          .put("client", provider.clientId())
          .put("back", back.toString())
          .put("errand", errand.json());
      Bytes sealed =
          key.seal(bound(state), Bytes.of(body.toString().getBytes(StandardCharsets.UTF_8)));
      ceremonies.begin(
          state,
          new Ceremony(
              KIND,
              Optional.of(provider.setting()),
              account,
              sealed.hex(),
              now.plus(Elsewhere.LIFE)),
          now);
      return new Begun.Go(there, provider.label(), attempt.browser());
    } catch (ElsewhereException e) {
      return new Begun.Failed(e.fault());
    }
  }

  private synchronized boolean mayBegin(Instant now) {
    if (!now.isBefore(minute.plusSeconds(60))) {
      minute = now;
      begun = 0;
    }
    begun++;
    return begun <= MOST_A_MINUTE;
  }

  private static String bound(Bytes state) {
    return KIND + ":" + state.hex();
  }

  /**
   * What was begun.
   *
   * @param provider where the person went
   * @param attempt what ties the answer to the browser
   * @param back where the browser came back to
   * @param errand what for
   */
  record Found(Provider provider, Attempt attempt, URI back, Errand errand) {}

  /** What was begun with this browser; it can be ended once, whatever comes of it. */
  Optional<Found> end(Elsewhere.Return back) {
    Optional<Secret> state = Secret.given(back.state());
    Optional<Secret> browser = Secret.given(back.browser());
    if (state.isEmpty()) {
      return Optional.empty();
    }
    Bytes hash = state.get().hash();
    Optional<Ceremony> begun = ceremonies.take(hash, KIND, clock.instant());
    if (begun.isEmpty() || browser.isEmpty()) {
      return Optional.empty();
    }
    Optional<ObjectNode> body =
        key.open(bound(hash), Bytes.of(HexFormat.of().parseHex(begun.get().body())))
            .flatMap(plain -> Json.object(new String(plain.toArray(), StandardCharsets.UTF_8)));
    Optional<Provider> provider = begun.get().setting().flatMap(store::find);
    if (body.isEmpty() || provider.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode all = body.get();
    Bytes expected = Bytes.of(HexFormat.of().parseHex(Json.text(all, "browser")));
    boolean same =
        expected.equals(browser.get().hash())
            && provider.get().issuer().equals(Json.text(all, "issuer"))
            && provider.get().clientId().equals(Json.text(all, "client"));
    return Optional.of(same)
        .filter(fits -> fits)
        .flatMap(fits -> Errand.read(Json.text(all, "errand")))
        .map(
            errand ->
                new Found(
                    provider.get(),
                    new Attempt(state.get(), browser.get()),
                    URI.create(Json.text(all, "back")),
                    errand));
  }
}
