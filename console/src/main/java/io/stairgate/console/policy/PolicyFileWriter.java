package io.stairgate.console.policy;

import static io.stairgate.console.policy.PolicyKeys.*;

import io.stairgate.console.account.Role;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.Closure;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.Parameter.Range;
import io.stairgate.console.policy.Parameter.Value;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a policy file, always in the same order and with the same words beside it. */
final class PolicyFileWriter {
  /** What reads as the same text to every reader of YAML, old or new. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z]([A-Za-z0-9 _./-]*[A-Za-z0-9])?");

  private static final Pattern OTHER_MEANING =
      Pattern.compile("(?i)true|false|yes|no|on|off|y|n|null");

  private final LaptopNames names;
  private final StringBuilder out = new StringBuilder(8 * 1024);

  PolicyFileWriter(LaptopNames names) {
    this.names = names;
  }

  String write(SettingPolicy policy, String setting) {
    line(0, "# The rules of a setting's laptops, as Stairgate keeps them.");
    line(
        0,
        "# Change what you need, then: stairgate-console policy diff FILE, and policy apply FILE.");
    line(0, FORMAT + ": 1");
    if (!setting.isEmpty()) {
      line(0, SETTING + ": " + text(setting));
    }
    line(0, TIME_ZONE + ": " + text(policy.calendar().zone().getId()));
    calendar(policy.calendar());
    rules(policy);
    groups(policy.groups().values());
    laptops(policy.laptops());
    approvers(policy);
    line(0, "");
    line(0, "# Whether a second person must agree before a rule gets looser.");
    line(0, SECOND_PERSON + ": " + policy.secondPersonToLoosen());
    access(policy.access());
    software(policy);
    return out.toString();
  }

  private void calendar(Calendar calendar) {
    line(0, "");
    line(0, "# Holidays stop the clocks. Without terms the English funding terms hold:");
    line(0, "# from 1 September, 1 January and 1 April, all year round.");
    line(0, CALENDAR + ":");
    begin(1, TERMS, calendar.terms());
    for (Term term : calendar.terms()) {
      line(2, "- " + NAME + ": " + text(term.name()));
      days(3, term.days());
      term.halfTerm()
          .ifPresent(
              half -> {
                line(3, HALF_TERM + ":");
                days(4, half);
              });
    }
    begin(1, CLOSURES, calendar.closures());
    for (Closure closure : calendar.closures()) {
      line(2, "- " + NAME + ": " + text(closure.name()));
      days(3, closure.days());
    }
    line(
        1,
        OPEN_DAYS
            + ": ["
            + calendar.openDays().stream()
                .map(CalendarSection::code)
                .collect(Collectors.joining(", "))
            + "]");
    line(1, OPEN_HOURS + ":");
    line(2, FROM + ": \"" + calendar.openHours().from() + "\"");
    line(2, TO + ": \"" + calendar.openHours().to() + "\"");
    line(1, OPEN_IN_HOLIDAYS + ": " + calendar.openInHolidays());
  }

  private void days(int depth, DateSpan days) {
    line(depth, START + ": " + days.start());
    line(depth, END + ": " + days.end());
  }

  private void rules(SettingPolicy policy) {
    line(0, "");
    line(0, "# Stages: watch only reports; warn also tells the person at the laptop;");
    line(0, "# enforce changes the laptop so that the rule holds.");
    line(0, RULES + ":");
    for (Rule rule : Rule.values()) {
      RuleSettings settings = policy.rule(rule);
      line(1, rule.id() + ":");
      line(2, STAGE + ": " + settings.stage().code());
      for (Parameter parameter : rule.parameters()) {
        line(
            2,
            "%s: %s  # %s%s"
                .formatted(
                    parameter.key(),
                    value(settings.value(parameter.key())),
                    parameter.words(),
                    range(parameter.range())));
      }
    }
  }

  private static String range(Range range) {
    return switch (range) {
      case Range.Whole(int least, int most) -> ", %d to %d".formatted(least, most);
      case Range.OneOf oneOf -> ": " + String.join(", ", oneOf.words());
      case Range.YesNo _, Range.Address _ -> "";
    };
  }

  private void groups(Collection<LaptopGroup> groups) {
    line(0, "");
    line(0, "# Laptops that share rules of their own. In two groups, the stricter holds.");
    beginParts(GROUPS, groups.isEmpty());
    for (LaptopGroup group : groups) {
      line(1, text(group.name()) + ":");
      begin(2, LAPTOPS, group.laptops());
      laptopList(3, group.laptops());
      changes(2, group.rules());
    }
  }

  private void laptopList(int depth, Set<DeviceId> laptops) {
    laptops.forEach(laptop -> line(depth, "- " + text(names.written(laptop))));
  }

  private void changes(int depth, Map<Rule, RuleChange> changes) {
    line(depth, RULES + (changes.isEmpty() ? ": {}" : ":"));
    changes.forEach(
        (rule, change) -> {
          line(depth + 1, rule.id() + ":");
          change.stage().ifPresent(stage -> line(depth + 2, STAGE + ": " + stage.code()));
          for (Parameter parameter : rule.parameters()) {
            Optional.ofNullable(change.values().get(parameter.key()))
                .ifPresent(value -> line(depth + 2, parameter.key() + ": " + value(value)));
          }
        });
  }

  private void laptops(Map<DeviceId, Map<Rule, RuleChange>> laptops) {
    line(0, "");
    line(0, "# What one laptop has otherwise than its groups and the setting.");
    beginParts(LAPTOPS, laptops.isEmpty());
    laptops.forEach(
        (laptop, own) -> {
          line(1, text(names.written(laptop)) + ":");
          changes(2, own);
        });
  }

  private void approvers(SettingPolicy policy) {
    line(0, "");
    line(0, "# Who decides what. Nobody decides what is their own.");
    line(0, APPROVERS + ":");
    policy
        .approvers()
        .forEach(
            (decision, roles) ->
                line(
                    1,
                    decision.code()
                        + ": ["
                        + roles.stream().map(Role::code).collect(Collectors.joining(", "))
                        + "]"));
  }

  private void access(Collection<AccessEntry> access) {
    line(0, "");
    line(0, "# Who may use which laptop.");
    begin(0, ACCESS, access);
    for (AccessEntry entry : access) {
      line(1, "- " + PERSON + ": " + text(entry.person()));
      line(2, SIGN_IN_NAME + ": " + text(entry.signInName()));
      if (entry.laptops().isEmpty()) {
        line(2, LAPTOPS + ": " + ALL);
      } else {
        line(2, LAPTOPS + ":");
        laptopList(3, entry.laptops());
      }
      entry.until().ifPresent(day -> line(2, UNTIL + ": " + day));
      entry.administratorUntil().ifPresent(day -> line(2, ADMINISTRATOR_UNTIL + ": " + day));
      if (entry.shared()) {
        line(2, SHARED + ": true");
      }
    }
  }

  private void software(SettingPolicy policy) {
    line(0, "");
    line(0, "# Programs that may be on the laptops, and whether files may be kept in the cloud.");
    line(0, SOFTWARE + ":");
    line(1, CLOUD_STORAGE + ": " + policy.cloudStorage());
    begin(1, PROGRAMS, policy.programs());
    for (ApprovedProgram program : policy.programs()) {
      line(2, "- " + NAME + ": " + text(program.name()));
      line(3, APPROVED_BY + ": " + program.approvedBy().code());
      if (!program.riskAssessment().isEmpty()) {
        line(3, RISK_ASSESSMENT + ": " + text(program.riskAssessment()));
      }
      program.until().ifPresent(day -> line(3, UNTIL + ": " + day));
    }
  }

  private void begin(int depth, String key, Collection<?> items) {
    line(depth, key + (items.isEmpty() ? ": []" : ":"));
  }

  private void beginParts(String key, boolean empty) {
    line(0, key + (empty ? ": {}" : ":"));
  }

  private static String value(Value value) {
    return switch (value) {
      case Value.Count(int number) -> Integer.toString(number);
      case Value.Switch(boolean on) -> Boolean.toString(on);
      case Value.Word(String word) -> text(word);
    };
  }

  /** Plain where every reader takes it as text, else in double quotes. */
  private static String text(String text) {
    if (PLAIN.matcher(text).matches() && !OTHER_MEANING.matcher(text).matches()) {
      return text;
    }
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private void line(int depth, String text) {
    out.append("  ".repeat(text.isEmpty() ? 0 : depth)).append(text).append('\n');
  }
}
