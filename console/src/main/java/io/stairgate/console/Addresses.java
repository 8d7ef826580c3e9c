package io.stairgate.console;

import io.stairgate.console.config.ConsoleConfig;
import io.stairgate.console.config.HostPort;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where laptops and people are told to find this console. */
final class Addresses {
  private static final int MOST = 4;

  private Addresses() {}

  /**
   * What the pasted line says.
   *
   * @param port the port that is really listened on
   */
  static List<String> ofAgents(ConsoleConfig config, int port) {
    if (!config.publicAgents().isEmpty()) {
      return config.publicAgents().stream().map(HostPort::toString).toList();
    }
    InetAddress bound =
        new InetSocketAddress(config.agents().host(), config.agents().port()).getAddress();
    if (bound != null && !bound.isAnyLocalAddress()) {
      return List.of(new HostPort(config.agents().host(), port).toString());
    }
    List<String> own = new ArrayList<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (!each.isUp() || each.isLoopback()) {
          continue;
        }
        for (InetAddress address : Collections.list(each.getInetAddresses())) {
          if (address instanceof Inet4Address
              && !address.isLinkLocalAddress()
              && own.size() < MOST) {
            own.add(new HostPort(address.getHostAddress(), port).toString());
          }
        }
      }
    } catch (SocketException e) {
      // Then this computer alone can be told.
    }
    return own.isEmpty() ? List.of(new HostPort("127.0.0.1", port).toString()) : own;
  }

  /**
   * Where people go, without a slash at the end.
   *
   * @param port the port that is really listened on
   */
  static String ofWeb(ConsoleConfig config, int port, boolean secure) {
    if (config.publicWeb().isPresent()) {
      URI given = config.publicWeb().get();
      String text = given.toString();
      return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
    InetAddress bound = new InetSocketAddress(config.web().host(), port).getAddress();
    String host =
        bound == null || bound.isLoopbackAddress() || bound.isAnyLocalAddress()
            ? "localhost"
            : config.web().host();
    return (secure ? "https://" : "http://") + new HostPort(host, port);
  }
}
