package io.stairgate.agent.scan;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Whether a {@code clamd} is there and finds the file that every engine has to find (the EICAR test
 * file, which does nothing). Any thread; waits within the given time, and an interrupt ends it.
 */
public final class EngineTrial {
  /**
   * The test file's 68 characters from their end to their beginning: written as they are, this jar
   * itself would be found.
   */
  private static final String BACKWARDS =
      "*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\\4[PA@%P!O5X";

  private static final int LONGEST_ANSWER = 1024;

  private EngineTrial() {}

  /** What the engine said. */
  public enum Answer {
    /** It found the test file. */
    FOUND,
    /** It called it clean. */
    MISSED,
    /** It answered nothing, or nothing that can be understood. */
    NONE
  }

  /** Shows the engine the test file. */
  public static Answer ask(Path socket, Duration patience) {
    byte[] file =
        new StringBuilder(BACKWARDS).reverse().toString().getBytes(StandardCharsets.US_ASCII);
    byte[] begin = "zINSTREAM\0".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer question = ByteBuffer.allocate(begin.length + file.length + 8);
    question.put(begin).putInt(file.length).put(file).putInt(0).flip();
    return switch (Reply.of(answer(socket, question, patience))) {
      case Reply.Found(String malware) -> Answer.FOUND;
      case Reply.Clean() -> Answer.MISSED;
      case Reply.Skipped(String code) -> Answer.NONE;
    };
  }

  /** Whether the engine says that it is there. */
  public static boolean there(Path socket, Duration patience) {
    ByteBuffer question = ByteBuffer.wrap("zPING\0".getBytes(StandardCharsets.US_ASCII));
    return answer(socket, question, patience).equals("PONG");
  }

  /** One answer without the zero byte at its end; empty where none came. */
  private static String answer(Path socket, ByteBuffer question, Duration patience) {
    ByteBuffer in = ByteBuffer.allocate(LONGEST_ANSWER);
    long end = System.nanoTime() + patience.toNanos();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = Selector.open()) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      while (question.hasRemaining()) {
        channel.write(question); // a hundred bytes fit into the socket's buffer
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      while (in.hasRemaining()) {
        int read = channel.read(in);
        if (read < 0 || (in.position() > 0 && in.get(in.position() - 1) == 0)) {
          break;
        }
        long left = (end - System.nanoTime()) / 1_000_000;
        if (read == 0 && (left <= 0 || selector.select(left) == 0)) {
          return "";
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException | IllegalArgumentException e) {
      // Nobody listens there.
      return "";
    }
    int length = Math.max(0, in.position() - 1);
    return new String(in.array(), 0, length, StandardCharsets.UTF_8);
  }
}
