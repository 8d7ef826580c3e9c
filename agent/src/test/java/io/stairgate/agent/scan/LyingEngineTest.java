package io.stairgate.agent.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.event.ScanReport;
import io.stairgate.agent.event.ScanVerdict;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An engine that says what it should not: whatever that is, nothing becomes clean by it. */
class LyingEngineTest {
  private static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofHours(1));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "stream: OK\0",
        "2: stream: OK\0",
        "7: stream: OK\0",
        "-2: stream: OK\0",
        "99999999999: stream: OK\0",
        "2: stream: OK",
        "2: stream: \0",
        "2: stream: OKAY\0 3: stream: OK\0",
        "2: stream: Can't allocate memory ERROR\0",
        "COMMAND READ TIMED OUT\0",
        "2: stream: OK\0" + "2: stream: OK\0"
      })
  void is_never_believed(String answer, @TempDir Path folder) throws Exception {
    Path stick = Files.createDirectory(folder.resolve("stick"));
    Files.writeString(stick.resolve("one"), "1");
    Files.writeString(stick.resolve("two"), "2");
    Path socket = folder.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofPlatform().daemon().start(() -> answer(server, answer));
      ScanReport report =
          new ScanEngine(socket, folder, SHORT)
              .scan(
                  List.of(new ScanRoot(stick, () -> true)),
                  new ScanWatcher() {
                    @Override
                    public void gettingReady() {}

                    @Override
                    public void scanned(long bytes, long files) {}
                  },
                  List.of());
      assertThat(report.verdict()).isEqualTo(ScanVerdict.NOT_FULLY_SCANNED);
      assertThat(report.skippedBecause()).containsExactly("engine");
    }
  }

  /** Greets as the engine does; once the files came, says what it is told to and hangs up. */
  private static void answer(ServerSocketChannel server, String answer) {
    try {
      while (server.isOpen()) {
        try (SocketChannel client = server.accept()) {
          ByteBuffer heard = ByteBuffer.allocate(4096);
          say(client, "1: ClamAV 1\0");
          String all = "";
          while (!all.contains("INSTREAM") && client.read(heard) >= 0) {
            all = new String(heard.array(), 0, heard.position(), StandardCharsets.ISO_8859_1);
          }
          say(client, answer);
        }
      }
    } catch (java.io.IOException e) {
      // The test is over.
      return;
    }
  }

  private static void say(SocketChannel client, String text) throws java.io.IOException {
    client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @Property
  void only_the_one_word_is_clean(@ForAll String text) {
    assertThat(Reply.of(text)).isNotInstanceOf(Reply.Clean.class);
    assertThat(Reply.of("stream: " + text + " FOUND")).isNotInstanceOf(Reply.Clean.class);
    assertThat(Reply.of("stream: OK" + text).equals(new Reply.Clean())).isEqualTo(text.isEmpty());
  }

  @Property
  void any_version_is_read(@ForAll String text) {
    EngineVersion version = EngineVersion.of(text);
    assertThat(version.definitionsAt()).isEmpty();
  }
}
