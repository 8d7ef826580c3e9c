package io.stairgate.console.secondstep;

import io.stairgate.console.secret.Secret;

/**
 * What a browser is asked about a passkey.
 *
 * @param options for the browser, JSON
 * @param ceremony finds the question again when the browser answers
 * @param host the only host name at which the browser can answer
 */
public record PasskeyQuestion(String options, Secret ceremony, String host) {}
