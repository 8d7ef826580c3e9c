package io.stairgate.console.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
  private final Reach reach = new Reach(Set.of());
  private final Reach named = new Reach(Set.of("localhost", "10.1.2.3", "169.254.169.254"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "192.0.0.192",
        "::",
        "fe80::1",
        "ff02::1",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1"
      })
  void what_servers_keep_for_themselves_is_never_called(String address) throws Exception {
    assertThat(Reach.isNever(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "100.64.0.1", "198.18.0.1", "::1", "fc00::1", "fd12:3456::1", "::ffff:10.0.0.1",
        "64:ff9b::c0a8:101", "2002:0a00:0001::1"
      })
  void what_is_inside_is_called_only_where_the_server_names_it(String address) throws Exception {
    assertThat(Reach.isInside(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "172.15.0.1",
        "172.32.0.1",
        "100.63.0.1",
        "100.128.0.1",
        "198.20.0.1",
        "2a00:1450:4009::200e",
        "192.1.0.1"
      })
  void what_is_outside_is_called(String address) throws Exception {
    assertThat(Reach.isInside(InetAddress.getByName(address))).isFalse();
    assertThat(Reach.isNever(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "provider.example",
        "http://provider.example",
        "http://localhost:80",
        "ftp://provider.example",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user@provider.example",
        "https://provider.example#x",
        "https://pro vider.example",
        "https://provider.example?tenant=1",
        "javascript:alert(1)",
        "https://provider.example:70000"
      })
  void addresses_of_another_form_are_refused(String text) {
    assertThatThrownBy(() -> reach.issuer(text))
        .isInstanceOfSatisfying(
            ElsewhereException.class, e -> assertThat(e.fault()).isEqualTo(Fault.ADDRESS_WRONG));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://accounts.google.com",
        "https://login.microsoftonline.com/8d2c2d5e-1111-2222-3333-444455556666/v2.0"
      })
  void issuers_of_the_known_providers_are_of_the_right_form(String text) throws Exception {
    assertThat(reach.issuer(text)).isEqualTo(URI.create(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://localhost",
        "https://127.0.0.1",
        "https://[::1]",
        "https://2130706433",
        "https://0x7f000001",
        "https://10.1.2.4",
        "https://192.168.0.1",
        "https://[::ffff:127.0.0.1]"
      })
  void inside_is_refused(String text) {
    assertThatThrownBy(() -> reach.check(reach.address(text)))
        .isInstanceOf(ElsewhereException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8080/x", "https://10.1.2.3"})
  void inside_is_called_where_the_server_names_it(String text) {
    assertThatCode(() -> named.check(named.address(text))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://169.254.169.254", "https://[fe80::1]", "https://0.0.0.0"})
  void metadata_of_servers_is_refused_even_where_the_server_names_it(String text) {
    assertThatThrownBy(() -> named.check(named.address(text)))
        .isInstanceOfSatisfying(
            ElsewhereException.class, e -> assertThat(e.fault()).isEqualTo(Fault.ADDRESS_INSIDE));
  }
}
