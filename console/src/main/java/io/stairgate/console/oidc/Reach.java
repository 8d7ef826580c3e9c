package io.stairgate.console.oidc;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which addresses the console calls by itself. They come from a person's form or from the provider,
 * so none of them is trusted: HTTPS with a certificate that fits, and no address inside the
 * console's own network unless whoever runs the server named its host. What cloud servers keep for
 * themselves (link-local, metadata) is called under no name.
 */
public final class Reach {
  private static final int LONGEST = 300;
  private static final Set<String> THIS_COMPUTER = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Set<String> inside;

  /**
   * Ready to judge.
   *
   * @param inside host names, lower case, that may have an address inside; plain HTTP is allowed
   *     only for names of this very computer among them
   */
  public Reach(Set<String> inside) {
    this.inside = Set.copyOf(inside);
  }

  /**
   * An address of the right form.
   *
   * @throws ElsewhereException with {@link Fault#ADDRESS_WRONG}
   */
  public URI address(String text) throws ElsewhereException {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new ElsewhereException(Fault.ADDRESS_WRONG, e);
    }
    String host = uri.getHost();
    boolean formed =
        text.length() <= LONGEST
            && host != null
            && uri.getRawUserInfo() == null
            && uri.getRawFragment() == null
            && uri.getPort() <= 65_535;
    if (!formed || !schemeFits(uri)) {
      throw new ElsewhereException(Fault.ADDRESS_WRONG);
    }
    return uri;
  }

  /**
   * The issuer of that text: an address without a question mark and without a slash at the end that
   * the provider does not write itself.
   *
   * @throws ElsewhereException with {@link Fault#ADDRESS_WRONG}
   */
  URI issuer(String text) throws ElsewhereException {
    URI uri = address(text);
    if (uri.getRawQuery() != null) {
      throw new ElsewhereException(Fault.ADDRESS_WRONG);
    }
    return uri;
  }

  private boolean schemeFits(URI uri) {
    if ("https".equals(uri.getScheme())) {
      return true;
    }
    String host = host(uri);
    return "http".equals(uri.getScheme()) && THIS_COMPUTER.contains(host) && inside.contains(host);
  }

  /**
   * Refuses what leads inside. Called before each request; the runtime keeps the answer of the name
   * service for longer than a connection takes, and a name that changes in between still needs a
   * certificate of its own to be spoken to.
   *
   * @throws ElsewhereException where it must not be called, or its name is not known
   */
  public void check(URI uri) throws ElsewhereException {
    String host = host(uri);
    List<InetAddress> addresses;
    try {
      addresses = List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      throw new ElsewhereException(Fault.NOT_REACHED, e);
    }
    for (InetAddress address : addresses) {
      if (isNever(address) || (isInside(address) && !inside.contains(host))) {
        throw new ElsewhereException(Fault.ADDRESS_INSIDE);
      }
    }
  }

  private static String host(URI uri) {
    return String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
  }

  /** What no provider has: the network's own, many at once, and servers' metadata. */
  static boolean isNever(InetAddress address) {
    byte[] b = plain(address);
    return address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || address.isAnyLocalAddress()
        || (b.length == 4
            && ((b[0] & 0xff) == 0
                || (b[0] & 0xff) >= 240
                || begins(b, 169, 254)
                || begins(b, 100, 100, 100, 200)
                || begins(b, 168, 63, 129, 16)
                || begins(b, 192, 0, 0)))
        || (b.length == 16 && begins(b, 0xfd, 0x00, 0x0e, 0xc2));
  }

  /** What only the console's own network reaches. */
  static boolean isInside(InetAddress address) {
    byte[] b = plain(address);
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || (b.length == 4
            && (b[0] == 127
                || b[0] == 10
                || begins(b, 192, 168)
                || (b[0] == (byte) 172 && (b[1] & 0xf0) == 16)
                || (b[0] == 100 && (b[1] & 0xc0) == 64)
                || (b[0] == (byte) 198 && (b[1] & 0xfe) == 18)))
        || (b.length == 16 && (b[0] & 0xfe) == 0xfc);
  }

  /**
   * The IPv4 address that an IPv6 one only carries (mapped, compatible, NAT64, 6to4), or its own.
   */
  private static byte[] plain(InetAddress address) {
    byte[] b = address.getAddress();
    if (!(address instanceof Inet6Address)) {
      return b;
    }
    boolean zeros = true;
    for (int i = 0; i < 10; i++) {
      zeros &= b[i] == 0;
    }
    boolean mapped = zeros && b[10] == (byte) 0xff && b[11] == (byte) 0xff;
    boolean compatible = zeros && b[10] == 0 && b[11] == 0 && !address.isLoopbackAddress();
    if (mapped || compatible || begins(b, 0, 0x64, 0xff, 0x9b)) {
      return new byte[] {b[12], b[13], b[14], b[15]};
    }
    return begins(b, 0x20, 0x02) ? new byte[] {b[2], b[3], b[4], b[5]} : b;
  }

  private static boolean begins(byte[] bytes, int... with) {
    for (int i = 0; i < with.length; i++) {
      if ((bytes[i] & 0xff) != with[i]) {
        return false;
      }
    }
    return true;
  }
}
