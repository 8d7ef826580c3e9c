package io.stairgate.console.page;

import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Role;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.policy.LaptopGroup;
import io.stairgate.console.policy.LaptopNames;
import io.stairgate.console.policy.Parameter;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleChange;
import io.stairgate.console.policy.RuleSettings;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a policy says, in words, section by section. */
final class PolicyWords {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK);
  private static final int MOST_NAMES = 8;

  private PolicyWords() {}

  static List<PolicyView.Section> of(SettingPolicy policy, LaptopNames names) {
    return List.of(
        new PolicyView.Section("rules", "Rules for every laptop", rules(policy)),
        new PolicyView.Section("groups", "Groups and single laptops", groups(policy, names)),
        new PolicyView.Section("approvers", "Who decides", approvers(policy)),
        new PolicyView.Section("calendar", "Calendar", calendar(policy.calendar())),
        new PolicyView.Section("registers", "Registers", registers(policy)));
  }

  private static List<PolicyView.Line> rules(SettingPolicy policy) {
    List<PolicyView.Line> lines = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      RuleSettings settings = policy.rule(rule);
      List<String> more = new ArrayList<>();
      for (Parameter parameter : rule.parameters()) {
        more.add(
            capital(parameter.words())
                + ": "
                + value(rule, parameter, settings.value(parameter.key()))
                + ".");
      }
      lines.add(new PolicyView.Line(rule.title(), stage(settings.stage()), more));
    }
    return lines;
  }

  private static String stage(Stage stage) {
    return switch (stage) {
      case WATCH -> "Only reports";
      case WARN -> "Reports, and tells the person at the laptop";
      case ENFORCE -> "Changes the laptop so that the rule holds";
    };
  }

  private static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static List<PolicyView.Line> groups(SettingPolicy policy, LaptopNames names) {
    List<PolicyView.Line> lines = new ArrayList<>();
    for (LaptopGroup group : policy.groups().values()) {
      lines.add(
          new PolicyView.Line(
              "Group " + group.name(),
              group.laptops().isEmpty()
                  ? "No laptops yet"
                  : list(group.laptops().stream().map(names::nickname).sorted().toList()),
              own(group.rules())));
    }
    policy
        .laptops()
        .forEach(
            (laptop, own) ->
                lines.add(
                    new PolicyView.Line(names.nickname(laptop), "Has rules of its own", own(own))));
    if (lines.isEmpty()) {
      lines.add(new PolicyView.Line("None", "Every laptop has the same rules.", List.of()));
    }
    return lines;
  }

  /** A choice has words of its own; the file's word for it is for files. */
  private static String value(Rule rule, Parameter parameter, Parameter.Value value) {
    return parameter.range() instanceof Parameter.Range.OneOf
        ? lower(RuleSources.words(rule, parameter, value))
        : value.words();
  }

  private static List<String> own(Map<Rule, RuleChange> rules) {
    List<String> lines = new ArrayList<>();
    rules.forEach(
        (rule, change) -> {
          change
              .stage()
              .ifPresent(stage -> lines.add(rule.title() + ": " + lower(stage(stage)) + "."));
          for (Parameter parameter : rule.parameters()) {
            Parameter.Value value = change.values().get(parameter.key());
            if (value != null) {
              lines.add(
                  rule.title()
                      + ", "
                      + parameter.words()
                      + ": "
                      + value(rule, parameter, value)
                      + ".");
            }
          }
        });
    return lines;
  }

  private static String lower(String words) {
    return Character.toLowerCase(words.charAt(0)) + words.substring(1);
  }

  private static List<PolicyView.Line> approvers(SettingPolicy policy) {
    List<PolicyView.Line> lines = new ArrayList<>();
    for (Decision decision : Decision.values()) {
      Set<Role> roles = policy.approvers().getOrDefault(decision, decision.defaults());
      lines.add(
          new PolicyView.Line(
              switch (decision) {
                case PERMIT_STICK -> "May a memory stick be used?";
                case LOOSEN_RULE -> "May a rule get looser?";
                case APPROVE_OFF_SITE -> "May a laptop leave the premises?";
                case SUSPEND_PERSON -> "May a person's sign-in be stopped?";
              },
              Role.titles(roles),
              List.of()));
    }
    lines.add(
        new PolicyView.Line(
            "A second person",
            policy.secondPersonToLoosen()
                ? "Must agree before a rule gets looser, where there is one"
                : "Is not asked before a rule gets looser",
            List.of()));
    return lines;
  }

  private static List<PolicyView.Line> calendar(Calendar calendar) {
    List<PolicyView.Line> lines = new ArrayList<>();
    lines.add(
        new PolicyView.Line(
            "Open",
            calendar.openDays().stream().map(PolicyWords::name).collect(Collectors.joining(", "))
                + ", "
                + calendar.openHours().from()
                + " to "
                + calendar.openHours().to(),
            List.of(
                calendar.openInHolidays() ? "Open in the holidays too." : "Closed in the holidays.",
                "Time zone: " + calendar.zone().getId() + ".")));
    lines.add(
        new PolicyView.Line(
            "Terms",
            calendar.terms().isEmpty()
                ? "The English funding terms: from 1 September, 1 January and 1 April"
                : counted(calendar.terms().size(), "term"),
            calendar.terms().stream()
                .map(
                    term ->
                        term.name()
                            + ": "
                            + days(term.days())
                            + term.halfTerm().map(half -> ", half-term " + days(half)).orElse("")
                            + ".")
                .toList()));
    lines.add(
        new PolicyView.Line(
            "Closed",
            counted(calendar.closures().size(), "closure"),
            calendar.closures().stream()
                .map(closure -> closure.name() + ": " + days(closure.days()) + ".")
                .toList()));
    return lines;
  }

  private static String name(DayOfWeek day) {
    return day.getDisplayName(TextStyle.FULL, Locale.UK);
  }

  private static String days(DateSpan days) {
    return days.start().equals(days.end())
        ? day(days.start())
        : day(days.start()) + " to " + day(days.end());
  }

  private static String day(LocalDate day) {
    return DAY.format(day);
  }

  /** Counts only: the names stand in the file, and whoever reads that is noted. */
  private static List<PolicyView.Line> registers(SettingPolicy policy) {
    return List.of(
        new PolicyView.Line(
            "Who may use which laptop",
            policy.access().isEmpty()
                ? "Nobody is in the register yet"
                : counted(policy.access().size(), "line"),
            List.of()),
        new PolicyView.Line(
            "Programs that are approved",
            policy.programs().isEmpty() ? "None yet" : counted(policy.programs().size(), "program"),
            policy.programs().stream().map(program -> program.name() + ".").toList()),
        new PolicyView.Line(
            "Files in the cloud",
            policy.cloudStorage()
                ? "Programs that keep them there may be approved"
                : "Programs that keep them there may not be approved",
            List.of()));
  }

  private static String counted(int many, String what) {
    return many == 0 ? "None" : many == 1 ? "1 " + what : many + " " + what + "s";
  }

  private static String list(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_NAMES))
            + " and "
            + (names.size() - MOST_NAMES)
            + " more";
  }
}
