package io.stairgate.console.page;

import io.stairgate.console.policy.Parameter;
import io.stairgate.console.policy.RuleWish;
import io.stairgate.console.policy.Spread;
import io.stairgate.console.policy.Spread.Outlook;
import io.stairgate.console.policy.Spread.Part;
import io.stairgate.console.policy.Spread.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Changes of a rule over several settings, in words. */
final class SpreadWords {
  private SpreadWords() {}

  /** What is asked for, a sentence each. */
  static List<String> of(RuleWish wish) {
    List<String> all = new ArrayList<>();
    wish.stage()
        .ifPresent(
            stage ->
                all.add(
                    "How far it goes: %s."
                        .formatted(RuleWords.stageTitle(stage.code()).toLowerCase(Locale.UK))));
    for (Parameter parameter : wish.rule().parameters()) {
      Parameter.Value value = wish.values().get(parameter.key());
      if (value != null) {
        all.add(
            "%s: %s."
                .formatted(
                    RuleForm.capital(parameter.words()),
                    RuleSources.words(wish.rule(), parameter, value)));
      }
    }
    return all;
  }

  static SpreadsView.Row brief(Spread.Whole whole, Moments moments) {
    Spread spread = whole.spread();
    return new SpreadsView.Row(
        "/changes/" + spread.id(),
        spread.rule().title(),
        spread.words(),
        switch (spread.state()) {
          case GOING -> "Under way";
          case STOPPED -> "Stopped";
          case DONE -> "Done";
          case TAKEN_BACK -> "Taken back";
        },
        switch (spread.state()) {
          case GOING -> "info";
          case STOPPED -> "bad";
          case DONE, TAKEN_BACK -> "bare";
        },
        sentence(whole),
        "Begun by %s on %s.".formatted(spread.begunByName(), moments.of(spread.begunAt()).full()));
  }

  private static String sentence(Spread.Whole whole) {
    String reached =
        "%d of %s follow the new rule."
            .formatted(whole.reached(), StickWords.count(whole.laptops(), "laptop", "laptops"));
    long asked = whole.count(Standing.ASKED);
    String waits =
        asked == 0
            ? ""
            : " %s not agreed yet."
                .formatted(StickWords.count(asked, "setting has", "settings have"));
    return switch (whole.spread().state()) {
      case GOING ->
          (whole.spread().step() == 0 ? "" : "Step %d. ".formatted(whole.spread().step()))
              + reached
              + waits;
      case STOPPED ->
          (whole.spread().stopReason().isEmpty()
                  ? "It stopped by itself, because a laptop failed. "
                  : "Somebody stopped it. ")
              + reached
              + " No other laptop gets it until you decide.";
      case DONE -> "Every laptop that was to follow it was reached.";
      case TAKEN_BACK -> "It was taken back. No other laptop gets it.";
    };
  }

  /** What would become of a setting. */
  static SpreadFormView.Row row(Outlook outlook, Set<String> chosen) {
    String laptops =
        outlook.all() == 0
            ? "There is no laptop yet. Those that come later follow it."
            : "%d of %s would follow it."
                .formatted(outlook.laptops(), StickWords.count(outlook.all(), "laptop", "laptops"));
    boolean mayChoose = outlook.does() != Spread.Does.LEAVE;
    return new SpreadFormView.Row(
        outlook.setting().toString(),
        outlook.name(),
        switch (outlook.does()) {
          case CHANGE -> "Would change";
          case ASK -> "Asks there first";
          case LEAVE -> "Left alone";
        },
        switch (outlook.does()) {
          case CHANGE -> "warn";
          case ASK -> "info";
          case LEAVE -> "bare";
        },
        mayChoose
            ? outlook.does() == Spread.Does.ASK
                ? laptops + " Somebody of the setting must agree."
                : laptops
            : outlook.word(),
        mayChoose,
        mayChoose && (chosen.isEmpty() || chosen.contains(outlook.setting().toString())));
  }

  /** What would become of all of them. */
  static String summary(List<Outlook> all) {
    long asks = all.stream().filter(each -> each.does() == Spread.Does.ASK).count();
    long left = all.stream().filter(each -> each.does() == Spread.Does.LEAVE).count();
    int laptops = all.stream().mapToInt(Outlook::laptops).sum();
    List<String> parts = new ArrayList<>();
    parts.add(
        "%s in %s would follow it."
            .formatted(
                StickWords.count(laptops, "laptop", "laptops"),
                StickWords.count(all.size() - left, "setting", "settings")));
    if (asks > 0) {
      parts.add(
          "In %s somebody must agree first."
              .formatted(asks == 1 ? "one setting" : asks + " settings"));
    }
    if (left > 0) {
      parts.add(
          "%s alone.".formatted(StickWords.count(left, "setting is left", "settings are left")));
    }
    return String.join(" ", parts);
  }

  /** How it stands in one setting. */
  static SpreadView.Row row(Part part, String name, boolean here) {
    return new SpreadView.Row(
        here ? href(part) : "",
        name,
        switch (part.standing()) {
          case NOT_BEGUN -> "Not begun";
          case LEFT_ALONE -> "Left alone";
          case ASKED -> "Not agreed yet";
          case TURNED_DOWN -> "Said no";
          case VOID -> "Over";
          case GOING -> "Under way";
          case STOPPED -> "Stopped";
          case PASSED -> "Stopped, the others go on";
          case DONE -> "Done";
          case PUT_BACK -> "Put back";
        },
        switch (part.standing()) {
          case STOPPED -> "bad";
          case PASSED, TURNED_DOWN, NOT_BEGUN -> "warn";
          case GOING, ASKED -> "info";
          case LEFT_ALONE, VOID, DONE, PUT_BACK -> "bare";
        },
        part.rollout().isPresent() || part.standing() == Standing.ASKED
            ? "%d of %d".formatted(part.reached(), part.laptops())
            : "",
        word(part));
  }

  private static String href(Part part) {
    return part.proposal()
        .map(id -> "/policy/proposals/" + id)
        .or(() -> part.rollout().map(id -> "/rollouts/" + id))
        .orElse("");
  }

  private static String word(Part part) {
    return switch (part.standing()) {
      case NOT_BEGUN ->
          "It was not begun there, because the console was stopped just then. Begin a new change.";
      case VOID -> "The rules there were changed before anybody agreed, or it was taken back.";
      case TURNED_DOWN -> "Somebody there said no. The rule stays as it was.";
      case PASSED -> part.word() + " People of that setting decide.";
      default -> part.word();
    };
  }
}
