package io.stairgate.console.policy;

import static io.stairgate.console.policy.PolicyKeys.*;

import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Role;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.Parameter.Range;
import io.stairgate.console.policy.Parameter.Value;
import io.stairgate.console.policy.YamlNode.Entry;
import io.stairgate.console.policy.YamlNode.Scalar;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the parts of a policy file into its value. Over 300 lines because each section of the file
 * has its reading here, one after the other.
 */
final class PolicyFileReader {
  private static final int FORMAT_NUMBER = 1;
  private static final List<String> STAGES =
      Arrays.stream(Stage.values()).map(Stage::code).toList();
  private static final List<String> ROLES = Arrays.stream(Role.values()).map(Role::code).toList();
  private static final List<String> DECISIONS =
      Arrays.stream(Decision.values()).map(Decision::code).toList();

  private final LaptopNames names;

  PolicyFileReader(LaptopNames names) {
    this.names = names;
  }

  /** The policy and the setting's name that the file says; empty where it says none. */
  record Result(SettingPolicy policy, Optional<String> setting) {}

  Result read(YamlNode root) throws PolicyFileException {
    PolicyFields file = PolicyFields.of(root, "the file", OF_FILE);
    YamlNode format = file.need(FORMAT, "the file");
    if (PolicyFields.whole(format, "\"format\"", "write format: 1") != FORMAT_NUMBER) {
      throw new PolicyFileException(
          format.line(),
          "this version of Stairgate reads \"format: 1\" only; export the policy anew, or bring"
              + " Stairgate up to date");
    }
    Optional<String> setting = Optional.empty();
    if (file.find(SETTING).isPresent()) {
      setting = Optional.of(PolicyFields.text(file.need(SETTING, ""), "\"setting\"", 200));
    }
    CalendarSection calendar = new CalendarSection();
    var read = calendar.read(file.find(TIME_ZONE), file.find(CALENDAR));
    Map<Rule, RuleSettings> rules = rules(file.find(RULES));
    Map<String, LaptopGroup> groups = groups(file.find(GROUPS));
    Map<DeviceId, Map<Rule, RuleChange>> laptops = laptops(file.find(LAPTOPS));
    Map<Decision, Set<Role>> approvers = approvers(file.find(APPROVERS));
    Optional<YamlNode> second = file.find(SECOND_PERSON);
    boolean secondPerson =
        second.isEmpty() || PolicyFields.yesNo(second.get(), "\"" + SECOND_PERSON + "\"");
    List<AccessEntry> access = access(file.find(ACCESS));
    Software software = software(file.find(SOFTWARE));
    SettingPolicy policy =
        PolicyFields.made(
            file.line(),
            () ->
                new SettingPolicy(
                    read,
                    rules,
                    groups,
                    laptops,
                    approvers,
                    secondPerson,
                    access,
                    software.programs(),
                    software.cloudStorage()));
    return new Result(policy, setting);
  }

  private Map<Rule, RuleSettings> rules(Optional<YamlNode> node) throws PolicyFileException {
    Map<Rule, RuleSettings> all = new EnumMap<>(Rule.class);
    if (node.isEmpty()) {
      return all;
    }
    for (Entry entry : PolicyFields.parts(node.get(), "\"rules\"").entries()) {
      Rule rule = rule(entry.key());
      Written written = written(rule, entry);
      all.put(
          rule,
          PolicyFields.made(
              entry.key().line(),
              () -> new RuleSettings(rule, written.stage().orElse(Stage.WATCH), written.values())));
    }
    return all;
  }

  private static Rule rule(Scalar key) throws PolicyFileException {
    Optional<Rule> rule = Rule.of(key.text());
    if (rule.isEmpty()) {
      throw PolicyFields.unknown(key.line(), "there is no rule%s \"%s\"", "", key.text(), OF_RULES);
    }
    return rule.get();
  }

  private record Written(Optional<Stage> stage, Map<String, Value> values) {}

  private static Written written(Rule rule, Entry entry) throws PolicyFileException {
    String what = "\"" + rule.id() + "\"";
    PolicyFields fields = PolicyFields.of(entry.value(), what, PolicyKeys.of(rule));
    Optional<YamlNode> stageNode = fields.find(STAGE);
    Optional<Stage> stage = Optional.empty();
    if (stageNode.isPresent()) {
      stage = Optional.of(stage(stageNode.get(), what));
    }
    Map<String, Value> values = new LinkedHashMap<>();
    for (Parameter parameter : rule.parameters()) {
      Optional<YamlNode> node = fields.find(parameter.key());
      if (node.isPresent()) {
        values.put(
            parameter.key(),
            value(parameter, node.get(), "\"%s\" of %s".formatted(parameter.key(), what)));
      }
    }
    return new Written(stage, values);
  }

  private static Stage stage(YamlNode node, String what) throws PolicyFileException {
    String code = PolicyFields.text(node, "\"stage\" of " + what, 64);
    Optional<Stage> stage = Stage.of(code);
    if (stage.isEmpty()) {
      throw PolicyFields.unknown(
          node.line(), "%s cannot have the stage \"%s\"", what, code, STAGES);
    }
    return stage.get();
  }

