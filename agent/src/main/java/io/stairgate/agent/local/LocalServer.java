package io.stairgate.agent.local;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import jdk.net.ExtendedSocketOptions;

/**
 * The service's end of the socket: one question, one answer, then the connection is closed. Anybody
 * at the laptop may ask how it stands; only the administrator and the service's own account may ask
 * for more, and the kernel says who asks.
 */
public final class LocalServer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LocalServer.class.getName());
  private static final int MAX_QUESTION_BYTES = 8_192;
  private static final int MOST_AT_ONCE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Path path;
  private final ServerSocketChannel server;
  private final UserPrincipal owner;
  private final Function<Question, String> answers;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  private LocalServer(
      Path path,
      ServerSocketChannel server,
      UserPrincipal owner,
      Function<Question, String> answers) {
    this.path = path;
    this.server = server;
    this.owner = owner;
    this.answers = answers;
  }

  /**
   * Opens the socket and answers on a thread of its own until {@link #close}.
   *
   * @param path where; what a killed service left there is replaced
   * @param answers gives the answer, a JSON line; may be called by several threads at once
   */
  public static LocalServer open(Path path, Function<Question, String> answers) throws IOException {
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.deleteIfExists(path);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(path), 16);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
      LocalServer server = new LocalServer(path, channel, Files.getOwner(path), answers);
      Thread thread = new Thread(server::accept, "local");
      thread.setDaemon(true);
      thread.start();
      return server;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        if (!places.tryAcquire()) {
          channel.close(); // the one who asks too much is the one who is cut off
          continue;
        }
        Thread thread = new Thread(() -> serve(channel), "local-answer");
        thread.setDaemon(true);
        thread.start();
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.log(Level.WARNING, "The local socket had a fault: {0}", e.getMessage());
      }
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      String question = SocketLine.read(channel, MAX_QUESTION_BYTES, PATIENCE);
      SocketLine.write(channel, answer(question, channel), PATIENCE);
    } catch (IOException e) {
      LOG.log(Level.FINE, "a question on the local socket came to nothing: {0}", e.getMessage());
    } finally {
      places.release();
    }
  }

  private String answer(String question, SocketChannel channel) {
    try {
      Map<String, String> words = Question.parse(question);
      Optional<Ask> ask = Ask.of(words.getOrDefault("ask", ""));
      if (ask.isEmpty()) {
        return Json.problem(
            "The agent does not know this question; agent and command are of different versions.");
      }
      UserPrincipal asker = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
      if (ask.get().ownerOnly() && !isOwner(asker)) {
        return Json.problem(
            "Only an administrator may do this. Run the command as an administrator.");
      }
      return answers.apply(new Question(ask.get(), words, asker.getName()));
    } catch (IOException e) {
      return Json.problem("The question was not understood.");
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A question on the local socket ended in a fault", e);
      return Json.problem("The agent had a fault while answering; its log says more.");
    }
  }

  private boolean isOwner(UserPrincipal asker) {
    return asker.equals(owner) || asker.getName().equals("root");
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
  }
}
