package io.stairgate.console.oidc;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.secret.Secret;
import java.nio.charset.StandardCharsets;

/**
 * One attempt with a browser: what ties the provider's answer to it. All of it is derived from two
 * random words, so nothing that is kept in the database is of use to anybody who reads it.
 *
 * @param state travels through the browser and the provider
 * @param browser stays in the browser's cookie
 */
record Attempt(Secret state, Secret browser) {
  static Attempt begin() {
    return new Attempt(Secret.random(32), Secret.random(32));
  }

  /** What the provider must put into its token, so that no other token will do. */
  String nonce() {
    return derived("nonce");
  }

  /** What only the console can show together with the code (PKCE, RFC 7636); 64 characters. */
  String verifier() {
    return derived("verifier");
  }

  private String derived(String use) {
    String text = use + ":" + state.reveal() + ":" + browser.reveal();
    return Bytes.sha256Of(text.getBytes(StandardCharsets.US_ASCII)).hex();
  }
}
