package io.stairgate.packaging.load;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When what happens: moments by chance at a mean rate, whatever the console does, so that a slow
 * console is not spared. How late it is itself is noted.
 */
final class Timetable {
  private static final Duration PROBE_EVERY = Duration.ofMillis(500);
  private static final int SHORTEST_SLEEP_SECONDS = 5;
  private static final int SLEEP_SPREAD_SECONDS = 20;

  private final Fleet fleet;
  private final PageWatch page;
  private final LoadOptions options;
  private final Random random;
  private final Samples slip;
  private final Thread thread = new Thread(this::run, "timetable");
  private long began;
  private long end;
  private volatile long made;

  Timetable(Fleet fleet, PageWatch page, LoadOptions options, Random random, Samples slip) {
    this.fleet = fleet;
    this.page = page;
    this.options = options;
    this.random = random;
    this.slip = slip;
  }

  void start(long from, long until) {
    began = from;
    end = until;
    thread.start();
  }

  void join() throws InterruptedException {
    thread.join();
  }

  /** How many things happened. */
  long made() {
    return made;
  }

  private void run() {
    double sleeps = options.laptops() * options.asleepPerMinute() / 60;
    long nextEvent = began;
    long nextProbe = began;
    long nextSleep = after(began, sleeps);
    long count = 0;
    int probes = 0;
    while (true) {
      long due = Math.min(nextEvent, Math.min(nextProbe, nextSleep));
      if (due >= end) {
        return;
      }
      long now = System.nanoTime();
      if (due > now) {
        LockSupport.parkNanos(due - now);
        continue;
      }
      slip.add(now - due);
      if (due == nextProbe) {
        probes++;
        String serial = "P%06d".formatted(probes);
        page.expect(serial, due);
        fleet.first().happened(Happenings.Kind.STICK, serial, due);
        nextProbe += PROBE_EVERY.toNanos();
        count++;
      } else if (due == nextSleep) {
        sleep(fleet.any(random));
        nextSleep = after(due, sleeps);
      } else {
        fleet.any(random).happened(Happenings.Kind.by(random), "", due);
        nextEvent = after(due, options.events());
        count++;
      }
      made = count;
    }
  }

  private void sleep(SimLaptop laptop) {
    if (laptop.number() == 0 || laptop.isAsleep()) {
      return;
    }
    laptop.sleep();
    fleet.later(
        Duration.ofSeconds(SHORTEST_SLEEP_SECONDS + random.nextInt(SLEEP_SPREAD_SECONDS)),
        laptop::wake);
  }

  private long after(long moment, double perSecond) {
    return perSecond == 0
        ? Long.MAX_VALUE
        : moment
            + (long) (-Math.log(1 - random.nextDouble()) / perSecond * TimeUnit.SECONDS.toNanos(1));
  }
}
