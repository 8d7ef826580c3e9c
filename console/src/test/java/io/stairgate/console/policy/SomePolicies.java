package io.stairgate.console.policy;

import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Role;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.Closure;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.OpenHours;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.Parameter.Range;
import io.stairgate.console.policy.Parameter.Value;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Policies by chance, for one setting of four laptops. */
final class SomePolicies {
  static final DeviceId BLUE = id(1);
  static final DeviceId RED = id(2);
  static final DeviceId FIRST_ANN = id(3);
  static final DeviceId SECOND_ANN = id(4);

  /** Two of them have one nickname; one has a nickname that YAML would read as something else. */
  static final LaptopNames NAMES =
      LaptopNames.of(
          Map.of(BLUE, "Blue Room", RED, "yes", FIRST_ANN, "Ann's", SECOND_ANN, "ann's"));

  private static final List<String> TEXTS =
      List.of(
          "Baby room",
          "no",
          "2026",
          "- x",
          "a: b # c",
          "\"quoted\" \\ back",
          "Füchse 🦊",
          "{}",
          "*star",
          "1e3",
          "~",
          "Zoom",
          "it's",
          "0x1F",
          "a\u00a0b");

  private final Random random;

  SomePolicies(long seed) {
    this.random = new Random(seed);
  }

  private static DeviceId id(int n) {
    return new DeviceId(new UUID(7, n));
  }

  SettingPolicy policy() {
    Map<Rule, RuleSettings> rules = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      if (random.nextInt(3) == 0) {
        rules.put(rule, settings(rule));
      }
    }
    Map<String, LaptopGroup> groups = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = text();
      groups.put(name, new LaptopGroup(name, laptops(), changes()));
    }
    Map<DeviceId, Map<Rule, RuleChange>> own = new HashMap<>();
    laptops().forEach(laptop -> own.put(laptop, changes()));
    return new SettingPolicy(
        calendar(),
        rules,
        groups,
        own,
        approvers(),
        random.nextBoolean(),
        access(),
        programs(),
        random.nextBoolean());
  }

  String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private <E extends Enum<E>> E any(Class<E> of) {
    List<E> all = List.copyOf(EnumSet.allOf(of));
    return all.get(random.nextInt(all.size()));
  }

  private Set<DeviceId> laptops() {
    Set<DeviceId> some = new HashSet<>();
    for (DeviceId each : List.of(BLUE, RED, FIRST_ANN, SECOND_ANN)) {
      if (random.nextBoolean()) {
        some.add(each);
      }
    }
    return some;
  }

  private Stage stage() {
    return any(Stage.class);
  }

  private Value value(Parameter parameter) {
    return switch (parameter.range()) {
      case Range.Whole(int least, int most) ->
          new Value.Count(least + random.nextInt(most - least + 1));
      case Range.YesNo _ -> new Value.Switch(random.nextBoolean());
      case Range.OneOf oneOf ->
          new Value.Word(oneOf.words().get(random.nextInt(oneOf.words().size())));
      case Range.Address _ ->
          new Value.Word(random.nextBoolean() ? "" : "https://example.org:8443/a?b=c#d");
    };
  }

  private RuleSettings settings(Rule rule) {
    Map<String, Value> values = new HashMap<>();
    for (Parameter parameter : rule.parameters()) {
      values.put(parameter.key(), value(parameter));
    }
    if (rule == Rule.ANTI_VIRUS) {
      values.put("amber-days", new Value.Count(1 + random.nextInt(5)));
      values.put("red-days", new Value.Count(5 + random.nextInt(5)));
    }
    return new RuleSettings(rule, stage(), values);
  }

  private Map<Rule, RuleChange> changes() {
    Map<Rule, RuleChange> all = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      if (random.nextInt(6) != 0) {
        continue;
      }
      Map<String, Value> values = new HashMap<>();
      for (Parameter parameter : rule.parameters()) {
        if (rule != Rule.ANTI_VIRUS && random.nextBoolean()) {
          values.put(parameter.key(), value(parameter));
        }
      }
      boolean staged = values.isEmpty() || random.nextBoolean();
      all.put(rule, new RuleChange(rule, staged ? Optional.of(stage()) : Optional.empty(), values));
    }
    return all;
  }

  private LocalDate day() {
    return LocalDate.of(2026, 1, 1).plusDays(random.nextInt(900));
  }

  private Calendar calendar() {
    List<Term> terms = new ArrayList<>();
    LocalDate start = LocalDate.of(2026, 9, 1);
    for (int i = random.nextInt(4); i > 0; i--) {
      LocalDate end = start.plusDays(30 + random.nextInt(60));
      Optional<DateSpan> half =
          random.nextBoolean()
              ? Optional.of(new DateSpan(start.plusDays(10), start.plusDays(15)))
              : Optional.empty();
      terms.add(new Term(text(), new DateSpan(start, end), half));
      start = end.plusDays(10);
    }
    List<Closure> closures = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      LocalDate day = day();
      closures.add(new Closure(text(), new DateSpan(day, day.plusDays(random.nextInt(9)))));
    }
    Set<DayOfWeek> days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)));
    days.add(DayOfWeek.MONDAY);
    return new Calendar(
        ZoneId.of(random.nextBoolean() ? "Europe/London" : "Etc/GMT+2"),
        terms,
        closures,
        days,
        new OpenHours(LocalTime.of(random.nextInt(12), 0), LocalTime.of(13, random.nextInt(60))),
        random.nextBoolean());
  }

  private Map<Decision, Set<Role>> approvers() {
    Map<Decision, Set<Role>> all = new EnumMap<>(Decision.class);
    for (Decision decision : Decision.values()) {
      if (random.nextBoolean()) {
        EnumSet<Role> roles = EnumSet.of(any(Role.class));
        roles.add(Role.DSL);
        all.put(decision, roles);
      }
    }
    return all;
  }

  private List<AccessEntry> access() {
    List<AccessEntry> all = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      all.add(new AccessEntry(text(), "user" + i, laptops(), end(), end(), random.nextBoolean()));
    }
    return all;
  }

  private List<ApprovedProgram> programs() {
    Map<String, ApprovedProgram> all = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = text();
      all.put(name, new ApprovedProgram(name, Role.DSL, random.nextBoolean() ? "" : text(), end()));
    }
    return List.copyOf(all.values());
  }

  private Optional<LocalDate> end() {
    return random.nextBoolean() ? Optional.of(day()) : Optional.empty();
  }
}
