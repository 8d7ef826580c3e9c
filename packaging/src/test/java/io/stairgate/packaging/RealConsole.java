package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.console.FreePort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.TerminalFailureException;

/**
 * The built console as a process of its own, on a folder and ports of its own. It can be killed and
 * started again on the same folder.
 */
final class RealConsole implements AutoCloseable {
  private static final Path LAUNCHER = Path.of("target", "stairgate", "bin", "stairgate-console");
  private static final Pattern LINK = Pattern.compile("http://localhost:\\d+/join#\\S+");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final Path folder;
  private final int web;
  private final String agents;
  private final List<String> more;
  private Map<String, String> environment;
  private Optional<Path> before = Optional.empty();
  private Process process;

  private RealConsole(
      Path folder, String agents, List<String> more, Map<String, String> environment)
      throws IOException {
    this.folder = folder;
    this.web = FreePort.next();
    this.agents = agents;
    this.more = more;
    this.environment = environment;
    process = launch();
  }

  /** Starts a console on a new folder below {@code parent} and returns when it answers. */
  static RealConsole start(Path parent) throws IOException {
    int agents = FreePort.next();
    return start(parent, agents, agents, Map.of());
  }

  /**
   * Like {@link #start(Path)}, with something between it and its laptops.
   *
   * @param agents where it listens for laptops
   * @param publicAgents where it tells them to go
   * @param environment of its process
   */
  static RealConsole start(
      Path parent, int agents, int publicAgents, Map<String, String> environment)
      throws IOException {
    RealConsole console =
        begin(
            parent,
            "127.0.0.1:" + agents,
            List.of("--public-agents", "127.0.0.1:" + publicAgents),
            environment);
    console.awaitAnswer();
    return console;
  }

  /**
   * Begins to start a console on a new folder below {@code parent}.
   *
   * @param agents host and port where it listens for laptops
   * @param more words for {@code serve}
   * @param environment of its process
   */
  static RealConsole begin(
      Path parent, String agents, List<String> more, Map<String, String> environment)
      throws IOException {
    return new RealConsole(
        Files.createDirectories(parent.resolve("console")), agents, more, environment);
  }

  /** Its data folder. */
  Path folder() {
    return folder;
  }

  /** Freezes it, or lets it go on. */
  void signal(String signal) throws IOException, InterruptedException {
    var _ = Ran.run("kill", "-" + signal, String.valueOf(process.pid()));
  }

  /** Has it write a backup while it runs. */
  void backup(Path file) throws IOException, InterruptedException {
    var _ = out("backup", file.toString());
  }

  /** Ends it, puts a backup in place of everything it has, and starts it again. */
  void restore(Path file) throws IOException, InterruptedException {
    kill();
    empty(folder);
    var _ = out("restore", file.toString());
    restart();
  }

  /**
   * Does what a console that refuses to start asks for: puts a backup, which may be in its folder,
   * into an empty folder, and starts on that one.
   */
  void restoreBeside(Path file) throws IOException, InterruptedException {
    kill();
    Path beside = folder.resolveSibling("put-back");
    var _ = out(beside, "restore", file.toString());
    empty(folder);
    Files.move(beside, folder);
    restart();
  }

