package io.stairgate.agent.event;

import java.util.Optional;

/**
 * Something about the agent itself.
 *
 * @param action what happened
 * @param detail one sentence without personal data, at most 512 characters; may be empty
 * @param policy the policy concerned, where one is
 */
public record AgentEvent(AgentAction action, String detail, Optional<PolicyVersion> policy)
    implements Occurrence {
  public AgentEvent {
    detail = Text.clean(detail, 512);
  }
}
