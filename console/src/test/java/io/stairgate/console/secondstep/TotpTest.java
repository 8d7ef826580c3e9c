package io.stairgate.console.secondstep;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.database.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  private static final Bytes RFC = bytes("12345678901234567890");
  private static final Instant NOW = Instant.ofEpochSecond(1_111_111_109);
  private static final long STEP = 1_111_111_109 / 30;

  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void codes_are_those_of_rfc_6238_appendix_b(long second, String code) {
    assertThat(Totp.code(RFC, second / 30, 8)).isEqualTo(code);
  }

  @Test
  void a_code_of_the_step_before_now_and_after_is_taken_and_no_other() {
    for (long off = -4; off <= 4; off++) {
      String code = Totp.code(RFC, STEP + off, 6);
      Optional<Long> expected = Math.abs(off) <= 1 ? Optional.of(STEP + off) : Optional.empty();
      assertThat(Totp.stepOf(RFC, code, NOW, 0)).as("%s steps off", off).isEqualTo(expected);
    }
  }

  @Test
  void a_used_code_and_those_before_it_are_good_no_more() {
    assertThat(Totp.stepOf(RFC, Totp.code(RFC, STEP, 6), NOW, STEP)).isEmpty();
    assertThat(Totp.stepOf(RFC, Totp.code(RFC, STEP - 1, 6), NOW, STEP)).isEmpty();
    assertThat(Totp.stepOf(RFC, Totp.code(RFC, STEP + 1, 6), NOW, STEP)).contains(STEP + 1);
  }

  @Test
  void a_code_may_be_typed_as_apps_show_it_and_nothing_else_is_one() {
    String code = Totp.code(RFC, STEP, 6);
    String grouped = code.substring(0, 3) + " " + code.substring(3);
    for (String typed : List.of(code, " " + code + " ", grouped)) {
      assertThat(Totp.stepOf(RFC, typed, NOW, 0)).contains(STEP);
    }
    for (String typed : List.of("", "x", code + "0", code.substring(1), "x".repeat(2000))) {
      assertThat(Totp.stepOf(RFC, typed, NOW, 0)).isEmpty();
    }
  }

  @Test
  void a_new_secret_has_160_bits_and_is_written_as_apps_read_it() {
    assertThat(Totp.newSecret().size()).isEqualTo(20);
    assertThat(Totp.newSecret()).isNotEqualTo(Totp.newSecret());
    assertThat(Totp.base32(RFC)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    // RFC 4648, section 10, without padding.
    assertThat(Totp.base32(bytes("fooba"))).isEqualTo("MZXW6YTB");
    assertThat(Totp.base32(bytes("foob"))).isEqualTo("MZXW6YQ");
    assertThat(Totp.base32(bytes("f"))).isEqualTo("MY");
  }

  @Test
  void the_address_in_the_square_keeps_names_apart_whatever_they_hold() {
    assertThat(Totp.uri("Larch: Nursery & Co", "dee@larch.example", RFC))
        .isEqualTo(
            "otpauth://totp/Stairgate%20Larch%20%20Nursery%20%26%20Co:dee%40larch.example"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=Stairgate%20Larch%20%20Nursery%20%26%20Co"
                + "&algorithm=SHA1&digits=6&period=30");
    assertThat(QrDrawing.of(Totp.uri("L".repeat(100), "d".repeat(254), RFC)))
        .startsWith("<svg class=\"qr\" viewBox=")
        .doesNotContain("style=");
  }

  private static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }
}
