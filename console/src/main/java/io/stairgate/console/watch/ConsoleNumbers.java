package io.stairgate.console.watch;

import io.stairgate.console.database.Database;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Registers the numbers that are asked for when somebody reads: database, disk, alerts, Java. */
public final class ConsoleNumbers {
  private static final Duration FRESH = Duration.ofSeconds(15);

  private ConsoleNumbers() {}

  /**
   * Registers them.
   *
   * @param store counts over all settings; asked at most every 15 seconds
   * @param fileBytes size of the embedded database's file; 0 where there is none
   * @param freeBytes free disk of the console's folder
   * @param space whether that is enough
   */
  public static void register(
      Measures measures,
      Database database,
      WatchStore store,
      LongSupplier fileBytes,
      LongSupplier freeBytes,
      DiskSpace space) {
    measures.gauges(
        "stairgate_database_connections",
        "Connections to the database: in use, idle, and threads that wait for one.",
        "state",
        () -> {
          Database.Use use = database.use();
          return Map.of("active", use.active(), "idle", use.idle(), "waiting", use.waiting());
        });
    Remembered<Long> bytes =
        new Remembered<>(() -> database.serverBytes().orElseGet(fileBytes), FRESH);
    measures.gauge(
        "stairgate_database_bytes", "What the database takes on its disk.", () -> bytes.get());
    measures.gauge(
        "stairgate_disk_free_bytes",
        "Free disk of the console's folder.",
        () -> freeBytes.getAsLong());
    measures.gauge(
        "stairgate_disk_short",
        "Whether disk is short: 0 it is not, 1 somebody should make room, 2 nothing is taken from"
            + " laptops until there is.",
        () ->
            switch (space.level()) {
              case ENOUGH -> 0;
              case LITTLE -> 1;
              case NONE -> 2;
            });
    Remembered<Map<String, Long>> alerts = new Remembered<>(store::openAlerts, FRESH);
    measures.gauges(
        "stairgate_alerts_open",
        "Alerts that are open, by class, over all settings.",
        "class",
        () -> {
          Map<String, Long> all =
              new TreeMap<>(Map.of("urgent", 0L, "today", 0L, "weekly", 0L, "termly", 0L));
          alerts.get().forEach((which, amount) -> all.merge(which, amount, Long::sum));
          return all;
        });
    Remembered<Map<String, Long>> messages = new Remembered<>(store::openMessages, FRESH);
    measures.gauges(
        "stairgate_messages_open",
        "E-mails and other messages that wait, and that failed and are tried again.",
        "state",
        () -> {
          Map<String, Long> all = new TreeMap<>(Map.of("waiting", 0L, "failed", 0L));
          messages.get().forEach((which, amount) -> all.merge(which, amount, Long::sum));
          return all;
        });
    java(measures);
  }

  private static void java(Measures measures) {
    var memory = ManagementFactory.getMemoryMXBean();
    measures.gauges(
        "stairgate_java_heap_bytes",
        "The Java heap.",
        "part",
        () -> {
          MemoryUsage heap = memory.getHeapMemoryUsage();
          return Map.of(
              "used", heap.getUsed(), "committed", heap.getCommitted(), "most", heap.getMax());
        });
    measures.gauge(
        "stairgate_java_other_memory_bytes",
        "Java's memory besides the heap.",
        () -> memory.getNonHeapMemoryUsage().getUsed());
    measures.gauge(
        "stairgate_java_threads",
        "Platform threads.",
        () -> ManagementFactory.getThreadMXBean().getThreadCount());
    measures.gauge(
        "stairgate_java_collection_seconds",
        "Time spent collecting garbage since the start.",
        () ->
            ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                    .filter(millis -> millis > 0)
                    .sum()
                / 1000.0);
    measures.gauge(
        "stairgate_process_cpu_seconds",
        "Processor time since the start.",
        () ->
            ProcessHandle.current().info().totalCpuDuration().map(Duration::toMillis).orElse(0L)
                / 1000.0);
    measures.gauge(
        "stairgate_process_uptime_seconds",
        "Since the start.",
        () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
  }
}
