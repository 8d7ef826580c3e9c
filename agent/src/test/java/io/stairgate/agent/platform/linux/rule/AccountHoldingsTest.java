package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.hold.AccountStep;
import io.stairgate.agent.platform.linux.hold.HoldException;
import io.stairgate.agent.platform.linux.hold.Holding;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.platform.linux.hold.Step;
import io.stairgate.agent.policy.AccountOrder;
import io.stairgate.agent.policy.OpenDays;
import io.stairgate.agent.policy.Policy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shutting accounts and asking for new passwords, with a stand-in for the two programs. */
class AccountHoldingsTest {
  private static final String SHADOW =
      """
      root:*:20000:0:99999:7:::
      adam:$y$j9T$AAAA$aaaa:20700:0:99999:7:::
      anna:$y$j9T$BBBB$bbbb:20701:0:99999:7::21000:
      bert:!$y$j9T$CCCC$cccc:20702:0:99999:7:::
      dora::20703:0:99999:7:::
      """;

  @TempDir private Path folder;
  private final List<String> ran = new ArrayList<>();
  private final List<String> here = new ArrayList<>();
  private FakeRoot linux;
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private final InstantSource clock = () -> now;

  @BeforeEach
  void laptop() {
    linux =
        new FakeRoot(folder)
            .file(
                "/etc/passwd",
                """
                root:x:0:0:root:/root:/bin/bash
                adam:x:1000:1000::/home/adam:/bin/bash
                anna:x:1001:1001::/home/anna:/bin/bash
                bert:x:1002:1002::/home/bert:/bin/bash
                dora:x:1003:1003::/home/dora:/bin/bash
                """)
            .file("/etc/shadow", SHADOW)
            .file("/etc/group", "sudo:x:27:adam\n")
            .file("/etc/sudoers", "%sudo ALL=(ALL:ALL) ALL\n");
  }

  @Test
  void a_leaver_is_shut_locked_and_signed_out_and_comes_back_exactly() throws Exception {
    here.add("anna");
    Holding holding = accounts(Rule.ACCOUNTS);
    Policy policy = policy(order("anna", Optional.empty(), Optional.empty(), true));
    List<Step> steps = holding.steps(policy);
    assertThat(steps).extracting(Step::id).containsExactly("account:closed:anna", "sessions:anna");
    String before = steps.getFirst().before();
    assertThat(before).as("days and a word, never the hash").isEqualTo("ends=21000 lock=no");
    for (Step step : steps) {
      assertThat(step.done()).isFalse();
      step.make();
      assertThat(step.done()).isTrue();
    }
    assertThat(linux.text("/etc/shadow")).contains("anna:!$y$j9T$BBBB$bbbb:20701:0:99999:7::1:");
    assertThat(steps.getFirst().still(steps.getFirst().aim())).isTrue();
    assertThat(holding.steps(policy)).as("the step stays, so that nothing is put back").hasSize(2);
    assertThat(ran).contains("loginctl terminate-user anna");
    holding.again("account:closed:anna").orElseThrow().putBack(before);
    assertThat(linux.text("/etc/shadow")).isEqualTo(SHADOW);
  }

  @Test
  void what_was_locked_before_stays_locked_and_an_empty_password_is_never_locked()
      throws Exception {
    for (String account : List.of("bert", "dora")) {
      Step step =
          new AccountStep(linux.files(), programs(), clock, AccountStep.Kind.CLOSED, account);
      String before = step.before();
      step.make();
      assertThat(step.done()).isTrue();
      assertThat(step.before()).isEqualTo(step.aim());
      step.putBack(before);
      assertThat(linux.text("/etc/shadow")).isEqualTo(SHADOW);
    }
    assertThat(ran).noneMatch(each -> each.startsWith("usermod"));
  }

  @Test
  void a_suspension_only_expires_and_ends_by_the_laptops_own_clock() throws Exception {
    Holding holding = accounts(Rule.SUSPEND);
    Policy policy =
        policy(order("anna", Optional.empty(), Optional.of(now.plusSeconds(3600)), false));
    Step step = holding.steps(policy).getFirst();
    assertThat(step.id()).isEqualTo("account:shut:anna");
    step.make();
    assertThat(linux.text("/etc/shadow"))
        .as("not locked: PAM can tell whoever knows the password that it is over")
        .contains("anna:$y$j9T$BBBB$bbbb:20701:0:99999:7::1:");
    now = now.plusSeconds(3600);
    assertThat(holding.steps(policy)).isEmpty();
    holding.again("account:shut:anna").orElseThrow().putBack("ends=21000");
    assertThat(linux.text("/etc/shadow")).isEqualTo(SHADOW);
  }

  @Test
  void the_last_administrator_and_root_are_never_shut() {
    for (Rule rule : List.of(Rule.ACCOUNTS, Rule.SUSPEND)) {
      Optional<Instant> until = Optional.of(now.plusSeconds(3600));
      assertThat(
              accounts(rule)
                  .steps(
                      policy(
                          order("adam", Optional.empty(), until, true),
                          order("root", Optional.empty(), until, true))))
          .isEmpty();
    }
    assertThat(AccountStep.nameable("root")).isFalse();
    assertThat(AccountStep.nameable("-E")).isFalse();
    assertThat(AccountStep.nameable("a b")).isFalse();
  }

