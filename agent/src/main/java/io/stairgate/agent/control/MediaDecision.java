package io.stairgate.agent.control;

import io.stairgate.agent.event.MediumKind;
import java.util.List;

/** What is to be done with a device while portable media are shut and nobody has permitted it. */
public sealed interface MediaDecision {
  /**
   * It may be used.
   *
   * @param reason stable code, for example {@code harmless}
   */
  record LetIn(String reason) implements MediaDecision {}

  /**
   * It stays shut as a whole.
   *
   * @param kind what it is
   * @param reason stable code, for example {@code no-permission}
   */
  record Shut(MediumKind kind, String reason) implements MediaDecision {}

  /**
   * Part of it stays shut, the rest may be used.
   *
   * @param kind what the shut part is
   * @param reason stable code, for example {@code printer-card-slot}
   * @param interfaces numbers of the interfaces that stay shut
   */
  record ShutPart(MediumKind kind, String reason, List<Integer> interfaces)
      implements MediaDecision {
    public ShutPart {
      interfaces = List.copyOf(interfaces);
    }
  }
}
