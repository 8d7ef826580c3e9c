package io.stairgate.console;

/** A command cannot be done; the message is the one plain sentence for the person who gave it. */
final class CommandLineRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandLineRefusal(String message) {
    super(message);
  }
}
