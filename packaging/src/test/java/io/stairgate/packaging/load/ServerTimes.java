package io.stairgate.packaging.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the console's own clock says of a stretch of time, from its buckets: the bound under which
 * half, 95 and 99 of 100 lie, and the mean, which is exact.
 */
final class ServerTimes {
  private static final Pattern BUCKET =
      Pattern.compile("stairgate_ingest_([a-z]+)_seconds_bucket\\{le=\"([^\"]+)\"}");

  private ServerTimes() {}

  static Map<String, Object> between(
      Map<String, Double> before, Map<String, Double> after, String what) {
    TreeMap<Double, Double> buckets = new TreeMap<>();
    after.forEach(
        (name, value) -> {
          Matcher bucket = BUCKET.matcher(name);
          if (bucket.matches() && bucket.group(1).equals(what)) {
            double bound =
                bucket.group(2).equals("+Inf")
                    ? Double.POSITIVE_INFINITY
                    : Double.parseDouble(bucket.group(2));
            buckets.put(bound, value - before.getOrDefault(name, 0.0));
          }
        });
    String sum = "stairgate_ingest_" + what + "_seconds_sum";
    double all = buckets.isEmpty() ? 0 : buckets.lastEntry().getValue();
    Map<String, Object> times = new LinkedHashMap<>();
    times.put("count", (long) all);
    times.put(
        "meanMillis",
        all == 0
            ? 0.0
            : Math.round((after.getOrDefault(sum, 0.0) - before.getOrDefault(sum, 0.0)) / all * 1e5)
                / 100.0);
    for (int share : new int[] {50, 95, 99}) {
      times.put(
          "p" + share + "AtMostMillis",
          buckets.entrySet().stream()
              .filter(each -> each.getValue() >= all * share / 100)
              .findFirst()
              .map(each -> each.getKey() * 1000)
              .orElse(0.0));
    }
    return times;
  }
}
