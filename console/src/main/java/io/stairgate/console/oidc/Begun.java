package io.stairgate.console.oidc;

import io.stairgate.console.secret.Secret;
import java.net.URI;

/** What became of the wish to sign in elsewhere. */
public sealed interface Begun {
  /**
   * The browser goes there.
   *
   * @param provider where
   * @param label how the setting calls it
   * @param browser for a cookie of this browser that lasts {@link Elsewhere#LIFE}
   */
  record Go(URI provider, String label, Secret browser) implements Begun {}

  /** No setting has that domain, or this one has no provider. */
  record Unknown() implements Begun {}

  /**
   * It did not work.
   *
   * @param fault why
   */
  record Failed(Fault fault) implements Begun {}
}
