package io.stairgate.console.secondstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasskeySiteTest {
  @Test
  void a_name_with_https_and_localhost_are_sites() {
    assertThat(PasskeySite.of(URI.create("https://stairgate.example")))
        .contains(new PasskeySite("stairgate.example", "https://stairgate.example"));
    assertThat(PasskeySite.of(URI.create("https://stairgate.example:8443/")))
        .contains(new PasskeySite("stairgate.example", "https://stairgate.example:8443"));
    assertThat(PasskeySite.of(URI.create("https://stairgate.example:443")))
        .contains(new PasskeySite("stairgate.example", "https://stairgate.example"));
    assertThat(PasskeySite.of(URI.create("http://localhost:8080")))
        .contains(new PasskeySite("localhost", "http://localhost:8080"));
  }

  @Test
  void where_browsers_know_no_passkeys_there_is_none() {
    for (String address :
        List.of(
            "http://stairgate.example",
            "https://192.168.1.5",
            "http://127.0.0.1:8080",
            "https://[::1]:8080",
            "mailto:a@b")) {
      assertThat(PasskeySite.of(URI.create(address))).as(address).isEmpty();
    }
  }
}
