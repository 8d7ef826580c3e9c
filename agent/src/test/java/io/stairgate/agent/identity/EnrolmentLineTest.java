package io.stairgate.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.config.PlainException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class EnrolmentLineTest {
  private static final String LINE =
      "stairgate://console.example:8443,[2001:db8::1]:443,10.0.0.7:9/enrol#code="
          + "abcdefghijklmnopqrst-_&ca="
          + "0aF9".repeat(16)
          + "&key="
          + "B".repeat(43);

  @Example
  void the_line_gives_addresses_code_fingerprint_and_key() throws Exception {
    EnrolmentLine line = EnrolmentLine.parse("  " + LINE + "\n");
    assertThat(line.addresses())
        .extracting(Address::toString)
        .containsExactly("console.example:8443", "[2001:db8::1]:443", "10.0.0.7:9");
    assertThat(line.code()).isEqualTo("abcdefghijklmnopqrst-_");
    assertThat(line.authority().length()).isEqualTo(32);
    assertThat(line.recoveryKey().length()).isEqualTo(32);
    assertThat(line.toString()).doesNotContain("abcdefgh");
  }

  @Property(tries = 500)
  void a_line_that_is_cut_short_is_refused_in_one_sentence_that_repeats_nothing_of_it(
      @ForAll @IntRange(min = 0, max = 200) int length) {
    String cut = LINE.substring(0, Math.min(length, LINE.length() - 1));
    assertThatThrownBy(() -> EnrolmentLine.parse(cut))
        .isInstanceOf(PlainException.class)
        .hasMessageEndingWith(".")
        .hasMessageNotContaining("abcdefgh");
  }

  @Property(tries = 1_000)
  void any_text_is_a_line_or_is_refused(@ForAll @StringLength(max = 3_000) String text) {
    try {
      EnrolmentLine.parse(text);
    } catch (PlainException e) {
      assertThat(e.sentence()).endsWith(".");
    }
  }

  @Property(tries = 1_000)
  void one_changed_character_gives_a_line_or_is_refused(
      @ForAll @IntRange(min = 0, max = 190) int at, @ForAll char with) {
    String changed = LINE.substring(0, at) + with + LINE.substring(at + 1);
    any_text_is_a_line_or_is_refused(changed);
  }

  @Example
  void more_than_eight_addresses_are_refused() {
    String many =
        "stairgate://" + "h:1,".repeat(8) + "h:1" + LINE.substring(LINE.indexOf("/enrol"));
    assertThatThrownBy(() -> EnrolmentLine.parse(many)).hasMessageContaining("8 addresses");
  }
}
