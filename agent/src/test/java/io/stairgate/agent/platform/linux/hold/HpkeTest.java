package io.stairgate.agent.platform.linux.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.event.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KEM;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HpkeTest {
  private static final byte[] INFO = RecoveryKey.info("device", "ABCD2345");

  /** The other side: what {@link Hpke#seal} made opens with the private key and the same info. */
  static byte[] open(PrivateKey key, byte[] info, byte[] sealed) throws GeneralSecurityException {
    byte[] shared =
        KEM.getInstance("DHKEM")
            .newDecapsulator(key)
            .decapsulate(Arrays.copyOf(sealed, 32))
            .getEncoded();
    Hpke.Schedule keys = Hpke.schedule(shared, info, Hpke.AES_256_GCM, 32);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(keys.key().toArray(), "AES"),
        new GCMParameterSpec(128, keys.nonce().toArray()));
    return cipher.doFinal(sealed, 32, sealed.length - 32);
  }

  static Bytes raw(KeyPair pair) {
    byte[] info = pair.getPublic().getEncoded();
    return Bytes.copyOf(Arrays.copyOfRange(info, info.length - 32, info.length));
  }

  static KeyPair pair() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("X25519").generateKeyPair();
  }

  /** RFC 9180, appendix A.1.1: the same key schedule with AES-128-GCM. */
  @Test
  void the_key_schedule_is_the_one_of_the_rfc() throws GeneralSecurityException {
    byte[] info = hex("4f6465206f6e2061204772656369616e2055726e");
    PrivateKey receiver =
        KeyFactory.getInstance("X25519")
            .generatePrivate(
                new XECPrivateKeySpec(
                    NamedParameterSpec.X25519,
                    hex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")));
    byte[] shared =
        KEM.getInstance("DHKEM")
            .newDecapsulator(receiver)
            .decapsulate(hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"))
            .getEncoded();
    assertThat(HexFormat.of().formatHex(shared))
        .isEqualTo("fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc");
    Hpke.Schedule keys = Hpke.schedule(shared, info, 1, 16);
    assertThat(HexFormat.of().formatHex(keys.key().toArray()))
        .isEqualTo("4531685d41d65f03dc48f6b8302c05b0");
    assertThat(HexFormat.of().formatHex(keys.nonce().toArray()))
        .isEqualTo("56d890e5accaaf011cff4b7d");
  }

  @Test
  void a_public_key_is_read_as_rfc_7748_writes_it() throws GeneralSecurityException {
    Bytes raw =
        Bytes.copyOf(hex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"));
    byte[] encoded = Hpke.publicKey(raw).getEncoded();
    assertThat(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))
        .isEqualTo(raw.toArray());
  }

  @Test
  void what_is_sealed_opens_with_the_private_key_alone() throws GeneralSecurityException {
    KeyPair pair = pair();
    byte[] plain = "12345-67890".getBytes(StandardCharsets.US_ASCII);
    byte[] sealed = Hpke.seal(raw(pair), INFO, plain).toArray();
    assertThat(sealed).hasSize(32 + plain.length + 16);
    assertThat(open(pair.getPrivate(), INFO, sealed)).isEqualTo(plain);
    assertThat(Hpke.seal(raw(pair), INFO, plain).toArray()).isNotEqualTo(sealed);
    PrivateKey other = pair().getPrivate();
    assertThatThrownBy(() -> open(other, INFO, sealed)).isInstanceOf(AEADBadTagException.class);
    byte[] otherLaptop = RecoveryKey.info("other", "ABCD2345");
    assertThatThrownBy(() -> open(pair.getPrivate(), otherLaptop, sealed))
        .isInstanceOf(AEADBadTagException.class);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
