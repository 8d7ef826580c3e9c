package io.stairgate.console.page;

import io.stairgate.console.device.Cause;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.LaptopSummaryStore.Named;
import io.stairgate.console.page.Overview.ToDo;
import io.stairgate.console.policy.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes the list of what to do: one row per cause with all its laptops, worst first. Which laptops
 * a row names is asked for only where the row is shown.
 */
final class ToDoList {
  /** So many laptops of a cause are named. */
  static final int NAMED = 3;

  private record Row(
      int weight, int laptops, Function<List<Named>, ToDo> words, Supplier<List<Named>> some) {}

  private final List<Row> rows = new ArrayList<>();

  /**
   * Puts causes that laptops have in the order of their weight.
   *
   * @param counts on how many laptops each is
   * @param some gives some laptops of a cause
   */
  ToDoList causes(Map<Cause, Integer> counts, Function<Cause, List<Named>> some) {
    counts.forEach(
        (cause, laptops) ->
            rows.add(
                new Row(
                    weight(cause),
                    laptops,
                    named -> row(cause, new Which(named, laptops)),
                    () -> some.apply(cause))));
    return this;
  }

  /** Laptops that were not heard of for too long. */
  ToDoList unseen(List<Named> laptops) {
    if (!laptops.isEmpty()) {
      rows.add(
          new Row(
              500,
              laptops.size(),
              named -> {
                Which which = new Which(named, laptops.size());
                return which.toDo(
                    "Switch on " + which.words() + " and connect it",
                    "Not heard of for several open days.",
                    RuleWords.STAFF,
                    "/laptops?show=unseen");
              },
              () -> laptops));
    }
    return this;
  }

  /** Laptops whose first check has not come for more than a day. */
  ToDoList lateFirstChecks(List<Named> laptops) {
    if (!laptops.isEmpty()) {
      rows.add(
          new Row(
              450,
              laptops.size(),
              named -> {
                Which which = new Which(named, laptops.size());
                return which.toDo(
                    "Find out why " + which.words() + " has not reported yet",
                    "It was added more than a day ago.",
                    RuleWords.IT,
                    "/laptops?show=attention");
              },
              () -> laptops));
    }
    return this;
  }

  /** What is to be done before a term ends: after what is not met, before what is not known. */
  ToDoList terms(List<ToDo> tasks) {
    for (ToDo task : tasks) {
      rows.add(new Row(650, 0, named -> task, List::of));
    }
    return this;
  }

  /** Laptops that were added lately. */
  ToDoList firstChecks(List<Named> laptops) {
    if (!laptops.isEmpty()) {
      rows.add(
          new Row(
              50,
              laptops.size(),
              named -> {
                Which which = new Which(named, laptops.size());
                return which.toDo(
                    "Wait for the first check of " + which.words(),
                    "Keep it switched on and connected.",
                    RuleWords.STAFF,
                    "/laptops?show=new");
              },
              () -> laptops));
    }
    return this;
  }

  /** How many rows there are. */
  int size() {
    return rows.size();
  }

  /** The worst of them in words. */
  List<ToDo> worst(int most) {
    return rows.stream()
        .sorted(
            Comparator.comparingInt((Row row) -> -row.weight())
                .thenComparingInt(row -> -row.laptops()))
        .limit(most)
        .map(row -> row.words().apply(row.some().get().stream().limit(NAMED).toList()))
        .toList();
  }

  /** How much a cause matters, higher first. */
  static int weight(Cause cause) {
    return switch (cause.kind()) {
      case RETURN -> 1200;
      case SAME -> 1100;
      case NOT_HELD -> 1050;
      case NOT_MET -> 900 + RuleWords.of(cause.rule()).weight();
      case NO_RIGHTS -> 600;
      case UNKNOWN -> 300 + RuleWords.of(cause.rule()).weight();
      case IN_PROGRESS -> 100;
    };
  }

  /** What is to be done about a cause, beginning with a verb, without the laptops. */
  static String act(Cause cause) {
    RuleWords words = RuleWords.of(cause.rule());
    return switch (cause.kind()) {
      case RETURN -> "Let a laptop back in";
      case SAME -> "Say if a laptop is here twice";
      case NOT_HELD -> "Find out why memory sticks are not blocked";
      case NOT_MET -> words.doNotMet();
      case NO_RIGHTS -> "Install the checker as a service";
      case UNKNOWN -> words.doUnknown();
      case IN_PROGRESS -> words.doInProgress();
    };
  }

  private static ToDo row(Cause cause, Which which) {
    RuleWords words = RuleWords.of(cause.rule());
    String on = " on " + which.words();
    String of = which.words();
    return switch (cause.kind()) {
      case RETURN ->
          which.toDo(
              "Let " + of + " back in",
              "Off so long that the pass ended.",
              RuleWords.YOU,
              "/laptops?show=attention");
      case SAME ->
          which.toDo(
              "Say if " + of + " is here twice",
              "It looks like a laptop you know.",
              RuleWords.YOU,
              "/laptops?show=attention");
      case NOT_HELD ->
          which.about(
              words, act(cause) + on, "Blocking is on, but it does not hold.", RuleWords.IT);
      case NOT_MET -> which.about(words, act(cause) + on, words.why(), words.who());
      case NO_RIGHTS ->
          which.toDo(
              act(cause) + on,
              "Without administrator rights it cannot look.",
              RuleWords.IT,
              "/laptops?show=attention");
      case UNKNOWN -> which.about(words, act(cause) + on, "We cannot tell yet.", RuleWords.IT);
      case IN_PROGRESS ->
          which.about(words, act(cause) + ": " + of, words.inProgress(), RuleWords.STAFF);
    };
  }

  static String css(String who) {
    return RuleWords.YOU.equals(who) ? "warn" : RuleWords.IT.equals(who) ? "info" : "";
  }

  /**
   * The laptops of a row.
   *
   * @param some by nickname, at most {@link #NAMED}
   * @param all how many there are
   */
  private record Which(List<Named> some, int all) {
    String words() {
      return isOne() ? some.getFirst().nickname() : StickWords.count(all, "laptop", "laptops");
    }

    private boolean isOne() {
      return all == 1 && !some.isEmpty();
    }

    private DeviceId first() {
      return some.getFirst().id();
    }

    ToDo toDo(String what, String why, String who, String many) {
      return new ToDo(
          what, (why + names()).strip(), who, css(who), isOne() ? "/laptops/" + first() : many);
    }

    /** About one rule: it leads to that rule, on the laptop or laptop by laptop. */
    ToDo about(RuleWords words, String what, String why, String who) {
      String href =
          isOne()
              ? "/laptops/" + first() + "#rule-" + words.rule()
              : Rule.of(words.rule()).isPresent()
                  ? "/rules/" + words.rule() + "/preview"
                  : "/laptops?show=attention&rule=" + words.rule();
      return new ToDo(what, (why + names()).strip(), who, css(who), href);
    }

    /** At most three names, so that a row stays one that can be read. */
    private String names() {
      if (all <= 1 || some.size() < 2) {
        return "";
      }
      List<String> names = some.stream().map(Named::nickname).toList();
      if (all == 2) {
        return " " + names.get(0) + " and " + names.get(1) + ".";
      }
      String first = " " + names.get(0) + ", " + names.get(1);
      return all == 3 && names.size() == 3
          ? first + " and " + names.get(2) + "."
          : first + " and " + (all - 2) + " more.";
    }
  }
}
