package io.stairgate.console.page;

import io.stairgate.console.policy.Parameter;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleSettings;
import io.stairgate.console.policy.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a rule's form.
 *
 * @param form what stands in them
 * @param everywhere what the setting has for every laptop; empty in a form for several settings
 */
record RuleControls(RuleForm form, Optional<RuleSettings> everywhere) {
  private static final String AS_EACH = "As each setting has it";

  /** In one setting. */
  static RuleControls inSetting(RuleForm form, RuleSettings everywhere) {
    return new RuleControls(form, Optional.of(everywhere));
  }

  /** For several settings. */
  static RuleControls forSeveral(RuleForm form) {
    return new RuleControls(form, Optional.empty());
  }

  /** How far it may go. */
  List<RuleView.Choice> stages(boolean mayEnforce) {
    List<RuleView.Choice> all = new ArrayList<>();
    if (form.isException()) {
      all.add(
          new RuleView.Choice(
              "",
              everywhere.isPresent() ? "As everywhere" : AS_EACH,
              everywhere
                  .map(is -> "Now: " + RuleWords.stageTitle(is.stage().code()))
                  .orElse("Only what you choose below changes."),
              form.stage().isEmpty()));
    }
    all.add(stage(Stage.WATCH, "It reports here, and changes nothing on the laptop."));
    all.add(stage(Stage.WARN, "It tells the person at the laptop as well."));
    if (mayEnforce) {
      all.add(stage(Stage.ENFORCE, RuleWords.of(form.rule().id()).holding()));
    }
    return all;
  }

  private RuleView.Choice stage(Stage stage, String hint) {
    return new RuleView.Choice(
        stage.code(), RuleWords.stageTitle(stage.code()), hint, form.stage().equals(stage.code()));
  }

  /** What is set otherwise. */
  List<RuleView.Control> all() {
    return form.rule().parameters().stream().map(this::control).toList();
  }

  private RuleView.Control control(Parameter parameter) {
    Rule rule = form.rule();
    return switch (parameter.range()) {
      case Parameter.Range.Whole(int least, int most) ->
          new RuleView.Control(
              RuleForm.field(parameter),
              "number",
              RuleForm.capital(parameter.words()),
              "From %d to %d.".formatted(least, most)
                  + (form.isException() ? empty(parameter) : ""),
              RuleSources.unit(rule, parameter),
              form.value(parameter),
              List.of());
      case Parameter.Range.YesNo _ ->
          choices(
              parameter, List.of(choice("yes", "Yes", parameter), choice("no", "No", parameter)));
      case Parameter.Range.OneOf oneOf ->
          choices(
              parameter,
              oneOf.words().stream()
                  .map(word -> choice(word, RuleSources.choice(rule, parameter, word), parameter))
                  .toList());
      case Parameter.Range.Address _ -> address(parameter);
    };
  }

  private String empty(Parameter parameter) {
    return everywhere.isPresent()
        ? " Leave it empty for the same as everywhere, now " + now(parameter) + "."
        : " Leave it empty to leave it as each setting has it.";
  }

  private String same(Parameter parameter) {
    return everywhere.isPresent() ? "As everywhere: " + now(parameter) : AS_EACH;
  }

  private String now(Parameter parameter) {
    return everywhere
        .map(is -> RuleSources.words(form.rule(), parameter, is.value(parameter.key())))
        .orElse("");
  }

  private RuleView.Control address(Parameter parameter) {
    boolean own = form.hasOwn(parameter);
    return new RuleView.Control(
        RuleForm.field(parameter),
        "address",
        RuleForm.capital(parameter.words()),
        "It begins with https://. Leave it empty for none.",
        "",
        form.value(parameter),
        form.isException()
            ? List.of(
                new RuleView.Choice("same", same(parameter), "", !own),
                new RuleView.Choice("own", "This one:", "", own))
            : List.of());
  }

  private RuleView.Choice choice(String value, String label, Parameter parameter) {
    return new RuleView.Choice(value, label, "", form.value(parameter).equals(value));
  }

  private RuleView.Control choices(Parameter parameter, List<RuleView.Choice> choices) {
    List<RuleView.Choice> all = new ArrayList<>();
    if (form.isException()) {
      all.add(new RuleView.Choice("", same(parameter), "", form.value(parameter).isEmpty()));
    }
    all.addAll(choices);
    return new RuleView.Control(
        RuleForm.field(parameter),
        "choice",
        RuleForm.capital(parameter.words()),
        "",
        "",
        form.value(parameter),
        all);
  }
}
