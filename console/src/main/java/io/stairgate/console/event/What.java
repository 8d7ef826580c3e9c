package io.stairgate.console.event;

import io.stairgate.console.device.Finding;
import io.stairgate.console.device.Hardware;
import io.stairgate.console.media.Asking;
import io.stairgate.console.media.PermissionNews;
import io.stairgate.console.media.Sighting;
import java.util.List;

/** What a journal entry tells. */
public sealed interface What {
  /**
   * A complete check.
   *
   * @param hardware the laptop's description of itself
   * @param findings one per rule; {@code since} is the time of proof until the store knows better
   */
  record Checked(Hardware hardware, List<Finding> findings) implements What {
    public Checked {
      findings = List.copyOf(findings);
    }
  }

  /**
   * Something happened with a portable medium.
   *
   * @param sighting what
   */
  record Media(Sighting sighting) implements What {}

  /**
   * Something about the agent itself; its bytes say what.
   *
   * @param startedOrStopped whether it started or was stopped: what is plugged in is told anew
   *     after that
   */
  record Agent(boolean startedOrStopped) implements What {
    /** Neither. */
    public Agent() {
      this(false);
    }
  }

  /**
   * A person asks for a medium.
   *
   * @param asking who and for what
   */
  record Asked(Asking asking) implements What {}

  /**
   * Something happened with a permission.
   *
   * @param news what
   */
  record Permitted(PermissionNews news) implements What {}

  /**
   * A stretch of numbers without content; the entry's own number is the last.
   *
   * @param first first number of the stretch
   * @param reason {@code coalesced}, {@code limit} or {@code damaged}
   */
  record Gap(long first, String reason) implements What {
    /** Whether content was lost, rather than replaced by a later one. */
    public boolean lost() {
      return !reason.equals("coalesced");
    }
  }

  /** Something this version does not know: kept as it came. */
  record Other() implements What {}
}
