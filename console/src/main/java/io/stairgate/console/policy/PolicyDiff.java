package io.stairgate.console.policy;

import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Role;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.Closure;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.PolicyChange.Direction;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What differs between two policies, in plain English. Empty exactly where the two are equal.
 *
 * <p>What a laptop really follows comes from setting, groups and own rules together, so each laptop
 * is compared as well: where one gets looser and no other line says so, a line of its own does.
 * Over 300 lines because each section of the file has its words here.
 */
public final class PolicyDiff {
  private static final int MOST_NAMED = 5;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK);

  private final SettingPolicy old;
  private final SettingPolicy now;
  private final LaptopNames names;
  private final List<PolicyChange> changes = new ArrayList<>();

  /** Rules and parameters that some line already calls looser. */
  private final Set<String> saidLooser = new LinkedHashSet<>();

  private PolicyDiff(SettingPolicy old, SettingPolicy now, LaptopNames names) {
    this.old = old;
    this.now = now;
    this.names = names;
  }

  /**
   * Compares.
   *
   * @param old what holds
   * @param now what would hold
   * @param names the setting's laptops
   */
  public static List<PolicyChange> between(
      SettingPolicy old, SettingPolicy now, LaptopNames names) {
    return new PolicyDiff(old, now, names).all();
  }

  /** Whether one of them makes the rules looser. */
  public static boolean loosens(List<PolicyChange> changes) {
    return changes.stream().anyMatch(change -> change.direction() == Direction.LOOSER);
  }

  private List<PolicyChange> all() {
    for (Rule rule : Rule.values()) {
      rule("", rule, old.rule(rule), now.rule(rule), Optional.empty(), Optional.empty());
    }
    groups();
    laptops();
    effective();
    approvers();
    if (old.secondPersonToLoosen() != now.secondPersonToLoosen()) {
      add(
          now.secondPersonToLoosen() ? Direction.TIGHTER : Direction.LOOSER,
          now.secondPersonToLoosen()
              ? "A second person must agree before a rule gets looser."
              : "No second person has to agree any more before a rule gets looser.");
    }
    access();
    software();
    calendar(old.calendar(), now.calendar());
    return List.copyOf(changes);
  }

  private void add(Direction direction, String sentence) {
    changes.add(new PolicyChange(direction, sentence));
  }

  /** Compares one rule; with {@code was} and {@code is} only what a group or laptop says itself. */
  private void rule(
      String where,
      Rule rule,
      RuleSettings before,
      RuleSettings after,
      Optional<RuleChange> was,
      Optional<RuleChange> is) {
    boolean own = was.isPresent() || is.isPresent();
    Optional<Stage> oldStage = own ? was.flatMap(RuleChange::stage) : Optional.of(before.stage());
    Optional<Stage> newStage = own ? is.flatMap(RuleChange::stage) : Optional.of(after.stage());
    if (!oldStage.equals(newStage)) {
      Direction direction = Direction.of(before.stage().compareTo(after.stage()));
      line(where, rule, "stage", direction, before.stage().code(), after.stage().code(), newStage);
    }
    for (Parameter parameter : rule.parameters()) {
      String key = parameter.key();
      Optional<?> oldValue =
          own ? was.map(change -> change.values().get(key)) : Optional.of(before.value(key));
      Optional<?> newValue =
          own ? is.map(change -> change.values().get(key)) : Optional.of(after.value(key));
      if (!oldValue.equals(newValue)) {
        line(
            where,
            rule,
            parameter.words(),
            Direction.of(after.compare(parameter, before)),
            before.value(key).words(),
            after.value(key).words(),
            newValue);
      }
    }
  }

  private void line(
      String where,
      Rule rule,
      String what,
      Direction direction,
      String before,
      String after,
      Optional<?> saysItself) {
    if (direction == Direction.LOOSER) {
      saidLooser.add(rule + what);
    }
    String happens =
        !before.equals(after)
            ? "%s instead of %s".formatted(after, before)
            : saysItself.isPresent()
                ? "%s, as before, now said by itself".formatted(after)
                : "%s, as before, no longer said by itself".formatted(after);
    add(direction, "%s%s, %s: %s.".formatted(where, rule.title(), what, happens));
  }

  private void groups() {
    Set<String> all = new LinkedHashSet<>(old.groups().keySet());
    all.addAll(now.groups().keySet());
    for (String name : all) {
      LaptopGroup none = new LaptopGroup(name, Set.of(), Map.of());
      LaptopGroup before = old.groups().getOrDefault(name, none);
      LaptopGroup after = now.groups().getOrDefault(name, none);
      String group = "the group \"" + name + "\"";
      if (!now.groups().containsKey(name)) {
        add(Direction.OTHER, "There is no longer %s.".formatted(group));
      } else if (!old.groups().containsKey(name)) {
        add(Direction.OTHER, "There is %s now.".formatted(group));
      }
      joins(without(after.laptops(), before.laptops()), "joins", group);
      joins(without(before.laptops(), after.laptops()), "leaves", group);
      ownRules("In " + group + ": ", before.rules(), after.rules());
    }
  }

  private void joins(Set<DeviceId> laptops, String what, String group) {
    if (!laptops.isEmpty()) {
      add(Direction.OTHER, "%s %s %s.".formatted(named(laptops), what, group));
    }
  }

  private void laptops() {
    Set<DeviceId> all = new LinkedHashSet<>(old.laptops().keySet());
    all.addAll(now.laptops().keySet());
    for (DeviceId laptop : all) {
      ownRules(
          "On " + names.nickname(laptop) + ": ",
          old.laptops().getOrDefault(laptop, Map.of()),
          now.laptops().getOrDefault(laptop, Map.of()));
    }
  }

  private void ownRules(String where, Map<Rule, RuleChange> was, Map<Rule, RuleChange> is) {
    for (Rule rule : Rule.values()) {
      Optional<RuleChange> before = Optional.ofNullable(was.get(rule));
      Optional<RuleChange> after = Optional.ofNullable(is.get(rule));
      if (!before.equals(after)) {
        RuleSettings oldBase = old.rule(rule);
        RuleSettings newBase = now.rule(rule);
        rule(
            where,
            rule,
            before.map(oldBase::with).orElse(oldBase),
            after.map(newBase::with).orElse(newBase),
            before,
            after);
      }
    }
  }

  /** One difference of what several laptops follow. */
  private record Effect(Rule rule, String what, String before, String after, Direction direction) {}

  private void effective() {
    Map<Effect, Set<DeviceId>> effects = new LinkedHashMap<>();
    for (DeviceId laptop : names.all()) {
      boolean moved = !groupsOf(old, laptop).equals(groupsOf(now, laptop));
      EffectiveRules before = EffectiveRules.of(old, laptop);
      EffectiveRules after = EffectiveRules.of(now, laptop);
      if (!before.equals(after)) {
        effects(before, after)
            .forEach(
                effect -> {
                  boolean unsaid =
                      effect.direction() == Direction.LOOSER
                          && !saidLooser.contains(effect.rule() + effect.what());
                  if (unsaid || (moved && !isOfSetting(effect))) {
                    effects.computeIfAbsent(effect, key -> new LinkedHashSet<>()).add(laptop);
                  }
                });
      }
    }
    effects.forEach(
        (effect, laptops) ->
            add(
                effect.direction(),
                "%s on %s, %s: %s instead of %s."
                    .formatted(
                        effect.rule().title(),
                        named(laptops),
                        effect.what(),
                        effect.after(),
                        effect.before())));
  }

  private static Set<String> groupsOf(SettingPolicy policy, DeviceId laptop) {
    return policy.groups().values().stream()
        .filter(group -> group.laptops().contains(laptop))
        .map(LaptopGroup::name)
        .collect(Collectors.toSet());
  }

  private static List<Effect> effects(EffectiveRules before, EffectiveRules after) {
    List<Effect> all = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      all.addAll(effects(before.rule(rule), after.rule(rule)));
    }
    return all;
  }

  private static List<Effect> effects(RuleSettings before, RuleSettings after) {
    List<Effect> all = new ArrayList<>();
    Rule rule = before.rule();
    if (before.stage() != after.stage()) {
      all.add(
          new Effect(
              rule,
              "stage",
              before.stage().code(),
              after.stage().code(),
              Direction.of(before.stage().compareTo(after.stage()))));
    }
    for (Parameter parameter : rule.parameters()) {
      Parameter.Value was = before.value(parameter.key());
      Parameter.Value is = after.value(parameter.key());
      if (!was.equals(is)) {
        all.add(
            new Effect(
                rule,
                parameter.words(),
                was.words(),
                is.words(),
                Direction.of(after.compare(parameter, before))));
      }
    }
    return all;
  }

  private boolean isOfSetting(Effect effect) {
    return effects(old.rule(effect.rule()), now.rule(effect.rule())).contains(effect);
  }

  private void approvers() {
    for (Decision decision : Decision.values()) {
      Set<Role> before = approvers(old, decision);
      Set<Role> after = approvers(now, decision);
      Set<Role> more = without(after, before);
      Set<Role> fewer = without(before, after);
      String what = decides(decision);
      if (!more.isEmpty()) {
        add(
            Direction.LOOSER,
            "Who decides %s: as well as before, %s.".formatted(what, Role.titles(more)));
      }
      if (!fewer.isEmpty()) {
        add(Direction.TIGHTER, "Who decides %s: no longer %s.".formatted(what, Role.titles(fewer)));
      }
    }
  }

  private static Set<Role> approvers(SettingPolicy policy, Decision decision) {
    return policy.approvers().getOrDefault(decision, decision.defaults());
  }

  private static String decides(Decision decision) {
    return switch (decision) {
      case PERMIT_STICK -> "about memory sticks";
      case LOOSEN_RULE -> "whether a rule gets looser";
      case APPROVE_OFF_SITE -> "whether a laptop may leave the premises";
      case SUSPEND_PERSON -> "whether a person's sign-in is stopped";
    };
  }

  private void access() {
    Function<AccessEntry, String> key =
        entry -> "%s (signs in as %s)".formatted(entry.person(), entry.signInName());
    each(
        old.access(),
        now.access(),
        key,
        (who, before, after) -> {
          if (before.isEmpty()) {
            add(Direction.LOOSER, "%s may use laptops.".formatted(who));
            administrator(who, Optional.empty(), after.get().administratorUntil());
            sharing(who, false, after.get().shared());
          } else if (after.isEmpty()) {
            add(Direction.TIGHTER, "%s is no longer in the register.".formatted(who));
          } else {
            until(who + " may use laptops", before.get().until(), after.get().until());
            laptopsOf(who, before.get().laptops(), after.get().laptops());
            administrator(who, before.get().administratorUntil(), after.get().administratorUntil());
            sharing(who, before.get().shared(), after.get().shared());
          }
        });
  }

  private void administrator(String who, Optional<LocalDate> before, Optional<LocalDate> after) {
    if (before.equals(after)) {
      return;
    }
    boolean looser = after.isPresent() && (before.isEmpty() || after.get().isAfter(before.get()));
    add(
        looser ? Direction.LOOSER : Direction.TIGHTER,
        after
            .map(day -> "%s may be an administrator until %s.".formatted(who, words(day)))
            .orElse("%s may no longer be an administrator.".formatted(who)));
  }

  private void sharing(String who, boolean before, boolean after) {
    if (before != after) {
      add(
          after ? Direction.LOOSER : Direction.TIGHTER,
          after
              ? "%s shares the account's password with others.".formatted(who)
              : "%s no longer shares the account's password.".formatted(who));
    }
  }

  private void laptopsOf(String who, Set<DeviceId> before, Set<DeviceId> after) {
    if (before.equals(after)) {
      return;
    }
    if (after.isEmpty()) {
      add(Direction.LOOSER, "%s may use every laptop.".formatted(who));
      return;
    }
    boolean wider = !before.isEmpty() && !without(after, before).isEmpty();
    add(
        wider ? Direction.LOOSER : Direction.TIGHTER,
        "%s may use %s.".formatted(who, named(after)));
  }

  private void software() {
    if (old.cloudStorage() != now.cloudStorage()) {
      add(
          now.cloudStorage() ? Direction.LOOSER : Direction.TIGHTER,
          now.cloudStorage()
              ? "Programs that keep files in the cloud may be approved."
              : "Programs that keep files in the cloud may no longer be approved.");
    }
    each(
        old.programs(),
        now.programs(),
        ApprovedProgram::name,
        (name, before, after) -> {
          String program = "The program \"" + name + "\"";
          if (before.isEmpty()) {
            add(Direction.LOOSER, program + " is approved.");
          } else if (after.isEmpty()) {
            add(Direction.TIGHTER, program + " is no longer approved.");
          } else {
            until(program + " is approved", before.get().until(), after.get().until());
            if (before.get().approvedBy() != after.get().approvedBy()) {
              add(
                  Direction.OTHER,
                  "%s was approved by: %s.".formatted(program, after.get().approvedBy().title()));
            }
            if (!before.get().riskAssessment().equals(after.get().riskAssessment())) {
              add(Direction.OTHER, program + " has another risk assessment.");
            }
          }
        });
  }

  private void until(String what, Optional<LocalDate> before, Optional<LocalDate> after) {
    if (before.equals(after)) {
      return;
    }
    LocalDate was = before.orElse(LocalDate.MAX);
    LocalDate is = after.orElse(LocalDate.MAX);
    add(
        is.isAfter(was) ? Direction.LOOSER : Direction.TIGHTER,
        "%s %s instead of %s.".formatted(what, untilWords(after), untilWords(before)));
  }

  private static String untilWords(Optional<LocalDate> day) {
    return day.map(each -> "until " + words(each)).orElse("without an end");
  }

  private void calendar(Calendar before, Calendar after) {
    other("The time zone", before.zone().getId(), after.zone().getId());
    each(
        before.terms(),
        after.terms(),
        Term::name,
        (name, was, is) ->
            dates("The term \"" + name + "\"", was.map(this::words), is.map(this::words)));
    each(
        before.closures(),
        after.closures(),
        closure -> closure.name() + " from " + words(closure.days().start()),
        (name, was, is) ->
            dates(
                "The closure " + name,
                was.map(Closure::days).map(this::words),
                is.map(Closure::days).map(this::words)));
    other("The open days", before.openDays().toString(), after.openDays().toString());
    other(
        "The open hours",
        before.openHours().from() + " to " + before.openHours().to(),
        after.openHours().from() + " to " + after.openHours().to());
    other("Open in the holidays", yes(before.openInHolidays()), yes(after.openInHolidays()));
  }

  private static String yes(boolean on) {
    return on ? "yes" : "no";
  }

  private String words(Term term) {
    return words(term.days())
        + term.halfTerm().map(half -> ", half-term " + words(half)).orElse("");
  }

  private String words(DateSpan days) {
    return words(days.start()) + " to " + words(days.end());
  }

  private static String words(LocalDate day) {
    return DAY.format(day);
  }

  private void other(String what, String before, String after) {
    if (!before.equals(after)) {
      add(Direction.OTHER, "%s: %s instead of %s.".formatted(what, after, before));
    }
  }

  private void dates(String what, Optional<String> before, Optional<String> after) {
    if (after.isEmpty()) {
      add(Direction.OTHER, what + " is taken out.");
    } else if (before.isEmpty()) {
      add(Direction.OTHER, "%s is put in: %s.".formatted(what, after.get()));
    } else {
      other(what, before.get(), after.get());
    }
  }

  /** What to say of one name before and after. */
  private interface Both<T> {
    void say(String name, Optional<T> before, Optional<T> after);
  }

  /** Pairs by name; of several with one name the first ones belong together, and so on. */
  private static <T> void each(
      Collection<T> before, Collection<T> after, Function<T, String> name, Both<T> both) {
    Map<String, List<T>> was =
        before.stream()
            .collect(Collectors.groupingBy(name, LinkedHashMap::new, Collectors.toList()));
    Map<String, List<T>> is =
        after.stream()
            .collect(Collectors.groupingBy(name, LinkedHashMap::new, Collectors.toList()));
    Set<String> all = new LinkedHashSet<>(was.keySet());
    all.addAll(is.keySet());
    for (String each : all) {
      List<T> olds = was.getOrDefault(each, List.of());
      List<T> news = is.getOrDefault(each, List.of());
      for (int i = 0; i < Math.max(olds.size(), news.size()); i++) {
        Optional<T> one = i < olds.size() ? Optional.of(olds.get(i)) : Optional.empty();
        Optional<T> other = i < news.size() ? Optional.of(news.get(i)) : Optional.empty();
        if (!Objects.equals(one, other)) {
          both.say(each, one, other);
        }
      }
    }
  }

  private String named(Set<DeviceId> laptops) {
    List<String> all = laptops.stream().map(names::nickname).sorted().toList();
    if (all.size() == 1) {
      return all.getFirst();
    }
    if (all.size() > MOST_NAMED) {
      return String.join(", ", all.subList(0, MOST_NAMED))
          + " and %,d more".formatted(all.size() - MOST_NAMED);
    }
    return String.join(", ", all.subList(0, all.size() - 1)) + " and " + all.getLast();
  }

  private static <T> Set<T> without(Set<T> some, Set<T> others) {
    Set<T> left = new LinkedHashSet<>(some);
    left.removeAll(others);
    return left;
  }
}
