package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines as journalctl of Debian 12 (systemd 252) gives them with {@code -o cat}. */
class ServiceLogTest {
  @Test
  void what_the_service_manager_says_becomes_words() {
    assertThat(
            ServiceLog.unit(
                List.of(
                    "Stopping stairgate-agent.service - Stairgate agent: holds the rules...",
                    "stairgate-agent.service: Main process exited, code=killed, status=9/KILL",
                    "stairgate-agent.service: Failed with result 'signal'.",
                    "stairgate-agent.service: Deactivated successfully.",
                    "Stopped stairgate-agent.service - Stairgate agent.")))
        .containsExactly("It was killed.", "It was stopped.");
  }

  @Test
  void who_did_it_is_named_and_nothing_of_what_else_they_typed() {
    assertThat(
            ServiceLog.people(
                List.of(
                    "     pat : TTY=pts/0 ; PWD=/home/pat ; USER=root ;"
                        + " COMMAND=/usr/bin/systemctl stop stairgate-agent",
                    "sam : TTY=pts/1 ; PWD=/home/sam/secret-letter ; USER=root ; COMMAND=/bin/ls"
                        + " /root",
                    "pat : PWD=/ ; USER=root ; COMMAND=/usr/bin/systemctl mask --now"
                        + " stairgate-agent.service",
                    "pam_unix(sudo:session): session opened for user root(uid=0) by pat(uid=1000)",
                    "kim : TTY=x ; COMMAND=/usr/bin/vi /etc/stairgate/private-notes.txt")))
        .containsExactly("The account pat stopped it.", "The account pat masked it.");
  }

  @Test
  void the_kernel_tells_how_many_and_never_which() {
    assertThat(
            ServiceLog.kernel(
                List.of(
                    "usb 1-1: New USB device found, idVendor=0781, idProduct=5567",
                    "usb-storage 1-1:1.0: USB Mass Storage device detected",
                    "usb 1-2: New USB device found, idVendor=046d, idProduct=c077")))
        .containsExactly("Since then 1 memory stick or disk was plugged in.");
    assertThat(ServiceLog.kernel(List.of("Out of memory: Killed process 812 (java) total-vm:1kB")))
        .containsExactly("The laptop had run out of memory and ended programs.");
  }

  @Test
  void starts_without_the_agent_are_counted() {
    String last = "0123456789abcdef0123456789abcdef";
    List<String> boots =
        List.of(
            " -3 " + "f".repeat(32) + " Mon 2026-09-07 08:00:00 UTC",
            " -2 " + last + " Tue 2026-09-08 08:00:00 UTC",
            " -1 " + "a".repeat(32) + " Wed 2026-09-09 08:00:00 UTC",
            "  0 " + "b".repeat(32) + " Thu 2026-09-10 08:00:00 UTC");
    assertThat(ServiceLog.boots(boots, "01234567-89ab-cdef-0123-456789abcdef"))
        .containsExactly("The laptop was started once without it.");
    assertThat(ServiceLog.boots(boots, "b".repeat(32))).isEmpty();
    assertThat(ServiceLog.boots(boots, "")).isEmpty();
  }
}
