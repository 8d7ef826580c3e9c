package io.stairgate.console.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.database.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CryptoTest {
  private final Random random = new Random(7);

  /** FIPS 197, section 4.2: {57} • {83} = {c1}, {57} • {13} = {fe}; {53} and {ca} are inverse. */
  @Test
  void the_field_is_the_one_of_aes() {
    assertThat(Shamir.times(0x57, 0x83)).isEqualTo(0xc1);
    assertThat(Shamir.times(0x57, 0x13)).isEqualTo(0xfe);
    assertThat(Shamir.inverse(0x53)).isEqualTo(0xca);
    for (int a = 1; a < 256; a++) {
      assertThat(Shamir.times(a, Shamir.inverse(a))).isEqualTo(1);
    }
  }

  /** By hand: the line 42 + 3x over GF(256) is 41 at 1 and 4d at 5. */
  @Test
  void shares_made_by_hand_give_the_secret() {
    Map<Integer, byte[]> shares = new TreeMap<>();
    shares.put(1, new byte[] {(byte) (0x42 ^ Shamir.times(3, 1))});
    shares.put(5, new byte[] {(byte) (0x42 ^ Shamir.times(3, 5))});
    assertThat(shares.get(1)).containsExactly(0x41);
    assertThat(shares.get(5)).containsExactly(0x4d);
    assertThat(Shamir.combine(shares)).containsExactly(0x42);
  }

  @Test
  void any_that_are_needed_give_the_secret_and_fewer_give_another() {
    for (int round = 0; round < 60; round++) {
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      int needed = random.nextInt(2, 6);
      int count = random.nextInt(needed, 10);
      Map<Integer, byte[]> all = Shamir.split(secret, needed, count);
      assertThat(all).hasSize(count);
      List<Integer> numbers = new ArrayList<>(all.keySet());
      Collections.shuffle(numbers, random);
      Map<Integer, byte[]> some = new TreeMap<>();
      numbers.subList(0, needed).forEach(number -> some.put(number, all.get(number)));
      assertThat(Shamir.combine(some)).isEqualTo(secret);
      some.remove(numbers.getFirst());
      assertThat(Shamir.combine(some)).isNotEqualTo(secret);
    }
  }

  /** RFC 9180, appendix A.1.1: the receiver's keys. */
  @Test
  void a_public_key_follows_from_the_private_one() {
    assertThat(
            Boxes.publicOf(
                    HexFormat.of()
                        .parseHex(
                            "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"))
                .hex())
        .isEqualTo("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d");
  }

  @Test
  void a_box_opens_with_its_key_and_words_alone() {
    byte[] own = Boxes.newPrivate();
    byte[] plain = "12345-67890".getBytes(StandardCharsets.US_ASCII);
    Bytes sealed = Boxes.seal(Boxes.publicOf(own), "words", plain);
    assertThat(sealed.size()).isEqualTo(32 + plain.length + 16);
    assertThat(Boxes.open(own, "words", sealed))
        .hasValueSatisfying(opened -> assertThat(opened).isEqualTo(plain));
    assertThat(Boxes.open(own, "other", sealed)).isEmpty();
    assertThat(Boxes.open(Boxes.newPrivate(), "words", sealed)).isEmpty();
    byte[] changed = sealed.toArray();
    changed[40] ^= 1;
    assertThat(Boxes.open(own, "words", Bytes.of(changed))).isEmpty();
  }

  @Test
  void the_paper_is_read_back_whatever_the_case_and_spaces_and_a_wrong_sign_is_noticed() {
    for (int round = 0; round < 200; round++) {
      byte[] key = new byte[32];
      random.nextBytes(key);
      List<String> groups = PaperKey.groups(key);
      assertThat(groups).hasSize(PaperKey.GROUPS).allMatch(group -> group.length() == 4);
      String typed = String.join(" - ", groups).toLowerCase(java.util.Locale.ROOT);
      assertThat(PaperKey.read(typed.replace('0', 'o').replace('1', 'l')))
          .hasValueSatisfying(read -> assertThat(read).isEqualTo(key));
      char[] wrong = String.join("", groups).toCharArray();
      int at = random.nextInt(wrong.length);
      wrong[at] = wrong[at] == '7' ? '8' : '7';
      assertThat(PaperKey.read(new String(wrong))).isEmpty();
    }
  }

  @Test
  void a_recovery_passphrase_has_five_words_and_opens_what_it_sealed() {
    assertThat(typed("one two three four").refusal()).isPresent();
    assertThat(typed("a b c d e").refusal()).isPresent();
    RecoveryPassphrase good = typed("  maple otter  window seven lantern ");
    assertThat(good.refusal()).isEmpty();
    byte[] plain = {1, 2, 3};
    Bytes sealed = good.seal("bound", plain);
    assertThat(typed("maple otter window seven lantern").open("bound", sealed))
        .hasValueSatisfying(opened -> assertThat(opened).isEqualTo(plain));
    assertThat(good.open("elsewhere", sealed)).isEmpty();
    assertThat(typed("maple otter window seven lanterns").open("bound", sealed)).isEmpty();
    assertThat(RecoveryPassphrase.typed(" ")).isEqualTo(Optional.empty());
    assertThat(good.toString()).doesNotContain("maple");
  }

  private static RecoveryPassphrase typed(String text) {
    return RecoveryPassphrase.typed(text).orElseThrow();
  }
}
