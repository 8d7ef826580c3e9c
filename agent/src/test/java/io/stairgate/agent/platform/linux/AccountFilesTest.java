package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.AccountSource.Account;
import io.stairgate.agent.control.AccountSource.Password;
import io.stairgate.agent.control.AccountSource.Reading;
import java.nio.file.Path;
import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountFilesTest {
  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/bin/bash
      daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
      sync:x:4:65534:sync:/bin:/bin/sync
      nobody:x:65534:65534:nobody:/nonexistent:/bin/sh
      alice:x:1000:1000:Alice,,,:/home/alice:/bin/bash
      bob:x:1001:1001::/home/bob:/bin/bash
      carol:x:1002:1002::/home/carol:/usr/bin/zsh
      dora:x:1003:1003::/home/dora:/bin/bash
      eve:x:1004:1004::/home/eve:/bin/bash
      frank:x:1005:1005::/home/frank:/usr/sbin/nologin
      a line that is none
      """;
  private static final String SHADOW =
      """
      root:*:20000:0:99999:7:::
      daemon:*:20000:0:99999:7:::
      alice:$y$j9T$abc$def:20700:0:99999:7:::
      bob:!$y$j9T$abc$def:20700:0:99999:7:::
      carol:$6$salt$hash:0:0:99999:7:::
      dora::20700:0:99999:7:::
      eve:$6$salt$hash::0:99999:7:::
      frank:$6$salt$hash:20700:0:99999:7:::
      garbage
      """;

  @TempDir private Path folder;

  @Test
  void only_accounts_that_a_person_signs_in_with_count() {
    assertThat(AccountFiles.accounts(PASSWD, SHADOW, ""))
        .containsExactly(
            new Account("alice", new Password.Changed(LocalDate.ofEpochDay(20700))),
            new Account("carol", new Password.DueNow()),
            new Account("dora", new Password.None()),
            new Account("eve", new Password.NoDate()));
  }

  @Test
  void the_range_of_login_defs_counts() {
    assertThat(AccountFiles.accounts(PASSWD, SHADOW, "# comment\nUID_MIN\t\t1003\nUID_MAX 1003\n"))
        .extracting(Account::name)
        .containsExactly("dora");
  }

  @Test
  void root_counts_where_it_has_a_password() {
    assertThat(AccountFiles.accounts(PASSWD, "root:$6$a$b:20700:0:::::\n", ""))
        .extracting(Account::name)
        .containsExactly("root");
  }

  @Test
  void dates_that_are_none_are_no_dates() {
    for (String date : new String[] {"-1", "99999999999", "twenty", "3000000"}) {
      assertThat(AccountFiles.accounts(PASSWD, "alice:$6$a$b:" + date + ":::::\n", ""))
          .containsExactly(new Account("alice", new Password.NoDate()));
    }
  }

  @Test
  void accounts_of_a_directory_are_told_where_one_is_set_up() {
    FakeLinux linux = new FakeLinux(folder).file("/etc/passwd", PASSWD).file("/etc/shadow", SHADOW);
    linux.file("/etc/nsswitch.conf", "passwd:         files systemd sss\n");
    assertThat(((Reading.Accounts) new AccountFiles(linux.files()).read()).others()).isFalse();
    linux.file("/etc/sssd/sssd.conf", "[sssd]\n");
    assertThat(((Reading.Accounts) new AccountFiles(linux.files()).read()).others()).isTrue();
  }

  @Test
  void what_is_not_there_is_unreadable() {
    assertThat(new AccountFiles(new FakeLinux(folder).files()).read())
        .isEqualTo(new Reading.Unreadable("no-list-of-accounts"));
    assertThat(new AccountFiles(new FakeLinux(folder).file("/etc/passwd", PASSWD).files()).read())
        .isEqualTo(new Reading.Unreadable("no-list-of-passwords"));
  }

  @Property(tries = 2000)
  void any_text_is_read_or_passed_over(
      @ForAll String passwd, @ForAll String shadow, @ForAll String defs) {
    assertThat(AccountFiles.accounts(PASSWD + passwd, shadow + "\nalice:" + shadow, defs))
        .isNotNull();
  }
}
