package io.stairgate.console.page;

import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.policy.EffectiveRules;
import io.stairgate.console.policy.LaptopNames;
import io.stairgate.console.policy.Parameter;
import io.stairgate.console.policy.PolicyChange;
import io.stairgate.console.policy.PolicyDiff;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleSettings;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says before a change of a rule which laptops would change, and how. Any thread. */
final class RuleOutlooks {
  private static final int MOST_ROWS = 100;

  private final FindingStore findings;

  RuleOutlooks(FindingStore findings) {
    this.findings = findings;
  }

  /** What would be on a laptop. */
  private enum Then {
    BROKEN("Not met then", "bad"),
    CHANGED("Would be changed", "warn"),
    UNKNOWN("Not known yet", ""),
    STAYS("Stays as it is", "bare");

    private final String words;
    private final String css;

    Then(String words, String css) {
      this.words = words;
      this.css = css;
    }
  }

  /** One laptop that would follow something else. */
  private record Affected(DeviceId laptop, RuleSettings before, RuleSettings after) {}

  /** What is known of one laptop, and what would be. */
  private record Told(Affected laptop, Optional<Finding> finding, Then then, List<String> lines) {}

  /** The laptops that would follow something else. */
  static List<DeviceId> affected(
      SettingPolicy now, SettingPolicy wanted, Rule rule, LaptopNames names) {
    return all(now, wanted, rule, names).stream().map(Affected::laptop).toList();
  }

  private static List<Affected> all(
      SettingPolicy now, SettingPolicy wanted, Rule rule, LaptopNames names) {
    List<Affected> all = new ArrayList<>();
    for (DeviceId laptop : names.all()) {
      RuleSettings before = EffectiveRules.of(now, laptop, rule);
      RuleSettings after = EffectiveRules.of(wanted, laptop, rule);
      if (!before.equals(after)) {
        all.add(new Affected(laptop, before, after));
      }
    }
    return all;
  }

  /**
   * What would change.
   *
   * @param asks what becomes of it
   */
  RuleView.Outlook of(
      SettingId setting,
      SettingPolicy now,
      SettingPolicy wanted,
      Rule rule,
      LaptopNames names,
      Instant at,
      Ending asks) {
    Map<DeviceId, Finding> proved = findings.ofRuleWithEvidence(setting, rule.id());
    Calendar calendar = wanted.calendar();
    List<Told> told =
        all(now, wanted, rule, names).stream()
            .map(
                each ->
                    told(
                        each,
                        Optional.ofNullable(proved.get(each.laptop())),
                        calendar,
                        calendar.day(at)))
            .sorted(
                Comparator.comparing(Told::then)
                    .thenComparing(
                        each -> names.nickname(each.laptop().laptop()),
                        String.CASE_INSENSITIVE_ORDER))
            .toList();
    List<PolicyChange> changes = PolicyDiff.between(now, wanted, names);
    return new RuleView.Outlook(
        changes,
        summary(told, names.all().size()),
        told.stream().limit(MOST_ROWS).map(each -> row(each, rule, names)).toList(),
        Math.max(0, told.size() - MOST_ROWS),
        asks.follows(),
        asks.showFirst(),
        asks.ways());
  }

  /**
   * What the page says below the preview.
   *
   * @param follows what becomes of it, one sentence
   * @param showFirst whether the person must show once more that it is them
   * @param ways how it may begin
   */
  record Ending(String follows, boolean showFirst, List<RuleView.Choice> ways) {}

  private static Told told(
      Affected each, Optional<Finding> finding, Calendar calendar, LocalDate today) {
    if (finding.isEmpty()) {
      return new Told(each, finding, Then.UNKNOWN, List.of());
    }
    Finding found = finding.get();
    RuleSettings after = each.after();
    if (after.stage() == Stage.ENFORCE && found.canEnforce()) {
      return each.before().stage() != Stage.ENFORCE && found.wouldChange().isEmpty()
          ? new Told(each, finding, Then.STAYS, List.of())
          : new Told(each, finding, Then.CHANGED, found.wouldChange());
    }
    Optional<String> broken = RuleForecast.broken(after, found, calendar, today);
    return broken
        .map(why -> new Told(each, finding, Then.BROKEN, List.of(why)))
        .orElseGet(() -> new Told(each, finding, Then.STAYS, List.of()));
  }

  private static String summary(List<Told> told, int all) {
    if (told.isEmpty()) {
      return all == 0
          ? "There is no laptop yet. Those that come later follow it."
          : "No laptop follows anything else than now.";
    }
    List<String> parts = new ArrayList<>();
    parts.add(
        "%s of %d would follow it."
            .formatted(StickWords.count(told.size(), "laptop", "laptops"), all));
    count(told, Then.BROKEN, "does not meet it yet.", "do not meet it yet.", parts);
    count(told, Then.CHANGED, "would be changed.", "would be changed.", parts);
    count(told, Then.UNKNOWN, "has not said how it is.", "have not said how they are.", parts);
    return String.join(" ", parts);
  }

  private static void count(
      List<Told> told, Then wanted, String one, String several, List<String> parts) {
    long count = told.stream().filter(each -> each.then() == wanted).count();
    if (count > 0) {
      parts.add(StickWords.count(count, "laptop", "laptops") + " " + (count == 1 ? one : several));
    }
  }

  private static RuleView.Row row(Told told, Rule rule, LaptopNames names) {
    DeviceId laptop = told.laptop().laptop();
    Optional<Finding> finding = told.finding();
    List<String> lines = new ArrayList<>(differences(told.laptop()));
    lines.addAll(told.lines());
    return new RuleView.Row(
        "/laptops/" + laptop,
        names.nickname(laptop),
        finding.map(Finding::state).orElse(""),
        finding.map(found -> RuleWords.tagCss(found.state())).orElse(""),
        finding.map(found -> RuleWords.tag(found.state())).orElse("No word of it yet"),
        finding
            .map(
                found ->
                    found.sentence().isEmpty()
                        ? RuleWords.of(rule.id()).sentence(found)
                        : found.sentence())
            .orElse("This laptop has not reported this rule."),
        told.then().words,
        told.then().css,
        lines);
  }

  private static List<String> differences(Affected laptop) {
    List<String> lines = new ArrayList<>();
    Rule rule = laptop.after().rule();
    if (laptop.before().stage() != laptop.after().stage()) {
      lines.add(
          "%s instead of: %s."
              .formatted(
                  RuleWords.stageTitle(laptop.after().stage().code()),
                  RuleWords.stageTitle(laptop.before().stage().code())
                      .toLowerCase(java.util.Locale.UK)));
    }
    for (Parameter parameter : rule.parameters()) {
      Parameter.Value before = laptop.before().value(parameter.key());
      Parameter.Value after = laptop.after().value(parameter.key());
      if (!before.equals(after)) {
        lines.add(
            "%s: %s instead of %s."
                .formatted(
                    RuleForm.capital(parameter.words()),
                    RuleSources.words(rule, parameter, after),
                    RuleSources.words(rule, parameter, before)));
      }
    }
    return lines;
  }
}
