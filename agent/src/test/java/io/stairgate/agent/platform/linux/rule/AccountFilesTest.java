package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.stairgate.agent.control.AccountSource.Account;
import io.stairgate.agent.control.AccountSource.Password;
import io.stairgate.agent.control.AccountSource.Reading;
import io.stairgate.agent.control.PeopleSource;
import io.stairgate.agent.control.PeopleSource.Door;
import io.stairgate.agent.control.PeopleSource.Person;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
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
  void outside_the_range_of_login_defs_an_account_counts_where_a_password_opens_it() {
    FakeRoot linux = new FakeRoot(folder).file("/etc/passwd", PASSWD).file("/etc/shadow", SHADOW);
    linux.file("/etc/login.defs", "# comment\nUID_MIN\t\t1003\nUID_MAX 1003\n");
    assertThat(((PeopleSource.Reading.People) accounts(linux).people().read()).people())
        .extracting(Person::name)
        .as("bob is locked and frank is shut, so neither is a person's any more")
        .containsExactly("root", "alice", "carol", "dora", "eve");
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
    FakeRoot linux = new FakeRoot(folder).file("/etc/passwd", PASSWD).file("/etc/shadow", SHADOW);
    linux.file("/etc/nsswitch.conf", "passwd:         files systemd sss\n");
    assertThat(((Reading.Accounts) accounts(linux).passwords().read()).others()).isFalse();
    linux.file("/etc/sssd/sssd.conf", "[sssd]\n");
    assertThat(((Reading.Accounts) accounts(linux).passwords().read()).others()).isTrue();
  }

  @Test
  void homes_that_carry_their_own_account_are_kept_elsewhere() {
    FakeRoot linux = new FakeRoot(folder).file("/etc/passwd", PASSWD).file("/etc/shadow", SHADOW);
    linux.file("/var/lib/systemd/home/gina.identity", "{}");
    assertThat(((Reading.Accounts) accounts(linux).passwords().read()).others()).isTrue();
  }

  @Test
  void what_is_not_there_is_unreadable() {
    assertThat(accounts(new FakeRoot(folder)).passwords().read())
        .isEqualTo(new Reading.Unreadable("no-list-of-accounts"));
    assertThat(accounts(new FakeRoot(folder).file("/etc/passwd", PASSWD)).passwords().read())
        .isEqualTo(new Reading.Unreadable("no-list-of-passwords"));
    assertThat(accounts(new FakeRoot(folder)).people().read())
        .isEqualTo(new PeopleSource.Reading.Unreadable("no-list-of-passwords"));
  }

  @Test
  void how_each_account_opens_and_who_may_change_the_laptop() {
    FakeRoot linux =
        new FakeRoot(folder)
            .file("/etc/passwd", PASSWD + "toor:x:0:0::/root:/bin/bash\n")
            .file(
                "/etc/shadow",
                SHADOW + "gone:$6$a$b:20700:0:99999:7::1:\ntoor:$6$a$b:20700:0:99999:7:::\n")
            .file("/etc/group", "sudo:x:27:alice,zoe\ndocker:x:998:bob\n")
            .file("/etc/sudoers", "root ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n");
    linux.file(
        "/etc/passwd", PASSWD + "gone:x:1009:1009::/home/gone:/bin/bash\ntoor:x:0:0::/:/bin/sh\n");
    PeopleSource.Reading.People people =
        (PeopleSource.Reading.People) accounts(linux).people().read();
    assertThat(people.rightsClear()).isTrue();
    assertThat(people.people())
        .extracting(Person::name, Person::root, Person::door, p -> p.administrator().orElse("-"))
        .containsExactly(
            tuple("root", true, Door.LOCKED, "has the number of root"),
            tuple("alice", false, Door.PASSWORD, "in the group sudo"),
            tuple("bob", false, Door.LOCKED, "in the group docker"),
            tuple("carol", false, Door.PASSWORD, "-"),
            tuple("dora", false, Door.OPEN, "-"),
            tuple("eve", false, Door.PASSWORD, "-"),
            tuple("frank", false, Door.SHUT, "-"),
            tuple("gone", false, Door.SHUT, "-"),
            tuple("toor", false, Door.PASSWORD, "has the number of root"));
    assertThat(people.people().get(1).here()).isTrue();
    assertThat(people.toString()).as("no hash leaves the source").doesNotContain("$");
  }

  @Test
  void a_change_of_the_files_is_seen_at_the_next_reading() {
    FakeRoot linux = new FakeRoot(folder).file("/etc/passwd", PASSWD).file("/etc/shadow", SHADOW);
    AccountFiles files = accounts(linux);
    assertThat(names(files)).contains("alice");
    linux.file("/etc/passwd", "zoe:x:1000:1000::/home/zoe:/bin/bash\n");
    linux.file("/etc/shadow", "zoe:$6$a$b:20700:0:99999:7:::\n");
    assertThat(names(files)).containsExactly("zoe");
  }

  private static List<String> names(AccountFiles files) {
    return ((Reading.Accounts) files.passwords().read())
        .accounts().stream().map(Account::name).toList();
  }

  private static AccountFiles accounts(FakeRoot linux) {
    return new AccountFiles(
        linux.files(),
        InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z")),
        () -> List.of("alice"));
  }

  @Property(tries = 2000)
  void any_text_is_read_or_passed_over(
      @ForAll String passwd, @ForAll String shadow, @ForAll String defs) {
    assertThat(AccountFiles.accounts(PASSWD + passwd, shadow + "\nalice:" + shadow, defs))
        .isNotNull();
  }
}
