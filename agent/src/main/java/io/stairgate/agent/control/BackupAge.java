package io.stairgate.agent.control;

import io.stairgate.agent.control.BackupSource.Backup;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * When this laptop was last backed up, where a program keeps the date; counted in days on which the
 * setting is open. Only watched. No known backup is no proof that there is none.
 */
public final class BackupAge implements Control {
  private final BackupSource source;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells the dates
   * @param clock tells the time
   */
  public BackupAge(BackupSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.BACKUP;
  }

  @Override
  public Finding prove(Policy policy) {
    int days =
        policy.settings(rule(), RuleSettings.Backup.class, RuleSettings.Backup.DEFAULT).days();
    List<Backup> backups = source.read();
    Instant now = clock.instant();
    Optional<Backup> last =
        backups.stream()
            .filter(backup -> !backup.at().isAfter(now.plusSeconds(86_400)))
            .max(Comparator.comparing(Backup::at));
    List<Evidence> evidence =
        backups.stream()
            .map(each -> new Evidence("backup by " + each.program(), day(each.at()).toString()))
            .toList();
    if (last.isEmpty()) {
      return finding(
          policy,
          new FindingState.Unknown("no-backup-known"),
          evidence,
          "We cannot see a backup of this laptop. Files in a shared drive need none.");
    }
    LocalDate today = day(now);
    LocalDate at = day(last.get().at());
    boolean old = policy.openDays().between(at, today) > days;
    String words = PasswordDeadline.words(at, today);
    return finding(
        policy,
        old ? new FindingState.NotMet() : new FindingState.Met(),
        evidence,
        old
            ? "The last backup was on " + words + ". Our limit is " + days + " open days."
            : "The last backup was on " + words + ".");
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  private Finding finding(
      Policy policy, FindingState state, List<Evidence> evidence, String sentence) {
    return new Finding(
        rule(),
        state,
        state instanceof FindingState.Met ? new Hold.ReportedOnly() : new Hold.None(),
        policy.stageOf(rule()),
        clock.instant(),
        evidence,
        sentence);
  }
}
