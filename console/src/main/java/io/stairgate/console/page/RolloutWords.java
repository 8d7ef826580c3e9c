package io.stairgate.console.page;

import io.stairgate.console.policy.LaptopNames;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.Rollout;
import io.stairgate.console.policy.Rollout.LaptopState;
import io.stairgate.console.policy.RolloutWay;
import io.stairgate.console.setting.SettingId;
import java.util.List;

/** Changes that come to the laptops step by step, in words. */
final class RolloutWords {
  private static final int MOST_NAMES = 8;

  private RolloutWords() {}

  /** Those of a setting that are under way. */
  static List<RolloutView> open(PolicyFiles files, SettingId setting, Moments moments) {
    List<Rollout.Whole> open = files.rollouts().open(setting);
    if (open.isEmpty()) {
      return List.of();
    }
    LaptopNames names = files.laptops(setting);
    return open.stream().map(each -> of(each, names, moments)).toList();
  }

  static RolloutView of(Rollout.Whole whole, LaptopNames names, Moments moments) {
    Rollout rollout = whole.rollout();
    return new RolloutView(
        rollout.id().toString(),
        rollout.rule().title(),
        "/rules/" + rollout.rule().id(),
        sentence(whole),
        tag(rollout.state()),
        css(rollout.state()),
        whole.laptops().stream()
            .filter(each -> each.state() == LaptopState.FAILED)
            .limit(MOST_NAMES)
            .map(each -> names.nickname(each.laptop()) + ": " + each.reason())
            .toList(),
        waiting(whole, names),
        rollout.state() == Rollout.State.STOPPED,
        rollout.isOpen(),
        "Begun by %s on %s.".formatted(rollout.begunBy(), moments.of(rollout.begunAt()).full()));
  }

  private static List<String> waiting(Rollout.Whole whole, LaptopNames names) {
    return whole.rollout().state() != Rollout.State.GOING
        ? List.of()
        : whole.laptops().stream()
            .filter(each -> each.reachedAt().isPresent() && each.state() == LaptopState.WAITING)
            .map(each -> names.nickname(each.laptop()))
            .sorted(String.CASE_INSENSITIVE_ORDER)
            .limit(MOST_NAMES)
            .toList();
  }

  private static String sentence(Rollout.Whole whole) {
    Rollout rollout = whole.rollout();
    String reached =
        "%d of %s follow the new rule."
            .formatted(
                whole.reached(), StickWords.count(whole.laptops().size(), "laptop", "laptops"));
    if (rollout.way() == RolloutWay.WITH_OTHERS && rollout.isOpen()) {
      return rollout.state() == Rollout.State.GOING
          ? "It goes over several settings together. "
              + reached
              + " The others follow when their turn comes."
          : "It stopped by itself, in all settings. %s %s".formatted(reached, rollout.stopReason());
    }
    return switch (rollout.state()) {
      case GOING ->
          "Step %d of %d. %s%s"
              .formatted(
                  rollout.step(),
                  rollout.steps(),
                  reached,
                  rollout.step() < rollout.steps()
                      ? " The next ones follow once these have proved the rule."
                      : "");
      case STOPPED ->
          "It stopped by itself in step %d of %d. %s %s"
              .formatted(rollout.step(), rollout.steps(), reached, rollout.stopReason());
      case DONE -> "Every laptop was reached.";
      case PUT_BACK -> "The rule is as it was before.";
    };
  }

  private static String tag(Rollout.State state) {
    return switch (state) {
      case GOING -> "Under way";
      case STOPPED -> "Stopped";
      case DONE -> "Done";
      case PUT_BACK -> "Put back";
    };
  }

  private static String css(Rollout.State state) {
    return switch (state) {
      case GOING -> "info";
      case STOPPED -> "bad";
      case DONE, PUT_BACK -> "bare";
    };
  }

  /** How one laptop stands. */
  static RolloutPageView.Row row(Rollout.OnLaptop each, LaptopNames names) {
    boolean reached = each.reachedAt().isPresent();
    return new RolloutPageView.Row(
        names.knows(each.laptop()) ? "/laptops/" + each.laptop() : "",
        names.nickname(each.laptop()),
        each.step(),
        switch (each.state()) {
          case WAITING -> reached ? "Waiting for it" : "Not reached yet";
          case PROVED -> "Proved";
          case FAILED -> "Went wrong";
          case PASSED -> "Went wrong, and passed over";
        },
        switch (each.state()) {
          case WAITING -> reached ? "info" : "";
          case PROVED -> "bare";
          case FAILED -> "bad";
          case PASSED -> "warn";
        },
        each.reason());
  }
}
