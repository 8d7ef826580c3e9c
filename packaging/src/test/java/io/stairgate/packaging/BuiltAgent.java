package io.stairgate.packaging;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The built agent on a folder made to look like a laptop. */
final class BuiltAgent implements AutoCloseable {
  private static final String LAUNCHER =
      Path.of("target/stairgate/bin/stairgate-agent").toAbsolutePath().toString();

  private final Path folder;
  private final LaptopFolder laptop;
  private Optional<Process> running = Optional.empty();

  BuiltAgent(Path folder, LaptopFolder laptop) {
    this.folder = folder;
    this.laptop = laptop;
  }

  /** Pastes the line. */
  void enrol(String line, String nickname) throws IOException, InterruptedException {
    Ran ran =
        Ran.run(
            LAUNCHER,
            "enrol",
            "--data",
            data(),
            "--root",
            laptop.root().toString(),
            "--nickname",
            nickname,
            line);
    if (ran.code() != 0) {
      throw new IOException("enrol: " + ran.err());
    }
  }

  /** Starts the service; it is not running yet. */
  void start() throws IOException {
    running =
        Optional.of(
            new ProcessBuilder(
                    List.of(LAUNCHER, "run", "--data", data(), "--root", laptop.root().toString()))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                    ProcessBuilder.Redirect.appendTo(folder.resolve("agent.log").toFile()))
                .start());
  }

  /** Stops the service where it runs, at the latest by force. */
  @Override
  public void close() {
    running.ifPresent(BuiltAgent::stop);
    running = Optional.empty();
  }

  private static void stop(Process process) {
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

  private String data() {
    return folder.resolve("agent").toString();
  }
}
