package io.stairgate.console.oidc;

/**
 * Who somebody was proved to be elsewhere.
 *
 * @param issuer who says so
 * @param subject the person's name there, 1 to 255 characters: never reused, never an e-mail
 *     address
 * @param secondStep whether the person also did a second step there
 */
record Proven(String issuer, String subject, boolean secondStep) {
  Proven {
    if (subject.isBlank() || subject.length() > 255) {
      throw new IllegalArgumentException("A subject has 1 to 255 characters.");
    }
  }
}
