package io.stairgate.agent.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real {@code clamd} with the configuration that is shipped and one small database: the EICAR
 * test string and what we ship ourselves.
 */
public final class RealEngine implements AutoCloseable {
  /**
   * The harmless string that every engine calls malware; in two parts, so that this file is not.
   */
  public static final byte[] EICAR =
      ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD" + "-ANTIVIRUS-TEST-FILE!$H+H*")
          .getBytes(StandardCharsets.US_ASCII);

  private static final Path PROGRAM = Path.of("/usr/sbin/clamd");
  private static final Path SHIPPED = Path.of("../packaging/linux");

  private final Path folder;
  private Process process;

  /** Starts one; returns when it answers. */
  public RealEngine(Path folder) throws IOException {
    this.folder = folder;
    if (!Files.isExecutable(PROGRAM)) {
      throw new IllegalStateException("needs clamd: apt install clamav-daemon");
    }
    Files.createDirectories(definitions());
    Files.createDirectories(folder.resolve("unpacked"));
    Files.writeString(
        definitions().resolve("test.ndb"),
        "Eicar-Test-Signature:0:0:" + HexFormat.of().formatHex(EICAR) + "\n");
    Files.copy(
        SHIPPED.resolve("stairgate.ndb"),
        definitions().resolve("stairgate.ndb"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        folder.resolve("clamd.conf"),
        Files.readString(SHIPPED.resolve("clamd.conf"))
            .replaceAll("(?m)^LocalSocket .*$", "LocalSocket " + socket())
            .replaceAll("(?m)^DatabaseDirectory .*$", "DatabaseDirectory " + definitions())
            .replaceAll(
                "(?m)^TemporaryDirectory .*$", "TemporaryDirectory " + folder.resolve("unpacked")));
    process = start();
  }

  private Process start() throws IOException {
    Process started =
        new ProcessBuilder(
                PROGRAM.toString(), "--config-file=" + folder.resolve("clamd.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.exists(socket()) || !started.isAlive());
    if (!started.isAlive()) {
      throw new IOException("clamd did not start: " + Files.readString(log()));
    }
    return started;
  }

  public Path socket() {
    return folder.resolve("clamd.sock");
  }

  public Path definitions() {
    return folder.resolve("definitions");
  }

  /** Everything it printed. */
  Path log() {
    return folder.resolve("clamd.log");
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Ends it as a crash does. */
  void kill() {
    try {
      process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
      Files.deleteIfExists(socket());
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new one at the same socket, as the service manager gives. */
  void startAgain() {
    try {
      process = start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stops it without ending it: it hangs. */
  void hang() {
    signal("-STOP");
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
