package io.stairgate.console.policy;

import io.stairgate.console.audit.Actor;
import java.util.Optional;
import java.util.UUID;

/**
 * Who made a version or a proposal, as it was at that time.
 *
 * @param kind as the log keeps it: person, program, command-line, console
 * @param id which one; empty where there is only one of its kind
 * @param name how people know it
 */
public record MadeBy(String kind, Optional<UUID> id, String name) {
  /** Of whoever does it now. */
  public static MadeBy of(Actor actor) {
    return new MadeBy(actor.kind(), actor.id(), actor.name());
  }

  /** The person's account; empty where it was no person. */
  public Optional<UUID> person() {
    return kind.equals("person") ? id : Optional.empty();
  }
}
