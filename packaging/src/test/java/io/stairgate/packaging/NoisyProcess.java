package io.stairgate.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@link NoisyLaptop} from outside: its process, its folder, its ledger. */
final class NoisyProcess {
  final int number;
  final NoisyLaptop.Habit habit;
  private final Path data;
  private final Path ledger;
  private final Path log;
  private Map<String, String> environment;
  private Process process;
  private int ends;
  private boolean damaged;

  /**
   * Enrols a laptop and starts it.
   *
   * @param disk where its folder is
   * @param notes where its ledger is
   */
  NoisyProcess(
      int number,
      NoisyLaptop.Habit habit,
      Path disk,
      Path notes,
      String line,
      Map<String, String> environment)
      throws IOException, InterruptedException {
    this.number = number;
    this.habit = habit;
    this.environment = environment;
    data = disk.resolve("agent" + number);
    ledger = Files.createFile(notes.resolve("ledger" + number));
    log = notes.resolve("laptop" + number + ".log");
    Ran ran = enrol(line, data, notes, "Laptop " + number);
    if (ran.code() != 0) {
      throw new IOException("not enrolled: " + ran.err());
    }
    process = launch("plug", habit);
  }

  /** Tries to enrol a laptop with the built agent. */
  static Ran enrol(String line, Path data, Path notes, String nickname)
      throws IOException, InterruptedException {
    Path file = Files.writeString(notes.resolve("line"), line);
    return Ran.run(
        Path.of("target", "stairgate", "bin", "stairgate-agent").toAbsolutePath().toString(),
        "enrol",
        "--line-file",
        file.toString(),
        "--data",
        data.toString(),
        "--nickname",
        nickname);
  }

  Ledger ledger() throws IOException {
    return Ledger.read(ledger);
  }

  /** Bytes of its ledger; more than before once it is up. */
  long written() throws IOException {
    return Files.size(ledger);
  }

  boolean alive() {
    return process.isAlive();
  }

  boolean damaged() {
    return damaged;
  }

  /** How often it was ended in the middle of its work. */
  int ends() {
    return ends;
  }

  /** Ends it as a power cut would. */
  void kill() throws InterruptedException {
    ends++;
    process.destroyForcibly().waitFor();
  }

  /** Ends it for good. */
  void end() {
    process.destroyForcibly().onExit().join();
  }

  /** What its process finds in its environment from the next start on. */
  void environment(Map<String, String> next) {
    environment = next;
  }

  /** Starts it again. */
  void restart() throws IOException {
    process = launch("plug", habit);
  }

  /** Freezes it, or lets it go on. */
  void signal(String signal) throws IOException, InterruptedException {
    var _ = Ran.run("kill", "-" + signal, String.valueOf(process.pid()));
  }

  /** Ends it, and has it send what it has and then end by itself. */
  void drain() throws IOException, InterruptedException {
    kill();
    process = launch("drain", NoisyLaptop.Habit.GOOD);
  }

  /** Whether the console took all of it, within five minutes. */
  boolean drained() throws InterruptedException {
    return process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
  }

  /** Damages one file of its journal, while it is ended; says what it did. */
  String damage(Random random) throws IOException {
    damaged = true;
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(data.resolve("journal"))) {
      for (Path each : all.sorted(Comparator.naturalOrder()).toList()) {
        if (Files.isRegularFile(each) && Files.size(each) > 0) {
          files.add(each);
        }
      }
    }
    // Mostly where the newest entries are: the console has the others.
    List<Path> segments =
        files.stream().filter(each -> each.toString().endsWith(".segment")).toList();
    Path file =
        random.nextInt(3) > 0 && !segments.isEmpty()
            ? segments.getLast()
            : files.get(random.nextInt(files.size()));
    // The last tenth, where what waits is.
    return file.getFileName() + " " + Damage.to(file, random, 0.1);
  }

  private Process launch(String act, NoisyLaptop.Habit as) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            NoisyLaptop.class.getName(),
            data.toString(),
            ledger.toString(),
            act,
            String.valueOf(number),
            as.name());
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
