package io.stairgate.packaging.load;

import io.stairgate.console.FreePort;
import io.stairgate.console.local.Answer;
import io.stairgate.console.local.LocalSocket;
import io.stairgate.console.local.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The built console as a process of its own, with the heap it is shipped with. */
final class ConsoleProcess implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private static final long TICKS_PER_SECOND = 100;

  private final Path launcher;
  private final Path data;
  private final int web = FreePort.next();
  private final int agents = FreePort.next();
  private final int metrics = FreePort.next();
  private Process process;

  /** Starts it on a new folder and returns when it answers. */
  ConsoleProcess(Path home, Path parent) throws IOException {
    launcher = home.resolve("bin").resolve("stairgate-console");
    data = Files.createDirectories(parent.resolve("console"));
    process = launch();
    awaitReady();
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            launcher.toString(),
            "serve",
            "--data",
            data.toString(),
            "--web",
            "127.0.0.1:" + web,
            "--agents",
            "127.0.0.1:" + agents,
            "--public-agents",
            "127.0.0.1:" + agents,
            "--metrics",
            "127.0.0.1:" + metrics)
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(data.resolveSibling("console.log").toFile()))
        .start();
  }

  Path data() {
    return data;
  }

  InetSocketAddress agents() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), agents);
  }

  /** Does what the command of the same name does, through the same socket. */
  String ask(Request request) throws IOException {
    Answer answer = LocalSocket.ask(data, request).orElseThrow();
    if (!answer.done()) {
      throw new IOException(answer.text());
    }
    return answer.text();
  }

  /** Asks the interface for programs. */
  HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + path))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(30))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** All numbers the console says of itself, by name and labels as they stand in the text. */
  Map<String, Double> numbers() throws IOException, InterruptedException {
    String text =
        HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metrics + "/metrics"))
                    .timeout(Duration.ofSeconds(30))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Map<String, Double> numbers = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      int space = line.lastIndexOf(' ');
      if (space > 0 && !line.startsWith("#")) {
        numbers.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
      }
    }
    return numbers;
  }

  /** Kilobytes of the process by the kernel's word: {@code VmRSS} now, {@code VmHWM} at most. */
  long kilobytes(String line) throws IOException {
    for (String each : proc("status")) {
      if (each.startsWith(line + ":")) {
        return Long.parseLong(each.replaceAll("\\D", ""));
      }
    }
    return 0;
  }

  /** Processor time since its start, in seconds. */
  double processorSeconds() throws IOException {
    String[] words = proc("stat").getFirst().replaceFirst("^.*\\) ", "").split(" ", -1);
    return (Long.parseLong(words[11]) + Long.parseLong(words[12])) / (double) TICKS_PER_SECOND;
  }

  private List<String> proc(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), name));
  }

  /** Bytes of its database. */
  long diskBytes() throws IOException {
    long all = 0;
    try (var files = Files.list(data)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.getFileName().toString().endsWith(".db")) {
          all += Files.size(file);
        }
      }
    }
    return all;
  }

  /** Ends it in good order. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Starts it again; returns once laptops can connect. */
  void startAgain() throws IOException {
    process = launch();
    while (!connects()) {
      pauseOrFail();
    }
  }

  private boolean connects() {
    try (Socket socket = new Socket()) {
      socket.connect(agents(), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void awaitReady() throws IOException {
    while (true) {
      try {
        if (HTTP.send(
                    HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + metrics + "/health/ready"))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                    HttpResponse.BodyHandlers.discarding())
                .statusCode()
            == 200) {
          return;
        }
      } catch (IOException e) {
        // Not yet.
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      pauseOrFail();
    }
  }

  private void pauseOrFail() throws IOException {
    if (!process.isAlive()) {
      throw new IOException(
          "the console ended: " + Files.readString(data.resolveSibling("console.log")));
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(30, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
