package io.stairgate.console.permission;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Engine.class)
class TelephoneAnswersTest {
  private static final String WHY = "The network is down and the film starts.";

  private final Engine engine;
  @TempDir Path folder;
  PermissionFixture p;

  TelephoneAnswersTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    p = new PermissionFixture(engine, folder);
  }

  @AfterEach
  void close() {
    p.close();
  }

  private PermissionOutcome answer(String challenge, TelephoneKind kind) {
    return p.f.permissions.telephone().answer(p.setting, p.blue, challenge, kind, WHY, p.dsl);
  }

  @ParameterizedTest
  @CsvSource({
    "abcd efgh, ABCDEFGH",
    "AB-CD EF.GH, ABCDEFGH",
    "O0iI lL1z, 0011111Z",
    "  a b c d e f g h  , ABCDEFGH"
  })
  void typing_is_forgiving(String typed, String meant) {
    assertThat(TelephoneAnswers.normal(typed)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ABCDEFG", "ABCDEFGHJ", "ABCDEFGU", "ABCD_FGH", "ÄBCDEFGH"})
  void what_is_no_challenge_is_refused(String typed) {
    assertThat(TelephoneAnswers.normal(typed)).isEmpty();
    assertThat(answer(typed, TelephoneKind.CLOCK))
        .isInstanceOfSatisfying(
            PermissionOutcome.Refused.class,
            refused -> assertThat(refused.field()).isEqualTo("challenge"));
  }

  @Test
  void ten_thousand_letters_are_refused_without_being_looked_at() {
    assertThat(answer("A".repeat(10_000), TelephoneKind.CLOCK))
        .isInstanceOf(PermissionOutcome.Refused.class);
  }

  /** The bits one by one, as the contract says them. */
  @Test
  void the_answer_is_the_first_50_bits_of_the_mac() throws Exception {
    Bytes secret = StoreFixture.telephoneSecret(p.blue);
    var mac = javax.crypto.Mac.getInstance("HmacSHA256");
    mac.init(new javax.crypto.spec.SecretKeySpec(secret.toArray(), "HmacSHA256"));
    byte[] whole =
        mac.doFinal(
            "stairgate-telephone-v1\0today-reading-only\0ABCDEFGH"
                .getBytes(StandardCharsets.US_ASCII));
    String bits =
        IntStream.range(0, 7)
            .mapToObj(
                i ->
                    String.format("%8s", Integer.toBinaryString(whole[i] & 0xFF)).replace(' ', '0'))
            .collect(Collectors.joining());
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      expected.append(
          "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
              .charAt(Integer.parseInt(bits.substring(5 * i, 5 * i + 5), 2)));
    }
    expected.insert(5, ' ');
    assertThat(answer("abcd-efgh", TelephoneKind.TODAY_READING_ONLY))
        .isEqualTo(
            new PermissionOutcome.Answered(
                new TelephoneAnswer(
                    expected.toString(),
                    "ABCD EFGH",
                    p.f.clock.instant().plus(Duration.ofMinutes(30)))));
    assertThat(p.acts()).containsExactly("telephone-answered");
  }

  @Test
  void asked_again_it_is_shown_again_for_half_an_hour_and_never_for_another_kind() {
    PermissionOutcome first = answer("ABCD EFGH", TelephoneKind.TODAY_READING_ONLY);
    p.f.now.set(p.f.now.get().plus(Duration.ofMinutes(29)));
    assertThat(answer("abcdefgh", TelephoneKind.TODAY_READING_ONLY)).isEqualTo(first);
    assertThat(answer("ABCD EFGH", TelephoneKind.CLOCK))
        .isInstanceOf(PermissionOutcome.Refused.class);
    p.f.now.set(p.f.now.get().plus(Duration.ofMinutes(1)));
    assertThat(answer("ABCD EFGH", TelephoneKind.TODAY_READING_ONLY))
        .isInstanceOf(PermissionOutcome.Refused.class);
    assertThat(p.acts()).as("one line for one answer").containsExactly("telephone-answered");
  }

  @Test
  void only_who_decides_answers_and_nobody_for_the_laptop_they_use() {
    TelephoneAnswers telephone = p.f.permissions.telephone();
    assertThat(
            telephone.answer(
                p.setting, p.blue, "ABCD EFGH", TelephoneKind.CLOCK, WHY, p.technician))
        .isInstanceOf(PermissionOutcome.Refused.class);
    p.usedBy(p.blue, p.dsl);
    assertThat(answer("ABCD EFGH", TelephoneKind.CLOCK))
        .isInstanceOf(PermissionOutcome.Refused.class);
    assertThat(telephone.answer(p.setting, p.blue, "ABCD EFGH", TelephoneKind.CLOCK, "x", p.deputy))
        .isInstanceOf(PermissionOutcome.Refused.class);
    assertThat(telephone.answer(p.f.other, p.blue, "ABCD EFGH", TelephoneKind.CLOCK, WHY, p.deputy))
        .isEqualTo(new PermissionOutcome.NotThere());
    assertThat(p.acts()).isEmpty();
  }

  @Test
  void two_laptops_never_share_an_answer() {
    assertThat(
            TelephoneAnswers.answer(
                StoreFixture.telephoneSecret(p.blue), "ABCDEFGH", TelephoneKind.CLOCK))
        .isNotEqualTo(
            TelephoneAnswers.answer(
                StoreFixture.telephoneSecret(p.red), "ABCDEFGH", TelephoneKind.CLOCK))
        .matches("[0-9A-HJKMNP-TV-Z]{10}");
  }
}
