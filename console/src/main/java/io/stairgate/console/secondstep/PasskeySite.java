package io.stairgate.console.secondstep;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The place in the web that passkeys are bound to.
 *
 * @param host the console's host name: a passkey made for one is no use at another
 * @param origin scheme, host and port exactly as browsers say them
 */
public record PasskeySite(String host, String origin) {
  private static final Pattern NAME = Pattern.compile("(?=.*[a-z])[a-z0-9-]+(\\.[a-z0-9-]+)*");

  /**
   * The site of an address; empty where passkeys cannot work: an address in numbers, or a name
   * without HTTPS, apart from {@code localhost}.
   *
   * @param address of the console's pages, for example {@code https://stairgate.example}
   */
  public static Optional<PasskeySite> of(URI address) {
    String host = address.getHost() == null ? "" : address.getHost();
    boolean https = "https".equals(address.getScheme());
    if (!NAME.matcher(host).matches() || (!https && !host.equals("localhost"))) {
      return Optional.empty();
    }
    boolean usual = address.getPort() == -1 || address.getPort() == (https ? 443 : 80);
    String port = usual ? "" : ":" + address.getPort();
    return Optional.of(new PasskeySite(host, address.getScheme() + "://" + host + port));
  }
}
