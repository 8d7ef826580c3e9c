package io.stairgate.console;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.CalendarEvent;
import io.stairgate.console.calendar.CalendarImport;
import io.stairgate.console.calendar.IcsFile;
import io.stairgate.console.local.Answer;
import io.stairgate.console.policy.KeptPolicy;
import io.stairgate.console.policy.PolicyChange;
import io.stairgate.console.policy.PolicyFile;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyHeading;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.setting.SettingId;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the command line asks about a setting's policy. Any thread may use it. */
final class PolicyCommands {
  private static final Actor BY = new Actor.CommandLine();
  private static final int MOST_VERSIONS = 200;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final PolicyFiles files;
  private final InstantSource clock;
  private final String webAddress;

  /**
   * Wires it.
   *
   * @param webAddress where people reach the console, without a slash at the end
   */
  PolicyCommands(PolicyFiles files, InstantSource clock, String webAddress) {
    this.files = files;
    this.clock = clock;
    this.webAddress = webAddress;
  }

  Answer export(SettingId setting) {
    return new Answer(true, files.export(setting));
  }

  Answer diff(SettingId setting, String text) {
    return switch (files.read(setting, text)) {
      case PolicyFile.Reading.Refused(int _, String sentence) -> new Answer(false, sentence);
      case PolicyFile.Reading.Good good ->
          new Answer(true, told(files.diff(setting, good.policy())));
    };
  }

  Answer apply(SettingId setting, String text, String reason) {
    return switch (files.read(setting, text)) {
      case PolicyFile.Reading.Refused(int _, String sentence) -> new Answer(false, sentence);
      case PolicyFile.Reading.Good good -> change(setting, good.policy(), reason);
    };
  }

  private Answer change(SettingId setting, SettingPolicy wanted, String reason) {
    return switch (files.change(setting, BY, wanted, Optional.empty(), reason)) {
      case PolicyOutcome.Refused(String sentence) -> new Answer(false, sentence);
      case PolicyOutcome.NothingChanged _, PolicyOutcome.TurnedDown _ ->
          new Answer(true, "Nothing changes: the policy says that already.");
      case PolicyOutcome.Applied applied ->
          new Answer(
              true,
              told(applied.changes())
                  + "\nThis is version "
                  + applied.version()
                  + " and holds from now on.");
      case PolicyOutcome.Proposed proposed ->
          new Answer(
              true,
              told(proposed.changes())
                  + "\nIt waits until "
                  + (proposed.people().isEmpty()
                      ? "somebody joins who may decide"
                      : String.join(" or ", proposed.people()) + " agrees")
                  + ": "
                  + webAddress
                  + "/policy/proposals/"
                  + proposed.proposal());
    };
  }

  Answer versions(SettingId setting) {
    List<PolicyHeading> all = files.versions().versions(setting, Long.MAX_VALUE, MOST_VERSIONS);
    return new Answer(
        true,
        all.isEmpty()
            ? "Nothing was decided yet: the defaults hold."
            : all.stream()
                .map(
                    each ->
                        "%5d  %s  %s%s: %s"
                            .formatted(
                                each.version(),
                                TIME.format(each.madeAt()),
                                each.madeBy().name(),
                                each.approvedBy().isEmpty()
                                    ? ""
                                    : ", agreed by " + each.approvedBy(),
                                each.reason()))
                .collect(Collectors.joining("\n")));
  }

  /** Without a reason it shows only what it would do. */
  Answer calendar(SettingId setting, String text, @Nullable String reason) {
    KeptPolicy current = files.current(setting);
    Calendar calendar = current.policy().calendar();
    return switch (IcsFile.read(text, calendar.zone(), calendar.day(clock.instant()))) {
      case IcsFile.Reading.Refused(String sentence) -> new Answer(false, sentence);
      case IcsFile.Reading.Good(CalendarImport found) -> {
        SettingPolicy wanted = current.policy().with(found.into(calendar));
        if (reason == null) {
          yield new Answer(
              true,
              found(found)
                  + "\n\n"
                  + told(files.diff(setting, wanted))
                  + "\nNothing was changed yet. If it is right, give the command again with"
                  + " --reason.");
        }
        yield change(setting, wanted, reason);
      }
    };
  }

  private static String found(CalendarImport found) {
    return found.events().isEmpty()
        ? "The file has no events of these years."
        : found.events().stream()
            .map(
                event ->
                    "%-10s  %s to %s  %s"
                        .formatted(
                            kind(event.kind()),
                            event.days().start(),
                            event.days().end(),
                            event.title()))
            .collect(Collectors.joining("\n"));
  }

  private static String kind(CalendarEvent.Kind kind) {
    return switch (kind) {
      case TERM -> "term";
      case TERM_BEGINS -> "begins";
      case TERM_ENDS -> "ends";
      case HALF_TERM -> "half-term";
      case CLOSURE -> "closed";
      case OTHER -> "left out";
    };
  }

  private static String told(List<PolicyChange> changes) {
    return changes.isEmpty()
        ? "Nothing would change."
        : changes.stream()
            .map(
                change ->
                    "%-8s %s"
                        .formatted(
                            switch (change.direction()) {
                              case TIGHTER -> "tighter";
                              case LOOSER -> "looser";
                              case OTHER -> "";
                            },
                            change.sentence()))
            .collect(Collectors.joining("\n"));
  }
}
