package io.stairgate.console.ingest;

import io.stairgate.console.WebFixture;
import io.stairgate.console.database.DataFolder;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.Hardware;
import io.stairgate.console.event.What;
import io.stairgate.console.media.Medium;
import io.stairgate.console.media.Sighting;
import io.stairgate.console.news.AgentNews;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.watch.Measures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What laptops tell, written by the console's one writer as it comes, without a network: how long
 * it takes until it is on the disk, and how much disk it takes. What {@code
 * packaging/measure-store} runs. Arguments: way ({@code now}; {@code kept}: nothing is written over
 * for 45 seconds and nothing tidied, as before; {@code postgresql}), laptops, entries a second,
 * seconds.
 */
public final class StoreMeasured {
  private static final String BYTES =
      """
      SELECT CAST(SETTING_VALUE AS BIGINT) FROM INFORMATION_SCHEMA.SETTINGS
      WHERE SETTING_NAME = 'info.FILE_WRITE_BYTES'
      """;

  private static final List<Rule> RULES = List.of(Rule.values());

  private final WebFixture console;
  private final TestIngest ingest;
  private final List<DeviceId> laptops = new ArrayList<>();
  private final Map<DeviceId, Set<Rule>> met = new HashMap<>();
  private final Random random = new Random(7);
  private final List<Long> waits = new ArrayList<>();
  private final AtomicLong stored = new AtomicLong();
  private final AtomicLong forces = new AtomicLong();

