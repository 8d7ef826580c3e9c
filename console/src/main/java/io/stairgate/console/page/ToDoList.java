package io.stairgate.console.page;

import io.stairgate.console.device.Finding;
import io.stairgate.console.page.Overview.ToDo;
import io.stairgate.console.policy.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Makes the list of what to do: one row per cause with all its laptops, worst first. */
final class ToDoList {
  private final Map<Cause, List<Health>> causes = new LinkedHashMap<>();

  private enum What {
    RETURN,
    SAME,
    NOT_MET,
    NOT_HELD,
    NO_RIGHTS,
    NOT_SEEN,
    UNKNOWN,
    FIRST_CHECK,
    IN_PROGRESS
  }

  private record Cause(What what, String rule) {}

  static List<ToDo> of(List<Health> laptops) {
    ToDoList list = new ToDoList();
    laptops.forEach(list::sort);
    return list.causes.entrySet().stream()
        .sorted(
            Comparator.comparingInt(
                    (Map.Entry<Cause, List<Health>> entry) -> -weight(entry.getKey()))
                .thenComparingInt(entry -> -entry.getValue().size()))
        .map(entry -> row(entry.getKey(), entry.getValue()))
        .toList();
  }

  private void sort(Health health) {
    health.laptop().returnAskedAt().ifPresent(at -> add(new Cause(What.RETURN, ""), health));
    health.laptop().sameAs().ifPresent(id -> add(new Cause(What.SAME, ""), health));
    if (health.state() == Health.State.NOT_SEEN) {
      add(new Cause(What.NOT_SEEN, ""), health);
      return;
    }
    if (health.findings().isEmpty()) {
      add(new Cause(What.FIRST_CHECK, ""), health);
      return;
    }
    health.findings().stream()
        .filter(RuleWords::wantsAttention)
        .map(ToDoList::cause)
        .distinct()
        .forEach(cause -> add(cause, health));
  }

  private static Cause cause(Finding finding) {
    return switch (finding.state()) {
      case "not-met" ->
          new Cause(
              "portable-media".equals(finding.rule()) && "enforce".equals(finding.stage())
                  ? What.NOT_HELD
                  : What.NOT_MET,
              finding.rule());
      case "in-progress" -> new Cause(What.IN_PROGRESS, finding.rule());
      default ->
          "needs-administrator".equals(finding.reason())
              ? new Cause(What.NO_RIGHTS, "")
              : new Cause(What.UNKNOWN, finding.rule());
    };
  }

  private void add(Cause cause, Health health) {
    causes.computeIfAbsent(cause, key -> new ArrayList<>()).add(health);
  }

  private static int weight(Cause cause) {
    return switch (cause.what()) {
      case RETURN -> 1200;
      case SAME -> 1100;
      case NOT_HELD -> 1050;
      case NOT_MET -> 900 + RuleWords.of(cause.rule()).weight();
      case NO_RIGHTS -> 600;
      case NOT_SEEN -> 500;
      case UNKNOWN -> 300 + RuleWords.of(cause.rule()).weight();
      case FIRST_CHECK -> 200;
      case IN_PROGRESS -> 100;
    };
  }

  private static ToDo row(Cause cause, List<Health> laptops) {
    RuleWords words = RuleWords.of(cause.rule());
    String on = " on " + which(laptops);
    String of = which(laptops);
    return switch (cause.what()) {
      case RETURN ->
          toDo(
              "Let " + of + " back in", "Off so long that the pass ended.", RuleWords.YOU, laptops);
      case SAME ->
          toDo(
              "Say if " + of + " is here twice",
              "It looks like a laptop you know.",
              RuleWords.YOU,
              laptops);
      case NOT_HELD ->
          toDo(
              "Find out why memory sticks are not blocked" + on,
              "Blocking is on, but it does not hold.",
              RuleWords.IT,
              laptops);
      case NOT_MET -> of(words, words.doNotMet() + on, words.why(), words.who(), laptops);
      case NO_RIGHTS ->
          toDo(
              "Install the checker as a service" + on,
              "Without administrator rights it cannot look.",
              RuleWords.IT,
              laptops);
      case NOT_SEEN ->
          toDo(
              "Switch on " + of + " and connect it",
              "Not heard of for more than a week.",
              RuleWords.STAFF,
              laptops);
      case UNKNOWN ->
          of(words, words.doUnknown() + on, "We cannot tell yet.", RuleWords.IT, laptops);
      case FIRST_CHECK ->
          toDo(
              "Wait for the first check of " + of,
              "Keep it switched on and connected.",
              RuleWords.STAFF,
              laptops);
      case IN_PROGRESS ->
          of(words, words.doInProgress() + ": " + of, words.inProgress(), RuleWords.STAFF, laptops);
    };
  }

  private static ToDo toDo(String what, String why, String who, List<Health> laptops) {
    return toDo(what, why, who, laptops, href(laptops));
  }

  private static ToDo toDo(String what, String why, String who, List<Health> laptops, String href) {
    String names = laptops.size() == 1 ? "" : " " + names(laptops) + ".";
    return new ToDo(what, (why + names).strip(), who, css(who), href);
  }

  /** About one rule: it leads to that rule, on the laptop or laptop by laptop. */
  private static ToDo of(
      RuleWords words, String what, String why, String who, List<Health> laptops) {
    String href =
        laptops.size() == 1
            ? href(laptops) + "#rule-" + words.rule()
            : Rule.of(words.rule()).isPresent()
                ? "/rules/" + words.rule() + "/preview"
                : href(laptops);
    return toDo(what, why, who, laptops, href);
  }

  private static String css(String who) {
    return RuleWords.YOU.equals(who) ? "warn" : RuleWords.IT.equals(who) ? "info" : "";
  }

  private static String href(List<Health> laptops) {
    return laptops.size() == 1
        ? "/laptops/" + laptops.getFirst().laptop().id()
        : "/laptops?show=" + laptops.getFirst().state().word();
  }

  private static String which(List<Health> laptops) {
    return laptops.size() == 1
        ? laptops.getFirst().laptop().nickname()
        : laptops.size() + " laptops";
  }

  /** At most three names, so that a row stays one that can be read. */
  private static String names(List<Health> laptops) {
    Function<Health, String> name = health -> health.laptop().nickname();
    int size = laptops.size();
    if (size == 2) {
      return name.apply(laptops.get(0)) + " and " + name.apply(laptops.get(1));
    }
    String first = name.apply(laptops.get(0)) + ", " + name.apply(laptops.get(1));
    return size == 3
        ? first + " and " + name.apply(laptops.get(2))
        : first + " and " + (size - 2) + " more";
  }
}
