package io.stairgate.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.config.PlainException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LocalServerTest {
  @TempDir Path temp;
  private Path path = Path.of("");

  @SuppressWarnings("NullAway.Init") // open() makes it
  private LocalServer server;

  @BeforeEach
  void open() throws Exception {
    path = temp.resolve("agent.sock");
    server =
        LocalServer.open(
            path,
            question -> {
              if (question.ask() == Ask.MEDIA) {
                throw new IllegalStateException("a fault of ours");
              }
              if (question.ask() == Ask.MEDIA_ASK) {
                return Json.lines(List.of(question.account(), question.word("reason")));
              }
              return Json.lines(List.of("asked " + question.ask().word(), "it's \"fine\""));
            });
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private LocalClient client() {
    return new LocalClient(List.of(temp.resolve("nobody.sock"), path));
  }

  @Test
  void a_question_gets_its_answer() throws Exception {
    Answer answer = client().require(Ask.STATUS);
    assertThat(answer.lines()).containsExactly("asked status", "it's \"fine\"");
    assertThat(client().require(Ask.ENROLLED).lines()).contains("asked enrolled");
  }

  @Test
  void everybody_at_the_laptop_may_connect_and_the_kernel_says_who() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-rw-rw-");
    assertThat(Ask.RELEASE.ownerOnly()).isTrue();
    assertThat(Ask.ENROLLED.ownerOnly()).isTrue();
    assertThat(Ask.CHECK.ownerOnly()).isTrue();
    assertThat(Ask.STATUS.ownerOnly()).isFalse();
  }

  @Test
  void who_asks_is_the_kernels_word_and_not_the_askers() throws Exception {
    Answer answer =
        client().require(Ask.MEDIA_ASK, Map.of("reason", "photos \"x\"", "account", "somebody"));
    assertThat(answer.lines()).containsExactly(Files.getOwner(path).getName(), "photos \"x\"");
  }

  @Test
  void a_fault_in_an_answer_is_one_sentence_and_the_next_question_is_answered() throws Exception {
    assertThatThrownBy(() -> client().require(Ask.MEDIA))
        .isInstanceOf(PlainException.class)
        .hasMessageContaining("fault while answering");
    assertThat(client().require(Ask.STATUS).lines()).isNotEmpty();
  }

  @Test
  void rubbish_is_refused() throws Exception {
    for (String rubbish :
        List.of(
            "",
            "[]",
            "{\"ask\":7}",
            "{\"ask\":{\"ask\":\"status\"}}",
            "{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\",\"d\":\"4\",\"e\":\"5\",\"f\":\"6\",\"g\":\"7\",\"h\":\"8\",\"i\":\"9\",\"ask\":\"status\"}",
            "{\"ask\":\"shell\"}",
            "\u0000\u0001",
            "{{{{{{{{{{{{{{")) {
      assertThat(raw(rubbish + "\n")).as(rubbish).contains("\"error\"");
    }
    assertThat(raw("x".repeat(100_000) + "\n")).isEmpty();
    assertThat(client().require(Ask.STATUS).lines()).isNotEmpty();
  }

  @Test
  void those_who_connect_and_say_nothing_do_not_shut_out_the_next_for_long() throws Exception {
    List<SocketChannel> silent = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      silent.add(connect());
    }
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> client().ask(Ask.STATUS).isPresent());
    for (SocketChannel channel : silent) {
      channel.close();
    }
  }

  @Test
  void nobody_there_is_told_in_one_sentence() throws Exception {
    server.close();
    assertThat(path).doesNotExist();
    assertThat(client().ask(Ask.STATUS)).isEmpty();
    assertThatThrownBy(() -> client().require(Ask.STATUS))
        .hasMessageContaining("does not run on this laptop");
  }

  @Test
  void what_a_killed_service_left_is_replaced() throws Exception {
    server.close();
    Files.createFile(path);
    server = LocalServer.open(path, ask -> Json.lines(List.of("new")));
    assertThat(client().require(Ask.STATUS).lines()).containsExactly("new");
  }

  private SocketChannel connect() throws Exception {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(path));
    return channel;
  }

  private String raw(String question) throws Exception {
    try (SocketChannel channel = connect()) {
      ByteBuffer bytes = ByteBuffer.wrap(question.getBytes(StandardCharsets.UTF_8));
      try {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        ByteBuffer answer = ByteBuffer.allocate(8_192);
        while (channel.read(answer) >= 0 && answer.hasRemaining()) {
          // until the service closes
        }
        return StandardCharsets.UTF_8.decode(answer.flip()).toString();
      } catch (java.io.IOException e) {
        return ""; // cut off in the middle of too long a question
      }
    }
  }
}
