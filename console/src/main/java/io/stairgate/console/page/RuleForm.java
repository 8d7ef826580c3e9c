package io.stairgate.console.page;

import io.javalin.http.Context;
import io.stairgate.console.policy.LaptopGroup;
import io.stairgate.console.policy.Parameter;
import io.stairgate.console.policy.Parameter.Range;
import io.stairgate.console.policy.Parameter.Value;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleChange;
import io.stairgate.console.policy.RuleScope;
import io.stairgate.console.policy.RuleSettings;
import io.stairgate.console.policy.RuleWish;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What stands in the form of one rule in one place, as typed. An empty field of a group or a laptop
 * means "as everywhere".
 *
 * @param rule which rule
 * @param scope where
 * @param partial whether an empty field leaves something as it is
 * @param stage code of a stage, or empty
 * @param typed by the parameter's key
 */
record RuleForm(
    Rule rule, RuleScope scope, boolean partial, String stage, Map<String, String> typed) {
  static final String STAGE = "stage";

  /** What the web address of an exception is chosen with: an empty address says something too. */
  private static final String OWN = "-own";

  RuleForm {
    typed = Map.copyOf(typed);
  }

  /** The name of a parameter's field. */
  static String field(Parameter parameter) {
    return "p-" + parameter.key();
  }

  /** The name of the field that says whether an exception has an address of its own. */
  static String ownField(Parameter parameter) {
    return field(parameter) + OWN;
  }

  /** What a policy says there now. */
  static RuleForm of(SettingPolicy policy, Rule rule, RuleScope scope) {
    Map<String, String> typed = new LinkedHashMap<>();
    if (scope instanceof RuleScope.Everywhere) {
      RuleSettings settings = policy.rule(rule);
      settings.values().forEach((key, value) -> typed.put(key, typed(value)));
      return new RuleForm(rule, scope, false, settings.stage().code(), typed);
    }
    Optional<RuleChange> change = change(policy, rule, scope);
    for (Parameter parameter : rule.parameters()) {
      Optional<Value> own =
          change.flatMap(said -> Optional.ofNullable(said.values().get(parameter.key())));
      typed.put(parameter.key(), own.map(RuleForm::typed).orElse(""));
      typed.put(parameter.key() + OWN, own.isPresent() ? "own" : "");
    }
    return new RuleForm(
        rule, scope, true, change.flatMap(RuleChange::stage).map(Stage::code).orElse(""), typed);
  }

  /** For several settings, each of which keeps what is left empty. */
  static RuleForm forSeveral(Rule rule) {
    return new RuleForm(rule, new RuleScope.Everywhere(), true, "", Map.of());
  }

  /** What a group or a laptop has otherwise. */
  static Optional<RuleChange> change(SettingPolicy policy, Rule rule, RuleScope scope) {
    return switch (scope) {
      case RuleScope.Everywhere _ -> Optional.empty();
      case RuleScope.InGroup(String name) ->
          Optional.ofNullable(policy.groups().get(name))
              .map(LaptopGroup::rules)
              .flatMap(rules -> Optional.ofNullable(rules.get(rule)));
      case RuleScope.OnLaptop(var laptop) ->
          Optional.ofNullable(policy.laptops().getOrDefault(laptop, Map.of()).get(rule));
    };
  }

  private static String typed(Value value) {
    return switch (value) {
      case Value.Count(int number) -> Integer.toString(number);
      case Value.Switch(boolean on) -> on ? "yes" : "no";
      case Value.Word(String text) -> text;
    };
  }

  /** What was sent; a field that was not sent stays as it was. */
  RuleForm sent(Context context) {
    Map<String, String> all = new LinkedHashMap<>(typed);
    for (Parameter parameter : rule.parameters()) {
      if (context.formParam(field(parameter)) != null) {
        all.put(parameter.key(), Visits.field(context, field(parameter)).strip());
      }
      if (context.formParam(ownField(parameter)) != null) {
        all.put(parameter.key() + OWN, Visits.field(context, ownField(parameter)));
      }
    }
    return new RuleForm(
        rule,
        scope,
        partial,
        context.formParam(STAGE) == null ? stage : Visits.field(context, STAGE),
        all);
  }

  /** The same with nothing of its own. */
  RuleForm asEverywhere() {
    return new RuleForm(rule, scope, partial, "", Map.of());
  }

  boolean isException() {
    return partial;
  }

  /** What stands in a field. */
  String value(Parameter parameter) {
    return typed.getOrDefault(parameter.key(), "");
  }

  /** Whether an exception has an address of its own. */
  boolean hasOwn(Parameter parameter) {
    return typed.getOrDefault(parameter.key() + OWN, "").equals("own");
  }

  /** Names what stands in it, so that a page knows whether it was changed since it was shown. */
  String mark() {
    return Integer.toHexString((scope.code() + '\n' + stage + new TreeMap<>(typed)).hashCode());
  }

  /**
   * What was wished for.
   *
   * @param mayEnforce whether the rule may go as far as to change the laptop
   * @param problems gets what must be put right; the answer means nothing then
   */
  RuleWish read(boolean mayEnforce, List<Problems.Problem> problems) {
    Optional<Stage> wanted = Stage.of(stage);
    boolean far = wanted.filter(Stage.ENFORCE::equals).isPresent();
    if ((wanted.isEmpty() && !(isException() && stage.isEmpty())) || (far && !mayEnforce)) {
      problems.add(new Problems.Problem(STAGE, "Choose how far the rule should go."));
    }
    Map<String, Value> values = new LinkedHashMap<>();
    List<Problems.Problem> wrong = new ArrayList<>();
    for (Parameter parameter : rule.parameters()) {
      read(parameter, values, wrong);
    }
    problems.addAll(wrong);
    return new RuleWish(rule, scope, wanted, wrong.isEmpty() ? values : Map.of());
  }

  private void read(
      Parameter parameter, Map<String, Value> values, List<Problems.Problem> problems) {
    String text = value(parameter);
    boolean address = parameter.range() instanceof Range.Address;
    if (isException() && (address ? !hasOwn(parameter) : text.isEmpty())) {
      return;
    }
    Optional<Value> value =
        switch (parameter.range()) {
          case Range.Whole(int least, int most) ->
              Visits.number(text, least, most).map(Value.Count::new);
          case Range.YesNo _ ->
              text.equals("yes") || text.equals("no")
                  ? Optional.of(new Value.Switch(text.equals("yes")))
                  : Optional.empty();
          case Range.OneOf _, Range.Address _ -> Optional.of(new Value.Word(text));
        };
    value
        .filter(good -> parameter.range().problem(good).isEmpty())
        .ifPresentOrElse(
            good -> values.put(parameter.key(), good),
            () -> problems.add(new Problems.Problem(field(parameter), problem(parameter))));
  }

  private String problem(Parameter parameter) {
    return switch (parameter.range()) {
      case Range.Whole(int least, int most) ->
          "%s: write a whole number from %d to %d."
              .formatted(capital(parameter.words()), least, most);
      case Range.YesNo _ -> "%s: choose yes or no.".formatted(capital(parameter.words()));
      case Range.OneOf _ -> "%s: choose one of these.".formatted(capital(parameter.words()));
      case Range.Address _ ->
          "%s: write a web address, such as https://example.org/"
              .formatted(capital(parameter.words()));
    };
  }

  static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
