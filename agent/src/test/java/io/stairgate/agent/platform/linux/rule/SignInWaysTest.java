package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.SignInSource.Tries;
import io.stairgate.agent.control.SignInSource.Ways;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SignInWaysTest {
  /** As Debian 12 ships /etc/gdm3/daemon.conf. */
  private static final String GDM =
      """
      # GDM configuration storage
      [daemon]
      # Uncomment the line below to force the login screen to use Xorg
      #WaylandEnable=false

      # Enabling automatic login
      #  AutomaticLoginEnable = true
      #  AutomaticLogin = user1

      # Enabling timed login
      #  TimedLoginEnable = true
      #  TimedLogin = user1
      #  TimedLoginDelay = 10

      [security]
      [xdmcp]
      [chooser]
      [debug]
      #Enable=true
      """;

  private static final String COMMON_AUTH =
      """
      auth\t[success=1 default=ignore]\tpam_unix.so nullok
      auth\trequisite\t\t\tpam_deny.so
      auth\trequired\t\t\tpam_permit.so
      auth\toptional\t\t\tpam_cap.so
      """;

  private static final String LOCKING =
      """
      auth\trequisite\t\t\tpam_faillock.so preauth
      auth\t[success=3 default=ignore]\tpam_unix.so nullok
      auth\t[default=die]\t\t\tpam_faillock.so authfail
      auth\tsufficient\t\t\tpam_faillock.so authsucc
      auth\trequisite\t\t\tpam_deny.so
      auth\trequired\t\t\tpam_permit.so
      """;

  @TempDir private Path folder;
  private FakeRoot linux;

  @BeforeEach
  void debian() {
    linux =
        new FakeRoot(folder)
            .file("/etc/gdm3/daemon.conf", GDM)
            .file("/etc/pam.d/login", "auth optional pam_faildelay.so\n@include common-auth\n")
            .file(
                "/etc/pam.d/gdm-password", "auth requisite pam_nologin.so\n@include common-auth\n")
            .file("/etc/pam.d/common-auth", COMMON_AUTH);
  }

  @Test
  void debian_as_shipped_opens_nothing_but_never_locks() {
    assertThat(read().automatic()).isEmpty();
    assertThat(read().guest()).isEmpty();
    assertThat(read().tries()).isEqualTo(new Tries.Endless());
    assertThat(read().unclear()).isEmpty();
  }

  @Test
  void gdm_opens_at_once_or_after_a_while() {
    linux.file("/etc/gdm3/daemon.conf", GDM.replace("#  AutomaticLogin", "AutomaticLogin"));
    assertThat(read().automatic()).containsExactly("user1 (GDM)");
    linux.file("/etc/gdm3/daemon.conf", GDM.replace("#  TimedLogin", "  TimedLogin"));
    assertThat(read().automatic()).containsExactly("user1 (GDM)");
    linux.file("/etc/gdm3/daemon.conf", "[daemon]\nAutomaticLogin=user1\n");
    assertThat(read().automatic()).as("named, but not switched on").isEmpty();
  }

  @Test
  void sddms_last_file_wins() {
    linux.file("/etc/sddm.conf.d/kde_settings.conf", "[Autologin]\nRelogin=false\nUser=anna\n");
    assertThat(read().automatic()).containsExactly("anna (SDDM)");
    linux.file("/etc/sddm.conf", "[Autologin]\nUser=\n");
    assertThat(read().automatic()).isEmpty();
  }

  @Test
  void lightdm_opens_an_account_or_a_guest() {
    linux.file("/etc/lightdm/lightdm.conf", "[Seat:*]\n#autologin-user=\nautologin-user=anna\n");
    assertThat(read().automatic()).containsExactly("anna (LightDM)");
    linux.file("/etc/lightdm/lightdm.conf", "[Seat:*]\n");
    linux.file("/usr/sbin/guest-account", "x");
    assertThat(read().guest()).containsExactly("may sign in (LightDM)");
    linux.file("/usr/share/lightdm/lightdm.conf.d/50-no.conf", "[SeatDefaults]\nallow-guest=false");
    assertThat(read().guest()).isEmpty();
  }

  @Test
  void a_text_console_and_greetd_may_open_by_themselves() {
    linux.file(
        "/etc/systemd/system/getty@tty1.service.d/autologin.conf",
        "[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin anna --noclear %I $TERM\n");
    assertThat(read().automatic()).containsExactly("an account (text console)");
    linux.file("/etc/greetd/config.toml", "[initial_session]\ncommand = \"sway\"\n");
    assertThat(read().automatic()).hasSize(2);
  }

  @Test
  void wrong_tries_lock_as_the_weakest_service_does() {
    linux.file("/etc/pam.d/common-auth", LOCKING);
    assertThat(read().tries()).as("the module's defaults").isEqualTo(new Tries.Locks(3, 600));
    linux.file("/etc/security/faillock.conf", "# deny = 9\ndeny = 10\nunlock_time = 900\n");
    assertThat(read().tries()).isEqualTo(new Tries.Locks(10, 900));
    linux.file("/etc/pam.d/common-auth", LOCKING.replace("preauth", "preauth deny=5"));
    assertThat(read().tries()).isEqualTo(new Tries.Locks(5, 900));
    linux.file("/etc/security/faillock.conf", "deny=0\n");
    linux.file("/etc/pam.d/common-auth", LOCKING);
    assertThat(read().tries()).isEqualTo(new Tries.Endless());
    linux.file("/etc/security/faillock.conf", "deny=4\nunlock_time=never\n");
    assertThat(read().tries()).isEqualTo(new Tries.Locks(4, 0));
    linux.file("/etc/pam.d/gdm-password", COMMON_AUTH);
    assertThat(read().tries())
        .as("the text console locks, the desktop does not")
        .isEqualTo(new Tries.Endless());
  }

  @Test
  void half_a_stack_locks_nobody_and_an_unreadable_one_is_unclear() {
    linux.file("/etc/pam.d/common-auth", LOCKING.replace("auth\trequisite\t\t\tpam_faillock", "#"));
    assertThat(read().tries()).isEqualTo(new Tries.Endless());
    linux.without("/etc/pam.d/common-auth");
    assertThat(read().tries()).isEqualTo(new Tries.NotTold());
    assertThat(read().unclear()).containsExactly("settings-not-readable");
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void any_text_is_read_or_passed_over() {
    Random random = new Random(11);
    for (int i = 0; i < 3_000; i++) {
      String ini = FakeRoot.mutated(GDM.replace("#", "") + "[Seat:*]\nallow-guest=false\n", random);
      String stack = FakeRoot.mutated(LOCKING, random);
      assertThat(SignInWays.gdm(ini)).isNotNull();
      assertThat(SignInWays.sddmUser(ini)).isNotNull();
      assertThat(SignInWays.seat(ini, "allow-guest")).isNotNull();
      SignInWays.opensConsole(ini);
      assertThat(
              SignInWays.tries(
                  PamStack.of("a", name -> name.equals("a") ? Optional.of(stack) : Optional.empty())
                      .orElseThrow(),
                  ini))
          .isNotNull();
    }
  }

  private Ways read() {
    return new SignInWays(linux.files()).read();
  }
}
