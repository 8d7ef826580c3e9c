package io.stairgate.console;

import io.stairgate.console.account.Role;
import io.stairgate.console.database.Dialect;
import io.stairgate.console.database.Engine;
import io.stairgate.console.database.Scans;
import io.stairgate.console.secret.Secret;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * How long pages take on a full console, beside a page that asks the database for nothing, in the
 * same run: what {@code packaging/measure-console} runs. Arguments: laptops in all, events, rounds,
 * engines. A provider's 200 settings have 25 each, one setting has all the others and the events.
 */
public final class Measured {
  private static final String CONTROL = "/privacy";
  private static final int SETTINGS = 200;
  private static final int LAPTOPS_EACH = 25;

  private Measured() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    int laptops = number(arguments, 0, 10_000);
    int events = number(arguments, 1, 1_000_000);
    int rounds = number(arguments, 2, 200);
    List<Engine> engines =
        arguments.length > 3 ? List.of(Engine.valueOf(arguments[3])) : List.of(Engine.values());
    for (Engine engine : engines) {
      Path folder = Files.createTempDirectory("measure-console");
      try {
        measure(engine, folder, laptops, events, rounds);
      } finally {
        remove(folder);
      }
    }
    System.exit(0);
  }

  private static int number(String[] arguments, int place, int otherwise) {
    return arguments.length > place ? Integer.parseInt(arguments[place]) : otherwise;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static void measure(Engine engine, Path folder, int laptops, int events, int rounds) {
    PrintStream out = System.out;
    int own = laptops - SETTINGS * LAPTOPS_EACH;
    if (own < 1) {
      throw new IllegalArgumentException("More than 5,000 laptops are needed.");
    }
    try (WebFixture console = new WebFixture(engine, folder)) {
      console.now.set(SeededSetting.NOW);
      Secret lead = console.person(console.setting, "Dee Lead", Role.DSL);
      Secret provider = console.person(console.setting, "Dev Nair", Role.PROVIDER);
      long began = System.nanoTime();
      List<UUID> all =
          SeededMany.big(console.database, console.now.get(), console.setting, own, events);
      var _ =
          SeededMany.provider(
              console.database,
              console.now.get(),
              SETTINGS,
              LAPTOPS_EACH,
              console.who(provider).account());
      if (console.database.dialect() == Dialect.POSTGRESQL) {
        console.database.useTransaction(tx -> tx.createUpdate("ANALYZE").execute());
      }
      out.printf(
          Locale.ROOT,
          "%n%s: %,d laptops and %,d events; one setting of %,d, %d settings of %d (filled in %d"
              + " s)%n",
          engine,
          laptops,
          events,
          own,
          SETTINGS,
          LAPTOPS_EACH,
          Duration.ofNanos(System.nanoTime() - began).toSeconds());
      Map<String, Secret> pages = new LinkedHashMap<>();
      pages.put(CONTROL, lead);
      pages.put("/", lead);
      pages.put("/laptops", lead);
      pages.put("/laptops?show=attention&sort=state", lead);
      pages.put("/laptops?find=pf0&sort=seen", lead);
      pages.put("/laptops/" + all.get(own / 2), lead);
      pages.put("/alerts", lead);
      pages.put("/settings", provider);
      table(console, pages, rounds, out);
      scans(console, pages, out);
    }
  }

  /** Each round asks for every page once, so that all have the same weather. */
  private static void table(
      WebFixture console, Map<String, Secret> pages, int rounds, PrintStream out) {
    Map<String, long[]> times = new LinkedHashMap<>();
    pages.keySet().forEach(page -> times.put(page, new long[rounds]));
    for (int i = -30; i < rounds; i++) {
      for (Map.Entry<String, Secret> page : pages.entrySet()) {
        long began = System.nanoTime();
        int status = new Browser(console).with(page.getValue()).get(page.getKey()).statusCode();
        long took = System.nanoTime() - began;
        if (status != 200) {
          throw new IllegalStateException(page.getKey() + " answered " + status);
        }
        if (i >= 0) {
          times.getOrDefault(page.getKey(), new long[rounds])[i] = took;
        }
      }
    }
    double control = at(times.getOrDefault(CONTROL, new long[rounds]), 0.95);
    out.printf("%-42s %9s %9s %9s %8s%n", "page", "p50 ms", "p95 ms", "p99 ms", "x static");
    times.forEach(
        (page, each) ->
            out.printf(
                Locale.ROOT,
                "%-42s %9.1f %9.1f %9.1f %8.1f%n",
                page.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "…"),
                at(each, 0.50),
                at(each, 0.95),
                at(each, 0.99),
                at(each, 0.95) / control));
  }

  private static double at(long[] times, double part) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * part))] / 1e6;
  }

  private static void scans(WebFixture console, Map<String, Secret> pages, PrintStream out) {
    Scans scans = Scans.of(console.database);
    out.println("most rows that one step of a query looks through:");
    pages.forEach(
        (page, who) -> {
          scans.begin();
          var _ = new Browser(console).with(who).get(page);
          Map<String, Long> seen = scans.end();
          seen.entrySet().stream()
              .max(Map.Entry.comparingByValue())
              .ifPresent(
                  most ->
                      out.printf(
                          Locale.ROOT,
                          "%-42s %,9d of %d queries  %s%n",
                          page.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "…"),
                          most.getValue(),
                          seen.size(),
                          most.getKey().substring(0, Math.min(110, most.getKey().length()))));
        });
  }
}