  @Test
  void a_password_known_for_a_day_is_asked_for_anew_and_a_changed_one_is_left_alone()
      throws Exception {
    linux.written("/etc/shadow", Instant.parse("2026-11-20T00:00:00Z"));
    Holding holding = new PasswordAgeHolding(linux.files(), programs(), files().passwords(), clock);
    Optional<Instant> said = Optional.of(now.minusSeconds(86_400));
    Policy policy = policy(order("anna", said, Optional.empty(), false));
    Step step = holding.steps(policy).getFirst();
    assertThat(step.id()).isEqualTo("account:new-password:anna");
    String before = step.before();
    assertThat(before).isEqualTo("changed=20701");
    step.make();
    assertThat(linux.text("/etc/shadow")).contains("anna:$y$j9T$BBBB$bbbb:0:0:99999");
    step.putBack(before);
    assertThat(linux.text("/etc/shadow")).isEqualTo(SHADOW);
    step.make();
    linux.file("/etc/shadow", linux.text("/etc/shadow").replace("BBBB$bbbb:0:", "NEW$new:20779:"));
    step.putBack(before);
    assertThat(linux.text("/etc/shadow"))
        .as("her new password and its day stay")
        .contains("NEW$new:20779:");
    linux.file("/etc/X11/default-display-manager", "/usr/bin/sddm\n");
    assertThat(holding.steps(policy)).as("SDDM cannot ask for a new one").isEmpty();
  }

  @Test
  void within_the_24_hours_nothing_is_changed() {
    Policy policy =
        policy(order("anna", Optional.of(now.minusSeconds(3600)), Optional.empty(), false));
    linux.written("/etc/shadow", Instant.parse("2026-11-20T00:00:00Z"));
    assertThat(
            new PasswordAgeHolding(linux.files(), programs(), files().passwords(), clock)
                .steps(policy))
        .isEmpty();
  }

  @Test
  void a_damaged_record_and_an_account_that_is_gone_change_nothing() throws Exception {
    Step step = accounts(Rule.ACCOUNTS).again("account:closed:anna").orElseThrow();
    assertThatThrownBy(() -> step.putBack("ends=-E lock=no")).isInstanceOf(HoldException.class);
    accounts(Rule.ACCOUNTS).again("account:closed:zoe").orElseThrow().putBack("ends= lock=no");
    assertThat(accounts(Rule.ACCOUNTS).again("account:closed:-E")).isEmpty();
    assertThat(accounts(Rule.ACCOUNTS).again("account:other:anna")).isEmpty();
    assertThat(accounts(Rule.ACCOUNTS).again("sessions:--help")).isEmpty();
    assertThat(linux.text("/etc/shadow")).isEqualTo(SHADOW);
  }

  private Holding accounts(Rule rule) {
    return new AccountsHolding(
        rule, linux.files(), programs(), files().people(), () -> here, clock);
  }

  private AccountFiles files() {
    return new AccountFiles(linux.files(), clock, () -> here);
  }

  /** What chage, usermod and loginctl do to the files. */
  private Programs programs() {
    return new Programs(
        command -> {
          List<String> words = command.arguments();
          String program = String.valueOf(command.program().getFileName());
          ran.add(program + " " + String.join(" ", words));
          switch (program) {
            case "chage" -> field(words.get(2), words.get(0).equals("-E") ? 7 : 2, words.get(1));
            case "usermod" -> lock(words.get(1), words.get(0).equals("-L"));
            default -> here.remove(words.get(1));
          }
          return new Outcome.Ended(0, "", "");
        });
  }

  private void field(String account, int at, String value) {
    edit(account, fields -> fields[at] = value.equals("-1") ? "" : value);
  }

  private void lock(String account, boolean lock) {
    edit(account, fields -> fields[1] = lock ? "!" + fields[1] : fields[1].substring(1));
  }

  private void edit(String account, java.util.function.Consumer<String[]> change) {
    StringBuilder text = new StringBuilder();
    for (String line : linux.text("/etc/shadow").lines().toList()) {
      String[] fields = line.split(":", -1);
      if (fields[0].equals(account)) {
        change.accept(fields);
      }
      text.append(String.join(":", fields)).append('\n');
    }
    linux.file("/etc/shadow", text.toString());
  }

  private static AccountOrder order(
      String account, Optional<Instant> known, Optional<Instant> suspended, boolean left) {
    return new AccountOrder(
        account, Optional.empty(), suspended, known, Optional.empty(), false, left);
  }

  private static Policy policy(AccountOrder... orders) {
    Map<String, AccountOrder> accounts = new java.util.HashMap<>();
    for (AccountOrder order : orders) {
      accounts.put(order.account(), order);
    }
    return new Policy(
        "",
        Optional.empty(),
        Instant.EPOCH,
        Map.of(),
        List.of(),
        "",
        accounts,
        false,
        OpenDays.DEFAULT);
  }

  /** Keeps the compiler from forgetting that programs are named by their absolute path. */
  @Test
  void programs_are_named_by_their_absolute_path() throws Exception {
    List<Command> commands = new ArrayList<>();
    Programs listening =
        new Programs(
            command -> {
              commands.add(command);
              return new Outcome.Ended(0, "", "");
            });
    new AccountStep(linux.files(), listening, clock, AccountStep.Kind.CLOSED, "anna").make();
    assertThat(commands)
        .extracting(Command::program)
        .containsExactly(Path.of("/usr/bin/chage"), Path.of("/usr/sbin/usermod"));
  }
}
