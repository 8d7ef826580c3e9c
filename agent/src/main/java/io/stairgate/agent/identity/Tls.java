package io.stairgate.agent.identity;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Makes the connections of each moment in a laptop's life; all of them trust the console alone. */
public final class Tls {
  private Tls() {}

  /**
   * For enrolment: the console is known by the line's fingerprint, and the laptop shows no
   * certificate.
   */
  public static SSLSocketFactory forEnrolment(EnrolmentLine line, InstantSource clock) {
    return factory(new KeyManager[0], ConsoleTrust.byFingerprint(line.authority(), clock));
  }

  /** For everything else: both sides show their certificates. */
  public static SSLSocketFactory mutual(Identity identity, InstantSource clock) {
    return factory(new KeyManager[] {new OneKey(identity)}, trust(identity, clock));
  }

  /** For the return of a laptop whose certificate has ended: the laptop shows none. */
  public static SSLSocketFactory withoutCertificate(Identity identity, InstantSource clock) {
    return factory(new KeyManager[0], trust(identity, clock));
  }

  private static ConsoleTrust trust(Identity identity, InstantSource clock) {
    return ConsoleTrust.pinned(identity.authority(), identity.consoleId(), clock);
  }

  private static SSLSocketFactory factory(KeyManager[] keys, ConsoleTrust trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys, new TrustManager[] {trust}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS 1.3", e);
    }
  }

  /**
   * Shows the laptop's one certificate to whoever asks: the trust manager has seen to who that is.
   */
  private static final class OneKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "device";
    private final Identity identity;

    OneKey(Identity identity) {
      this.identity = identity;
    }

    @Override
    public String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {identity.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity.key().privateKey();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }
  }
}
