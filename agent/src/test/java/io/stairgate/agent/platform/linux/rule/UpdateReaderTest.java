package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.UpdateSource.Reading;
import io.stairgate.agent.control.UpdateSource.Support;
import io.stairgate.agent.control.Updates;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateReaderTest {
  private static final String LIST =
      "/var/lib/apt/lists/security.debian.org_debian-security_dists_bookworm-security_main"
          + "_binary-amd64_Packages";

  @TempDir private Path folder;
  private Laptop laptop;
  private Updates updates;

  @BeforeEach
  void a_debian_laptop_that_puts_updates_in() {
    laptop = new Laptop(folder);
    laptop
        .file("/etc/os-release", "ID=debian\nVERSION_CODENAME=bookworm\nPRETTY_NAME=\"Debian\"\n")
        .file("/usr/bin/unattended-upgrade", "")
        .file("/proc/uptime", "90000.12 1000.0\n")
        .file(
            "/etc/apt/apt.conf.d/20auto-upgrades",
            """
            APT::Periodic::Update-Package-Lists "1";
            APT::Periodic::Unattended-Upgrade "1";
            """)
        .file(
            "/etc/apt/apt.conf.d/50unattended-upgrades",
            """
            // "origin=Debian,codename=${distro_codename}-updates";
            Unattended-Upgrade::Origins-Pattern {
                    /* more */
                    "origin=Debian,codename=${distro_codename}-security,label=Debian-Security";
            };
            """)
        .file("/var/lib/dpkg/status", status("1.2.3-1+deb12u1"))
        .file(LIST, "Package: libfoo\nArchitecture: amd64\nVersion: 1.2.3-1+deb12u1\n");
    for (String timer : UpdateReader.TIMERS) {
      laptop.link(
          "/etc/systemd/system/timers.target.wants/" + timer, "/lib/systemd/system/" + timer);
    }
    laptop.modified("/var/lib/apt/lists", laptop.now);
    updates = new Updates(new UpdateReader(laptop.files(), laptop.parts(), laptop), laptop);
  }

  @Test
  void a_laptop_that_is_current_is_met() {
    assertThat(prove().state()).isEqualTo(new FindingState.Met());
    assertThat(prove().sentence()).isEqualTo("Updates are on and up to date.");
  }

  @Test
  void an_important_update_may_wait_for_two_weeks_from_when_it_was_seen() {
    laptop.file(LIST, "Package: libfoo\nVersion: 1.2.3-1+deb12u2\n\nPackage: other\nVersion: 9\n");
    assertThat(prove().state()).isEqualTo(new FindingState.Met());
    laptop.after(Duration.ofDays(11));
    laptop.modified("/var/lib/apt/lists", laptop.now);
    assertThat(prove().sentence()).contains("waiting 11 days; our limit is 14");
    laptop.after(Duration.ofDays(4));
    laptop.modified("/var/lib/apt/lists", laptop.now);
    // A service that was started anew remembers it.
    updates = new Updates(new UpdateReader(laptop.files(), laptop.parts(), laptop), laptop);
    Finding late = prove();
    assertThat(late.state()).isEqualTo(new FindingState.NotMet());
    assertThat(late.sentence())
        .startsWith("An important update has been waiting 15 days. Our limit is 14.");
    laptop.file("/var/lib/dpkg/status", status("1.2.3-1+deb12u2"));
    assertThat(prove().state()).isEqualTo(new FindingState.Met());
  }

  @Test
  void a_list_in_gzip_is_read_and_one_in_another_packing_is_told() throws Exception {
    laptop.gone(LIST);
    var packed = new java.io.ByteArrayOutputStream();
    try (var out = new java.util.zip.GZIPOutputStream(packed)) {
      out.write("Package: libfoo\nVersion: 2\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    laptop.bytes(LIST + ".gz", packed.toByteArray());
    assertThat(prove().evidence()).anyMatch(fact -> fact.value().equals("1: libfoo"));
    laptop.bytes(LIST + ".gz", new byte[] {31, (byte) 139, 8, 0, 1});
    assertThat(prove().state()).isEqualTo(new FindingState.Unknown("list-of-updates-not-readable"));
    laptop.gone(LIST + ".gz").bytes(LIST + ".lz4", new byte[] {1});
    assertThat(prove().state()).isEqualTo(new FindingState.Unknown("lists-are-packed"));
  }

  @Test
  void each_way_to_switch_it_off_is_found() {
    laptop.file("/etc/apt/apt.conf.d/99off", "apt::periodic { unattended-upgrade 0; };");
    assertOff("does not put updates in");
    laptop.file("/etc/apt/apt.conf.d/99off", "APT::Periodic::Enable \"0\";");
    assertOff("periodic work");
    laptop.file("/etc/apt/apt.conf.d/99off", "#clear Unattended-Upgrade::Origins-Pattern;");
    assertOff("left out");
    laptop.gone("/etc/apt/apt.conf.d/99off");
    laptop.link("/etc/systemd/system/apt-daily.timer", "/dev/null");
    assertOff("apt-daily.timer");
    laptop.gone("/etc/systemd/system/apt-daily.timer");
    laptop.gone("/etc/systemd/system/timers.target.wants/apt-daily-upgrade.timer");
    assertOff("apt-daily-upgrade.timer");
    laptop.gone("/usr/bin/unattended-upgrade");
    assertOff("not installed");
  }

  @Test
  void a_system_without_updates_is_not_met_whatever_else_it_does() {
    laptop.file("/etc/os-release", "ID=debian\nVERSION_CODENAME=buster\n");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
    assertThat(prove().sentence()).contains("Debian 10 no longer gets security updates");
    laptop.file("/etc/os-release", "ID=x\nPRETTY_NAME='X OS'\nVERSION_CODENAME=x\n");
    assertThat(prove().state()).isEqualTo(new FindingState.Unknown("system-not-listed"));
    laptop.file("/etc/os-release", "ID=linuxmint\nVERSION_CODENAME=w\nUBUNTU_CODENAME=noble\n");
    assertThat(prove().state()).isEqualTo(new FindingState.Met());
  }

  @Test
  void a_longer_contract_counts_where_there_is_one() {
    assertThat(SupportEnds.of("UBUNTU_CODENAME=focal\n", true))
        .isEqualTo(
            new Support.Until(
                "Ubuntu 20.04", LocalDate.parse("2030-04-23"), LocalDate.parse("2025-10-18")));
  }

  @Test
  void a_restart_may_wait_for_two_weeks_too() {
    laptop.file("/run/reboot-required", "");
    assertThat(prove().sentence()).contains("Restart this laptop tonight");
    laptop.after(Duration.ofDays(15));
    laptop.modified("/var/lib/apt/lists", laptop.now);
    assertThat(prove().sentence()).contains("waiting 15 days for a restart");
  }

  @Test
  void a_laptop_that_cannot_look_is_not_met_and_one_back_from_the_holidays_gets_its_time() {
    laptop.after(Duration.ofDays(40));
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
    laptop.file("/proc/uptime", "600.00 1.0\n");
    assertThat(prove().state()).isEqualTo(new FindingState.InProgress("looking-for-updates"));
  }

  @Test
  void another_package_manager_is_unknown() {
    laptop.gone("/var/lib/dpkg/status");
    assertThat(prove().state()).isEqualTo(new FindingState.Unknown("other-package-manager"));
  }

  @Test
  void a_check_beside_the_service_notes_nothing() {
    laptop.file(LIST, "Package: libfoo\nVersion: 9\n");
    UpdateReader beside = new UpdateReader(laptop.files(), laptop.beside(), laptop);
    assertThat(beside.read()).isInstanceOf(Reading.State.class);
    assertThat(folder.resolve("notes")).doesNotExist();
  }

  @Test
  void holding_makes_it_automatic_by_the_systems_own_words() {
    AptConfiguration apt = new AptConfiguration().and(UpdatesHolding.TEXT);
    assertThat(apt.on("apt::periodic::unattended-upgrade", "0")).isTrue();
    assertThat(apt.list("Unattended-Upgrade::Origins-Pattern")).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1.0, 0",
    "1.0, 1.0-0, 0",
    "1.2.3-1+deb12u1, 1.2.3-1+deb12u2, -1",
    "1.10, 1.9, 1",
    "1:0.1, 9.9, 1",
    "1.0~rc1, 1.0, -1",
    "1.0~rc1-1, 1.0~rc1-1+b1, -1",
    "1.0, 1.0a, -1",
    "1.0a, 1.0+, -1",
    "0:1.0, 1.0, 0",
    "2.31-0ubuntu9, 2.31-0ubuntu9.16, -1",
    "1.001, 1.1, 0",
    "6.1.0-10, 6.1.0-9, 1",
    "~, '', -1",
    "a-b-c, a-b-d, -1"
  })
  void versions_are_compared_as_dpkg_does(String left, String right, int expected) {
    assertThat(Integer.signum(DebianVersion.compare(left, right))).isEqualTo(expected);
    assertThat(Integer.signum(DebianVersion.compare(right, left))).isEqualTo(-expected);
  }

  private void assertOff(String why) {
    Finding finding = prove();
    assertThat(finding.state()).as(why).isEqualTo(new FindingState.NotMet());
    assertThat(finding.evidence()).anyMatch(fact -> fact.value().contains(why));
  }

  private Finding prove() {
    return updates.prove(Policy.DEFAULT);
  }

  private static String status(String version) {
    return "Package: base\nStatus: install ok installed\nVersion: 1\nDescription: "
        + "x".repeat(20_000)
        + "\n more\n\nPackage: libfoo\nStatus: install ok installed\nVersion: "
        + version
        + "\n\nPackage: other\nStatus: deinstall ok config-files\nVersion: 1\n";
  }
}
