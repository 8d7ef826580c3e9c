package io.stairgate.console.contact;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {
  @ParameterizedTest
  @CsvSource({
    "sam@larch.example,sam@larch.example,s…@larch.example",
    "' Sam.Staff+x@LARCH.Example ',Sam.Staff+x@larch.example,S…@larch.example",
    "o'neill@räume.example,o'neill@xn--rume-loa.example,o…@xn--rume-loa.example"
  })
  void what_people_type_is_read_and_covered(String typed, String read, String covered) {
    MailAddress address = MailAddress.typed(typed).orElseThrow();
    assertThat(address.text()).isEqualTo(read);
    assertThat(address.covered()).isEqualTo(covered);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sam",
        "@larch.example",
        "sam@",
        "sam@larch",
        "sam@@larch.example",
        "s am@larch.example",
        "sam@larch..example",
        ".sam@larch.example",
        "sam@-larch.example",
        "\"a b\"@larch.example",
        "sam@larch.example\r\nRCPT TO:<x@y.example>",
        "sam@larch.example>",
        "<sam@larch.example>",
        "sam@larch.example,x@y.example",
        "sam\u202E@larch.example",
        "sam@[127.0.0.1]"
      })
  void what_is_no_address_is_refused(String typed) {
    assertThat(MailAddress.typed(typed)).isEmpty();
  }

  @Property(tries = 500)
  void no_address_ends_a_line_or_a_command(@ForAll String typed) {
    MailAddress.typed(typed + "@larch.example")
        .ifPresent(address -> assertThat(address.text()).matches("[!-~&&[^<>,;\"()\\[\\]]]+"));
  }
}
