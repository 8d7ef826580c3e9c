package io.stairgate.console.web;

import io.javalin.http.Context;

/** The headers every answer carries. */
final class Headers {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self';"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private Headers() {}

  static void put(Context context, WebAddress address) {
    String host = context.header("Host");
    context.header("Content-Security-Policy", POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    // Not no-referrer: with it browsers send "Origin: null" with our own forms (RATIONALE.md).
    context.header("Referrer-Policy", "same-origin");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    context.header("X-Frame-Options", "DENY");
    context.header("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    context.header("Cache-Control", "no-store");
    // For "localhost" it would reach every other program of this computer.
    if (address.https() && host != null && !WebAddress.isThisComputer(host)) {
      context.header("Strict-Transport-Security", "max-age=31536000");
    }
  }
}
