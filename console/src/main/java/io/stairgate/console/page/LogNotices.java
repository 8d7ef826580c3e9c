package io.stairgate.console.page;

import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.audit.AuditFilter;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.witness.AuditNoticeStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the log itself tells people who answer for it. Any thread. */
final class LogNotices {
  private static final Duration TOLD_FOR = Duration.ofDays(14);
  private static final int MOST = 10;
  private static final Set<String> LETS_IN = Set.of("passphrase-link-made", "account-reset");

  private final AuditStore audit;
  private final AuditNoticeStore notices;
  private final Moments moments;
  private final InstantSource clock;

  LogNotices(AuditStore audit, AuditNoticeStore notices, Moments moments, InstantSource clock) {
    this.audit = audit;
    this.notices = notices;
    this.moments = moments;
    this.clock = clock;
  }

  /**
   * That the log was changed and nobody has looked into it; nothing for who may not see the log.
   */
  List<AuditView.Notice> changed(SignedIn who) {
    if (!who.may(Right.SEE_AUDIT)) {
      return List.of();
    }
    return notices.open(who.setting()).stream()
        .map(
            notice ->
                new AuditView.Notice(
                    notice.branch(),
                    notice.sentence(),
                    moments.of(notice.noticedAt()),
                    who.may(Right.MANAGE_PEOPLE),
                    ""))
        .toList();
  }

  /** That somebody at the server let a person back in, for two weeks. */
  List<String> letIn(SignedIn who) {
    if (!who.may(Right.MANAGE_PEOPLE)) {
      return List.of();
    }
    AuditFilter filter =
        new AuditFilter(
            Optional.empty(),
            LETS_IN,
            Set.of(),
            Optional.of(clock.instant().minus(TOLD_FOR)),
            Optional.empty());
    return audit.newest(who.setting(), filter, Long.MAX_VALUE, MOST).stream()
        .filter(line -> line.actorKind().equals("command-line"))
        .map(this::letIn)
        .toList();
  }

  private String letIn(AuditEntry line) {
    String whom = line.detail().startsWith("for ") ? line.detail().substring(4) : "somebody";
    return "A link to let %s back in was made at the server on %s."
        .formatted(whom, moments.dayAndMonth(line.at()));
  }
}
