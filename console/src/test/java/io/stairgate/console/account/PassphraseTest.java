package io.stairgate.console.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseTest {
  private static final List<String> KNOWN =
      List.of("Stepping Gate", "J. Ahmed", "jahmed", "stairgate");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quiet lemon harbour",
        "tractor-biscuit-nine",
        "ein langer Satz mit Umlauten äöü",
        "correct tractor lemon",
        "zxqvjkpwmrtb",
        "12 grey otters!"
      })
  void three_words_or_anything_hard_to_guess_is_taken(String text) {
    assertThat(Passphrase.typed(text).orElseThrow().refusal(KNOWN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "elevenchars"})
  void fewer_than_12_characters_are_refused(String text) {
    assertThat(Passphrase.typed(text).map(typed -> typed.refusal(KNOWN).isPresent()).orElse(true))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password1234",
        "Password 1234!!",
        "passwordpassword",
        "correct horse battery staple",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "123456789012",
        "qwertyuiopasdf",
        "Twinkle Twinkle Little Star",
        "Safeguarding2026",
        "stepping gate 1",
        "steppinggate2026",
        "stairgate123456"
      })
  void what_is_tried_first_is_refused(String text) {
    assertThat(Passphrase.typed(text).orElseThrow().refusal(KNOWN))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("three random words"));
  }

  @Test
  void length_is_counted_in_characters_people_see_and_128_are_allowed() {
    assertThat(Passphrase.typed("🦊🐻🐼🐨🐯🦁").orElseThrow().refusal(KNOWN)).isPresent();
    assertThat(Passphrase.typed("otter quilt ".repeat(12)).orElseThrow().refusal(List.of()))
        .isEmpty();
    assertThat(Passphrase.typed("x".repeat(257))).isEmpty();
  }

  @Test
  void the_same_letters_from_another_keyboard_are_the_same_passphrase() {
    PassphraseHash hashes = new PassphraseHash(1);
    String hash = hashes.of(Passphrase.typed("caf\u00e9 lemon harbour").orElseThrow());
    assertThat(hash).startsWith("$argon2id$").contains("m=47104,t=1,p=1");
    assertThat(hashes.matches(Passphrase.typed("cafe\u0301 lemon harbour").orElseThrow(), hash))
        .isTrue();
    assertThat(hashes.matches(Passphrase.typed("cafe lemon harbour").orElseThrow(), hash))
        .isFalse();
  }

  @Test
  void its_text_form_never_shows_it() {
    assertThat(Passphrase.typed("quiet lemon harbour").orElseThrow().toString())
        .doesNotContain("lemon");
  }
}
