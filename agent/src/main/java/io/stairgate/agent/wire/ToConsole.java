package io.stairgate.agent.wire;

import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.event.ScanProgress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One message of the agent on the link. */
public sealed interface ToConsole {
  /**
   * The first message.
   *
   * @param agentVersion for example {@code 0.1.0}
   * @param bootId names this start of the system; may be empty
   * @param highestPolicy the highest policy ever taken over
   * @param journalEpoch the journal's epoch
   * @param nextSequence the number the next entry will get
   * @param oldestKeptSequence the oldest number that can still be sent
   * @param clock the laptop's clock
   * @param heads what it remembers of the console's log, newest first; at most 2
   * @param permissions the version of the permissions it has, where it has some
   */
  record Hello(
      String agentVersion,
      String bootId,
      Optional<PolicyVersion> highestPolicy,
      String journalEpoch,
      long nextSequence,
      long oldestKeptSequence,
      Instant clock,
      List<AuditHead> heads,
      Optional<PolicyVersion> permissions)
      implements ToConsole {
    public Hello {
      heads = List.copyOf(heads);
    }
  }

  /**
   * Journal entries in order.
   *
   * @param journalEpoch the epoch they belong to
   * @param entries at most 256, at most 256 KiB when encoded
   */
  record Entries(String journalEpoch, List<Entry> entries) implements ToConsole {
    public Entries {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Sign of life.
   *
   * @param clock the laptop's clock
   * @param findingsProvedAt when the last complete check ended
   * @param waitingEntries entries waiting for acknowledgement
   */
  record Heartbeat(Instant clock, Optional<Instant> findingsProvedAt, long waitingEntries)
      implements ToConsole {}

  /**
   * What became of a command.
   *
   * @param commandId which
   * @param done whether it was done
   * @param detail why not; empty when done
   */
  record CommandResult(String commandId, boolean done, String detail) implements ToConsole {}

  /**
   * How far a scan is; neither kept nor acknowledged.
   *
   * @param progress how far
   */
  record Scanning(ScanProgress progress) implements ToConsole {}
}
