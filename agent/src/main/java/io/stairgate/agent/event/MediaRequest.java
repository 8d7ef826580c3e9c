package io.stairgate.agent.event;

/**
 * A person at the laptop asks for a medium to be allowed.
 *
 * @param requestId a UUID
 * @param medium which, as it was when it was last plugged in
 * @param account account name of who asks, by the word of the system
 * @param reason why, in the person's own words, made harmless; 1 to 300 characters
 * @param write whether they ask to write to it too
 */
public record MediaRequest(
    String requestId, Medium medium, String account, String reason, boolean write)
    implements Occurrence {
  public MediaRequest {
    requestId = Text.bounded(requestId, 64, "a request's id");
    account = Text.clean(account, 64);
    reason = Text.clean(reason, 300);
    if (reason.isEmpty()) {
      throw new IllegalArgumentException("a request needs a reason");
    }
  }
}
