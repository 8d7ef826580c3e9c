package io.stairgate.packaging;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The built agent on a folder made to look like a laptop. */
final class BuiltAgent implements AutoCloseable {
  static final Path LAUNCHER = Path.of("target/stairgate/bin/stairgate-agent").toAbsolutePath();

  private final Path folder;
  private final LaptopFolder laptop;
  private Optional<RunningProgram> running = Optional.empty();

  BuiltAgent(Path folder, LaptopFolder laptop) {
    this.folder = folder;
    this.laptop = laptop;
  }

  /** Pastes the line. */
  void enrol(String line, String nickname) throws IOException, InterruptedException {
    Ran ran =
        Ran.run(
            LAUNCHER.toString(),
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
            RunningProgram.start(
                folder.resolve("agent.log"),
                List.of(
                    LAUNCHER.toString(),
                    "run",
                    "--data",
                    data(),
                    "--root",
                    laptop.root().toString())));
  }

  /** Stops the service where it runs. */
  @Override
  public void close() throws IOException {
    if (running.isPresent()) {
      running.get().close();
      running = Optional.empty();
    }
  }

  private String data() {
    return folder.resolve("agent").toString();
  }
}
