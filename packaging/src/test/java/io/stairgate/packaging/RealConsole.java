package io.stairgate.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

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
  private final int agents;
  private final int publicAgents;
  private final Map<String, String> environment;
  private Process process;

  private RealConsole(
      Path folder, int web, int agents, int publicAgents, Map<String, String> environment)
      throws IOException {
    this.folder = folder;
    this.web = web;
    this.agents = agents;
    this.publicAgents = publicAgents;
    this.environment = environment;
    process = launch();
  }

  /** Starts a console on a new folder below {@code parent} and returns when it answers. */
  static RealConsole start(Path parent) throws IOException {
    int agents = freePort();
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
        new RealConsole(
            Files.createDirectories(parent.resolve("console")),
            freePort(),
            agents,
            publicAgents,
            environment);
    console.awaitAnswer();
    return console;
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
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    var _ = out("restore", file.toString());
    restart();
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

  /** Starts it again on its folder and returns when it answers. */
  void restart() throws IOException {
    process = launch();
    awaitAnswer();
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

  private Process launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            LAUNCHER.toAbsolutePath().toString(),
            "serve",
            "--data",
            folder.toString(),
            "--web",
            "127.0.0.1:" + web,
            "--agents",
            "127.0.0.1:" + agents,
            "--public-agents",
            "127.0.0.1:" + publicAgents);
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private Path log() {
    return folder.resolveSibling("console.log");
  }

  private void awaitAnswer() {
    Awaitility.await("the console answers")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .failFast("the console ended", () -> !process.isAlive())
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
    List<String> words = new ArrayList<>();
    words.add(LAUNCHER.toAbsolutePath().toString());
    words.addAll(List.of(command));
    words.addAll(List.of("--data", folder.toString()));
    Ran ran = Ran.run(words, Map.of());
    if (ran.code() != 0) {
      throw new IOException(String.join(" ", command) + ": " + ran.err());
    }
    return ran.out();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
