package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterRulesTest {
  @Test
  void ufw_as_it_is_switched_on_shuts_both_kinds_of_network() {
    assertThat(shut(nft("ufw.nft"))).isEqualTo("4 6");
    assertThat(shut(nft("ufw-ssh.nft"))).as("one door open is still shut").isEqualTo("4 6");
  }

  @Test
  void ufw_that_lets_everything_in_is_open_though_it_is_on() {
    assertThat(shut(nft("ufw-open.nft"))).isEmpty();
  }

  @Test
  void what_iptables_saves_is_judged_the_same() {
    FilterRules rules =
        FilterRules.none()
            .andIptables("ip", captured("ufw4.save"))
            .andIptables("ip6", captured("ufw6.save"));
    assertThat(shut(rules)).isEqualTo("4 6");
    assertThat(shut(FilterRules.none().andIptables("ip", captured("ufw4.save")))).isEqualTo("4");
  }

  @Test
  void the_example_of_nftables_for_a_workstation_is_shut_and_its_default_is_open() {
    assertThat(shut(nft("workstation.nft"))).isEqualTo("4 6");
    assertThat(shut(nft("empty.nft"))).isEmpty();
    assertThat(shut(FilterRules.none())).isEmpty();
  }

  @Test
  void firewalld_ends_its_input_with_a_refusal() {
    assertThat(
            shut(
                input(
                    "accept",
                    "ct state established,related accept",
                    "iifname \"lo\" accept",
                    "jump zones",
                    "ct state invalid drop",
                    "reject with icmpx admin-prohibited")))
        .isEqualTo("4 6");
    assertThat(shut(input("accept", "ct state new accept", "reject with icmpx admin-prohibited")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "accept",
        "counter packets 10 bytes 900 accept",
        "ct state new accept",
        "meta l4proto tcp accept",
        "ip saddr 0.0.0.0/0 accept",
        "tcp dport 0-65535 accept",
        "iifname \"wlp3s0\" accept",
        "iifname \"wlp3s0\" jump all",
        "fib daddr type local accept",
        "limit rate 10/second accept",
        "ct state vmap { established : accept, new : accept }",
        "accept comment \"drop\"",
        "jump all",
        "goto all"
      })
  void a_rule_that_lets_everything_in_opens_it(String rule) {
    assertThat(shut(input("drop", rule))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp dport 22 accept",
        "ct state established,related accept",
        "ct state vmap { established : accept, related : accept, invalid : drop }",
        "iifname \"lo\" accept",
        "iifname \"virbr0\" accept",
        "ip saddr 192.168.1.0/24 tcp dport 5900 accept",
        "udp sport 67 udp dport 68 accept",
        "icmpv6 type { nd-neighbor-solicit, nd-router-advert } accept",
        "jump itself",
        "jump nowhere",
        "log prefix \"in: \"",
        "\"",
        "jump"
      })
  void an_exception_leaves_it_shut(String rule) {
    assertThat(shut(input("drop", rule))).isEqualTo("4 6");
  }

  @Test
  void what_only_may_have_returned_does_not_shut_by_its_end() {
    String text =
        """
        table inet f {
          chain input {
            type filter hook input priority filter; policy accept;
            jump local
          }
          chain local {
            fib daddr type local return
            drop
          }
        }
        """;
    assertThat(shut(FilterRules.none().andNft(text))).isEmpty();
  }

  @Test
  void a_ruleset_made_to_take_for_ever_ends_as_open() {
    StringBuilder text = new StringBuilder("table inet f {\n");
    for (int i = 0; i < 23; i++) {
      text.append("chain c").append(i).append(" {\n");
      text.append(i == 0 ? "type filter hook input priority filter; policy drop;\n" : "");
      text.append(("jump c" + (i + 1) + "\n").repeat(20)).append("}\n");
    }
    assertThat(shut(FilterRules.none().andNft(text.append("}\n").toString()))).isEmpty();
  }

  private static FilterRules input(String policy, String... rules) {
    return FilterRules.none()
        .andNft(
            "table inet f {\n\tset s {\n\t\ttype ipv4_addr\n\t}\n\tchain input {\n"
                + "\t\ttype filter hook input priority filter; policy "
                + policy
                + ";\n\t\t"
                + String.join("\n\t\t", rules)
                + "\n\t}\n\tchain all {\n\t\taccept\n\t}\n\tchain zones {\n\t}\n"
                + "\tchain itself {\n\t\ttcp dport 1 jump itself\n\t}\n}\n");
  }

  private static String shut(FilterRules rules) {
    return ((rules.shut("ip") ? "4 " : "") + (rules.shut("ip6") ? "6" : "")).strip();
  }

  private static FilterRules nft(String name) {
    return FilterRules.none().andNft(captured(name));
  }

  static String captured(String name) {
    try (var in = FilterRulesTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
