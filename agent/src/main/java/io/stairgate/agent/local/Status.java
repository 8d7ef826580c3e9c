package io.stairgate.agent.local;

import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Permission;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the agent stands, as the person at the laptop may see it. Times are to the second: a person
 * reads them.
 *
 * @param version the agent's version
 * @param runningSince when the service started
 * @param enrolled whether the laptop has a console
 * @param settingName the setting's name; may be empty
 * @param nickname the laptop's name; may be empty
 * @param console the console's address; may be empty
 * @param connectedSince when the link was opened; empty while there is none
 * @param clockBehindMs how far the laptop's clock is behind the console's, milliseconds, where
 *     known
 * @param certificateEnds when the laptop's certificate ends, where it has one
 * @param problem the last problem in one sentence; empty where there is none
 * @param policy the policy in force, for example {@code 1.4}; empty for the defaults
 * @param waitingEntries entries that wait for the console
 * @param waitingInMemory entries that wait for the disk
 * @param journalBytes the journal's size
 * @param notice the last thing the person was told; may be empty
 * @param permissions the media this laptop may open now
 * @param permissionsSuspended whether some are held back because the clock cannot be trusted
 * @param provedAt when the last complete check ended
 * @param findings what it found: what this laptop reports
 * @param since since when each rule has been in its state, as far as this run of the service knows
 */
public record Status(
    String version,
    Instant runningSince,
    boolean enrolled,
    String settingName,
    String nickname,
    String console,
    Optional<Instant> connectedSince,
    Optional<Long> clockBehindMs,
    Optional<Instant> certificateEnds,
    String problem,
    String policy,
    long waitingEntries,
    long waitingInMemory,
    long journalBytes,
    String notice,
    List<Permission> permissions,
    boolean permissionsSuspended,
    Optional<Instant> provedAt,
    List<Finding> findings,
    Map<Rule, Instant> since) {
  public Status {
    runningSince = runningSince.truncatedTo(ChronoUnit.SECONDS);
    connectedSince = connectedSince.map(at -> at.truncatedTo(ChronoUnit.SECONDS));
    provedAt = provedAt.map(at -> at.truncatedTo(ChronoUnit.SECONDS));
    permissions = List.copyOf(permissions);
    findings = List.copyOf(findings);
    since = Map.copyOf(since);
  }

  private static String stage(Finding finding) {
    return switch (finding.stage()) {
      case WATCH -> "";
      case WARN -> "people are told";
      case ENFORCE -> "kept so";
    };
  }

  /** The same in sentences for a person. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    String where = settingName.isEmpty() ? "its console" : settingName;
    lines.add("Stairgate agent " + version + ", running since " + runningSince + ".");
    if (!enrolled) {
      lines.add("This laptop is not enrolled. Enrol it with: stairgate-agent enrol LINE");
    } else {
      lines.add(
          (nickname.isEmpty() ? "This laptop" : "This laptop, " + nickname + ",")
              + " is enrolled with "
              + where
              + ".");
      lines.add(
          connectedSince
              .map(at -> "Connected to " + console + " since " + at + ".")
              .orElse("Not connected" + (console.isEmpty() ? "." : " to " + console + ".")));
    }
    if (!problem.isEmpty()) {
      lines.add("Last problem: " + problem);
    }
    lines.add(
        policy.isEmpty()
            ? "No policy yet: every rule is only watched."
            : "Policy " + policy + " is in force.");
    if (waitingEntries + waitingInMemory > 0) {
      lines.add(waitingEntries + waitingInMemory + " reports wait for the console.");
    }
    if (!notice.isEmpty()) {
      lines.add("Last notice: " + notice);
    }
    lines.addAll(PermissionSentences.of(permissions, permissionsSuspended));
    lines.add("");
    lines.add(
        provedAt
            .map(at -> "What this laptop reports, proved at " + at + ":")
            .orElse("Nothing was proved yet."));
    for (Finding finding : findings) {
      lines.add(
          "  %-17s  %-15s%s"
              .formatted(finding.rule().id(), finding.state().word(), stage(finding))
              .stripTrailing());
    }
    if (!findings.isEmpty()) {
      lines.add("Why, and what to do: stairgate-agent check, or stairgate-agent reports");
    }
    return lines;
  }
}
