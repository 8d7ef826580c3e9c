package io.stairgate.console.page;

import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.device.Cause;
import io.stairgate.console.device.LaptopSummaryStore;
import io.stairgate.console.device.SettingSummary;
import io.stairgate.console.policy.Marks;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How several settings are, read at once however many they are: counts and the worst thing, and
 * nothing of what anybody reported. Any thread.
 */
final class SettingStates {
  private static final int URGENT = 2_000;
  private static final int UNSEEN = 500;
  private static final int ALERTS = 400;

  private final LaptopSummaryStore summaries;
  private final AlertStore alerts;
  private final PolicyFiles policies;
  private final InstantSource clock;

  SettingStates(
      LaptopSummaryStore summaries, AlertStore alerts, PolicyFiles policies, InstantSource clock) {
    this.summaries = summaries;
    this.alerts = alerts;
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * How one setting is.
   *
   * @param laptops how many it has
   * @param unsafe how many of them need attention or were not seen
   * @param alerts how many alerts are open
   * @param urgent how many of these are to be acted on now
   * @param sentence how its laptops are
   * @param worst the worst thing, in words; empty where nothing is to be done
   * @param weight how much that matters, higher first; 0: nothing
   * @param closed until when it is closed for a holiday; may be empty
   */
  record One(
      int laptops,
      int unsafe,
      int alerts,
      int urgent,
      String sentence,
      String worst,
      int weight,
      String closed) {}

  /** All of them, by setting. */
  Map<SettingId, One> of(Collection<SettingId> settings) {
    Instant now = clock.instant();
    Map<SettingId, Marks> marks = new HashMap<>();
    Map<SettingId, SettingPolicy> held = policies.heldIn(settings);
    held.forEach((setting, policy) -> marks.put(setting, Marks.of(policy, now)));
    Map<SettingId, Instant> since = new HashMap<>();
    marks.forEach((setting, each) -> since.put(setting, each.heardSince()));
    Map<SettingId, SettingSummary> sums = summaries.of(settings);
    Map<SettingId, Map<Cause, Integer>> causes = summaries.causes(settings);
    Map<SettingId, int[]> unseen = summaries.unseenCounts(since);
    Map<SettingId, AlertStore.Open> open = alerts.openCounts(settings);
    Map<SettingId, One> all = new HashMap<>();
    for (SettingId setting : settings) {
      all.put(
          setting,
          one(
              sums.getOrDefault(setting, SettingSummary.NONE),
              causes.getOrDefault(setting, Map.of()),
              unseen.getOrDefault(setting, new int[2]),
              open.getOrDefault(setting, new AlertStore.Open(0, 0)),
              Optional.ofNullable(marks.get(setting))
                  .flatMap(Marks::closedUntil)
                  .map(day -> "Closed until " + Moments.date(day) + ".")
                  .orElse("")));
    }
    return all;
  }

  private static One one(
      SettingSummary sum,
      Map<Cause, Integer> causes,
      int[] unseen,
      AlertStore.Open open,
      String closed) {
    int unsafe = sum.attention() + unseen[1];
    Optional<Map.Entry<Cause, Integer>> worst =
        causes.entrySet().stream()
            .max(
                Comparator.comparingInt(
                        (Map.Entry<Cause, Integer> each) -> ToDoList.weight(each.getKey()))
                    .thenComparingInt(Map.Entry::getValue));
    int byCause = worst.map(each -> ToDoList.weight(each.getKey())).orElse(0);
    String words = "";
    int weight = 0;
    if (open.urgent() > 0) {
      words =
          open.urgent() == 1 ? "1 alert to act on now" : open.urgent() + " alerts to act on now";
      weight = URGENT + open.urgent();
    } else if (byCause > UNSEEN || (byCause > 0 && unseen[0] == 0 && open.all() == 0)) {
      words =
          worst
              .map(each -> ToDoList.act(each.getKey()) + " on " + laptops(each.getValue()))
              .orElse("");
      weight = byCause;
    } else if (unseen[0] > 0) {
      words = "Switch on " + laptops(unseen[0]);
      weight = UNSEEN;
    } else if (open.all() > 0) {
      words = open.all() == 1 ? "1 alert to look at" : open.all() + " alerts to look at";
      weight = ALERTS;
    }
    return new One(
        sum.laptops(),
        unsafe,
        open.all(),
        open.urgent(),
        OverviewPage.sentence(sum.laptops(), unsafe, sum.firstCheck()),
        words,
        weight,
        closed);
  }

  private static String laptops(int number) {
    return StickWords.count(number, "laptop", "laptops");
  }
}
