package io.stairgate.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for processes of their own, which are told theirs before they listen there. They lie below
 * those that a computer gives to outgoing connections (Linux: {@code net.ipv4.ip_local_port_range},
 * from 32768 on): one of these can be gone again before the process is up, or while it is started
 * anew. Any thread may ask.
 */
public final class FreePort {
  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;

  private FreePort() {}

  /** A port of this computer where nobody listens now. */
  public static int next() throws IOException {
    for (int tries = 0; ; tries++) {
      int port = FIRST + ThreadLocalRandom.current().nextInt(COUNT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        if (tries == 100) {
          throw e;
        }
      }
    }
  }
}
