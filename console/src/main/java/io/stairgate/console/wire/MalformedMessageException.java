package io.stairgate.console.wire;

/** A message breaks the contract; the message of this exception says where. */
final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedMessageException(String message) {
    super(message);
  }
}
