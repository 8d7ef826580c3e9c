package io.stairgate.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import io.stairgate.packaging.FaultProxy.Mischief;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real console and laptops at work, and everything that may happen to them. The ledgers know what
 * was promised; at the end {@link #judge} counts.
 *
 * <p>Over 300 lines because every fault needs the same processes.
 */
final class FaultRun implements AutoCloseable {
  private static final Path FAKETIME =
      Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");
  private static final List<String> JUMPS =
      List.of("+1d", "-1d", "+400d", "-3h", "@1970-01-02 00:00:00");

  private final Path folder;
  private final Random random;
  private final Disk consoleDisk;
  private final Disk laptopDisk;
  private final FaultProxy proxy;
  private final RealConsole console;
  private final String token;
  private final String line;
  private final boolean clocks;
  private final List<NoisyProcess> laptops = new ArrayList<>();
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
  private @Nullable Path backup;
  private String lineAtBackup = "";
  private int kills;

  /** What can happen. */
  enum Fault {
    KILL_LAPTOPS,
    KILL_CONSOLE,
    KILL_BOTH,
    FREEZE_LAPTOPS,
    FREEZE_CONSOLE,
    CUT,
    CUT_BEFORE_ANSWER,
    HANG,
    LATE,
    SLOW,
    REPEATED_BYTES,
    SWAPPED_BYTES,
    CHANGED_BYTES,
    REPLAYED_CONNECTION,
    DAMAGED_JOURNAL,
    DAMAGED_CONSOLE,
    FULL_CONSOLE_DISK(true, false),
    FULL_LAPTOP_DISK(true, false),
    WRONG_CLOCK_OF_LAPTOPS(false, true),
    WRONG_CLOCK_OF_CONSOLE(false, true),
    BACKUP,
    RESTORE;

    private final boolean needsDisks;
    private final boolean needsClocks;

    Fault() {
      this(false, false);
    }

    Fault(boolean needsDisks, boolean needsClocks) {
      this.needsDisks = needsDisks;
      this.needsClocks = needsClocks;
    }
  }

  /**
   * Starts a console and nothing else.
   *
   * @param ownDisks whether both sides get small disks of their own, which only root can make
   * @param ownClocks whether both sides get clocks that can be moved
   */
  FaultRun(Path folder, long seed, boolean ownDisks, boolean ownClocks) throws Exception {
    this.folder = folder;
    random = new Random(seed);
    consoleDisk = Disk.make(folder.resolve("console-disk"), ownDisks);
    laptopDisk = Disk.make(folder.resolve("laptop-disk"), ownDisks);
    int agents = RealConsole.freePort();
    proxy = new FaultProxy(agents);
    console = RealConsole.start(consoleDisk.path, agents, proxy.port(), Map.of());
    token = console.token();
    line = console.enrolmentLine(10);
    clocks = ownClocks;
  }

  /** Whether this computer lets a fault be made here. */
  boolean possible(Fault fault) {
    return (!fault.needsDisks || consoleDisk.own)
        && (!fault.needsClocks || clocks)
        && ((fault != Fault.RESTORE && fault != Fault.DAMAGED_CONSOLE) || backup != null);
  }

  static boolean clocksCanBeMoved() {
    return Files.exists(FAKETIME);
  }

  /** One more laptop. */
  void laptop(NoisyLaptop.Habit habit) throws Exception {
    laptops.add(new NoisyProcess(laptops.size(), habit, laptopDisk.path, folder, line, Map.of()));
  }

  /** A clock that follows a file; it is slow, so nobody has one for longer than it is needed. */
  private static Map<String, String> clock(Path file) {
    return Map.of(
        "LD_PRELOAD", FAKETIME.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "DONT_FAKE_MONOTONIC", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1");
  }

  int kills() {
    return kills;
  }

  Map<Fault, Integer> counts() {
    return counts;
  }

  /** Lets the laptops report for a while, and the console take some of it. */
  void work(int events) throws IOException {
    Map<NoisyProcess, Integer> wanted = new HashMap<>();
    Map<NoisyProcess, Integer> acknowledged = new HashMap<>();
    for (NoisyProcess each : laptops) {
      Ledger ledger = each.ledger();
      int share = each.habit == NoisyLaptop.Habit.GOOD ? events : events / 4;
      wanted.put(each, ledger.accepted().size() + share);
      acknowledged.put(each, ledger.acknowledged());
    }
    Awaitility.await("the laptops report and the console takes it")
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(100))
        .failFast("a laptop ended", () -> laptops.stream().anyMatch(each -> !each.alive()))
        .until(
            () -> {
              for (NoisyProcess each : laptops) {
                Ledger ledger = each.ledger();
                if (ledger.accepted().size() < wanted.getOrDefault(each, 0)
                    || ledger.acknowledged() <= acknowledged.getOrDefault(each, 0)) {
                  return false;
                }
              }
              return true;
            });
  }

  /** Makes a fault happen and undoes what can be undone of it; says what it did. */
  String happens(Fault fault) throws Exception {
    counts.merge(fault, 1, Integer::sum);
    pause(random.nextInt(300));
    String what = "";
    switch (fault) {
      case KILL_LAPTOPS -> {
        killLaptops();
        restartLaptops();
      }
      case KILL_CONSOLE -> {
        killConsole();
        console.restart();
      }
      case KILL_BOTH -> {
        killConsole();
        killLaptops();
        restartLaptops();
        console.restart();
      }
      case FREEZE_LAPTOPS -> {
        for (NoisyProcess each : laptops) {
          each.signal("STOP");
        }
        pause(1_000 + random.nextInt(3_000));
        for (NoisyProcess each : laptops) {
          each.signal("CONT");
        }
      }
      case FREEZE_CONSOLE -> {
        console.signal("STOP");
        pause(1_000 + random.nextInt(4_000));
        console.signal("CONT");
      }
      case CUT -> proxy.cut();
      case CUT_BEFORE_ANSWER -> {
        proxy.loseAnswers();
        pause(200 + random.nextInt(800));
        proxy.cut();
      }
      case HANG -> proxy.hang();
      case LATE -> {
        proxy.delay(50 + random.nextInt(600));
        pause(3_000);
      }
      case SLOW -> {
        proxy.throttle(500 + random.nextInt(5_000));
        pause(3_000);
      }
      case REPEATED_BYTES -> proxy.next(Mischief.REPEATED);
      case SWAPPED_BYTES -> proxy.next(Mischief.SWAPPED);
      case CHANGED_BYTES -> proxy.next(Mischief.CHANGED);
      case REPLAYED_CONNECTION -> {
        proxy.cut();
        proxy.replay();
      }
      case DAMAGED_JOURNAL -> what = damage();
      case DAMAGED_CONSOLE -> what = damageConsole();
      case FULL_CONSOLE_DISK -> fill(consoleDisk);
      case FULL_LAPTOP_DISK -> fill(laptopDisk);
      case WRONG_CLOCK_OF_LAPTOPS -> what = wrongClock("laptop");
      case WRONG_CLOCK_OF_CONSOLE -> what = wrongClock("console");
      case BACKUP -> {
        lineAtBackup = console.enrolmentLine();
        Path file = folder.resolve("backup-" + counts.get(fault));
        console.backup(file);
        backup = file;
      }
      case RESTORE -> what = restore();
    }
    proxy.calm();
    return what;
  }

  private void killLaptops() throws InterruptedException {
    for (NoisyProcess each : laptops) {
      each.kill();
      kills++;
    }
  }

  private void restartLaptops() throws IOException {
    for (NoisyProcess each : laptops) {
      each.restart();
    }
  }

  private void killConsole() throws InterruptedException {
    console.kill();
    kills++;
  }

  /** Damages every laptop's journal while it has something that the console has not. */
  private String damage() throws Exception {
    proxy.refuse();
    pause(700);
    killLaptops();
    StringBuilder what = new StringBuilder();
    Map<NoisyProcess, Integer> gaps = new HashMap<>();
    for (NoisyProcess each : laptops) {
      gaps.put(each, each.ledger().gaps());
      what.append(each.number).append(": ").append(each.damage(random)).append("; ");
    }
    long shown = shownGaps();
    proxy.calm();
    restartLaptops();
    long begun = System.nanoTime();
    work(10);
    for (NoisyProcess each : laptops) {
      if (each.habit == NoisyLaptop.Habit.GOOD
          && each.ledger().gaps() > gaps.getOrDefault(each, 0)) {
        Awaitility.await("what the journal lost is shown as missing within a minute")
            .atMost(Duration.ofSeconds(60))
            .until(() -> shownGaps() > shown);
        what.append("shown as missing after %.1f s".formatted((System.nanoTime() - begun) / 1e9));
      }
    }
    return what.toString();
  }

  private long shownGaps() throws IOException, InterruptedException {
    return console.all("alerts", token).stream()
        .filter(alert -> alert.path("kind").asText().equals("journal-gap"))
        .mapToLong(alert -> alert.path("occurrences").asLong())
        .sum();
  }

  private void fill(Disk disk) throws IOException {
    disk.fill();
    pause(2_000 + random.nextInt(2_000));
    disk.free();
  }

  /** A clock jumps while one side works, or before it starts; later it is right again. */
  private String wrongClock(String whose) throws Exception {
    String jump = JUMPS.get(random.nextInt(JUMPS.size()));
    boolean working = random.nextBoolean();
    Path file = folder.resolve(whose + ".clock");
    Files.writeString(file, (working ? "+0" : jump) + "\n");
    restartOn(whose, clock(file));
    if (working) {
      pause(1_000 + random.nextInt(2_000));
      Files.writeString(file, jump + "\n");
    }
    pause(4_000);
    if (random.nextBoolean()) {
      Files.writeString(file, "+0\n");
      pause(2_000); // the file is looked at once a second
    }
    restartOn(whose, Map.of());
    return jump + (working ? " at work" : " from the start");
  }

  private void restartOn(String whose, Map<String, String> environment) throws Exception {
    if (whose.equals("console")) {
      killConsole();
      console.environment(environment);
      console.restart();
    } else {
      killLaptops();
      laptops.forEach(each -> each.environment(environment));
      restartLaptops();
    }
  }

  /**
   * Puts the console back as it was at its last backup: what laptops have had acknowledged since
   * they send again, a newer policy reaches them all the same, and a line of then is void.
   */
  private String restore() throws Exception {
    Path file = backup;
    if (file == null) {
      return "";
    }
    Map<NoisyProcess, Long> epochs = new HashMap<>();
    for (NoisyProcess each : laptops) {
      epochs.put(each, each.ledger().policy().epoch());
    }
    long begun = System.nanoTime();
    console.restore(file);
    kills++;
    long answered = System.nanoTime();
    Ran ran = NoisyProcess.enrol(lineAtBackup, folder.resolve("void"), folder, "Too late");
    if (ran.code() == 0) {
      throw new AssertionError("a line that was open when the backup was made still enrols");
    }
    Awaitility.await("a policy of the restored console reaches every laptop")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              for (NoisyProcess each : laptops) {
                if (each.ledger().policy().epoch() <= epochs.getOrDefault(each, 0L)) {
                  return false;
                }
              }
              return true;
            });
    return "back in %.1f s, a newer policy at every laptop after %.1f s"
        .formatted((answered - begun) / 1e9, (System.nanoTime() - answered) / 1e9);
  }

  /**
   * Damages a file of the console while it is stopped. It either refuses with one sentence, or it
   * works; afterwards it is put back from its last backup, as its technician would.
   */
  private String damageConsole() throws Exception {
    killConsole();
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(console.folder())) {
      for (Path each : all.sorted().toList()) {
        if (Files.isRegularFile(each) && Files.size(each) > 0) {
          files.add(each);
        }
      }
    }
    // Mostly the database: it is what changes all the time.
    Path file =
        random.nextBoolean()
            ? console.folder().resolve("stairgate.mv.db")
            : files.get(random.nextInt(files.size()));
    String name = console.folder().relativize(file).toString();
    String what = name + " " + Damage.to(file, random, 1.0);
    Optional<String> refused = console.tryRestart();
    if (refused.isPresent()) {
      String said = refused.get().strip();
      if (said.isEmpty() || said.lines().count() > 3 || said.contains("\tat ")) {
        throw new AssertionError(
            what + ": the console refused with other than a sentence: " + said);
      }
      what += ", refused: " + said;
    } else if (name.equals("stairgate.mv.db")) {
      what += ", it runs";
    } else {
      work(5);
      what += ", it works";
    }
    return what + "; " + restore();
  }

  /** Lets everything arrive and holds each laptop's ledger against the console. */
  Map<NoisyProcess, Judged> judge() throws Exception {
    for (NoisyProcess each : laptops) {
      each.drain();
    }
    for (NoisyProcess each : laptops) {
      if (!each.drained()) {
        throw new AssertionError("the console did not take everything of laptop " + each.number);
      }
    }
    List<JsonNode> alerts = console.all("alerts", token);
    console.close();
    Map<NoisyProcess, Judged> judged = new LinkedHashMap<>();
    String url = "jdbc:h2:file:" + console.folder().resolve("stairgate") + ";IFEXISTS=TRUE";
    try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
      InDatabase seen = new InDatabase(alerts, connection);
      for (NoisyProcess each : laptops) {
        judged.put(
            each, Judged.of(each.ledger(), seen.of(each.number), each.damaged(), each.ends() + 1));
      }
    }
    return judged;
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Override
  public void close() throws IOException {
    laptops.forEach(NoisyProcess::end);
    console.close();
    proxy.close();
    consoleDisk.close();
    laptopDisk.close();
  }

  /** Where one side keeps its files: a small disk of its own, or a folder. */
  private static final class Disk implements AutoCloseable {
    private final Path path;
    private final boolean own;

    private Disk(Path path, boolean own) {
      this.path = path;
      this.own = own;
    }

    static Disk make(Path path, boolean wanted) throws IOException, InterruptedException {
      Files.createDirectories(path);
      boolean own =
          wanted
              && Ran.run("mount", "-t", "tmpfs", "-o", "size=768m", "tmpfs", path.toString()).code()
                  == 0;
      return new Disk(path, own);
    }

    /** Takes every byte that is left. */
    void fill() throws IOException {
      byte[] block = new byte[1 << 20];
      try (OutputStream out = Files.newOutputStream(path.resolve("ballast"))) {
        for (int size = block.length; size > 0; size = size == block.length ? 4096 : 0) {
          fillWith(out, block, size);
        }
      }
    }

    private static void fillWith(OutputStream out, byte[] block, int size) {
      try {
        while (true) {
          out.write(block, 0, size);
        }
      } catch (IOException e) {
        // No space left for a block of this size: as wanted.
        block[0] = 1;
      }
    }

    void free() throws IOException {
      Files.deleteIfExists(path.resolve("ballast"));
    }

    @Override
    public void close() throws IOException {
      if (own) {
        new ProcessBuilder("umount", "-l", path.toString()).inheritIO().start().onExit().join();
      }
    }
  }
}
