package io.stairgate.packaging.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What is to be simulated.
 *
 * @param laptops how many, 1 to 19,000: each needs an open file on either side
 * @param seconds how long the load lasts
 * @param events things that happen on all laptops together, a second
 * @param ramp laptops that connect a second at the beginning
 * @param settings how many settings the laptops are spread over
 * @param asleepPerMinute share of the laptops that go to sleep each minute
 * @param restarts how often the console is stopped and started again afterwards
 * @param seed of all chance
 * @param slowMillis a p99 of acknowledgements over this is slow
 * @param home the built program, with its {@code bin}
 * @param json where the report is written besides
 */
record LoadOptions(
    int laptops,
    int seconds,
    double events,
    double ramp,
    int settings,
    double asleepPerMinute,
    int restarts,
    long seed,
    double slowMillis,
    Path home,
    Path json) {
  private static final int MOST_LAPTOPS = 19_000;
  private static final int LAPTOPS_PER_CODE = 500;

  LoadOptions {
    if (laptops < 1 || laptops > MOST_LAPTOPS) {
      throw new IllegalArgumentException("--laptops is 1 to " + MOST_LAPTOPS + ".");
    }
    if (settings < 1 || settings > laptops) {
      throw new IllegalArgumentException("--settings is 1 to the number of laptops.");
    }
    if (laptops > settings * LAPTOPS_PER_CODE) {
      throw new IllegalArgumentException("One setting takes 500 laptops here: more --settings.");
    }
    if (seconds < 1 || events <= 0 || ramp <= 0 || restarts < 0 || asleepPerMinute < 0) {
      throw new IllegalArgumentException("Numbers must be positive.");
    }
    if (!Files.isExecutable(home.resolve("bin").resolve("stairgate-console"))) {
      throw new IllegalArgumentException("There is no built console below " + home + ".");
    }
  }

  /** Reads pairs of {@code --word value}. */
  static LoadOptions read(String... words) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i + 1 < words.length; i += 2) {
      given.put(words[i], words[i + 1]);
    }
    int laptops = Integer.parseInt(given.getOrDefault("--laptops", "100"));
    int fewest = Math.ceilDiv(laptops, LAPTOPS_PER_CODE);
    return new LoadOptions(
        laptops,
        Integer.parseInt(given.getOrDefault("--seconds", "60")),
        Double.parseDouble(given.getOrDefault("--events", String.valueOf(laptops / 10.0))),
        Double.parseDouble(given.getOrDefault("--ramp", "150")),
        Integer.parseInt(given.getOrDefault("--settings", String.valueOf(fewest))),
        Double.parseDouble(given.getOrDefault("--asleep", "0.02")),
        Integer.parseInt(given.getOrDefault("--restarts", "1")),
        Long.parseLong(given.getOrDefault("--seed", "7")),
        Double.parseDouble(given.getOrDefault("--slow", "1000")),
        Path.of(given.getOrDefault("--home", "target/stairgate")).toAbsolutePath(),
        Path.of(given.getOrDefault("--json", "target/simulate.json")).toAbsolutePath());
  }

  Duration load() {
    return Duration.ofSeconds(seconds);
  }
}