  private StoreMeasured(WebFixture console, int laptops) {
    this.console = console;
    this.ingest = new TestIngest(console);
    for (int i = 0; i < laptops; i++) {
      this.laptops.add(console.laptop(console.setting, "Laptop " + i));
    }
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    String way = arguments[0];
    Path folder =
        Files.createTempDirectory(
            Path.of(System.getProperty("stairgate.on", "/var/tmp")), "measure-store");
    try {
      String url =
          switch (way) {
            case "now" -> DataFolder.embeddedDatabaseUrl("ordered:" + folder.resolve("stairgate"));
            case "kept" ->
                DataFolder.embeddedDatabaseUrl("ordered:" + folder.resolve("stairgate"))
                    .replace("RETENTION_TIME=0", "RETENTION_TIME=45000");
            case "postgresql" -> Engine.POSTGRESQL.url(folder);
            default -> throw new IllegalArgumentException("now, kept or postgresql");
          };
      try (WebFixture console = new WebFixture(url)) {
        new StoreMeasured(console, Integer.parseInt(arguments[1]))
            .run(way, folder, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
      }
      if (!way.equals("postgresql")) {
        System.out.printf(Locale.ROOT, "%s: closed: %,d KB%n", way, size(folder) >> 10);
      }
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
    System.exit(0);
  }

  private void run(String way, Path folder, int rate, int seconds) throws Exception {
    CountDownLatch first = new CountDownLatch(laptops.size());
    ScheduledExecutorService tidying = Executors.newSingleThreadScheduledExecutor();
    if (way.equals("now")) {
      var _ = tidying.scheduleWithFixedDelay(console.database::tidy, 1, 1, TimeUnit.SECONDS);
    }
    try (IngestWriter writer =
        new IngestWriter(
            console.database, console.database::forceToDisk, () -> true, new Measures())) {
      for (DeviceId laptop : laptops) {
        boolean _ =
            writer.submit(
                ingest.job(
                    console.setting, laptop, checked(laptop), Instant.now(), first::countDown));
      }
      first.await();
    }
    long bytesBefore = written(way);
    long biggest = 0;
    long began = System.nanoTime();
    try (IngestWriter writer =
        new IngestWriter(
            console.database,
            () -> {
              console.database.forceToDisk();
              forces.incrementAndGet();
            },
            () -> true,
            new Measures())) {
      long made = 0;
      for (int second = 1; second <= seconds; second++) {
        while (System.nanoTime() - began < TimeUnit.SECONDS.toNanos(second)) {
          long due = began + (made * TimeUnit.SECONDS.toNanos(1)) / rate;
          long early = due - System.nanoTime();
          if (early > 0) {
            LockSupport.parkNanos(early);
          }
          tell(writer, due);
          made++;
        }
        biggest = Math.max(biggest, size(folder));
        if (second % 10 == 0 || second == seconds) {
          say(way, second, biggest, written(way) - bytesBefore, folder);
        }
      }
    }
    tidying.shutdown();
  }

  private void tell(IngestWriter writer, long due) throws InterruptedException {
    DeviceId laptop = laptops.get(random.nextInt(laptops.size()));
    boolean _ =
        writer.submit(
            ingest.job(
                console.setting,
                laptop,
                something(laptop),
                Instant.now(),
                () -> {
                  waits.add(System.nanoTime() - due);
                  stored.incrementAndGet();
                }));
  }

  /** In the shares of the simulator: 7 checks, 4 sticks in, 4 out, 5 of the agent's own. */
  private What something(DeviceId laptop) {
    int kind = random.nextInt(20);
    if (kind < 7) {
      return checked(laptop);
    }
    if (kind < 15) {
      return new What.Media(
          new Sighting(
              new Medium(
                  Medium.Kind.USB_STORAGE,
                  "0781",
                  "5581",
                  laptop.toString().substring(0, 8) + random.nextInt(3),
                  "SanDisk Ultra",
                  false),
              kind < 11 ? Sighting.Action.BLOCKED : Sighting.Action.REMOVED,
              false));
    }
    return new What.Agent(new AgentNews(AgentNews.Action.OTHER, ""));
  }

  private What checked(DeviceId laptop) {
    Set<Rule> own = met.computeIfAbsent(laptop, each -> EnumSet.noneOf(Rule.class));
    Rule turned = RULES.get(random.nextInt(RULES.size()));
    if (!own.remove(turned)) {
      own.add(turned);
    }
    Instant now = Instant.now();
    List<Finding> findings = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      boolean yes = own.contains(rule);
      findings.add(
          new Finding(
              rule.id(),
              yes ? "met" : "not-met",
              "",
              yes ? "by-os" : "none",
              "",
              "warn",
              yes ? "This rule is met." : "This rule is not met on this laptop.",
              List.of(),
              now,
              now,
              List.of(),
              false));
    }
    return new What.Checked(
        new Hardware("LENOVO", "ThinkPad L14 Gen 4", "PF1", "Debian GNU/Linux", "12", ""),
        findings);
  }

  private long written(String way) {
    return way.equals("postgresql")
        ? 0
        : console.database.inTransaction(tx -> tx.createQuery(BYTES).mapTo(Long.class).one());
  }

  private void say(String way, int second, long biggest, long bytes, Path folder)
      throws IOException {
    long count = stored.get();
    List<Long> sorted = new ArrayList<>(waits);
    waits.clear();
    sorted.sort(null);
    long disk = way.equals("postgresql") ? console.database.serverBytes().orElse(0) : size(folder);
    System.out.printf(
        Locale.ROOT,
        "%s: %3d s, %,d stored, %,d forced (%.0f a second), written %,d bytes an entry, %,d a"
            + " force; file %,d KB, at most %,d KB; waited p50 %.1f ms, p99 %.1f ms %s%n",
        way,
        second,
        count,
        forces.get(),
        forces.get() / (double) second,
        bytes / Math.max(1, count),
        bytes / Math.max(1, forces.get()),
        disk >> 10,
        biggest >> 10,
        at(sorted, 0.5),
        at(sorted, 0.99),
        shares(way));
  }

  private String shares(String way) {
    return way.equals("postgresql")
        ? ""
        : console.database.inTransaction(
            tx ->
                tx.createQuery(
                        """
                        SELECT LISTAGG(SETTING_NAME || ' ' || SETTING_VALUE, ', ')
                        FROM INFORMATION_SCHEMA.SETTINGS
                        WHERE SETTING_NAME IN ('info.FILL_RATE', 'info.CHUNKS_FILL_RATE',
                          'info.CHUNK_COUNT', 'info.FILE_WRITE', 'info.PAGE_COUNT_LIVE')
                        """)
                    .mapTo(String.class)
                    .one());
  }

  private static double at(List<Long> sorted, double part) {
    return sorted.isEmpty() ? 0 : sorted.get((int) (sorted.size() * part)) / 1e6;
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      long sum = 0;
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        sum += Files.size(each);
      }
      return sum;
    }
  }
}
