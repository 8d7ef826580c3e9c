package io.stairgate.packaging;

import io.stairgate.console.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * A console and a laptop that are both killed with SIGKILL again and again, each by itself and
 * without regard to the other: half of the times while it starts, half of the times soon after it
 * works. Nobody waits for anything but the one moment that is to be hit.
 */
final class KillRun implements AutoCloseable {
  /** A kill at work comes within so long after the console took something; a moment of its own. */
  private static final int CONSOLE_AT_WORK_MILLIS = 300;

  /** The same after the laptop is up; it needs more than half of it to be heard. */
  private static final int LAPTOP_AT_WORK_MILLIS = 3_000;

  private final Random random;
  private final RealConsole console;
  private final String token;
  private final NoisyProcess laptop;
  private final int firstKills;

  /** Something that is killed. */
  private interface Side {
    /** Whether it runs; it never ends by itself. */
    boolean alive();

    /** Whether it works, after it was started. */
    boolean ready() throws IOException;

    /** A kill at work comes within so long after that. */
    int atWorkMillis();

    void killAndBegin() throws IOException, InterruptedException;
  }

  /**
   * What was done to one side.
   *
   * @param kills how often it was killed
   * @param starting how many of them before it was ready
   */
  record Killed(int kills, int starting) {}

  /** Both sides. */
  record Tally(Killed console, Killed laptop) {}

  /** Starts both; the console is killed once while it makes its keys and tables. */
  KillRun(Path folder, long seed) throws Exception {
    random = new Random(seed);
    int port = FreePort.next();
    console =
        RealConsole.begin(
            folder, "127.0.0.1:" + port, List.of("--public-agents", "127.0.0.1:" + port), Map.of());
    pause(random.nextInt(3_000));
    console.kill();
    firstKills = 1;
    console.restart();
    token = console.token();
    laptop =
        new NoisyProcess(
            0, NoisyLaptop.Habit.GOOD, folder, folder, console.enrolmentLine(), Map.of());
  }

  /**
   * Kills both until one of the limits is reached.
   *
   * @param most kills of each side
   */
  Tally kill(Duration time, int most) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    long ofConsole = random.nextLong();
    long ofLaptop = random.nextLong();
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      Future<Killed> first =
          two.submit(again(new TheConsole(), new Random(ofConsole), end, most - firstKills));
      Future<Killed> second = two.submit(again(new TheLaptop(), new Random(ofLaptop), end, most));
      Killed killed = value(first);
      return new Tally(
          new Killed(killed.kills() + firstKills, killed.starting() + firstKills), value(second));
    }
  }

  private static Killed value(Future<Killed> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("one side ended by itself", e);
    }
  }

  private Callable<Killed> again(Side side, Random chance, long end, int most) {
    return () -> {
      int kills = 0;
      int starting = 0;
      int startMillis = 1_500;
      while (kills < most && System.nanoTime() < end) {
        if (chance.nextBoolean()) {
          pause(chance.nextInt(startMillis));
          starting++;
        } else {
          long begun = System.nanoTime();
          Awaitility.await("it is ready")
              .atMost(Duration.ofMinutes(2))
              .pollDelay(Duration.ZERO)
              .pollInterval(Duration.ofMillis(40))
              .failFast("it ended by itself", () -> !side.alive())
              .until(side::ready);
          startMillis =
              (startMillis + (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)) / 2
                  + 1;
          pause(chance.nextInt(side.atWorkMillis()));
        }
        if (!side.alive()) {
          throw new IllegalStateException("It ended by itself.");
        }
        side.killAndBegin();
        kills++;
      }
      return new Killed(kills, starting);
    };
  }

  /** Lets everything arrive and counts. */
  Judged judge() throws Exception {
    console.awaitAnswer();
    laptop.drain();
    if (!laptop.drained()) {
      throw new AssertionError("the console did not take everything");
    }
    var alerts = console.all("alerts", token);
    console.close();
    String url = "jdbc:h2:file:" + console.folder().resolve("stairgate") + ";IFEXISTS=TRUE";
    try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
      return Judged.of(
          laptop.ledger(),
          new InDatabase(alerts, connection).of(laptop.number),
          false,
          laptop.ends() + 1);
    }
  }

  /** How many times the laptop saw the console take something. */
  int acknowledged() throws IOException {
    return laptop.ledger().acknowledged();
  }

  private final class TheConsole implements Side {
    private int before;

    @Override
    public boolean alive() {
      return console.alive();
    }

    @Override
    public boolean ready() throws IOException {
      return acknowledged() > before;
    }

    @Override
    public int atWorkMillis() {
      return CONSOLE_AT_WORK_MILLIS;
    }

    @Override
    public void killAndBegin() throws IOException, InterruptedException {
      console.kill();
      before = acknowledged();
      console.beginAgain();
    }
  }

  private final class TheLaptop implements Side {
    private long before;

    @Override
    public boolean alive() {
      return laptop.alive();
    }

    @Override
    public boolean ready() throws IOException {
      return laptop.written() > before;
    }

    @Override
    public int atWorkMillis() {
      return LAPTOP_AT_WORK_MILLIS;
    }

    @Override
    public void killAndBegin() throws IOException, InterruptedException {
      laptop.kill();
      before = laptop.written();
      laptop.restart();
    }
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Override
  public void close() {
    laptop.end();
    console.end();
  }
}
