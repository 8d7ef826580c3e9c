package io.stairgate.console.config;

/**
 * What was asked for cannot be; the message is one plain sentence that says what to write instead.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }
}
