package io.stairgate.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The built console on an empty folder, started as a technician starts it. */
final class BuiltConsole implements AutoCloseable {
  static final Path LAUNCHER = Path.of("target/stairgate/bin/stairgate-console").toAbsolutePath();

  private static final Pattern LINK = Pattern.compile("(https?://\\S+/join#\\S+)");

  private final RunningProgram program;
  private final Path data;
  private final String address;
  private final String firstLink;

  BuiltConsole(Path folder) throws IOException {
    data = folder.resolve("console");
    int web = freePort();
    int agents = freePort();
    address = "http://localhost:" + web;
    program =
        RunningProgram.start(
            folder.resolve("console.log"),
            List.of(
                LAUNCHER.toString(),
                "serve",
                "--data",
                data.toString(),
                "--web",
                "127.0.0.1:" + web,
                "--agents",
                "127.0.0.1:" + agents,
                "--public-agents",
                "127.0.0.1:" + agents));
    firstLink = program.waitFor(LINK, Duration.ofMinutes(2));
  }

  /** The link that `serve` printed. */
  String firstLink() {
    return firstLink;
  }

  String url(String path) {
    return address + path;
  }

  /** Runs a command on the running console's folder; the answer is its JSON. */
  JsonNode command(String... words) throws IOException, InterruptedException {
    List<String> all = new java.util.ArrayList<>(List.of(LAUNCHER.toString()));
    all.addAll(List.of(words));
    all.addAll(List.of("--data", data.toString(), "--json"));
    Ran ran = Ran.run(all, java.util.Map.of());
    if (ran.code() != 0) {
      throw new IOException(String.join(" ", words) + ": " + ran.err());
    }
    return new ObjectMapper().readTree(ran.out());
  }

  /** What the API answers. */
  JsonNode api(String path, String token) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url("/api/v1" + path)))
                  .header("Authorization", "Bearer " + token)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return new ObjectMapper().readTree(answer.body());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    program.close();
  }
}
