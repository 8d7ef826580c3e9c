package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.control.SignInSource.Tries;
import io.stairgate.agent.control.StrengthSource;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.platform.linux.hold.HoldException;
import io.stairgate.agent.platform.linux.hold.Holding;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.platform.linux.hold.Step;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sign-in and strength are held and put back: keys in captured files, and PAM's profiles with the
 * system's own pam-auth-update working on a folder of the test's, where this computer has it.
 */
class SignInHoldingsTest {
  private static final Path UPDATE = Path.of("/usr/sbin/pam-auth-update");

  @TempDir private Path folder;
  private FakeRoot linux;

  @BeforeEach
  void laptop() {
    linux = new FakeRoot(folder.resolve("laptop"));
    linux.file("/etc/passwd", "dora:x:1000:1000::/home/dora:/bin/bash\n");
    linux.file("/etc/shadow", "dora:$6$a$b:20703:0:99999:7:::\n");
  }

  @Test
  void automatic_sign_in_and_guests_are_switched_off_where_they_stand_and_come_back()
      throws Exception {
    linux
        .file("/etc/gdm3/custom.conf", "[daemon]\nAutomaticLoginEnable=True\nAutomaticLogin=dora\n")
        .file("/etc/sddm.conf.d/kde.conf", "[Autologin]\nUser=dora\nSession=plasma\n")
        .file("/usr/lib/sddm/sddm.conf.d/00.conf", "[Autologin]\nUser=oem\n")
        .file(
            "/etc/lightdm/lightdm.conf",
            "[Seat:*]\n# x\nautologin-user=dora\n[Seat:seat0]\nautologin-user = a\n")
        .file("/usr/sbin/guest-account", "x");
    Map<String, String> before = everything();
    SignInWays ways = new SignInWays(linux.files());
    assertThat(ways.read().automatic()).hasSize(3);
    assertThat(ways.read().guest()).hasSize(1);
    Holding holding = signIn();
    List<Step> steps = holding.steps(Policy.DEFAULT);
    List<String> recorded = new ArrayList<>();
    List<Step> made = new ArrayList<>();
    for (Step step : steps) {
      if (!step.done()) {
        recorded.add(step.before());
        step.make();
        assertThat(step.done()).as(step.id()).isTrue();
        made.add(step);
      }
    }
    assertThat(ways.read().automatic()).isEmpty();
    assertThat(ways.read().guest()).isEmpty();
    assertThat(holding.steps(Policy.DEFAULT)).as("all still listed").hasSameSizeAs(steps);
    for (int i = made.size() - 1; i >= 0; i--) {
      made.get(i).putBack(recorded.get(i));
    }
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void a_laptop_that_opens_nothing_needs_no_change() {
    linux.file("/etc/gdm3/daemon.conf", "[daemon]\n#AutomaticLoginEnable=true\n");
    assertThat(signIn().steps(Policy.DEFAULT)).isEmpty();
  }

  @Test
  void whoever_has_no_password_is_asked_for_one() {
    linux.file("/etc/shadow", "dora::20703:0:99999:7:::\n");
    assertThat(signIn().steps(Policy.DEFAULT))
        .extracting(Step::id)
        .containsExactly("account:new-password:dora");
  }

  @Test
  void looser_numbers_of_somebody_else_are_tightened_in_their_own_file() throws Exception {
    linux
        .file("/usr/lib/x86_64-linux-gnu/security/pam_faillock.so", "x")
        .file(
            "/etc/pam.d/login",
            """
            auth required pam_faillock.so preauth
            auth sufficient pam_unix.so
            auth [default=die] pam_faillock.so authfail
            """)
        .file("/etc/security/faillock.conf", "# deny = 3\ndeny = 50\n");
    Step step = signIn().steps(Policy.DEFAULT).getFirst();
    assertThat(step.id()).startsWith("key:/etc/security/faillock.conf");
    step.make();
    assertThat(new SignInWays(linux.files()).read().tries()).isEqualTo(new Tries.Locks(10, 600));
  }

  @Test
  void wrong_tries_lock_by_profiles_of_ours_and_pam_is_as_before_when_they_go() throws Exception {
    pam();
    Map<String, String> before = everything();
    Holding holding = signIn();
    Step step = holding.steps(Policy.DEFAULT).getFirst();
    assertThat(step.id()).isEqualTo("pam:stairgate-tries:stairgate-tries-first");
    assertThat(new SignInWays(linux.files()).read().tries()).isEqualTo(new Tries.Endless());
    String recorded = step.before();
    step.make();
    assertThat(step.done()).isTrue();
    assertThat(new SignInWays(linux.files()).read().tries()).isEqualTo(new Tries.Locks(10, 600));
    assertThat(linux.text("/etc/pam.d/common-auth"))
        .contains("pam_faillock.so preauth deny=10 unlock_time=600")
        .contains("[success=3 default=ignore]\tpam_unix.so");
    Step fewer = holding.steps(policy(new RuleSettings.SignIn(5))).getFirst();
    assertThat(fewer.id()).isEqualTo(step.id());
    assertThat(fewer.done()).as("another number is another text").isFalse();
    fewer.make();
    assertThat(new SignInWays(linux.files()).read().tries()).isEqualTo(new Tries.Locks(5, 600));
    holding.again(step.id()).orElseThrow().putBack(recorded);
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void what_was_changed_by_hand_is_left_alone_and_said() throws Exception {
    pam();
    linux.file(
        "/etc/pam.d/common-auth",
        linux
            .text("/etc/pam.d/common-auth")
            .replace("auth\trequisite", "auth required pam_x.so\nauth\trequisite")
            .replace("# here are the per-package", "# mine"));
    Map<String, String> before = everything();
    Step step = signIn().steps(Policy.DEFAULT).getFirst();
    assertThatThrownBy(step::make)
        .isInstanceOf(HoldException.class)
        .hasMessageContaining("changed by hand");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void strength_is_set_in_a_file_of_ours_and_in_those_read_after_it() throws Exception {
    linux
        .file("/usr/lib/x86_64-linux-gnu/security/pam_pwquality.so", "x")
        .file(
            "/etc/pam.d/passwd",
            "password requisite pam_pwquality.so retry=3\npassword required pam_unix.so\n")
        .file("/etc/security/pwquality.conf", "# minlen = 8\nminlen = 9\ndcredit = 1\n");
    Map<String, String> before = everything();
    PasswordChecks checks = new PasswordChecks(linux.files());
    Holding holding = new PasswordStrengthHolding(linux.files(), programs(), checks);
    Policy policy = policy(new RuleSettings.PasswordStrength(14, true));
    List<Step> steps = holding.steps(policy);
    assertThat(steps).hasSize(4);
    Map<Step, String> recorded = new java.util.LinkedHashMap<>();
    for (Step step : steps) {
      if (!step.done()) {
        recorded.put(step, step.before());
        step.make();
        assertThat(step.done()).as(step.id()).isTrue();
      }
    }
    StrengthSource.Reading.Asked asked = (StrengthSource.Reading.Asked) checks.read();
    assertThat(asked.length()).isEqualTo(14);
    assertThat(asked.mixture()).isTrue();
    assertThat(holding.steps(policy)).as("all still listed").hasSize(4).allMatch(Step::done);
    List<Step> made = new ArrayList<>(recorded.keySet());
    for (Step step : made.reversed()) {
      step.putBack(String.valueOf(recorded.get(step)));
    }
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void where_the_module_is_missing_or_the_settings_are_strong_already_nothing_is_set() {
    PasswordChecks checks = new PasswordChecks(linux.files());
    Holding holding = new PasswordStrengthHolding(linux.files(), programs(), checks);
    linux.file("/etc/pam.d/passwd", "password requisite pam_pwquality.so\n");
    assertThat(holding.steps(Policy.DEFAULT)).isEmpty();
    linux
        .file("/usr/lib/x86_64-linux-gnu/security/pam_pwquality.so", "x")
        .file("/etc/security/pwquality.conf", "minlen = 20\n");
    assertThat(holding.steps(Policy.DEFAULT)).allMatch(Step::done);
    assertThat(linux.files().exists("/etc/security/pwquality.conf.d")).isFalse();
  }

  private Holding signIn() {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));
    return new SignInHolding(
        linux.files(),
        programs(),
        new SignInWays(linux.files()),
        new AccountFiles(linux.files(), clock, List::of).people(),
        clock);
  }

  private static Policy policy(RuleSettings settings) {
    Rule rule = settings instanceof RuleSettings.SignIn ? Rule.SIGN_IN : Rule.PASSWORD_STRENGTH;
    return new Policy(
        "",
        Optional.empty(),
        Instant.EPOCH,
        Map.of(rule, new RulePolicy(Stage.ENFORCE, settings)),
        List.of(),
        "");
  }

  /** This computer's own PAM, as its packages ship it, in the test's folder. */
  private void pam() throws IOException {
    assumeTrue(Files.isExecutable(UPDATE), "needs pam-auth-update");
    assumeTrue(Files.isReadable(Path.of("/etc/shadow")), "the trial counts tries, as root does");
    assumeTrue(Files.exists(Path.of("/lib/x86_64-linux-gnu/security/pam_faillock.so")));
    for (String path : List.of("/etc/pam.d", "/var/lib/pam", "/usr/share/pam-configs")) {
      try (Stream<Path> files = Files.list(Path.of(path))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          linux.bytes(file.toString(), Files.readAllBytes(file));
        }
      }
    }
    linux.file("/usr/lib/x86_64-linux-gnu/security/pam_faillock.so", "x");
  }

  /** pam-auth-update on the test's folder, with a database of questions of its own. */
  private Programs programs() {
    return new Programs(
        command -> {
          List<String> words = new ArrayList<>(command.arguments());
          if (!words.contains(UPDATE.toString())) {
            return new Outcome.Ended(0, "", "");
          }
          words.add(0, "DEBCONF_DB_OVERRIDE=File{" + folder.resolve("questions.dat") + "}");
          words.addAll(
              words.indexOf(UPDATE.toString()) + 1, List.of("--root", linux.path("/").toString()));
          return new Command(command.program(), words, "", command.timeout()).run();
        });
  }

  private Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(linux.path("/"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(file.toString(), Files.readString(file));
      }
    }
    return all;
  }
}