  private static Value value(Parameter parameter, YamlNode node, String what)
      throws PolicyFileException {
    Value value =
        switch (parameter.range()) {
          case Range.Whole whole ->
              new Value.Count(
                  PolicyFields.whole(
                      node,
                      what,
                      "write a whole number from %d to %d without quotes"
                          .formatted(whole.least(), whole.most())));
          case Range.YesNo _ -> new Value.Switch(PolicyFields.yesNo(node, what));
          case Range.OneOf _ -> new Value.Word(PolicyFields.text(node, what, 64));
          case Range.Address _ ->
              node instanceof Scalar(int line, String text, boolean plain)
                      && !plain
                      && text.isEmpty()
                  ? new Value.Word("")
                  : new Value.Word(PolicyFields.text(node, what, Range.Address.LONGEST));
        };
    Optional<String> problem = parameter.range().problem(value);
    if (problem.isPresent()) {
      throw new PolicyFileException(
          node.line(), "%s is %s; %s".formatted(what, Words.told(value.words()), problem.get()));
    }
    return value;
  }

  private static Map<Rule, RuleChange> changes(YamlNode node) throws PolicyFileException {
    Map<Rule, RuleChange> all = new EnumMap<>(Rule.class);
    for (Entry entry : PolicyFields.parts(node, "\"rules\"").entries()) {
      Rule rule = rule(entry.key());
      Written written = written(rule, entry);
      all.put(
          rule,
          PolicyFields.made(
              entry.key().line(), () -> new RuleChange(rule, written.stage(), written.values())));
    }
    return all;
  }

  private Map<String, LaptopGroup> groups(Optional<YamlNode> node) throws PolicyFileException {
    Map<String, LaptopGroup> all = new LinkedHashMap<>();
    if (node.isEmpty()) {
      return all;
    }
    for (Entry entry : PolicyFields.parts(node.get(), "\"groups\"").entries()) {
      String name = PolicyFields.text(entry.key(), "a group's name", 64);
      String what = "the group \"" + Words.told(name) + "\"";
      PolicyFields group = PolicyFields.of(entry.value(), what, OF_GROUP);
      Set<DeviceId> laptops = new HashSet<>();
      Optional<YamlNode> listed = group.find(LAPTOPS);
      if (listed.isPresent()) {
        laptops.addAll(laptopList(listed.get(), "\"laptops\" of " + what));
      }
      Optional<YamlNode> rules = group.find(RULES);
      Map<Rule, RuleChange> changes = rules.isPresent() ? changes(rules.get()) : Map.of();
      all.put(
          name,
          PolicyFields.made(entry.key().line(), () -> new LaptopGroup(name, laptops, changes)));
    }
    return all;
  }

  private Set<DeviceId> laptopList(YamlNode node, String what) throws PolicyFileException {
    Set<DeviceId> all = new HashSet<>();
    for (YamlNode item : PolicyFields.items(node, what, LaptopGroup.MOST_LAPTOPS)) {
      DeviceId laptop = laptop(item);
      if (!all.add(laptop)) {
        throw new PolicyFileException(
            item.line(), "this laptop stands in %s twice; keep one".formatted(what));
      }
    }
    return all;
  }

  private DeviceId laptop(YamlNode node) throws PolicyFileException {
    String written = PolicyFields.text(node, "a laptop's name", 64);
    List<DeviceId> found = names.find(written);
    if (found.isEmpty()) {
      throw new PolicyFileException(
          node.line(),
          "there is no laptop \"%s\"; %s"
              .formatted(
                  Words.told(written),
                  Closest.to(written, names.nicknames())
                      .map(word -> "perhaps you meant \"%s\"".formatted(Words.told(word)))
                      .orElse("write its name as the list of laptops shows it, or its id")));
    }
    if (found.size() > 1) {
      throw new PolicyFileException(
          node.line(),
          "%d laptops are called \"%s\"; write the id instead, which is in the address of the"
                  .formatted(found.size(), Words.told(written))
              + " laptop's page");
    }
    return found.getFirst();
  }

  private Map<DeviceId, Map<Rule, RuleChange>> laptops(Optional<YamlNode> node)
      throws PolicyFileException {
    Map<DeviceId, Map<Rule, RuleChange>> all = new LinkedHashMap<>();
    if (node.isEmpty()) {
      return all;
    }
    for (Entry entry : PolicyFields.parts(node.get(), "\"laptops\"").entries()) {
      DeviceId laptop = laptop(entry.key());
      String what = "\"" + Words.told(entry.key().text()) + "\"";
      PolicyFields own = PolicyFields.of(entry.value(), what, OF_LAPTOP);
      if (all.put(laptop, changes(own.need(RULES, what))) != null) {
        throw new PolicyFileException(
            entry.key().line(),
            "the laptop %s stands here twice, by name and by id; keep one".formatted(what));
      }
    }
    return all;
  }

