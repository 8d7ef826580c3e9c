package io.stairgate.packaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A program that runs beside the tests; closing ends it, at the latest by force. */
final class RunningProgram implements AutoCloseable {
  private final Process process;
  private final Path log;

  private RunningProgram(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static RunningProgram start(Path log, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new RunningProgram(process, log);
  }

  /** Waits until the program says something that fits, and returns the pattern's first group. */
  String waitFor(Pattern said, Duration atMost) {
    return Awaitility.await()
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(50))
        .failFast("the program ended: " + log, () -> !process.isAlive())
        .until(
            () -> {
              Matcher matcher = said.matcher(text());
              return matcher.find() ? matcher.group(1) : "";
            },
            found -> !found.isEmpty());
  }

  String text() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (process.waitFor(20, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    throw new IOException("did not stop within 20 seconds: " + log);
  }
}
