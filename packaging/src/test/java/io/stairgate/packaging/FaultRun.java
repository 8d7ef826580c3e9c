package io.stairgate.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import io.stairgate.console.FreePort;
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
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A real console and laptops at work, and everything that may happen to them. The ledgers know what
 * was promised; at the end {@link #judge} counts.
 *
 * <p>Over 300 lines because every fault needs the same processes.
 */
final class FaultRun implements AutoCloseable {
  private static final Pattern COMMAND =
      Pattern.compile("\"stairgate-console restore (\\S+) --data FOLDER\"");

  private final Path folder;
  private final Random random;
  private final Disk consoleDisk;
  private final Disk laptopDisk;
  private final FaultProxy proxy;
  private final RealConsole console;
  private final String token;
  private final String line;
  private final boolean ownClocks;
  private final List<NoisyProcess> laptops = new ArrayList<>();
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
  private final List<String> found = new ArrayList<>();
  private Duration patience = Duration.ofMinutes(1);
  private final Map<String, Integer> clocks = new TreeMap<>();
  private @Nullable Path hurried;
  private @Nullable Path backup;
  private String lineAtBackup = "";
  private int kills;

  private interface Restoring {
    void run() throws IOException, InterruptedException;
  }

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
    int agents = FreePort.next();
    proxy = new FaultProxy(agents);
    console = RealConsole.start(consoleDisk.path, agents, proxy.port(), Map.of());
    token = console.token();
    line = console.enrolmentLine(10);
    this.ownClocks = ownClocks;
  }

  /** Whether this computer lets a fault be made here. */
  boolean possible(Fault fault) {
    return (!fault.needsDisks || consoleDisk.own)
        && (!fault.needsClocks || ownClocks)
        && ((fault != Fault.RESTORE && fault != Fault.DAMAGED_CONSOLE) || backup != null);
  }

  /** One more laptop. */
  void laptop(NoisyLaptop.Habit habit) throws Exception {
    laptops.add(new NoisyProcess(laptops.size(), habit, laptopDisk.path, folder, line, Map.of()));
  }

  int kills() {
    return kills;
  }

  /** Which clocks were wrong how, and how often, and were followed by work again. */
  Map<String, Integer> clocks() {
    return clocks;
  }

  /** Promises that were broken while things happened; {@link #judge} finds the others. */
  List<String> found() {
    return found;
  }

  /** How long laptops and console may take until a loss or a policy is seen; else a minute. */
  void patience(Duration time) {
    patience = time;
  }

  /** From its next start on the console is another one. */
  void change(ChangedConsole to) throws IOException {
    console.before(Optional.of(to.compile(folder)));
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
        .failFast(
            "a laptop or the console ended by itself",
            () -> !console.alive() || laptops.stream().anyMatch(each -> !each.alive()))
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
      case WRONG_CLOCK_OF_LAPTOPS -> what = wrongClock(fault, "laptop");
      case WRONG_CLOCK_OF_CONSOLE -> what = wrongClock(fault, "console");
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
        if (seen("what a journal lost is not shown as missing", () -> shownGaps() > shown)) {
          what.append("shown as missing after %.1f s".formatted((System.nanoTime() - begun) / 1e9));
        }
      }
    }
    return what.toString();
  }

  /** Whether something is so in time; where it is not, a promise is broken. */
  private boolean seen(String otherwise, Callable<Boolean> condition) {
    try {
      Awaitility.await(otherwise)
          .atMost(patience)
          .pollInterval(Duration.ofMillis(200))
          .until(condition);
      return true;
    } catch (ConditionTimeoutException e) {
      found.add(otherwise + " within " + patience.toSeconds() + " s");
      return false;
    }
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

  /**
   * One side's clock is wrong from its start, or becomes so while it works, and right again while
   * it works: then everything has to go on by itself. Each jump has its turn, both ways. The
   * console removes what is too old every second meanwhile, by whatever it believes the day to be.
   */
  private String wrongClock(Fault fault, String whose) throws Exception {
    int turn = counts.getOrDefault(fault, 0) - 1;
    String jump = WrongClock.JUMPS.get(turn % WrongClock.JUMPS.size());
    boolean working = turn / WrongClock.JUMPS.size() % 2 == 0;
    WrongClock clock = new WrongClock(folder.resolve(whose + ".clock"));
    if (whose.equals("console")) {
      console.before(Optional.of(hurried()));
    }
    if (working) {
      clock.right();
    } else {
      clock.jump(jump);
    }
    restartOn(whose, clock.environment());
    if (working) {
      work(5);
      clock.jump(jump);
      proxy.cut();
    }
    pause(8_000);
    clock.right();
    pause(2_000);
    long begun = System.nanoTime();
    work(10);
    String after = "at work again %.1f s after".formatted((System.nanoTime() - begun) / 1e9);
    console.before(Optional.empty());
    restartOn(whose, Map.of());
    String what = whose + " " + jump + (working ? " at work" : " from the start");
    clocks.merge(what, 1, Integer::sum);
    return what + ", " + after;
  }

  /** The class of a console that is in a hurry, compiled once. */
  private Path hurried() throws IOException {
    if (hurried == null) {
      hurried = ChangedConsole.HURRIED.compile(folder);
    }
    return hurried;
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
    return file == null ? "" : putBack(lineAtBackup, () -> console.restore(file));
  }

  /**
   * Puts the console back in whatever way, and looks whether the promises of a restore are kept.
   */
  private String putBack(String openLine, Restoring restoring) throws Exception {
    Map<NoisyProcess, Long> epochs = new HashMap<>();
    for (NoisyProcess each : laptops) {
      epochs.put(each, each.ledger().policy().epoch());
    }
    long begun = System.nanoTime();
    restoring.run();
    kills++;
    long answered = System.nanoTime();
    Ran ran = NoisyProcess.enrol(openLine, folder.resolve("void"), folder, "Too late");
    if (ran.code() == 0) {
      found.add("a line that was open when the backup was made still enrols");
    }
    var _ =
        seen(
            "no policy of the restored console reaches every laptop",
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
   * Damages a file of the console while it is stopped. It either works, or refuses with a sentence;
   * where its database is what does not open, the sentence names the command that brings the last
   * whole backup back, which is the console's own of its last night, and that is what is done.
   * Otherwise it is put back from the backup that its technician has.
   */
  private String damageConsole() throws Exception {
    String openLine = waitForTheNight();
    work(20);
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
        random.nextInt(4) > 0
            ? console.folder().resolve("stairgate.mv.db")
            : files.get(random.nextInt(files.size()));
    String name = console.folder().relativize(file).toString();
    String what = name + " " + Damage.to(file, random, 1.0);
    console.before(Optional.empty());
    Optional<String> refused = console.tryRestart();
    if (refused.isEmpty()) {
      if (!name.equals("stairgate.mv.db")) {
        work(5);
      }
      return what + ", it runs; " + restore();
    }
    String said = refused.get().strip();
    if (said.isEmpty() || said.lines().count() > 3 || said.contains("\tat ")) {
      found.add(what + ": the console refused with other than a sentence: " + said);
    }
    Matcher command = COMMAND.matcher(said);
    if (command.find() && name.equals("stairgate.mv.db")) {
      Path night = Path.of(command.group(1));
      return what
          + ", refused, "
          + putBack(openLine, () -> console.restoreBeside(night))
          + " by the command it named";
    }
    if (name.equals("stairgate.mv.db")) {
      found.add(what + ": no command that brings the last backup back: " + said);
    }
    return what + ", refused: " + said + "; " + restore();
  }

  /**
   * Has the console make its backup of the night now.
   *
   * @return a line that enrols a laptop, open in that backup
   */
  private String waitForTheNight() throws Exception {
    console.before(Optional.of(hurried()));
    killConsole();
    console.restart();
    String open = console.enrolmentLine();
    Path nights = console.folder().resolve("backups");
    Awaitility.await("the backup of the night")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !inside(nights).isEmpty());
    // That one may be from before the line.
    for (Path each : inside(nights)) {
      Files.delete(each);
    }
    Awaitility.await("another backup of the night")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> inside(nights).stream().anyMatch(each -> each.toString().endsWith(".zip")));
    return open;
  }

  private static List<Path> inside(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
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
