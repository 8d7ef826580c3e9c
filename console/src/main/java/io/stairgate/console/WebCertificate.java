package io.stairgate.console;

import io.stairgate.console.authority.ServerIdentity;
import io.stairgate.console.config.ConsoleConfig;
import io.stairgate.console.database.StartRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** TLS for the pages: from given files, or from the console's own CA. */
final class WebCertificate {
  private WebCertificate() {}

  /** TLS with the console's own CA; the certificate is replaced while it runs. */
  static SSLContext own(ServerIdentity identity) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {identity}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has TLS", e);
    }
  }

  /**
   * TLS with given files.
   *
   * @throws StartRefusedException where they cannot be used
   */
  static SSLContext given(ConsoleConfig config) {
    Path chainFile = config.webCertificate().orElseThrow();
    Path keyFile = config.webKey().orElseThrow();
    try (InputStream in = Files.newInputStream(chainFile)) {
      Collection<? extends Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      PrivateKey key = key(keyFile);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("web", key, new char[0], chain.toArray(Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new StartRefusedException(
          "The certificate %s with the key %s cannot be used. Both must be PEM files, the key in PKCS#8 without a password."
              .formatted(chainFile, keyFile),
          e);
    }
  }

  private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    StringBuilder body = new StringBuilder();
    Files.readString(file, StandardCharsets.US_ASCII)
        .lines()
        .filter(line -> !line.startsWith("-----"))
        .forEach(line -> body.append(line.strip()));
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body.toString()));
    try {
      return KeyFactory.getInstance("EC").generatePrivate(spec);
    } catch (InvalidKeySpecException e) {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    }
  }
}
