package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.StrengthSource.Reading;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PasswordChecksTest {
  /** Debian 12 with libpam-pwquality. */
  private static final String WITH =
      """
      # here are the per-package modules (the "Primary" block)
      password\trequisite\t\t\tpam_pwquality.so retry=3
      password\t[success=1 default=ignore]\tpam_unix.so obscure use_authtok try_first_pass yescrypt
      # here's the fallback if no module succeeds
      password\trequisite\t\t\tpam_deny.so
      password\trequired\t\t\tpam_permit.so
      password\toptional\tpam_gnome_keyring.so
      """;

  /** Debian 12 without it. */
  private static final String WITHOUT =
      """
      password\t[success=1 default=ignore]\tpam_unix.so obscure yescrypt
      password\trequisite\t\t\tpam_deny.so
      password\trequired\t\t\tpam_permit.so
      """;

  private static final String SHIPPED =
      """
      # Configuration for systemwide password quality limits
      # minlen = 8
      # dcredit = 0
      # enforcing = 1
      """;

  @TempDir private Path folder;

  @Test
  void the_modules_own_default_is_eight_characters() {
    assertThat(judge(WITH, SHIPPED, true))
        .isEqualTo(new Reading.Asked(8, false, Optional.empty(), "pam_pwquality"));
  }

  @Test
  void what_pam_does_not_use_counts_for_nothing() {
    assertThat(judge(WITHOUT, "minlen = 14\n", true))
        .isEqualTo(new Reading.NotAsked("PAM does not use pam_pwquality"));
    assertThat(judge(WITHOUT, "minlen = 14\n", false))
        .isEqualTo(new Reading.NotAsked("pam_pwquality is not installed"));
    assertThat(judge(WITH, "minlen = 14\n", false)).isInstanceOf(Reading.NotAsked.class);
    assertThat(judge(WITH.replace("requisite\t\t\tpam_pwq", "optional pam_pwq"), "", true))
        .as("nobody minds its no")
        .isInstanceOf(Reading.NotAsked.class);
    assertThat(judge(WITH, "minlen = 14\nenforcing = 0\n", true))
        .isInstanceOf(Reading.NotAsked.class);
  }

  @Test
  void credits_make_a_password_shorter_and_the_modules_arguments_win() {
    assertThat(length(WITH, "minlen = 14\ndcredit = 1\nucredit=2\n")).isEqualTo(11);
    assertThat(length(WITH, "minlen=3\n")).as("never fewer").isEqualTo(6);
    assertThat(length(WITH.replace("retry=3", "retry=3 minlen=9"), "minlen = 14\n")).isEqualTo(9);
  }

  @Test
  void a_mixture_is_four_kinds_of_characters() {
    assertThat(mixture("minclass = 4\n")).isTrue();
    assertThat(mixture("minclass = 3\n")).isFalse();
    assertThat(mixture("dcredit=-1\nucredit=-1\nlcredit=-1\nocredit=-1\n")).isTrue();
    assertThat(mixture("dcredit=-1\nucredit=-1\nlcredit=-1\n")).isFalse();
  }

  @Test
  void unix_itself_may_ask_for_a_length() {
    assertThat(judge(WITHOUT.replace("obscure", "obscure minlen=12"), "", false))
        .isEqualTo(new Reading.Asked(12, false, Optional.empty(), "pam_unix"));
  }

  @Test
  void another_programs_check_is_not_ours_to_judge() {
    assertThat(
            judge("password required pam_passwdqc.so min=disabled,24,11,8,7\n" + WITHOUT, "", true))
        .isEqualTo(new Reading.Unclear("another-program-checks"));
  }

  @Test
  void the_main_file_is_read_after_the_folder_and_tells_since_when() {
    FakeRoot linux =
        new FakeRoot(folder)
            .file("/etc/pam.d/passwd", "@include common-password\n")
            .file("/etc/pam.d/common-password", WITH)
            .file("/usr/lib/x86_64-linux-gnu/security/pam_pwquality.so", "x")
            .file("/etc/security/pwquality.conf.d/60-own.conf", "minlen = 12\n")
            .file("/etc/security/pwquality.conf", SHIPPED)
            .written(
                "/etc/security/pwquality.conf.d/60-own.conf",
                Instant.parse("2026-10-01T00:00:00Z"));
    assertThat(new PasswordChecks(linux.files()).read())
        .isEqualTo(
            new Reading.Asked(
                12, false, Optional.of(Instant.parse("2026-10-01T00:00:00Z")), "pam_pwquality"));
    linux.file("/etc/security/pwquality.conf", "minlen = 8\n");
    assertThat(((Reading.Asked) new PasswordChecks(linux.files()).read()).length()).isEqualTo(8);
    linux.without("/etc/pam.d/passwd").without("/etc/pam.d/common-password");
    assertThat(new PasswordChecks(linux.files()).read())
        .isEqualTo(new Reading.Unclear("settings-not-readable"));
  }

  @Test
  void includes_and_brackets_of_a_stack() {
    Map<String, String> files =
        Map.of(
            "login",
            "auth requisite pam_nologin.so\nauth include common\n@include common\n-session x\n",
            "common",
            "-auth [success=1 new_authtok_reqd=ok default=ignore] /lib/security/pam_unix.so a=b"
                + " \\\n"
                + "  c\n"
                + "account required pam_unix.so # why\n");
    PamStack stack =
        PamStack.of("login", name -> Optional.ofNullable(files.get(name))).orElseThrow();
    assertThat(stack.whole()).isTrue();
    assertThat(stack.of("auth")).hasSize(3);
    assertThat(stack.of("auth").get(1).module()).isEqualTo("pam_unix.so");
    assertThat(stack.of("auth").get(1).arguments()).containsExactly("a=b", "c");
    assertThat(stack.of("auth").get(1).control())
        .isEqualTo("[success=1 new_authtok_reqd=ok default=ignore]");
    assertThat(stack.of("account")).as("include takes one type, @include all").hasSize(1);
    assertThat(PamStack.of("other", name -> Optional.empty())).isEmpty();
    assertThat(PamStack.of("a", name -> Optional.of("@include a\n")).orElseThrow().whole())
        .as("a file that includes itself")
        .isFalse();
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void any_text_is_read_or_passed_over() {
    Random random = new Random(3);
    for (int i = 0; i < 3_000; i++) {
      String stack = FakeRoot.mutated(WITH, random);
      String settings = FakeRoot.mutated(SHIPPED + "minlen = 12\ndcredit=-1\n", random);
      assertThat(judge(stack, settings, true)).as(stack + settings).isNotNull();
    }
  }

  private static int length(String stack, String settings) {
    return ((Reading.Asked) judge(stack, settings, true)).length();
  }

  private static boolean mixture(String settings) {
    return ((Reading.Asked) judge(WITH, settings, true)).mixture();
  }

  private static Reading judge(String stack, String settings, boolean there) {
    return PasswordChecks.judge(
        PamStack.of("passwd", name -> name.equals("passwd") ? Optional.of(stack) : Optional.empty())
            .orElseThrow(),
        Map.of("/etc/security/pwquality.conf", settings),
        there);
  }
}
