package io.stairgate.agent.identity;

import io.stairgate.agent.event.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The laptop's own P-256 key pair. It is made here and leaves only as a request for a certificate.
 */
public final class DeviceKey {
  private static final int SEQUENCE = 0x30;
  private static final int BIT_STRING = 0x03;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final byte[] EMPTY_NAME = {0x30, 0x00};
  private static final byte[] NO_ATTRIBUTES = {(byte) 0xA0, 0x00};

  /** SEQUENCE { OID 1.2.840.10045.4.3.2 }: ecdsa-with-SHA256. */
  private static final byte[] ECDSA_WITH_SHA256 =
      HexFormat.of().parseHex("300a06082a8648ce3d040302");

  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  private DeviceKey(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /** Makes a new key. */
  static DeviceKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      return new DeviceKey(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256", e);
    }
  }

  /** Reads what {@link #pem} wrote. */
  static DeviceKey of(byte[] pem) throws GeneralSecurityException {
    String text = new String(pem, StandardCharsets.US_ASCII);
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      return new DeviceKey(
          factory.generatePrivate(new PKCS8EncodedKeySpec(block(text, "PRIVATE KEY"))),
          factory.generatePublic(new X509EncodedKeySpec(block(text, "PUBLIC KEY"))));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("not a key file", e);
    }
  }

  private static byte[] block(String text, String name) {
    String begin = "-----BEGIN " + name + "-----";
    String end = "-----END " + name + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from + begin.length()) {
      throw new IllegalArgumentException("no " + name);
    }
    return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
  }

  /** The key as PKCS#8 and its public half, both in PEM; for the key's own file alone. */
  byte[] pem() {
    Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return ("-----BEGIN PRIVATE KEY-----\n"
            + encoder.encodeToString(privateKey.getEncoded())
            + "\n-----END PRIVATE KEY-----\n-----BEGIN PUBLIC KEY-----\n"
            + encoder.encodeToString(publicKey.getEncoded())
            + "\n-----END PUBLIC KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  /** Names the key: the first 32 hexadecimal digits of SHA-256 over its public half. */
  String name() {
    return HexFormat.of()
        .formatHex(Certificates.sha256(publicKey.getEncoded()).toArray())
        .substring(0, 32);
  }

  /** True where the certificate is for this key. */
  boolean isOf(X509Certificate certificate) {
    return certificate.getPublicKey().equals(publicKey);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeviceKey key && publicKey.equals(key.publicKey);
  }

  @Override
  public int hashCode() {
    return publicKey.hashCode();
  }

  /**
   * A PKCS#10 request for this key, signed by it, with an empty subject.
   *
   * <p>Written out here and not by a library, because this runs in the service: the library costs
   * more memory than everything else about the identity (RATIONALE.md). The tests let the library
   * read it.
   */
  public Bytes certificateRequest() {
    byte[] info = der(SEQUENCE, VERSION_0, EMPTY_NAME, publicKey.getEncoded(), NO_ATTRIBUTES);
    try {
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(privateKey);
      signer.update(info);
      byte[] signature = der(BIT_STRING, new byte[] {0}, signer.sign());
      return Bytes.copyOf(der(SEQUENCE, info, ECDSA_WITH_SHA256, signature));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the laptop's own key cannot sign", e);
    }
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    out.write(tag);
    if (length > 255) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length > 127) {
      out.write(0x81);
    }
    out.write(length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
