package io.stairgate.console.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Unix socket a running console takes commands on, readable and writable by its own user only:
 * one line of JSON in, one out. Any thread may close it.
 */
public final class LocalSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalSocket.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "console.sock";

  /** A calendar file of 1 MB, each character escaped, has room. */
  private static final int LONGEST_LINE = 8 * 1024 * 1024;

  /** One by one where more than the line follows, which is not part of it. */
  private static final int ONE = 1;

  private static final int MANY = 16 * 1024;

  private final Path path;
  private final ServerSocketChannel channel;
  private final Commands commands;

  /**
   * Listens in the folder. Whoever calls holds the folder's lock, so a socket that is there is a
   * dead one.
   *
   * @param folder the data folder
   * @param commands does what is asked; called by several threads
   */
  public LocalSocket(Path folder, Commands commands) throws IOException {
    this.path = folder.resolve(NAME);
    this.commands = commands;
    Files.deleteIfExists(path);
    this.channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(path));
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    var _ = Thread.ofPlatform().daemon().name("local-socket").start(this::run);
  }

  /**
   * Asks the console that runs on a folder.
   *
   * @return its answer; empty where none runs there
   */
  public static Optional<Answer> ask(Path folder, Request request) throws IOException {
    Path path = folder.resolve(NAME);
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      try {
        channel.connect(UnixDomainSocketAddress.of(path));
      } catch (ConnectException e) {
        return Optional.empty();
      }
      writeLine(channel, JSON.writeValueAsString(request));
      return Optional.of(JSON.readValue(readLine(channel, MANY), Answer.class));
    }
  }

  /**
   * Takes a backup of the console that runs on a folder.
   *
   * @param out where its bytes go; not closed. Whether all came the backup itself shows
   * @return the console's answer; empty where none runs there
   */
  public static Optional<Answer> backup(Path folder, Request.Backup request, OutputStream out)
      throws IOException {
    Path path = folder.resolve(NAME);
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      try {
        channel.connect(UnixDomainSocketAddress.of(path));
      } catch (ConnectException e) {
        return Optional.empty();
      }
      writeLine(channel, JSON.writeValueAsString(request));
      Answer answer = JSON.readValue(readLine(channel, ONE), Answer.class);
      if (answer.done()) {
        Channels.newInputStream(channel).transferTo(out);
      }
      return Optional.of(answer);
    }
  }

  private void run() {
    while (channel.isOpen()) {
      try {
        SocketChannel caller = channel.accept();
        // A thread each, so that a caller who says nothing keeps nobody waiting.
        var _ = Thread.ofVirtual().name("local-command").start(() -> serve(caller));
      } catch (AsynchronousCloseException e) {
        return;
      } catch (IOException e) {
        LOG.warn("The local socket could not be listened on.", e);
        return;
      }
    }
  }

  private void serve(SocketChannel caller) {
    try (caller) {
      answer(caller);
    } catch (IOException | RuntimeException e) {
      LOG.warn("A command on the local socket could not be answered.", e);
    }
  }

  private void answer(SocketChannel caller) throws IOException {
    String line = readLine(caller, MANY);
    Answer answer;
    Optional<Request.Backup> backup = Optional.empty();
    try {
      Request request = JSON.readValue(line, Request.class);
      answer = commands.apply(request);
      if (request instanceof Request.Backup asked && answer.done()) {
        backup = Optional.of(asked);
      }
    } catch (JsonProcessingException e) {
      answer =
          new Answer(
              false, "The running console is of another version than this command. Restart it.");
    }
    writeLine(caller, JSON.writeValueAsString(answer));
    if (backup.isPresent()) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(caller), 64 * 1024);
      commands.backup(backup.get(), out);
      out.flush();
    }
  }

  private static void writeLine(ByteChannel channel, String line) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static String readLine(ByteChannel channel, int atOnce) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer some = ByteBuffer.allocate(atOnce);
    while (line.size() <= LONGEST_LINE && channel.read(some.clear()) >= 0) {
      some.flip();
      while (some.hasRemaining()) {
        byte each = some.get();
        if (each == '\n') {
          return line.toString(StandardCharsets.UTF_8);
        }
        line.write(each);
      }
    }
    throw new IOException("The other side ended without a whole line");
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
  }
}