  private static void empty(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** The address of its pages. */
  String address() {
    return "http://localhost:" + web;
  }

  /** The link to create the first account, as it was printed. */
  String firstAccountLink() throws IOException {
    Matcher link = LINK.matcher(Files.readString(log()));
    if (!link.find()) {
      throw new IOException("the console printed no link: " + Files.readString(log()));
    }
    return link.group();
  }

  /** A line that enrols one laptop. */
  String enrolmentLine() throws IOException, InterruptedException {
    return enrolmentLine(1);
  }

  /** A line that enrols so many laptops. */
  String enrolmentLine(int uses) throws IOException, InterruptedException {
    return said("enrol-code", "--uses", String.valueOf(uses), "--hours", "1", "--json")
        .get("line")
        .asText();
  }

  /**
   * The link of an invitation that the command line makes.
   *
   * @param options of {@code account add}
   */
  String invitation(String... options) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("account", "add"));
    words.addAll(List.of(options));
    return out(words.toArray(String[]::new)).strip();
  }

  /** A bearer token of the API. */
  String token() throws IOException, InterruptedException {
    return said("token", "create", "--name", "test", "--role", "dsl", "--json")
        .get("token")
        .asText();
  }

  /** Every row of a list of the API, through all its pages. */
  List<JsonNode> all(String list, String token) throws IOException, InterruptedException {
    List<JsonNode> rows = new ArrayList<>();
    String next = "";
    do {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address() + "/api/v1/" + list + next))
              .header("Authorization", "Bearer " + token)
              .timeout(Duration.ofSeconds(30))
              .build();
      HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(request.uri() + " said " + answer.statusCode() + answer.body());
      }
      JsonNode page = JSON.readTree(answer.body());
      page.get(list).forEach(rows::add);
      next =
          page.get("next").isNull()
              ? ""
              : "?after=" + URLEncoder.encode(page.get("next").asText(), StandardCharsets.UTF_8);
    } while (!next.isEmpty());
    return rows;
  }

  /** Ends it as a power cut would, and returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends it for good, whatever it is doing. */
  void end() {
    process.destroyForcibly().onExit().join();
  }

  /** Starts it again on its folder and returns when it answers. */
  void restart() throws IOException {
    beginAgain();
    awaitAnswer();
  }

  /** What its process finds in its environment from the next start on. */
  void environment(Map<String, String> next) {
    environment = next;
  }

  /** Classes that stand before its own from the next start on; empty: it is as it was built. */
  void before(Optional<Path> classes) {
    before = classes;
  }

  /** Begins to start it again. */
  void beginAgain() throws IOException {
    process = launch();
  }

  /** Whether laptops can connect. */
  boolean listens() {
    int colon = agents.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              agents.substring(0, colon), Integer.parseInt(agents.substring(colon + 1))),
          500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  /**
   * Starts it again where that may fail.
   *
   * @return what it said when it refused; empty where it answers
   */
  Optional<String> tryRestart() throws IOException {
    long before = Files.exists(log()) ? Files.size(log()) : 0;
    process = launch();
    try {
      awaitAnswer();
      return Optional.empty();
    } catch (TerminalFailureException e) {
      byte[] all = Files.readAllBytes(log());
      return Optional.of(
          new String(all, (int) before, all.length - (int) before, StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(20, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  /**
   * The first words of its command line. The launcher lets nobody put a library before the
   * console's own, as another clock needs it, nor classes: its text is started then, and says that.
   */
  private List<String> launcher() throws IOException {
    List<String> words = new ArrayList<>();
    if (environment.containsKey("LD_PRELOAD") || before.isPresent()) {
      String text = Files.readString(LAUNCHER).replace(" LD_PRELOAD ", " ");
      String classes = before.map(folder -> folder.toAbsolutePath() + ":").orElse("");
      words.addAll(List.of("/bin/sh", "-c", text.replace("-cp \"", "-cp \"" + classes)));
    }
    words.add(LAUNCHER.toAbsolutePath().toString());
    return words;
  }

  private Process launch() throws IOException {
    List<String> words = launcher();
    words.addAll(
        List.of(
            "serve", "--data", folder.toString(), "--web", "127.0.0.1:" + web, "--agents", agents));
    words.addAll(more);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private Path log() {
    return folder.resolveSibling("console.log");
  }

  /** Returns when its pages are there. */
  void awaitAnswer() {
    Awaitility.await("the console answers")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .failFast(
            "the console ended",
            () -> assertThat(process.isAlive()).as(Files.readString(log())).isTrue())
        .until(
            () ->
                HTTP.send(
                            HttpRequest.newBuilder(URI.create(address() + "/sign-in"))
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                            HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                    < 500);
  }

  private JsonNode said(String... command) throws IOException, InterruptedException {
    return JSON.readTree(out(command));
  }

  private String out(String... command) throws IOException, InterruptedException {
    return out(folder, command);
  }

  private String out(Path data, String... command) throws IOException, InterruptedException {
    List<String> words = launcher();
    words.addAll(List.of(command));
    words.addAll(List.of("--data", data.toString()));
    Ran ran = Ran.run(words, Map.of());
    if (ran.code() != 0) {
      throw new IOException(String.join(" ", command) + ": " + ran.err());
    }
    return ran.out();
  }
}
