package io.stairgate.console.secondstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RecoveryCodeTest {
  @Test
  void a_set_has_ten_different_codes_of_at_least_50_bits_without_signs_that_look_alike() {
    List<String> set = RecoveryCode.set().stream().map(RecoveryCode::reveal).toList();
    assertThat(set).hasSize(10).doesNotHaveDuplicates();
    assertThat(set)
        .allSatisfy(
            code -> assertThat(code).matches("([ACDEFHJKMNPQRTVWXY34679]{4}-){2}[A-Z34679]{4}"));
    assertThat(12 * Math.log(23) / Math.log(2)).isGreaterThan(50);
  }

  @Test
  void typing_it_otherwise_gives_the_same_code() {
    RecoveryCode code = RecoveryCode.set().getFirst();
    String shown = code.reveal();
    for (String typed :
        List.of(
            shown,
            shown.toLowerCase(Locale.ROOT),
            shown.replace("-", ""),
            shown.replace('-', ' '),
            " " + shown.replace('-', '\u2013') + "\n")) {
      assertThat(RecoveryCode.typed(typed).map(RecoveryCode::plain)).contains(code.plain());
    }
    for (String typed : List.of("", "123456", shown + "A", shown.substring(1), "x".repeat(2000))) {
      assertThat(RecoveryCode.typed(typed)).isEmpty();
    }
    assertThat(code.toString()).isEqualTo("(recovery code)");
  }
}
