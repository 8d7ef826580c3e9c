package io.stairgate.console.secondstep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.upokecenter.cbor.CBORObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A passkey as a browser and its authenticator make it: a real key that really signs, without a
 * browser. What it says of itself can be made wrong.
 */
public final class TestPasskey {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KeyPair pair;
  private final byte[] id = new byte[16];
  private byte[] userHandle = new byte[0];

  /** How often it says it has signed; 0 says that it does not count. */
  public int count;

  /** A new one. */
  public TestPasskey() {
    try {
      new SecureRandom().nextBytes(id);
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The browser's answer to a question for a new passkey. */
  public String create(String options, String origin) {
    JsonNode asked = asked(options);
    userHandle = Base64.getUrlDecoder().decode(asked.get("user").get("id").asText());
    CBORObject attestation =
        CBORObject.NewMap()
            .Add("fmt", "none")
            .Add("attStmt", CBORObject.NewMap())
            .Add("authData", authenticatorData(asked.get("rp").get("id").asText(), true));
    return answer(
        Map.of(
            "clientDataJSON",
            encoded(client("webauthn.create", asked, origin)),
            "attestationObject",
            encoded(attestation.EncodeToBytes())));
  }

  /** The browser's answer to a question for a proof. */
  public String prove(String options, String origin) {
    JsonNode asked = asked(options);
    byte[] client = client("webauthn.get", asked, origin);
    count = count == 0 ? 0 : count + 1;
    byte[] data = authenticatorData(asked.get("rpId").asText(), false);
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(data);
      signature.update(sha256(client));
      return answer(
          Map.of(
              "clientDataJSON", encoded(client),
              "authenticatorData", encoded(data),
              "signature", encoded(signature.sign()),
              "userHandle", encoded(userHandle)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode asked(String options) {
    try {
      return JSON.readTree(options).get("publicKey");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] client(String type, JsonNode asked, String origin) {
    return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}"
        .formatted(type, asked.get("challenge").asText(), origin)
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] authenticatorData(String host, boolean withKey) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(sha256(host.getBytes(StandardCharsets.UTF_8)));
    // User present, user verified, and where a key follows: attested data.
    out.write(withKey ? 0x45 : 0x05);
    out.writeBytes(ByteBuffer.allocate(4).putInt(count).array());
    if (withKey) {
      out.writeBytes(new byte[16]);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) id.length).array());
      out.writeBytes(id);
      ECPublicKey key = (ECPublicKey) pair.getPublic();
      out.writeBytes(
          CBORObject.NewMap()
              .Add(1, 2)
              .Add(3, -7)
              .Add(-1, 1)
              .Add(-2, coordinate(key.getW().getAffineX().toByteArray()))
              .Add(-3, coordinate(key.getW().getAffineY().toByteArray()))
              .EncodeToBytes());
    }
    return out.toByteArray();
  }

  private static byte[] coordinate(byte[] number) {
    byte[] tail = Arrays.copyOfRange(number, Math.max(0, number.length - 32), number.length);
    byte[] fixed = new byte[32];
    System.arraycopy(tail, 0, fixed, 32 - tail.length, tail.length);
    return fixed;
  }

  private String answer(Map<String, String> response) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("id", encoded(id));
    all.put("rawId", encoded(id));
    all.put("type", "public-key");
    all.put("response", response);
    all.put("clientExtensionResults", Map.of());
    try {
      return JSON.writeValueAsString(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
