package io.stairgate.packaging.load;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes a console whose chain ends in the CA of the pasted line. What was found right is not
 * looked at again: the laptops are not what is measured. Any thread may use it.
 */
final class Trust extends X509ExtendedTrustManager {
  private final String caSha256;
  private final Set<X509Certificate> right = ConcurrentHashMap.newKeySet();

  Trust(String caSha256) {
    this.caSha256 = caSha256;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 2 && right.contains(chain[0])) {
      return;
    }
    try {
      String sha256 =
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-256").digest(chain[1].getEncoded()));
      if (!sha256.equalsIgnoreCase(caSha256)) {
        throw new CertificateException("not the console of the line");
      }
      chain[0].verify(chain[1].getPublicKey());
      right.add(chain[0]);
    } catch (GeneralSecurityException e) {
      throw new CertificateException(e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