  private static Map<Decision, Set<Role>> approvers(Optional<YamlNode> node)
      throws PolicyFileException {
    Map<Decision, Set<Role>> all = new EnumMap<>(Decision.class);
    if (node.isEmpty()) {
      return all;
    }
    PolicyFields fields = PolicyFields.of(node.get(), "\"approvers\"", DECISIONS);
    for (Decision decision : Decision.values()) {
      Optional<YamlNode> list = fields.find(decision.code());
      if (list.isEmpty()) {
        continue;
      }
      String what = "\"" + decision.code() + "\"";
      EnumSet<Role> roles = EnumSet.noneOf(Role.class);
      for (YamlNode item : PolicyFields.items(list.get(), what, ROLES.size())) {
        if (!roles.add(role(item))) {
          throw new PolicyFileException(
              item.line(), "this role stands in %s twice; keep one".formatted(what));
        }
      }
      if (roles.isEmpty()) {
        throw new PolicyFileException(
            list.get().line(), "%s needs at least one role, or take the line out".formatted(what));
      }
      all.put(decision, roles);
    }
    return all;
  }

  private static Role role(YamlNode node) throws PolicyFileException {
    String code = PolicyFields.text(node, "a role", 64);
    Optional<Role> role = Role.of(code);
    if (role.isEmpty()) {
      throw PolicyFields.unknown(node.line(), "there is no role%s \"%s\"", "", code, ROLES);
    }
    return role.get();
  }

  private List<AccessEntry> access(Optional<YamlNode> node) throws PolicyFileException {
    List<AccessEntry> all = new ArrayList<>();
    if (node.isEmpty()) {
      return all;
    }
    for (YamlNode item : PolicyFields.items(node.get(), "\"access\"", SettingPolicy.MOST_LINES)) {
      String what = "a person in \"access\"";
      PolicyFields fields = PolicyFields.of(item, what, OF_ACCESS);
      String person = PolicyFields.text(fields.need(PERSON, what), "\"person\"", Words.LONGEST);
      String signIn = PolicyFields.text(fields.need(SIGN_IN_NAME, what), "\"sign-in-name\"", 64);
      Set<DeviceId> laptops = accessTo(fields.need(LAPTOPS, what));
      Optional<LocalDate> until = until(fields);
      Optional<LocalDate> administrator = date(fields, ADMINISTRATOR_UNTIL);
      Optional<YamlNode> sharing = fields.find(SHARED);
      boolean shared =
          sharing.isPresent() && PolicyFields.yesNo(sharing.get(), "\"" + SHARED + "\"");
      all.add(
          PolicyFields.made(
              item.line(),
              () -> new AccessEntry(person, signIn, laptops, until, administrator, shared)));
    }
    return all;
  }

  private Set<DeviceId> accessTo(YamlNode node) throws PolicyFileException {
    if (node instanceof Scalar scalar && scalar.text().equals(ALL)) {
      return Set.of();
    }
    Set<DeviceId> laptops = laptopList(node, "\"laptops\"");
    if (laptops.isEmpty()) {
      throw new PolicyFileException(
          node.line(), "\"laptops\" names none; write \"all\", or take the person out");
    }
    return laptops;
  }

  private static Optional<LocalDate> until(PolicyFields fields) throws PolicyFileException {
    return date(fields, UNTIL);
  }

  private static Optional<LocalDate> date(PolicyFields fields, String key)
      throws PolicyFileException {
    Optional<YamlNode> node = fields.find(key);
    return node.isEmpty()
        ? Optional.empty()
        : Optional.of(PolicyFields.date(node.get(), "\"" + key + "\""));
  }

  private record Software(List<ApprovedProgram> programs, boolean cloudStorage) {}

  private static Software software(Optional<YamlNode> node) throws PolicyFileException {
    List<ApprovedProgram> all = new ArrayList<>();
    if (node.isEmpty()) {
      return new Software(all, false);
    }
    PolicyFields fields = PolicyFields.of(node.get(), "\"software\"", OF_SOFTWARE);
    Optional<YamlNode> cloud = fields.find(CLOUD_STORAGE);
    boolean cloudStorage =
        cloud.isPresent() && PolicyFields.yesNo(cloud.get(), "\"" + CLOUD_STORAGE + "\"");
    Optional<YamlNode> programs = fields.find(PROGRAMS);
    if (programs.isPresent()) {
      for (YamlNode item :
          PolicyFields.items(programs.get(), "\"programs\"", SettingPolicy.MOST_LINES)) {
        all.add(program(item));
      }
    }
    return new Software(all, cloudStorage);
  }

  private static ApprovedProgram program(YamlNode item) throws PolicyFileException {
    String what = "a program";
    PolicyFields fields = PolicyFields.of(item, what, OF_PROGRAM);
    String name = PolicyFields.text(fields.need(NAME, what), "\"name\"", Words.LONGEST);
    Role by = role(fields.need(APPROVED_BY, what));
    Optional<YamlNode> risk = fields.find(RISK_ASSESSMENT);
    String reference =
        risk.isPresent() ? PolicyFields.text(risk.get(), "\"risk-assessment\"", Words.LONGEST) : "";
    Optional<LocalDate> until = until(fields);
    return PolicyFields.made(item.line(), () -> new ApprovedProgram(name, by, reference, until));
  }
}
