package io.stairgate.packaging.load;

import io.stairgate.console.local.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One run: a console, its laptops, one laptop alone, all of them, a restart, and what was stored in
 * the end. What it found stands in {@link #report}.
 */
final class Simulation implements AutoCloseable {
  private static final int ALONE = 100;

  /** What few laptops take on the disk says nothing. */
  private static final int MEASURED_FROM = 100;

  /** The generator itself was late: what it measured says nothing of the console. */
  private static final double INVALID_SLIP_MILLIS = 250;

  /**
   * What a laptop makes in a year of 190 days in which it is used: two starts, six checks in which
   * something changed, one stick in and out, each day.
   */
  private static final int ENTRIES_PER_YEAR = 190 * 10;

  final Map<String, Object> report = new LinkedHashMap<>();
  private final LoadOptions options;
  private final ConsoleProcess console;
  private final Fleet fleet;
  private final Random random;
  private final List<String> faults = new ArrayList<>();
  private boolean invalid;
  private boolean slow;

  Simulation(LoadOptions options, Path folder) throws IOException {
    this.options = options;
    this.random = new Random(options.seed());
    this.console = new ConsoleProcess(options.home(), folder);
    this.fleet = new Fleet(console, options.seed());
    report.put("laptops", options.laptops());
    report.put("settings", options.settings());
    report.put("seconds", options.seconds());
    report.put("eventsAskedPerSecond", options.events());
    report.put("seed", options.seed());
  }

  /** 0 good, 1 something was lost or doubled, 3 the run says nothing, 4 too slow. */
  int run() throws IOException, InterruptedException, SQLException {
    String token = enrol();
    double alone = alone();
    connectAll();
    firstChecks();
    load(token, alone);
    drain("everything is acknowledged");
    for (int i = 0; i < options.restarts(); i++) {
      restart();
    }
    drain("everything is acknowledged after the restart");
    long disk = console.diskBytes();
    fleet.close();
    console.stop();
    long closed = console.diskBytes();
    StoredEntries stored = StoredEntries.compare(console.data(), fleet.laptops());
    StoredEntries.compact(console.data());
    report.put("stored", stored);
    disk(disk, closed, console.diskBytes(), stored.made());
    if (!stored.good()) {
      faults.add("What was acknowledged and what is stored are not the same.");
    }
    report.put("endings", new TreeMap<>(sums()));
    report.put("faults", faults);
    int code = !faults.isEmpty() ? 1 : invalid ? 3 : slow ? 4 : 0;
    report.put(
        "outcome",
        switch (code) {
          case 1 -> "failed";
          case 3 -> "invalid: the laptops themselves were late";
          case 4 -> "slow";
          default -> "good";
        });
    return code;
  }

  private Map<String, Long> sums() {
    Map<String, Long> sums = new TreeMap<>();
    fleet.endings.forEach((why, count) -> sums.put(why, count.sum()));
    return sums;
  }

  private String enrol() throws IOException, InterruptedException, SQLException {
    List<String> settings = new ArrayList<>();
    for (int i = 0; i < options.settings(); i++) {
      String name = "Setting %05d".formatted(i);
      console.ask(new Request.SettingAdd(name));
      settings.add(name);
    }
    String token =
        console.ask(new Request.TokenCreate(settings.getFirst(), "simulate", "dsl", null));
    long began = System.nanoTime();
    fleet.enrol(options.laptops(), settings);
    report.put("enrolSeconds", since(began));
    if (options.laptops() >= MEASURED_FROM) {
      // Closed and opened again: the file of an open database is mostly room for what is to come.
      console.stop();
      StoredEntries.compact(console.data());
      report.put("diskAfterEnrolmentBytes", console.diskBytes());
      console.startAgain();
    }
    say("enrolled " + options.laptops());
    return token;
  }

  /** One laptop, nothing else: what everything later is compared with. */
  private double alone() {
    Samples alone = new Samples();
    fleet.gather(new Samples(), alone);
    SimLaptop first = fleet.first();
    first.wake();
    await("the first laptop is welcomed", Duration.ofSeconds(60), first::connected);
    for (int i = 0; i < ALONE; i++) {
      first.happened(Happenings.Kind.AGENT, "", System.nanoTime());
      await("it is acknowledged", Duration.ofSeconds(60), () -> first.unacknowledged() == 0);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    report.put("aloneAckMillis", alone.summary());
    return alone.summary().p99();
  }

  private void connectAll() throws IOException, InterruptedException {
    long began = System.nanoTime();
    int attempts = fleet.attempts();
    double processor = console.processorSeconds();
    fleet.ramp(options.ramp());
    await("all laptops are connected", Duration.ofMinutes(10), this::allConnected);
    Map<String, Object> ramp = new LinkedHashMap<>();
    ramp.put("seconds", since(began));
    ramp.put("askedPerSecond", options.ramp());
    ramp.put("attemptsPerLaptop", perLaptop(fleet.attempts() - attempts));
    ramp.put("consoleProcessorSeconds", rounded(console.processorSeconds() - processor));
    memory(ramp);
    report.put("ramp", ramp);
    say("connected " + fleet.connected() + " " + ramp);
    fleet.beginHeartbeats();
  }

  /**
   * Every laptop tells all its rules for the first time, all at once: what comes later changes one
   * of them. The day a provider takes the product on, not an ordinary one, so by itself.
   */
  private void firstChecks() throws IOException {
    long began = System.nanoTime();
    double processor = console.processorSeconds();
    fleet.laptops().forEach(each -> each.happened(Happenings.Kind.POSTURE, "", began));
    await("all first checks are acknowledged", Duration.ofMinutes(5), () -> backlog() == 0);
    Map<String, Object> checks = new LinkedHashMap<>();
    checks.put("seconds", since(began));
    checks.put("perSecond", rounded(options.laptops() / Math.max(0.01, since(began))));
    checks.put("consoleProcessorSeconds", rounded(console.processorSeconds() - processor));
    memory(checks);
    report.put("firstChecks", checks);
    say("first checks " + checks);
  }

  private void load(String token, double alone) throws IOException, InterruptedException {
    Samples all = new Samples();
    Samples first = new Samples();
    Samples slip = new Samples();
    fleet.gather(all, first);
    Map<String, Double> before = console.numbers();
    double processor = console.processorSeconds();
    double heap = 0;
    long began = System.nanoTime();
    long end = began + options.load().toNanos();
    try (PageWatch page = new PageWatch(console, token)) {
      Timetable timetable = new Timetable(fleet, page, options, random, slip);
      timetable.start(began, end);
      while (System.nanoTime() < end) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        heap = Math.max(heap, console.numbers().getOrDefault(HEAP, 0.0));
      }
      timetable.join();
      await("every stick is shown", Duration.ofSeconds(60), () -> page.waiting() == 0);
      report.put("eventToPageMillis", page.shown.summary());
      report.put("pageLookMillis", page.looks.summary());
      if (!page.failed().isEmpty()) {
        faults.add("The page could not be looked at: " + page.failed());
      }
      report.put("eventsMade", timetable.made());
    }
    await("the queue is empty", Duration.ofSeconds(60), () -> backlog() == 0);
    double took = since(began);
    Map<String, Double> after = console.numbers();
    report.put("loadSeconds", took);
    report.put("eventsStoredPerSecond", rounded(delta(before, after, ENTRIES) / took));
    report.put("clientAckMillis", all.summary());
    report.put("firstLaptopAckMillis", first.summary());
    report.put("ackP99TimesAlone", rounded(all.summary().p99() / alone));
    report.put("serverAck", ServerTimes.between(before, after, "acknowledge"));
    report.put("serverForce", ServerTimes.between(before, after, "force"));
    report.put("consoleProcessorShare", rounded((console.processorSeconds() - processor) / took));
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("heapMostMegabytes", Math.round(heap / (1 << 20)));
    memory(memory);
    report.put("memory", memory);
    Samples.Summary late = slip.summary();
    Samples.Summary loops = fleet.slip.summary();
    report.put("generatorSlipMillis", late);
    report.put("generatorLoopLagMillis", loops);
    invalid = late.p99() > INVALID_SLIP_MILLIS || loops.p99() > INVALID_SLIP_MILLIS;
    slow = all.summary().p99() > options.slowMillis();
    say("load over " + all.summary());
  }

  private static final String HEAP = "stairgate_java_heap_bytes{part=\"used\"}";
  private static final String ENTRIES = "stairgate_ingest_entries_total";

  private static double delta(Map<String, Double> before, Map<String, Double> after, String name) {
    return after.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0);
  }

  private void memory(Map<String, Object> into) throws IOException {
    into.put("rssMegabytes", console.kilobytes("VmRSS") / 1024);
    into.put("rssMostMegabytes", console.kilobytes("VmHWM") / 1024);
  }

  private long backlog() {
    return fleet.laptops().stream()
        .filter(SimLaptop::connected)
        .mapToLong(SimLaptop::unacknowledged)
        .sum();
  }

  private boolean allConnected() {
    return fleet.laptops().stream().allMatch(SimLaptop::connected);
  }

  /** Everybody wakes up and hands in what is left. */
  private void drain(String what) {
    fleet.gather(new Samples(), new Samples());
    fleet.ramp(options.ramp() * 10);
    await(
        what,
        Duration.ofMinutes(5),
        () -> fleet.laptops().stream().allMatch(each -> each.unacknowledged() == 0));
    await("all laptops are connected", Duration.ofMinutes(5), this::allConnected);
  }

  private void restart() throws IOException, InterruptedException {
    int before = fleet.attempts();
    long stopped = System.nanoTime();
    console.stop();
    double down = since(stopped);
    console.startAgain();
    int refused = fleet.attempts();
    int welcomes = fleet.welcomes();
    long listens = System.nanoTime();
    double[] half = {0};
    await(
        "all laptops are back",
        Duration.ofMinutes(5),
        () -> {
          if (half[0] == 0 && fleet.connected() >= options.laptops() / 2) {
            half[0] = since(listens);
          }
          return allConnected();
        });
    Map<String, Object> back = new LinkedHashMap<>();
    back.put("stopSeconds", down);
    back.put("secondsFromStopToListening", rounded((listens - stopped) / 1e9));
    back.put("secondsUntilHalfAreBack", half[0]);
    back.put("secondsUntilAllAreBack", since(listens));
    back.put("attemptsPerLaptopSinceListening", perLaptop(fleet.attempts() - refused));
    back.put("welcomesPerLaptop", perLaptop(fleet.welcomes() - welcomes));
    back.put("triesPerLaptopWhileAway", perLaptop(refused - before));
    back.put("consoleProcessorSeconds", rounded(console.processorSeconds()));
    memory(back);
    report.put("restart", back);
    say("restart " + back);
    if (since(listens) > 60) {
      slow = true;
    }
  }

  private void disk(long open, long closed, long packed, long entries) {
    Object enrolled = report.getOrDefault("diskAfterEnrolmentBytes", 0L);
    long grown = packed - (enrolled instanceof Long bytes ? bytes : 0);
    Map<String, Object> disk = new LinkedHashMap<>();
    disk.put("whileOpenBytes", open);
    disk.put("closedBytes", closed);
    disk.put("packedBytes", packed);
    // The findings of a laptop's first check are in it too: with few entries for each laptop it is
    // too much.
    disk.put("bytesPerEntry", entries == 0 ? 0 : Math.max(0, grown) / entries);
    disk.put("entriesPerLaptopAndYear", ENTRIES_PER_YEAR);
    disk.put(
        "kilobytesPerLaptopAndYear",
        entries == 0 ? 0 : Math.max(0, grown) * ENTRIES_PER_YEAR / entries / 1024);
    report.put("disk", disk);
  }

  private void await(String what, Duration most, BooleanSupplier there) {
    long end = System.nanoTime() + most.toNanos();
    while (!there.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "After %s it was not so that %s. Connected: %d; unacknowledged: %d; endings: %s"
                .formatted(most, what, fleet.connected(), backlog(), sums()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(fleet.laptops().size() > 1000 ? 20 : 1));
    }
  }

  private double perLaptop(int count) {
    return rounded(count / (double) options.laptops());
  }

  private static double since(long nanos) {
    return rounded((System.nanoTime() - nanos) / 1e9);
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static void say(String what) {
    System.err.println("simulate: " + what);
  }

  Path data() {
    return console.data();
  }

  Fleet fleet() {
    return fleet;
  }

  @Override
  public void close() {
    fleet.close();
    console.close();
  }
}
