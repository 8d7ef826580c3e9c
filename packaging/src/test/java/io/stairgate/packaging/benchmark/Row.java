package io.stairgate.packaging.benchmark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One line of the report.
 *
 * @param name what was measured
 * @param unit of value and control
 * @param value median of the rounds; empty: not measured here
 * @param control median of what it is held against
 * @param ratio median of each round's own ratio, so that a busy moment counts for both
 * @param spread the ratio's ninth tenth less its first tenth
 * @param rounds how many
 * @param budget in words
 * @param within whether the budget is kept; empty: not measured
 * @param about what the control is, or why nothing was measured
 */
record Row(
    String name,
    String unit,
    Optional<Double> value,
    Optional<Double> control,
    Optional<Double> ratio,
    Optional<Double> spread,
    int rounds,
    String budget,
    Optional<Boolean> within,
    String about) {

  /**
   * A limit on the value or on the ratio to the control.
   *
   * @param ofRatio whether the ratio is bounded, not the value
   * @param most the largest that is within
   */
  record Budget(boolean ofRatio, double most) {
    static Budget value(double most) {
      return new Budget(false, most);
    }

    static Budget ratio(double most) {
      return new Budget(true, most);
    }

    String words(String unit) {
      String number = number(most);
      return ofRatio ? "≤ " + number + " × control" : "≤ " + number + " " + unit;
    }
  }

  /** One round: what was measured and its control, in the row's unit. */
  record Round(double value, double control) {
    Round {
      if (!(value >= 0) || !(control > 0)) {
        throw new IllegalArgumentException("a round of " + value + " and " + control);
      }
    }
  }

  /** What rounds say. */
  static Row of(String name, String unit, Budget budget, String about, List<Round> rounds) {
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException(name + " has no rounds");
    }
    double[] values = rounds.stream().mapToDouble(Round::value).toArray();
    double[] controls = rounds.stream().mapToDouble(Round::control).toArray();
    double[] ratios = rounds.stream().mapToDouble(each -> each.value() / each.control()).toArray();
    double value = at(values, 0.5);
    double ratio = at(ratios, 0.5);
    return new Row(
        name,
        unit,
        Optional.of(value),
        Optional.of(at(controls, 0.5)),
        Optional.of(ratio),
        Optional.of(at(ratios, 0.9) - at(ratios, 0.1)),
        rounds.size(),
        budget.words(unit),
        Optional.of((budget.ofRatio() ? ratio : value) <= budget.most()),
        about);
  }

  /** A budget that this run does not measure. */
  static Row notMeasured(String name, String unit, String budget, String why) {
    return new Row(
        name,
        unit,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        budget,
        Optional.empty(),
        why);
  }

  /** A quantile, between its neighbours. */
  static double at(double[] values, double quantile) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double place = quantile * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
  }

  /** As JSON has it. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    value.ifPresent(each -> json.put("value", each));
    json.put("unit", unit);
    control.ifPresent(each -> json.put("control", each));
    ratio.ifPresent(each -> json.put("ratio", each));
    json.put("budget", budget);
    json.put("within", within.<Object>map(each -> each).orElse("not measured"));
    json.put("rounds", rounds);
    spread.ifPresent(each -> json.put("spread", each));
    json.put("about", about);
    return json;
  }

  /** As the table has it. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-24s %12s %12s %9s %9s  %-18s %s",
        name,
        value.map(each -> number(each) + " " + unit).orElse("-"),
        control.map(each -> number(each) + " " + unit).orElse("-"),
        ratio.map(Row::number).orElse("-"),
        spread.map(Row::number).orElse("-"),
        budget,
        within.map(each -> each ? "within" : "OVER").orElse("not measured: " + about));
  }

  static String number(double each) {
    String pattern = each >= 100 ? "%,.0f" : each >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, pattern, each);
  }
}
