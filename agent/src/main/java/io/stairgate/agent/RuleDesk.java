package io.stairgate.agent;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.control.Messenger;
import io.stairgate.agent.event.AgentEvent;
import io.stairgate.agent.event.Concern;
import io.stairgate.agent.event.Drift;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Gap;
import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.MediaRequest;
import io.stairgate.agent.event.NoticeRead;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.event.Posture;
import io.stairgate.agent.event.ProgramsChanged;
import io.stairgate.agent.event.RecoveryKeyEvent;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.link.LinkState;
import io.stairgate.agent.local.Json;
import io.stairgate.agent.notice.ReportPage;
import io.stairgate.agent.notice.RuleNotices;
import io.stairgate.agent.notice.RuleWords;
import io.stairgate.agent.policy.OpenDays;
import io.stairgate.agent.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What is done with the rules after each check, beside telling the console: the person is told, the
 * page "What this laptop reports" is written, and what was complete is kept. Every method but
 * {@link #said} is called by the checks' thread.
 */
final class RuleDesk {
  private static final Logger LOG = Logger.getLogger(RuleDesk.class.getName());
  private static final String TOLD = "rule-notices";
  private static final String COMPLETE = "complete";
  private static final int MOST_BYTES = 8 * 1024;
  private static final int MOST_SAID = 8;

  private final DataDirectory folder;
  private final Path page;
  private final Messenger messenger;
  private final Supplier<ZoneId> zone;
  private final RuleNotices notices;
  private String toldKept;
  private String completeKept;
  private final ArrayDeque<String> said = new ArrayDeque<>();

  /** What was complete when the agent was last alive. */
  record Complete(Set<Rule> rules, Optional<PolicyVersion> policy) {}

  /** What the page is made of. */
  record Shown(
      Policy policy,
      List<Finding> findings,
      Map<Rule, Instant> since,
      Instant at,
      LinkState link) {}

  /**
   * For one agent.
   *
   * @param page where the page is written; its folder is there or is made
   */
  RuleDesk(DataDirectory folder, Path page, Messenger messenger, Supplier<ZoneId> zone) {
    this.folder = folder;
    this.page = page;
    this.messenger = messenger;
    this.zone = zone;
    toldKept = read(TOLD);
    completeKept = read(COMPLETE);
    notices = new RuleNotices(toldKept);
  }

  private String read(String name) {
    try {
      return folder
          .read(name, MOST_BYTES)
          .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
          .orElse("");
    } catch (IOException e) {
      LOG.log(Level.WARNING, "What was noted of the rules is not known: {0}", e.getMessage());
      return "";
    }
  }

  private void write(String name, String text) {
    try {
      folder.write(name, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "What is to be noted of the rules is not: {0}", e.getMessage());
    }
  }

  /** What the last run noted as complete. */
  Complete complete() {
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    Optional<PolicyVersion> version = Optional.empty();
    for (String line : completeKept.lines().limit(64).toList()) {
      String[] words = line.split(" ", 3);
      if (words.length == 2
          && words[0].matches("[1-9][0-9]{0,17}")
          && words[1].matches("[1-9][0-9]{0,17}")) {
        version =
            Optional.of(new PolicyVersion(Long.parseLong(words[0]), Long.parseLong(words[1])));
      } else {
        Rule.of(line).ifPresent(rules::add);
      }
    }
    return new Complete(rules, version);
  }

  /** Notes what is complete now. */
  void complete(Set<Rule> rules, Optional<PolicyVersion> policy) {
    StringBuilder text = new StringBuilder();
    policy.ifPresent(
        version -> text.append(version.epoch()).append(' ').append(version.number()).append('\n'));
    rules.forEach(rule -> text.append(rule.id()).append('\n'));
    if (!text.toString().equals(completeKept)) {
      completeKept = text.toString();
      write(COMPLETE, completeKept);
    }
  }

  /** Tells the person what they should know now. */
  void tell(Policy policy, List<Finding> findings, Instant now) {
    OpenDays open = policy.openDays();
    ZoneId here = RuleNotices.zone(open, zone.get());
    notices.of(findings, open, now.atZone(here)).forEach(messenger::tell);
    String kept = notices.kept();
    if (!kept.equals(toldKept)) {
      toldKept = kept;
      write(TOLD, kept);
    }
  }

  /** Something was recorded for the console: the page says so. Any thread. */
  void said(Occurrence what) {
    String line =
        switch (what) {
          case MediaEvent event -> "Something was plugged in: " + event.medium().name() + ".";
          case Concern concern ->
              "A concern was reported" + (concern.account().isEmpty() ? " without a name." : ".");
          case Drift drift ->
              "The rule \""
                  + RuleWords.of(drift.rule()).title()
                  + (drift.putBack() ? "\" was put back." : "\" was changed by somebody.");
          case NoticeRead read -> "The account " + read.account() + " has read the notice.";
          case Posture posture -> "";
          case AgentEvent event -> "";
          case Gap gap -> "";
          case MediaRequest request -> "Somebody asked for a memory stick to be allowed.";
          case PermissionEvent event -> "";
          case RecoveryKeyEvent event -> "A recovery key of the disk was made, used or removed.";
          case ProgramsChanged programs -> "Programs were added or removed.";
        };
    if (!line.isEmpty()) {
      synchronized (said) {
        said.add(line);
        if (said.size() > MOST_SAID) {
          said.removeFirst();
        }
      }
    }
  }

  /** Writes the page anew; a failure costs the page alone. */
  void show(Shown shown) {
    LinkState link = shown.link();
    List<String> told;
    synchronized (said) {
      told = List.copyOf(said);
    }
    ReportPage content =
        new ReportPage(
            shown.policy().settingName(),
            link.nickname(),
            shown.at(),
            shown.findings(),
            shown.since(),
            sent(link),
            told,
            Json.findings(shown.findings(), shown.since()),
            zone.get());
    Path beside = page.resolveSibling(page.getFileName() + ".new");
    try {
      Path parent = page.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(beside, content.html());
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(beside, page, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.log(Level.WARNING, "The page of what is reported cannot be written: {0}", e.toString());
    }
  }

  private static String sent(LinkState link) {
    if (!link.enrolled()) {
      return "This laptop has no console yet: nothing was sent to anybody.";
    }
    return link.connectedSince().isPresent()
        ? "It is connected to its console, which has what stands here or gets it within seconds."
        : "It is not connected now. What stands here is sent as soon as it is.";
  }
}
