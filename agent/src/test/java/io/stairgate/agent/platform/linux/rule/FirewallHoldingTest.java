package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.control.Firewall;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.platform.linux.hold.Step;
import io.stairgate.agent.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirewallHoldingTest {
  @TempDir private Path folder;
  private Laptop laptop;
  private KeptLook look;
  private final AtomicInteger looks = new AtomicInteger();
  private final List<String> run = new ArrayList<>();
  private Optional<String> kernel = Optional.of("== nft\n");

  @BeforeEach
  void a_laptop_without_a_firewall() {
    laptop = new Laptop(folder);
    laptop.file("/proc/net/if_inet6", "");
    look =
        new KeptLook(
            laptop.files(),
            () -> {
              looks.incrementAndGet();
              return kernel;
            });
  }

  @Test
  void one_look_serves_all_who_ask_until_a_file_of_a_firewall_changes() {
    for (int i = 0; i < 10; i++) {
      assertThat(state()).isEqualTo(new FindingState.NotMet());
    }
    assertThat(looks).hasValue(1);
    kernel = Optional.of("== nft\n" + FilterRulesTest.captured("workstation.nft"));
    laptop.after(Duration.ofMinutes(1)).file("/etc/ufw/ufw.conf", "ENABLED=yes\n");
    assertThat(state()).isEqualTo(new FindingState.Met());
    assertThat(looks).hasValue(2);
  }

  @Test
  void a_unit_that_does_not_answer_is_unknown_and_asked_again() {
    kernel = Optional.empty();
    assertThat(state()).isEqualTo(new FindingState.Unknown("needs-administrator"));
    kernel = Optional.of("");
    assertThat(state()).isEqualTo(new FindingState.Unknown("no-program-to-look"));
  }

  @Test
  void ufw_is_switched_on_with_its_rules_and_off_again() throws Exception {
    laptop
        .file("/usr/sbin/ufw", "")
        .file("/etc/ufw/ufw.conf", "ENABLED=no\n")
        .file("/etc/default/ufw", "DEFAULT_INPUT_POLICY=\"ACCEPT\"\n");
    Step step = steps().getFirst();
    assertThat(step.done()).isFalse();
    String before = step.before();
    step.make();
    assertThat(run)
        .containsExactly("/usr/sbin/ufw default deny incoming", "/usr/sbin/ufw --force enable");
    run.clear();
    step.putBack(before);
    assertThat(run)
        .containsExactly("/usr/sbin/ufw --force disable", "/usr/sbin/ufw default allow incoming");
  }

  @Test
  void ufw_that_says_on_while_the_kernel_is_open_is_loaded_again_and_seen_at_once()
      throws Exception {
    laptop.file("/usr/sbin/ufw", "").file("/etc/ufw/ufw.conf", "ENABLED=yes\n");
    Step step = steps().getFirst();
    assertThat(step.done()).isFalse();
    step.make();
    assertThat(run).containsExactly("/usr/sbin/ufw reload");
    kernel = Optional.of("== nft\n" + FilterRulesTest.captured("ufw.nft"));
    assertThat(step.done()).isTrue();
  }

  @Test
  void without_any_a_table_of_our_own_shuts_the_laptop_and_lets_networks_work() {
    assertThat(steps()).hasSize(4);
    FilterRules rules = FilterRules.none().andNft(FirewallHolding.RULES);
    assertThat(rules.shut("ip")).isTrue();
    assertThat(rules.shut("ip6")).isTrue();
  }

  private FindingState state() {
    return new Firewall(new FirewallReader(laptop.files(), look), laptop)
        .prove(Policy.DEFAULT)
        .state();
  }

  private List<Step> steps() {
    Programs programs =
        new Programs(
            (Command command) -> {
              run.add(command.program() + " " + String.join(" ", command.arguments()));
              return new Outcome.Ended(0, "", "");
            });
    return new FirewallHolding(laptop.files(), programs, look).steps(Policy.DEFAULT);
  }
}
