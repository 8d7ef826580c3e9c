package io.stairgate.agent.event;

import java.time.Duration;
import java.util.List;

/**
 * Something that happened with a portable medium.
 *
 * @param medium which
 * @param action what happened to it
 * @param stage the stage of {@code portable-media} at that moment
 * @param reason stable code of why it was decided so, for example {@code no-permission}
 * @param presentAtStart true where it was already in when the agent started
 * @param decidedIn from the kernel's message reaching the agent to the decision being carried out;
 *     zero where nothing was carried out
 * @param signedIn account names of the people signed in at that moment, at most 8
 */
public record MediaEvent(
    Medium medium,
    MediaAction action,
    Stage stage,
    String reason,
    boolean presentAtStart,
    Duration decidedIn,
    List<String> signedIn)
    implements Occurrence {
  public MediaEvent {
    reason = Text.clean(reason, 64);
    signedIn = signedIn.stream().limit(8).map(name -> Text.clean(name, 64)).toList();
  }
}
