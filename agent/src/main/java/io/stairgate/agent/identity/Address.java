package io.stairgate.agent.identity;

import io.stairgate.agent.config.PlainException;

/**
 * Where a console may be found.
 *
 * @param host name or address, without brackets
 * @param port 1 to 65535
 */
public record Address(String host, int port) {
  private static final int MAX_HOST = 253;

  public Address {
    boolean known =
        host.length() <= MAX_HOST && host.matches("[A-Za-z0-9._-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    if (!known || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not an address: " + host + " " + port);
    }
  }

  /**
   * Reads {@code HOST:PORT} or {@code [IPV6]:PORT}.
   *
   * @throws PlainException when it is neither
   */
  public static Address parse(String text) throws PlainException {
    int colon = text.lastIndexOf(':');
    try {
      String host = text.substring(0, Math.max(colon, 0));
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      } else if (host.contains(":")) {
        throw new IllegalArgumentException("an IPv6 address needs brackets");
      }
      return new Address(host, Integer.parseInt(text, colon + 1, text.length(), 10));
    } catch (IllegalArgumentException e) {
      throw new PlainException(
          "The address in the line is not of the form HOST:PORT. Copy the whole line from the"
              + " console again.",
          e);
    }
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
