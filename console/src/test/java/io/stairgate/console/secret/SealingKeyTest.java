package io.stairgate.console.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.console.database.Bytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is sealed opens for its own row and key alone. */
class SealingKeyTest {
  private static final Bytes PLAIN = Bytes.of("a secret".getBytes(StandardCharsets.UTF_8));
  private final SealingKey key = SealingKey.of(SealingKey.random());

  @Test
  void what_was_sealed_opens_again_and_looks_different_each_time() {
    Bytes first = key.seal("totp:ann", PLAIN);
    Bytes second = key.seal("totp:ann", PLAIN);
    assertThat(first).isNotEqualTo(second);
    assertThat(first.size()).isEqualTo(PLAIN.size() + 29);
    assertThat(key.open("totp:ann", first)).contains(PLAIN);
    assertThat(key.open("totp:ann", second)).contains(PLAIN);
  }

  @Test
  void it_does_not_open_in_another_row_or_under_another_key() {
    Bytes sealed = key.seal("totp:ann", PLAIN);
    assertThat(key.open("totp:bob", sealed)).isEmpty();
    assertThat(SealingKey.of(SealingKey.random()).open("totp:ann", sealed)).isEmpty();
  }

  @Test
  void no_changed_bit_and_no_shorter_text_opens() {
    byte[] sealed = key.seal("totp:ann", PLAIN).toArray();
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(key.open("totp:ann", Bytes.of(changed))).isEmpty();
    }
    for (int length = 0; length < sealed.length; length++) {
      assertThat(key.open("totp:ann", Bytes.of(java.util.Arrays.copyOf(sealed, length)))).isEmpty();
    }
  }

  @Test
  void a_mac_is_the_same_for_the_same_words_key_and_secret_only() {
    Bytes mac = key.mac("code:ann", "ABC");
    assertThat(key.mac("code:ann", "ABC")).isEqualTo(mac);
    assertThat(key.mac("code:an", "nABC")).isNotEqualTo(mac);
    assertThat(key.mac("code:ann", "ABD")).isNotEqualTo(mac);
    assertThat(SealingKey.of(SealingKey.random()).mac("code:ann", "ABC")).isNotEqualTo(mac);
  }

  @Test
  void a_key_of_another_length_is_none_and_its_text_form_shows_nothing() {
    assertThatThrownBy(() -> SealingKey.of(Bytes.of(new byte[16])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(key.toString()).isEqualTo("(sealing key)");
  }
}
