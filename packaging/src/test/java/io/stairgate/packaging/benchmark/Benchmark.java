package io.stairgate.packaging.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.stairgate.packaging.benchmark.Row.Budget;
import io.stairgate.packaging.benchmark.Row.Round;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What {@code packaging/benchmark} starts; its {@code --help} says what it is for. */
final class Benchmark {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Java machines for each trial: what one compiled well another may not. */
  private static final int FORKS = 3;

  /** Starts of the agent and of a Java machine that does nothing. */
  private static final int STARTS = 10;

  private static final long LONGEST_MINUTES = 15;

  /**
   * A trial in Java machines of its own.
   *
   * @param forks how many machines
   * @param about what its control is
   */
  private record Planned(String name, String unit, Budget budget, int forks, String about) {}

  private static final List<Planned> TRIALS =
      List.of(
          new Planned(
              "journal-append",
              "ms",
              Budget.ratio(2.0),
              FORKS,
              "a posture kept and forced; control: the same bytes written and forced"),
          new Planned(
              "device-decision",
              "us",
              Budget.value(640),
              FORKS,
              "64 devices judged; control: as many look-ups in a map"),
          new Planned(
              "posture-encode",
              "us",
              Budget.value(500),
              FORKS,
              "a posture of every rule to bytes; control: a copy of the bytes"),
          new Planned(
              "posture-decode",
              "us",
              Budget.value(500),
              FORKS,
              "bytes to a posture of every rule; control: a copy of the bytes"),
          new Planned(
              "message-read",
              "us",
              Budget.ratio(4.0),
              FORKS,
              "a laptop's message checked at the console; control: parsed by the library alone"),
          new Planned(
              "ingest-group",
              "ms",
              Budget.value(50),
              1,
              "50 entries of 50 laptops stored and forced (1,000 a second are 50 ms); control: the"
                  + " same rows in one bare batch, forced"),
          new Planned(
              "dashboard",
              "ms",
              Budget.value(150),
              1,
              "the first page; control: a page that asks the database for nothing"));

  private static final List<Row> ELSEWHERE =
      List.of(
          Row.notMeasured("agent-memory", "MB", "≤ 72 PSS, 36 dirty", "packaging/measure-agent"),
          Row.notMeasured("plug-decided", "ms", "p99 ≤ 10 ms", "packaging/lab (needs a guest)"),
          Row.notMeasured("plug-alert", "s", "p99 ≤ 1 s", "packaging/lab sticks-50"),
          Row.notMeasured(
              "ten-thousand-laptops",
              "events/s",
              "≥ 1,000, heap ≤ 512 MB",
              "packaging/simulate --laptops 10000 --seconds 600 --events 1000"),
          Row.notMeasured(
              "disk-laptop-year",
              "KB",
              "≤ 1,024",
              "packaging/simulate --laptops 25 --events 800 (a year of entries each in a minute)"),
          Row.notMeasured(
              "clone-to-dashboard", "s", "≤ 180, 30 again", "packaging/run in a new clone"),
          Row.notMeasured("scan", "ratio", "≤ clamdscan", "packaging/measure-scan"));

  /** Where the agent's own Java machine stands in what was built. */
  private static final String AGENTS_JAVA = "runtime/agent/bin/java";

  private final Path folder;
  private final String classPath;
  private final String java;
  private final Set<String> only;

  private Benchmark(Path folder, Set<String> only) {
    this.folder = folder;
    this.only = only;
    this.classPath = System.getProperty("java.class.path");
    this.java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * Words: JSON file, names with commas or nothing, the built program's folder, laptops, events.
   */
  public static void main(String[] words) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(words[2]).getParent(), "benchmark");
    Set<String> only = words[1].isEmpty() ? Set.of() : Set.of(words[1].split(",", -1));
    List<Row> rows;
    try {
      rows = new Benchmark(folder, only).run(Path.of(words[2]), words[3], words[4]);
    } finally {
      delete(folder);
    }
    if (rows.isEmpty()) {
      System.err.println("packaging/benchmark: nothing of that name; see --help");
      System.exit(2);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("processors", Runtime.getRuntime().availableProcessors());
    report.put("java", Runtime.version().toString());
    report.put("rows", rows.stream().map(Row::json).toList());
    Path file = Path.of(words[0]).toAbsolutePath();
    Files.createDirectories(file.getParent());
    Files.writeString(file, JSON.writeValueAsString(report));
    System.out.printf(
        "%n%-24s %12s %12s %9s %9s  %-18s%n",
        "what", "value", "control", "ratio", "spread", "budget");
    rows.forEach(row -> System.out.println(row.line()));
    System.exit(
        rows.stream().anyMatch(row -> row.within().filter(kept -> !kept).isPresent()) ? 1 : 0);
  }

  private boolean wanted(String name) {
    return only.isEmpty() || only.contains(name);
  }

  private List<Row> run(Path home, String laptops, String events) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (Planned each : TRIALS) {
      if (wanted(each.name())) {
        System.err.println("benchmark: " + each.name());
        rows.add(trial(each, laptops, events));
      }
    }
    if (wanted("agent-start")) {
      System.err.println("benchmark: agent-start");
      rows.add(start(home));
    }
    ELSEWHERE.stream().filter(row -> wanted(row.name())).forEach(rows::add);
    return rows;
  }

  private Row trial(Planned planned, String laptops, String events) throws Exception {
    List<Round> rounds = new ArrayList<>();
    for (int fork = 0; fork < planned.forks(); fork++) {
      Path own = Files.createDirectory(folder.resolve(planned.name() + fork));
      rounds.addAll(
          rounds(
              List.of(
                  java,
                  "-Xmx512m",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-cp",
                  classPath,
                  Trial.class.getName(),
                  planned.name(),
                  own.toString(),
                  laptops,
                  events)));
      delete(own);
    }
    return Row.of(planned.name(), planned.unit(), planned.budget(), planned.about(), rounds);
  }

  private static List<Round> rounds(List<String> command) throws Exception {
    List<Round> rounds = new ArrayList<>();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[0].equals("round")) {
          rounds.add(new Round(Double.parseDouble(words[1]), Double.parseDouble(words[2])));
        }
      }
      if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException("a measurement did not come to its end: " + command);
      }
    } finally {
      process.destroyForcibly();
    }
    return rounds;
  }

  /** The built agent's start on this computer, which it only watches. */
  private Row start(Path home) throws Exception {
    Path agent = home.resolve("bin/stairgate-agent");
    if (!Files.isExecutable(agent)) {
      return Row.notMeasured("agent-start", "ms", "≤ 1,000 ms", "build first: mvn package");
    }
    List<Round> rounds = new ArrayList<>();
    for (int i = -2; i < STARTS; i++) {
      double protecting = protecting(agent, Files.createDirectory(folder.resolve("agent" + i)));
      double nothing = ended(List.of(home.resolve(AGENTS_JAVA).toString(), "-version"));
      if (i >= 0) {
        rounds.add(new Round(protecting, nothing));
      }
    }
    return Row.of(
        "agent-start",
        "ms",
        Budget.value(1_000),
        "the built agent, not enrolled, until it protects; control: its own Java machine says its"
            + " version",
        rounds);
  }

  private static double protecting(Path agent, Path data) throws Exception {
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(agent.toString(), "run", "--data", data.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String last = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains("Protecting ")) {
          return (System.nanoTime() - began) / 1e6;
        }
        last = line;
      }
      throw new IOException("the agent did not start: " + last);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static double ended(List<String> command) throws Exception {
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return (System.nanoTime() - began) / 1e6;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
