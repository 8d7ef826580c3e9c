package io.stairgate.console.page;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.KeptPolicy;
import io.stairgate.console.policy.LaptopGroup;
import io.stairgate.console.policy.LaptopNames;
import io.stairgate.console.policy.Parameter;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleChange;
import io.stairgate.console.policy.RuleScope;
import io.stairgate.console.policy.RuleSettings;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.setting.SettingId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a rule is set to, where it is otherwise, and where it comes from, in words. */
final class RuleFacts {
  /** How far back it is looked for the version that last changed a rule. */
  private static final int VERSIONS_BACK = 12;

  private RuleFacts() {}

  /** What it is set to everywhere. */
  static List<RuleView.Fact> of(SettingPolicy policy, Rule rule) {
    RuleSettings settings = policy.rule(rule);
    List<RuleView.Fact> facts = new ArrayList<>();
    facts.add(
        fact(
            "How far it goes",
            RuleWords.stageTitle(settings.stage().code()),
            RuleSources.ofStage(settings.stage() == Stage.WATCH)));
    for (Parameter parameter : rule.parameters()) {
      Parameter.Value value = settings.value(parameter.key());
      facts.add(
          fact(
              RuleForm.capital(parameter.words()),
              RuleSources.words(rule, parameter, value),
              RuleSources.of(rule, parameter, value)));
    }
    return facts;
  }

  private static RuleView.Fact fact(String key, String value, RuleSources.Source source) {
    return new RuleView.Fact(key, value, source.title(), checked(source));
  }

  private static String checked(RuleSources.Source source) {
    return source.checkedOn().map(Moments::date).orElse("");
  }

  /** What it is set to everywhere, in one line; empty for a rule with nothing to set. */
  static String inShort(SettingPolicy policy, Rule rule) {
    RuleSettings settings = policy.rule(rule);
    return String.join(
        ", ",
        rule.parameters().stream()
            .filter(parameter -> parameter.range() instanceof Parameter.Range.Whole)
            .map(parameter -> RuleSources.words(rule, parameter, settings.value(parameter.key())))
            .limit(1)
            .toList());
  }

  /** Where the setting's own choice differs from what we ship, it is its policy. */
  static String source(SettingPolicy policy, Rule rule) {
    return policy.rule(rule).isStandard()
        ? RuleSources.of(rule).getFirst().source().title()
        : "Our policy";
  }

  /** Where it is otherwise: groups first, then laptops by name. */
  static List<RuleView.Other> others(SettingPolicy policy, LaptopNames names, Rule rule) {
    List<RuleView.Other> all = new ArrayList<>();
    for (LaptopGroup group : policy.groups().values()) {
      Optional.ofNullable(group.rules().get(rule))
          .ifPresent(
              change ->
                  all.add(
                      new RuleView.Other(
                          group.name(),
                          "Group, " + StickWords.count(group.laptops().size(), "laptop", "laptops"),
                          says(change),
                          new RuleScope.InGroup(group.name()).code())));
    }
    List<RuleView.Other> laptops = new ArrayList<>();
    for (Map.Entry<DeviceId, Map<Rule, RuleChange>> own : policy.laptops().entrySet()) {
      Optional.ofNullable(own.getValue().get(rule))
          .ifPresent(
              change ->
                  laptops.add(
                      new RuleView.Other(
                          names.nickname(own.getKey()),
                          "Laptop",
                          says(change),
                          new RuleScope.OnLaptop(own.getKey()).code())));
    }
    laptops.sort(Comparator.comparing(RuleView.Other::name, String.CASE_INSENSITIVE_ORDER));
    all.addAll(laptops);
    return all;
  }

  private static List<String> says(RuleChange change) {
    List<String> lines = new ArrayList<>();
    change.stage().ifPresent(stage -> lines.add(RuleWords.stageTitle(stage.code())));
    for (Parameter parameter : change.rule().parameters()) {
      Optional.ofNullable(change.values().get(parameter.key()))
          .ifPresent(
              value ->
                  lines.add(
                      RuleForm.capital(parameter.words())
                          + ": "
                          + RuleSources.words(change.rule(), parameter, value)));
    }
    return lines;
  }

  /** Where it comes from. */
  static List<RuleView.Source> sources(Rule rule) {
    return RuleSources.of(rule).stream()
        .map(
            said ->
                new RuleView.Source(
                    said.source().title(),
                    said.source().says(),
                    said.words(),
                    said.source().link(),
                    checked(said.source())))
        .toList();
  }

  /** When the setting last changed it, as far as the newest versions tell; may be empty. */
  static String decided(PolicyFiles files, SettingId setting, Rule rule, Moments moments) {
    KeptPolicy newer = files.current(setting);
    for (int i = 0; i < VERSIONS_BACK && newer.version() > 0; i++) {
      KeptPolicy one = newer;
      Optional<KeptPolicy> older = files.versions().version(setting, one.version() - 1);
      SettingPolicy before = older.map(KeptPolicy::policy).orElse(SettingPolicy.DEFAULT);
      if (!before.rule(rule).equals(one.policy().rule(rule))) {
        return "Last changed on %s by %s. Why: %s"
            .formatted(
                moments.of(one.heading().madeAt()).full(),
                PolicyPage.by(one.heading()),
                one.heading().reason());
      }
      if (older.isEmpty()) {
        return "";
      }
      newer = older.get();
    }
    return "";
  }
}
