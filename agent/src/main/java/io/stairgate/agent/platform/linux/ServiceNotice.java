package io.stairgate.agent.platform.linux;

import com.sun.jna.LastErrorException;
import io.stairgate.agent.platform.Platform;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells systemd that the service is ready, alive and stopping: one datagram each to the socket that
 * systemd named in the environment (sd_notify(3)). Does nothing where it named none. A message that
 * cannot be sent is logged once and never stops the agent; systemd's watchdog then does what it is
 * there for. Any thread.
 */
final class ServiceNotice implements Platform.ServiceManager {
  private static final Logger LOG = Logger.getLogger(ServiceNotice.class.getName());

  /** {@code struct sockaddr_un}: two bytes of family, 108 of path. */
  private static final int PATH_LIMIT = 108;

  private final Optional<byte[]> address;
  private volatile boolean complained;

  private ServiceNotice(Optional<byte[]> address) {
    this.address = address;
  }

  /**
   * Reads the name of the socket from the environment this process was started with, as the kernel
   * keeps it: also for a test root, which has none unless the test puts one there.
   */
  static ServiceNotice of(RootFiles files) {
    return new ServiceNotice(
        files
            .text("/proc/self/environ", 1 << 20)
            .flatMap(ServiceNotice::socketIn)
            .flatMap(ServiceNotice::address));
  }

  /** The value of {@code NOTIFY_SOCKET} in an environment of lines that end with a zero byte. */
  static Optional<String> socketIn(String environment) {
    for (String line : environment.split("\0", -1)) {
      if (line.startsWith("NOTIFY_SOCKET=")) {
        return Optional.of(line.substring("NOTIFY_SOCKET=".length()));
      }
    }
    return Optional.empty();
  }

  /**
   * {@code sockaddr_un} for a path, or for an abstract name that is written with {@code @} in
   * front.
   */
  static Optional<byte[]> address(String socket) {
    byte[] name = socket.getBytes(StandardCharsets.UTF_8);
    if (name.length < 2 || name.length >= PATH_LIMIT || (name[0] != '/' && name[0] != '@')) {
      return Optional.empty();
    }
    boolean isAbstract = name[0] == '@';
    // An abstract name ends where the address ends; a path ends with a zero byte.
    byte[] bytes = new byte[2 + name.length + (isAbstract ? 0 : 1)];
    if (java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN) {
      bytes[0] = LibC.AF_UNIX;
    } else {
      bytes[1] = LibC.AF_UNIX;
    }
    System.arraycopy(name, 0, bytes, 2, name.length);
    if (isAbstract) {
      bytes[2] = 0;
    }
    return Optional.of(bytes);
  }

  @Override
  public void ready() {
    send("READY=1");
  }

  @Override
  public void alive() {
    send("WATCHDOG=1");
  }

  @Override
  public void stopping() {
    send("STOPPING=1");
  }

  private void send(String message) {
    if (address.isEmpty()) {
      return;
    }
    byte[] to = address.get();
    byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
    try {
      int fd =
          LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK, 0);
      try {
        LibC.sendto(fd, bytes, bytes.length, LibC.MSG_NOSIGNAL, to, to.length);
      } finally {
        LibC.close(fd);
      }
    } catch (LastErrorException e) {
      if (!complained) {
        complained = true;
        LOG.log(
            Level.WARNING,
            "systemd could not be told {0}: error {1}",
            new Object[] {message, e.getErrorCode()});
      }
    }
  }
}
