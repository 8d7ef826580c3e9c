package io.stairgate.agent.identity;

import io.stairgate.agent.event.Bytes;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the console and nobody else, whatever the host is called: the chain ends in the pinned
 * authority, the leaf is for servers, carries the console's id and is valid now.
 */
final class ConsoleTrust extends X509ExtendedTrustManager {
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final int MAX_CHAIN = 5;

  private final Pin pin;
  private final String uri;
  private final InstantSource clock;

  /** How the authority is known. */
  private sealed interface Pin {
    record Known(ConsoleAuthority authority) implements Pin {}

    record ByFingerprint(Bytes sha256) implements Pin {}
  }

  private ConsoleTrust(Pin pin, String uri, InstantSource clock) {
    this.pin = pin;
    this.uri = uri;
    this.clock = clock;
  }

  /** For an enrolled laptop. */
  static ConsoleTrust pinned(ConsoleAuthority authority, String consoleId, InstantSource clock) {
    return new ConsoleTrust(new Pin.Known(authority), "stairgate:console:" + consoleId, clock);
  }

  /** For a laptop that has nothing but the enrolment line yet. */
  static ConsoleTrust byFingerprint(Bytes sha256, InstantSource clock) {
    return new ConsoleTrust(new Pin.ByFingerprint(sha256), "stairgate:console:", clock);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (chain.length == 0 || chain.length > MAX_CHAIN) {
      throw new CertificateException(
          "The console shows no chain of certificates that can be checked.");
    }
    ConsoleAuthority authority =
        switch (pin) {
          case Pin.Known(ConsoleAuthority known) -> known;
          case Pin.ByFingerprint(Bytes sha256) -> ConsoleAuthority.find(chain, sha256);
        };
    try {
      authority.requireIssued(Arrays.asList(chain), uri, clock.instant());
    } catch (CertificateException e) {
      throw explained(e);
    }
    List<String> purposes = chain[0].getExtendedKeyUsage();
    if (purposes == null || !purposes.contains(SERVER_AUTH)) {
      throw new CertificateException("What answers at this address is not a console.");
    }
  }

  private static CertificateException explained(CertificateException e) {
    String said = e.getMessage();
    return said != null && said.contains("clock")
        ? e
        : new CertificateException("What answers at this address is not this laptop's console.", e);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("The agent is nobody's server.");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
