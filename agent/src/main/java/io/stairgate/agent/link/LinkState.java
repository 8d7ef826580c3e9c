package io.stairgate.agent.link;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the link stands, for the person who looks.
 *
 * @param enrolled whether the laptop has a console at all
 * @param settingName the setting's name; may be empty
 * @param nickname the laptop's name; may be empty
 * @param address where the console was last tried; may be empty
 * @param connectedSince when the stream was opened; empty while there is none
 * @param clockBehind how far the laptop's clock is behind the console's; negative where it is ahead
 * @param certificateEnds when the laptop's certificate ends
 * @param waitsForApproval true where a person has to approve the laptop's return in the console
 * @param lastProblem the last problem in one sentence; empty where there is none since the last
 *     good stream
 */
public record LinkState(
    boolean enrolled,
    String settingName,
    String nickname,
    String address,
    Optional<Instant> connectedSince,
    Optional<Duration> clockBehind,
    Optional<Instant> certificateEnds,
    boolean waitsForApproval,
    String lastProblem) {
  /** Nothing is known yet. */
  public static final LinkState START =
      new LinkState(
          false, "", "", "", Optional.empty(), Optional.empty(), Optional.empty(), false, "");
}
