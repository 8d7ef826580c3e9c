package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SudoersTest {
  /** As Debian 12 ships it. */
  private static final String DEBIAN =
      """
      #
      # This file MUST be edited with the 'visudo' command as root.
      #
      Defaults\tenv_reset
      Defaults\tmail_badpass
      Defaults\tsecure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

      # Host alias specification
      # User alias specification
      # User privilege specification
      root\tALL=(ALL:ALL) ALL

      # Allow members of group sudo to execute any command
      %sudo\tALL=(ALL:ALL) ALL

      # See sudoers(5) for more information on "@include" directives:

      @includedir /etc/sudoers.d
      """;

  @Test
  void debians_own_file_gives_root_and_the_group_sudo_everything() {
    Sudoers.Rights rights = read(Map.of("/etc/sudoers", DEBIAN, "/etc/sudoers.d/README", "# x\n"));
    assertThat(rights.users()).containsExactly("root");
    assertThat(rights.groups()).containsExactly("sudo");
    assertThat(rights.everybody()).isFalse();
    assertThat(rights.clear()).isTrue();
  }

  @Test
  void included_files_count_but_not_those_with_a_dot_or_a_tilde() {
    Sudoers.Rights rights =
        read(
            Map.of(
                "/etc/sudoers",
                "#includedir /etc/sudoers.d\n#include local\n",
                "/etc/sudoers.d/90-cloud",
                "anna ALL=(ALL) NOPASSWD:ALL\n",
                "/etc/sudoers.d/old.bak",
                "bert ALL=(ALL) ALL\n",
                "/etc/sudoers.d/older~",
                "carl ALL=(ALL) ALL\n",
                "/etc/local",
                "#1000 ALL = ALL\n"));
    assertThat(rights.users()).containsExactlyInAnyOrder("anna", "#1000");
  }

  @Test
  void aliases_lines_that_go_on_and_lists_are_followed() {
    Sudoers.Rights rights =
        read(
            Map.of(
                "/etc/sudoers",
                """
                User_Alias  ADMINS = anna , \\
                   OTHERS : OTHERS = bert, %room\\ staff
                Cmnd_Alias  SHELLS = /bin/sh, /bin/bash : EVERYTHING = ALL
                Runas_Alias OP = root
                ADMINS ALL = (OP) NOPASSWD: EVERYTHING
                dora, emil ALL=(ALL) /usr/bin/apt update, SHELLS
                fritz ALL = (ALL : ALL) NOEXEC: SETENV: ALL, !/bin/su
                """));
    assertThat(rights.users()).containsExactlyInAnyOrder("anna", "bert", "fritz");
    assertThat(rights.groups()).containsExactly("room staff");
    assertThat(rights.partly()).containsExactlyInAnyOrder("dora", "emil");
    assertThat(rights.clear()).isTrue();
  }

  @Test
  void everybody_and_what_is_kept_elsewhere() {
    assertThat(read(Map.of("/etc/sudoers", "ALL ALL=(ALL) ALL\n")).everybody()).isTrue();
    assertThat(read(Map.of("/etc/sudoers", "ALL ALL=/bin/ls\n")).everybody()).isFalse();
    assertThat(read(Map.of("/etc/sudoers", "+admins ALL=(ALL) ALL\n")).clear()).isFalse();
    assertThat(read(Map.of("/etc/sudoers", "this is no grant\n")).clear()).isFalse();
    assertThat(read(Map.of()).clear()).as("not readable").isFalse();
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void files_that_include_and_aliases_that_name_each_other_end() {
    Sudoers.Rights rights =
        read(
            Map.of(
                "/etc/sudoers",
                "@include /etc/sudoers\nUser_Alias A = B, A\nUser_Alias B = A, B\nA ALL = ALL\n"));
    assertThat(rights.clear()).isFalse();
  }

  @Test
  void doas_and_polkit_name_administrators_too() {
    Set<String> users = new LinkedHashSet<>();
    Set<String> groups = new LinkedHashSet<>();
    Administrators.doas(
        """
        # comment
        permit persist :wheel
        permit nopass keepenv anna
        permit setenv { PATH HOME } bert as root
        permit carl as root cmd reboot
        deny dora
        """,
        users,
        groups);
    Administrators.identities(
        """
        polkit.addAdminRule(function(action, subject) {
            return ["unix-group:sudo", "unix-user:0", "unix-user:emil"];
        });
        """,
        users,
        groups);
    assertThat(users).containsExactly("anna", "bert", "#0", "emil");
    assertThat(groups).containsExactly("wheel", "sudo");
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void any_text_is_read_or_passed_over() {
    Random random = new Random(5);
    String captured = DEBIAN + "User_Alias X = a, b : Y = X, c\nX,Y ALL=(ALL) NOPASSWD: ALL\n";
    for (int i = 0; i < 3_000; i++) {
      String text = FakeRoot.mutated(captured, random);
      assertThatCode(() -> read(Map.of("/etc/sudoers", text))).as(text).doesNotThrowAnyException();
      assertThatCode(
              () -> {
                Administrators.doas(text, new HashSet<>(), new HashSet<>());
                Administrators.identities(text, new HashSet<>(), new HashSet<>());
                Administrators.members(text);
                Administrators.byNumber(text);
              })
          .as(text)
          .doesNotThrowAnyException();
    }
  }

  private static Sudoers.Rights read(Map<String, String> files) {
    return Sudoers.read(
        path -> Optional.ofNullable(files.get(path)),
        folder ->
            files.keySet().stream()
                .filter(path -> path.startsWith(folder + "/"))
                .map(path -> path.substring(folder.length() + 1))
                .sorted()
                .toList());
  }

  @Test
  void an_account_is_judged_by_its_groups_too() {
    Administrators all =
        new Administrators(Set.of("anna", "#1004"), Set.of("sudo", "#50"), false, true);
    assertThat(all.of("anna", 1000, Map.of())).isPresent();
    assertThat(all.of("zoe", 1004, Map.of())).isPresent();
    assertThat(all.of("bert", 1001, Map.of("sudo", 27L))).contains("in the group sudo");
    assertThat(all.of("carl", 1002, Map.of("staff", 50L))).isPresent();
    assertThat(all.of("dora", 1003, Map.of("lpadmin", 113L))).isEmpty();
    assertThat(List.of(all.of("toor", 0, Map.of()).orElseThrow()))
        .containsExactly("has the number of root");
  }
}
