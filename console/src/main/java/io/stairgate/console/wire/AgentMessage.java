package io.stairgate.console.wire;

import io.stairgate.console.event.JournalEntry;
import io.stairgate.console.media.ScanProgress;
import io.stairgate.console.policy.PolicyVersion;
import io.stairgate.console.witness.AuditHead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A message of a laptop's stream. */
public sealed interface AgentMessage {
  /**
   * Who the agent is and where its journal stands.
   *
   * @param agentVersion at most 32 characters
   * @param bootId at most 64 characters; may be empty
   * @param highestPolicy the highest policy it ever took over
   * @param epoch the journal's epoch
   * @param nextSequence the number its next entry will get
   * @param oldestKept the oldest number it can still send
   * @param clock the laptop's clock
   * @param heads what it remembers of the setting's log; at most 2
   * @param highestPermissions the version of the permissions it has
   */
  record Hello(
      String agentVersion,
      String bootId,
      Optional<PolicyVersion> highestPolicy,
      UUID epoch,
      long nextSequence,
      long oldestKept,
      Instant clock,
      List<AuditHead> heads,
      Optional<PolicyVersion> highestPermissions)
      implements AgentMessage {
    public Hello {
      heads = List.copyOf(heads);
    }
  }

  /**
   * Journal entries in order.
   *
   * @param epoch the journal's epoch
   * @param entries 1 to 256
   */
  record Entries(UUID epoch, List<JournalEntry> entries) implements AgentMessage {
    public Entries {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Sign of life.
   *
   * @param clock the laptop's clock
   * @param findingsProvedAt when all findings were last proved
   */
  record Heartbeat(Instant clock, Optional<Instant> findingsProvedAt) implements AgentMessage {}

  /**
   * What became of a command.
   *
   * @param command its id
   * @param done whether it was done
   * @param detail why not
   */
  record CommandResult(UUID command, boolean done, String detail) implements AgentMessage {}

  /**
   * How far a scan is; kept nowhere.
   *
   * @param progress how far
   */
  record Scanning(ScanProgress progress) implements AgentMessage {}

  /** Something a newer agent sends that this version does not know: it is left alone. */
  record NotKnown() implements AgentMessage {}
}
