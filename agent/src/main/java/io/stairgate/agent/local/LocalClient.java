package io.stairgate.agent.local;

import io.stairgate.agent.config.PlainException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line's end of the socket. */
public final class LocalClient {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(90);

  /** Every rule is put back, one after the other. */
  private static final Duration RELEASED_WITHIN = Duration.ofMinutes(5);

  private static final int MAX_ANSWER_BYTES = 1 << 20;

  private final List<Path> sockets;

  /** For a service that may be at one of these sockets. */
  public LocalClient(List<Path> sockets) {
    this.sockets = List.copyOf(sockets);
  }

  /**
   * Asks the running service.
   *
   * @return empty where none runs
   * @throws PlainException the service's refusal
   */
  public Optional<Answer> ask(Ask ask) throws PlainException {
    return ask(ask, Map.of());
  }

  /**
   * Asks the running service.
   *
   * @param words more words of the question, at most eight
   * @return empty where none runs
   * @throws PlainException the service's refusal
   */
  public Optional<Answer> ask(Ask ask, Map<String, String> words) throws PlainException {
    for (Path socket : sockets) {
      if (!Files.exists(socket)) {
        continue;
      }
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(socket));
        SocketLine.write(channel, Question.line(ask, words), Duration.ofSeconds(5));
        return Optional.of(
            Answer.of(
                SocketLine.read(
                    channel,
                    MAX_ANSWER_BYTES,
                    ask == Ask.RELEASE ? RELEASED_WITHIN : ANSWER_WITHIN)));
      } catch (IOException e) {
        // a socket that a killed service left behind, or one of another account
      }
    }
    return Optional.empty();
  }

  /**
   * Asks the running service and needs an answer.
   *
   * @throws PlainException the service's refusal, or that none runs
   */
  public Answer require(Ask ask) throws PlainException {
    return require(ask, Map.of());
  }

  /**
   * Asks the running service and needs an answer.
   *
   * @param words more words of the question, at most eight
   * @throws PlainException the service's refusal, or that none runs
   */
  public Answer require(Ask ask, Map<String, String> words) throws PlainException {
    return ask(ask, words)
        .orElseThrow(
            () ->
                new PlainException(
                    "The agent does not run on this laptop. Start its service, or run:"
                        + " stairgate-agent run"));
  }
}
