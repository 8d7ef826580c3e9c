import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes an agent report changed postures: changes the day of a password and asks for a check, N times. Started by
 * packaging/measure-agent: {@code ChangePosture SOCKET SHADOW_FILE N}.
 */
final class ChangePosture {
  private ChangePosture() {}

  public static void main(String[] args) throws IOException {
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      Files.writeString(
          Path.of(args[1]), "pat:$y$j9T$salt$hash:" + (20_000 + i % 400) + ":0:99999:7:::\n");
      ask(Path.of(args[0]));
    }
  }

  private static void ask(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap("{\"ask\":\"check\"}\n".getBytes(StandardCharsets.UTF_8)));
      ByteBuffer answer = ByteBuffer.allocate(4_096);
      while (channel.read(answer) >= 0) {
        if (!answer.hasRemaining()) {
          throw new IOException("a longer answer than expected");
        }
      }
      String text = new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
      if (!text.contains("proved")) {
        throw new IOException("the agent answered " + text);
      }
    }
  }
}
