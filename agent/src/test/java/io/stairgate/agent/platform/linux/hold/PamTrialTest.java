package io.stairgate.agent.platform.linux.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks this computer's own PAM; no account is touched. */
class PamTrialTest {
  private static final String SHIPPED =
      """
      # here are the per-package modules (the "Primary" block)
      auth\t[success=1 default=ignore]\tpam_unix.so nullok
      # here's the fallback if no module succeeds
      auth\trequisite\t\t\tpam_deny.so
      auth\trequired\t\t\tpam_permit.so
      auth\toptional\t\t\tpam_cap.so
      """;
  private static final String LOCKING =
      """
      auth\trequisite\t\t\tpam_faillock.so preauth deny=4 unlock_time=600
      auth\t[success=3 default=ignore]\tpam_unix.so nullok try_first_pass
      auth\t[default=die]\t\t\tpam_faillock.so authfail deny=4 unlock_time=600
      auth\tsufficient\t\t\tpam_faillock.so authsucc deny=4 unlock_time=600
      auth\trequisite\t\t\tpam_deny.so
      auth\trequired\t\t\tpam_permit.so
      """;

  @TempDir private Path folder;

  @BeforeEach
  void pam() {
    assumeTrue(Files.exists(Path.of("/lib/x86_64-linux-gnu/libpam.so.0")), "needs PAM");
    assumeTrue(Files.exists(Path.of("/lib/x86_64-linux-gnu/security/pam_faillock.so")));
    assumeTrue(Files.isReadable(Path.of("/etc/shadow")), "needs root, as the counter does");
  }

  @Test
  void lines_that_open_for_the_right_password_alone_pass() {
    assertThatCode(() -> PamTrial.signIn(files(SHIPPED), 0)).doesNotThrowAnyException();
    assertThatCode(() -> PamTrial.signIn(files(LOCKING), 4)).doesNotThrowAnyException();
  }

  @Test
  void lines_that_never_lock_fail() {
    assertThatThrownBy(() -> PamTrial.signIn(files(SHIPPED), 4))
        .isInstanceOf(HoldException.class)
        .hasMessageContaining("does not lock after 4");
    assertThatThrownBy(() -> PamTrial.signIn(files(LOCKING), 3))
        .as("locks later than asked")
        .isInstanceOf(HoldException.class);
  }

  @Test
  void lines_that_shut_everybody_out_or_let_everybody_in_fail() {
    assertThatThrownBy(() -> PamTrial.signIn(files(SHIPPED.replace("success=1", "success=9")), 0))
        .hasMessageContaining("not sign in any more");
    assertThatThrownBy(() -> PamTrial.signIn(files(SHIPPED.replace("requisite", "optional")), 0))
        .hasMessageContaining("without their password");
    assertThatThrownBy(() -> PamTrial.signIn(files(""), 0)).isInstanceOf(HoldException.class);
    assertThatThrownBy(
            () ->
                PamTrial.signIn(
                    files(LOCKING.replace("[success=3 default=ignore]\tpam_unix", "#")), 0))
        .isInstanceOf(HoldException.class);
  }

  @Test
  void the_copy_knows_no_password_and_counts_elsewhere() {
    String copy = PamTrial.copy(LOCKING + "auth [success=1] pam_sss.so\n", "pam_deny.so", folder);
    assertThat(copy)
        .doesNotContain("pam_unix")
        .doesNotContain("pam_sss")
        .contains("pam_faillock.so preauth deny=4 unlock_time=600 dir=" + folder);
  }

  @Test
  void a_new_password_that_is_too_short_is_refused() {
    assumeTrue(Files.exists(Path.of("/lib/x86_64-linux-gnu/security/pam_pwquality.so")));
    assertThatCode(() -> PamTrial.strength(List.of("retry=3", "minlen=14", "dictcheck=0"), 14))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> PamTrial.strength(List.of("minlen=9", "dictcheck=0"), 14))
        .hasMessageContaining("still takes passwords of 13");
  }

  private RootFiles files(String commonAuth) throws IOException {
    Path pam = Files.createDirectories(folder.resolve("etc/pam.d"));
    Files.writeString(pam.resolve("common-auth"), commonAuth);
    return new RootFiles(folder);
  }
}
