package io.stairgate.console.concern;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.news.ConcernKind;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * That somebody at a laptop reported something: what everybody who looks after laptops may know.
 * Who reported and in which words is {@link ConcernText}.
 *
 * @param id made by the laptop
 * @param laptop where
 * @param nickname how people know the laptop
 * @param usedBy the person who uses the laptop, where one person does
 * @param kind what it is about
 * @param reportedAt by the laptop's clock
 * @param receivedAt by the console's clock
 * @param seen who has read it and says so; empty while nobody has
 * @param closed how it ended; empty while it is open
 */
public record Concern(
    UUID id,
    DeviceId laptop,
    String nickname,
    Optional<UUID> usedBy,
    ConcernKind kind,
    Instant reportedAt,
    Instant receivedAt,
    Optional<Seen> seen,
    Optional<Closed> closed) {
  /**
   * Somebody has seen it.
   *
   * @param at when
   * @param by the person's name
   */
  public record Seen(Instant at, String by) {}

  /**
   * How it ended.
   *
   * @param at when
   * @param by the person's name
   * @param ending how
   */
  public record Closed(Instant at, String by, ConcernEnding ending) {}
}
