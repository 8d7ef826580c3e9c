package io.stairgate.console.web;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where people reach the console.
 *
 * @param bind where it listens; port 0 takes a free one
 * @param published the address people use when another than {@code bind}
 * @param secure whether it speaks HTTPS itself
 */
public record WebAddress(InetSocketAddress bind, Optional<URI> published, boolean secure) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  public WebAddress {
    if (!secure && !bind.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "Other computers can reach this address, so it needs HTTPS. Give certificate files, or"
              + " listen on 127.0.0.1.");
    }
  }

  /** Whether browsers speak HTTPS to it, here or at a proxy in front. */
  public boolean https() {
    return secure || published.map(uri -> "https".equals(uri.getScheme())).orElse(false);
  }

  /**
   * Whether a request's Host header names this console. Without HTTPS any web page could point a
   * name of its own at this computer and read the answers; with HTTPS the certificate does not fit
   * that name.
   *
   * @param host the header with or without port
   */
  boolean answersTo(String host) {
    if (secure) {
      return !host.isEmpty();
    }
    String name = nameOf(host);
    return Stream.concat(LOOPBACK.stream(), published.map(URI::getHost).stream())
        .collect(Collectors.toSet())
        .contains(name);
  }

  /** Whether a Host header means the browser's own computer. */
  static boolean isThisComputer(String host) {
    return LOOPBACK.contains(nameOf(host));
  }

  private static String nameOf(String host) {
    return host.toLowerCase(Locale.ROOT).replaceFirst(":\\d{1,5}$", "");
  }

  /**
   * The one address at which people reach the console by a name; empty where there is none, because
   * it listens on other computers' networks and nobody said under which name.
   *
   * @param port where it listens
   */
  Optional<URI> site(int port) {
    if (published.isPresent()) {
      return published;
    }
    return bind.getAddress().isLoopbackAddress()
        ? Optional.of(URI.create((secure ? "https" : "http") + "://localhost:" + port))
        : Optional.empty();
  }

  /**
   * The name of the session cookie. Plain HTTP cookies are not kept apart by port, so the port is
   * in the name.
   */
  String cookieName(int port) {
    return https() ? "__Host-stairgate" : "stairgate-" + port;
  }
}
