package io.stairgate.console.event;

import io.stairgate.console.device.Finding;
import io.stairgate.console.device.Hardware;
import io.stairgate.console.media.Asking;
import io.stairgate.console.media.PermissionNews;
import io.stairgate.console.media.Sighting;
import io.stairgate.console.news.AgentNews;
import io.stairgate.console.news.ConcernNews;
import io.stairgate.console.news.DriftNews;
import io.stairgate.console.news.NoticeNews;
import io.stairgate.console.news.ProgramsNews;
import io.stairgate.console.news.RecoveryKeyNews;
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
   * Something about the agent itself; its bytes say it whole.
   *
   * @param news what
   */
  record Agent(AgentNews news) implements What {
    /** Nothing that this console acts on. */
    public Agent() {
      this(new AgentNews(AgentNews.Action.OTHER, ""));
    }
  }

  /**
   * A person at the laptop reports something.
   *
   * @param news what
   */
  record Reported(ConcernNews news) implements What {}

  /**
   * Something that a rule asks for was changed by others.
   *
   * @param news what
   */
  record Drifted(DriftNews news) implements What {}

  /**
   * Programs were added or removed.
   *
   * @param news which
   */
  record ProgramsChanged(ProgramsNews news) implements What {}

  /**
   * A person read the notice that use is monitored.
   *
   * @param news who, and which
   */
  record NoticeRead(NoticeNews news) implements What {}

  /**
   * A recovery key was made, or is gone.
   *
   * @param news which
   */
  record RecoveryKey(RecoveryKeyNews news) implements What {}

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
