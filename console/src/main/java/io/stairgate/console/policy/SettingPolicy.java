package io.stairgate.console.policy;

import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Role;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.device.DeviceId;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Everything a setting decided about its laptops: what the policy file says, as one value that
 * cannot be wrong. Two are equal where the canonical file is the same.
 *
 * <p>Over 300 lines because each way to change one part of it and keep the rest stands here.
 *
 * @param calendar terms, closures, open days and hours, time zone
 * @param rules what holds everywhere; complete
 * @param groups by name, at most 200
 * @param laptops what one laptop has otherwise
 * @param approvers which roles decide; complete, none empty
 * @param secondPersonToLoosen whether a second person must agree before a rule gets looser
 * @param access the register of who may use which laptop, at most 2,000
 * @param programs which programs may be on the laptops, at most 2,000
 * @param cloudStorage whether programs that keep files in the cloud may be approved at all
 */
public record SettingPolicy(
    Calendar calendar,
    Map<Rule, RuleSettings> rules,
    Map<String, LaptopGroup> groups,
    Map<DeviceId, Map<Rule, RuleChange>> laptops,
    Map<Decision, Set<Role>> approvers,
    boolean secondPersonToLoosen,
    List<AccessEntry> access,
    List<ApprovedProgram> programs,
    boolean cloudStorage) {
  /** The most groups. */
  public static final int MOST_GROUPS = 200;

  /** The most lines of the registers of people and of programs. */
  public static final int MOST_LINES = 2_000;

  /** What holds before anybody decided anything: everything is watched. */
  public static final SettingPolicy DEFAULT =
      new SettingPolicy(
          Calendar.DEFAULT,
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          true,
          List.of(),
          List.of(),
          false);

  public SettingPolicy {
    require(groups.size() <= MOST_GROUPS, "there are more than 200 groups");
    require(laptops.size() <= LaptopGroup.MOST_LAPTOPS, "there are more than 5,000 laptops");
    require(access.size() <= MOST_LINES, "there are more than 2,000 people");
    require(programs.size() <= MOST_LINES, "there are more than 2,000 programs");
    rules = complete(rules);
    groups = Collections.unmodifiableMap(new TreeMap<>(groups));
    laptops = own(laptops);
    approvers = allApprovers(approvers);
    access =
        access.stream()
            .sorted(
                Comparator.comparing(AccessEntry::person).thenComparing(AccessEntry::signInName))
            .toList();
    programs = programs.stream().sorted(Comparator.comparing(ApprovedProgram::name)).toList();
    requireOnce(
        access.stream().map(each -> each.person() + '\n' + each.signInName()).toList(),
        "a person is in the register twice under the same sign-in name");
    requireOnce(
        programs.stream().map(ApprovedProgram::name).toList(), "a program is in the list twice");
    requireFitting(rules, groups, laptops);
  }

  private static Map<Rule, RuleSettings> complete(Map<Rule, RuleSettings> given) {
    Map<Rule, RuleSettings> all = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      all.put(rule, given.getOrDefault(rule, RuleSettings.standard(rule)));
    }
    return Collections.unmodifiableMap(all);
  }

  private static Map<DeviceId, Map<Rule, RuleChange>> own(
      Map<DeviceId, Map<Rule, RuleChange>> given) {
    Map<DeviceId, Map<Rule, RuleChange>> all =
        new TreeMap<>(Comparator.comparing(DeviceId::toString));
    given.forEach(
        (laptop, changes) -> {
          if (!changes.isEmpty()) {
            all.put(laptop, Collections.unmodifiableMap(LaptopGroup.byRule(changes)));
          }
        });
    return Collections.unmodifiableMap(all);
  }

  private static Map<Decision, Set<Role>> allApprovers(Map<Decision, Set<Role>> given) {
    Map<Decision, Set<Role>> all = new EnumMap<>(Decision.class);
    for (Decision decision : Decision.values()) {
      Set<Role> roles = given.getOrDefault(decision, decision.defaults());
      require(
          !roles.isEmpty(),
          "somebody must be able to decide \"%s\"; write at least one role"
              .formatted(decision.code()));
      all.put(decision, Collections.unmodifiableSet(EnumSet.copyOf(roles)));
    }
    return Collections.unmodifiableMap(all);
  }

  /**
   * What groups and laptops change must fit what the setting says, for example amber before red.
   */
  private static void requireFitting(
      Map<Rule, RuleSettings> rules,
      Map<String, LaptopGroup> groups,
      Map<DeviceId, Map<Rule, RuleChange>> laptops) {
    groups.values().forEach(group -> requireFitting(rules, group.rules()));
    laptops.values().forEach(changes -> requireFitting(rules, changes));
  }

  private static void requireFitting(Map<Rule, RuleSettings> rules, Map<Rule, RuleChange> changes) {
    changes.forEach(
        (rule, change) -> {
          var _ = rules.getOrDefault(rule, RuleSettings.standard(rule)).with(change);
        });
  }

  private static void requireOnce(List<String> names, String otherwise) {
    require(new HashSet<>(names).size() == names.size(), otherwise);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** What holds for one rule everywhere. */
  public RuleSettings rule(Rule rule) {
    return rules.getOrDefault(rule, RuleSettings.standard(rule));
  }

  /** The same with another calendar. */
  public SettingPolicy with(Calendar other) {
    return new SettingPolicy(
        other,
        rules,
        groups,
        laptops,
        approvers,
        secondPersonToLoosen,
        access,
        programs,
        cloudStorage);
  }

  /** The same with other rules, everywhere, in groups and on laptops. */
  SettingPolicy with(
      Map<Rule, RuleSettings> otherRules,
      Map<String, LaptopGroup> otherGroups,
      Map<DeviceId, Map<Rule, RuleChange>> otherLaptops) {
    return new SettingPolicy(
        calendar,
        otherRules,
        otherGroups,
        otherLaptops,
        approvers,
        secondPersonToLoosen,
        access,
        programs,
        cloudStorage);
  }

  /** The same with another register of who may use what. */
  public SettingPolicy withAccess(List<AccessEntry> others) {
    return with(groups, laptops, others);
  }

  /** The same with one program approved, instead of an approval under that name. */
  public SettingPolicy withProgram(ApprovedProgram program) {
    List<ApprovedProgram> all = new java.util.ArrayList<>(programs);
    all.removeIf(each -> each.name().equals(program.name()));
    all.add(program);
    return new SettingPolicy(
        calendar,
        rules,
        groups,
        laptops,
        approvers,
        secondPersonToLoosen,
        access,
        all,
        cloudStorage);
  }

  /** The same with other approvers. */
  public SettingPolicy withApprovers(Map<Decision, Set<Role>> others) {
    return new SettingPolicy(
        calendar,
        rules,
        groups,
        laptops,
        others,
        secondPersonToLoosen,
        access,
        programs,
        cloudStorage);
  }

  /**
   * The same where a rule goes this far everywhere; groups and laptops with a rule of their own
   * keep it.
   */
  public SettingPolicy withStage(Rule rule, Stage stage) {
    Map<Rule, RuleSettings> changed = new EnumMap<>(rules);
    changed.put(rule, rule(rule).withStage(stage));
    return new SettingPolicy(
        calendar,
        changed,
        groups,
        laptops,
        approvers,
        secondPersonToLoosen,
        access,
        programs,
        cloudStorage);
  }

  /** The same where one laptop has this rule of its own. */
  public SettingPolicy with(DeviceId laptop, RuleChange change) {
    Map<DeviceId, Map<Rule, RuleChange>> changed = new LinkedHashMap<>(laptops);
    Map<Rule, RuleChange> own = new EnumMap<>(Rule.class);
    own.putAll(laptops.getOrDefault(laptop, Map.of()));
    own.put(change.rule(), change);
    changed.put(laptop, own);
    return with(groups, changed, access);
  }

  /** The same without what is said of laptops that are none any more. */
  public SettingPolicy keeping(Predicate<DeviceId> known) {
    return ofLaptops(
        ids -> {
          Set<DeviceId> kept = new HashSet<>(ids);
          kept.removeIf(known.negate());
          return kept;
        });
  }

  /** The same where one laptop stands for another, which it is again. */
  public SettingPolicy replacing(DeviceId old, DeviceId now) {
    Map<DeviceId, Map<Rule, RuleChange>> own = new LinkedHashMap<>(laptops);
    if (own.containsKey(old)) {
      own.remove(now);
    }
    return with(groups, own, access)
        .ofLaptops(
            ids -> {
              Set<DeviceId> all = new HashSet<>(ids);
              if (all.remove(old)) {
                all.add(now);
              }
              return all;
            });
  }

  /** Changes every set of laptops; a line of the register for no laptop that is left goes. */
  private SettingPolicy ofLaptops(UnaryOperator<Set<DeviceId>> change) {
    Map<String, LaptopGroup> newGroups = new TreeMap<>();
    groups.forEach(
        (name, group) ->
            newGroups.put(
                name, new LaptopGroup(name, change.apply(group.laptops()), group.rules())));
    Map<DeviceId, Map<Rule, RuleChange>> newLaptops = new LinkedHashMap<>();
    laptops.forEach(
        (laptop, own) -> change.apply(Set.of(laptop)).forEach(id -> newLaptops.put(id, own)));
    List<AccessEntry> newAccess =
        access.stream()
            .map(
                entry ->
                    new AccessEntry(
                        entry.person(),
                        entry.signInName(),
                        entry.laptops().isEmpty() ? Set.of() : change.apply(entry.laptops()),
                        entry.until(),
                        entry.administratorUntil(),
                        entry.shared()))
            .toList();
    List<AccessEntry> kept =
        java.util.stream.IntStream.range(0, access.size())
            .filter(i -> access.get(i).laptops().isEmpty() || !newAccess.get(i).laptops().isEmpty())
            .mapToObj(newAccess::get)
            .toList();
    return with(newGroups, newLaptops, kept);
  }

  private SettingPolicy with(
      Map<String, LaptopGroup> newGroups,
      Map<DeviceId, Map<Rule, RuleChange>> newLaptops,
      List<AccessEntry> newAccess) {
    return new SettingPolicy(
        calendar,
        rules,
        newGroups,
        newLaptops,
        approvers,
        secondPersonToLoosen,
        newAccess,
        programs,
        cloudStorage);
  }
}
