package io.stairgate.console.oidc;

import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What providers say of themselves, and their keys: asked once an hour, kept for a day while they
 * do not answer, asked again at once where a token is signed by a key that is not known yet. Any
 * thread may use it.
 */
final class Discovery {
  /** After this long it is asked again. */
  static final Duration FRESH = Duration.ofHours(1);

  /** While it cannot be asked, what was said is good for this long. */
  static final Duration KEPT = Duration.ofDays(1);

  /**
   * After a failure it is not asked for this long: signing in does not hammer a server that is
   * down.
   */
  static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  /** Keys are not asked for more often than this, whatever tokens come. */
  static final Duration KEYS_AT_MOST = Duration.ofSeconds(30);

  private static final int MOST = 10_000;

  private final Outside outside;
  private final Reach reach;
  private final InstantSource clock;
  private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Failed> failed = new ConcurrentHashMap<>();

  Discovery(Outside outside, Reach reach, InstantSource clock) {
    this.outside = outside;
    this.reach = reach;
    this.clock = clock;
  }

  /**
   * What is known of a provider.
   *
   * @param metadata what it says of itself
   * @param keys its public keys
   * @param at when it was asked
   * @param keysAt when it was asked for its keys
   */
  record Known(Metadata metadata, JWKSet keys, Instant at, Instant keysAt) {}

  private record Failed(Fault fault, Instant at) {}

  /**
   * A provider, asked where need be.
   *
   * @throws ElsewhereException where it cannot be asked and was not a short while ago
   */
  Known of(String issuer) throws ElsewhereException {
    Instant now = clock.instant();
    Known kept = known.get(issuer);
    if (kept != null && isWithin(kept.at(), now, FRESH)) {
      return kept;
    }
    Failed before = failed.get(issuer);
    boolean waits = before != null && isWithin(before.at(), now, AFTER_FAILURE);
    boolean usable = kept != null && isWithin(kept.at(), now, KEPT);
    if (waits && kept != null && usable) {
      return kept;
    }
    if (waits && before != null) {
      throw new ElsewhereException(before.fault());
    }
    try {
      return ask(issuer);
    } catch (ElsewhereException e) {
      remember(failed, issuer, new Failed(e.fault(), now));
      if (kept != null && usable) {
        return kept;
      }
      throw e;
    }
  }

  /**
   * Asks a provider now, whatever is known of it.
   *
   * @throws ElsewhereException where that fails
   */
  Known ask(String issuer) throws ElsewhereException {
    URI address = reach.issuer(issuer);
    Instant now = clock.instant();
    Metadata metadata = Metadata.read(body(Metadata.address(address)), address, reach);
    Known found = new Known(metadata, Keys.read(body(metadata.keys())), now, now);
    remember(known, issuer, found);
    failed.remove(issuer);
    return found;
  }

  /**
   * The provider with keys read anew, for a token whose key is not among those known; empty where
   * they were read a moment ago.
   *
   * @throws ElsewhereException where they cannot be read
   */
  Optional<Known> withNewKeys(Known old) throws ElsewhereException {
    Instant now = clock.instant();
    Known current = known.getOrDefault(old.metadata().issuer(), old);
    if (current.keysAt().isAfter(old.keysAt())) {
      return Optional.of(current);
    }
    if (isWithin(current.keysAt(), now, KEYS_AT_MOST)) {
      return Optional.empty();
    }
    JWKSet keys = Keys.read(body(old.metadata().keys()));
    Known found = new Known(current.metadata(), keys, current.at(), now);
    remember(known, old.metadata().issuer(), found);
    return Optional.of(found);
  }

  private String body(URI address) throws ElsewhereException {
    Outside.Reply reply = outside.get(address);
    if (reply.status() != 200) {
      throw new ElsewhereException(reply.status() >= 500 ? Fault.NOT_REACHED : Fault.NOT_OPENID);
    }
    return reply.body();
  }

  private static boolean isWithin(Instant at, Instant now, Duration span) {
    return now.isBefore(at.plus(span));
  }

  private static <T> void remember(ConcurrentMap<String, T> all, String issuer, T value) {
    if (all.size() >= MOST) {
      all.clear();
    }
    all.put(issuer, value);
  }
}
