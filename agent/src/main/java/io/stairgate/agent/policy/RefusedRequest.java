package io.stairgate.agent.policy;

import io.stairgate.agent.event.Text;

/**
 * Somebody who decides said no to a request.
 *
 * @param requestId the request, a UUID
 * @param word why, for the person who asked, made harmless; at most 500 characters; may be empty
 */
public record RefusedRequest(String requestId, String word) {
  public RefusedRequest {
    word = Text.clean(word, 500);
  }
}
