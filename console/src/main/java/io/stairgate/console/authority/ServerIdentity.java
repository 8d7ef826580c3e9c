package io.stairgate.console.authority;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate a server shows, replaced while it runs: connections made afterwards see the new
 * one. Any thread may use it.
 */
public final class ServerIdentity extends X509ExtendedKeyManager {
  private static final String ALIAS = "server";

  private final Authority authority;
  private final List<String> hosts;
  private final InstantSource clock;
  private volatile Identity identity;

  /**
   * Makes the first certificate.
   *
   * @param hosts names and addresses browsers use; none for the agents' port
   */
  public ServerIdentity(Authority authority, List<String> hosts, InstantSource clock) {
    this.authority = authority;
    this.hosts = List.copyOf(hosts);
    this.clock = clock;
    this.identity = authority.newServerIdentity(this.hosts);
  }

  /**
   * Makes the next certificate where this one is due. Asked every few seconds: after a start with a
   * wrong clock no laptop trusts the one that was made then, and the clock is soon put right.
   *
   * @return whether it did
   */
  public boolean renewIfDue() {
    if (!identity.isDueAt(clock.instant())) {
      return false;
    }
    identity = authority.newServerIdentity(hosts);
    return true;
  }

  @Override
  public String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return ALIAS;
  }

  @Override
  public String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return ALIAS;
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    Identity now = identity;
    return new X509Certificate[] {now.certificate(), now.authority()};
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return identity.key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
