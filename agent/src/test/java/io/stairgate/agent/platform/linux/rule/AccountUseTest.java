package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AccountUseTest {
  private static final Instant SINCE = Instant.parse("2026-08-23T00:00:00Z");
  private static final long DAY = 86_400;
  private static final Map<String, Long> PEOPLE = Map.of("anna", 1000L, "bert", 1001L);

  @TempDir private Path folder;

  @Test
  void without_a_record_that_reaches_back_nobody_is_called_unused() {
    FakeRoot linux = new FakeRoot(folder);
    assertThat(new AccountUse(linux.files()).unusedSince(PEOPLE, SINCE)).isEmpty();
    linux.bytes("/var/log/wtmp", record(7, "anna", SINCE.getEpochSecond() + DAY));
    assertThat(new AccountUse(linux.files()).unusedSince(PEOPLE, SINCE))
        .as("it begins after the day that is asked for")
        .isEmpty();
  }

  @Test
  void whoever_signed_in_since_then_is_in_use() {
    long at = SINCE.getEpochSecond();
    FakeRoot linux =
        new FakeRoot(folder)
            .bytes("/var/log/wtmp.1", record(2, "reboot", at - 5 * DAY))
            .bytes(
                "/var/log/wtmp",
                join(record(7, "bert", at - DAY), record(7, "anna", at + DAY), new byte[100]));
    assertThat(new AccountUse(linux.files()).unusedSince(PEOPLE, SINCE)).contains(Set.of("bert"));
    assertThat(new AccountUse(linux.files()).usedSince(PEOPLE, SINCE))
        .as("needs no record that reaches back")
        .containsExactly("anna");
  }

  @Test
  void the_last_sign_in_of_the_text_console_and_the_accounts_own_journal_count_too() {
    long at = SINCE.getEpochSecond();
    byte[] lastlog = new byte[AccountUse.LAST_RECORD * 1002];
    ByteBuffer.wrap(lastlog)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(AccountUse.LAST_RECORD * 1001, (int) (at + DAY));
    String journal = "/var/log/journal/0123456789abcdef";
    FakeRoot linux =
        new FakeRoot(folder)
            .bytes("/var/log/lastlog", lastlog)
            .file(journal + "/system@1.journal", "x")
            .file(journal + "/user-1000.journal", "x")
            .written(journal + "/system@1.journal", SINCE.minusSeconds(DAY))
            .written(journal + "/user-1000.journal", SINCE.minusSeconds(DAY));
    assertThat(new AccountUse(linux.files()).unusedSince(PEOPLE, SINCE)).contains(Set.of("anna"));
    linux.written(journal + "/user-1000.journal", SINCE.plusSeconds(DAY));
    assertThat(new AccountUse(linux.files()).unusedSince(PEOPLE, SINCE)).contains(Set.of());
  }

  @Test
  void the_names_of_journals() {
    assertThat(AccountUse.journalOf("user-1000.journal")).contains(1000L);
    assertThat(AccountUse.journalOf("user-1000@00061-f.journal")).contains(1000L);
    for (String other : new String[] {"system.journal", "user-.journal", "user-x.journal", ""}) {
      assertThat(AccountUse.journalOf(other)).isEmpty();
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void any_bytes_are_read_or_passed_over() {
    Random random = new Random(7);
    byte[] captured = join(record(7, "anna", 1_700_000_000L), record(8, "", 1_700_000_100L));
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = captured.clone();
      for (int j = random.nextInt(40); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      AccountUse.SignIns signIns = new AccountUse.SignIns();
      signIns.add(ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1)));
      assertThat(signIns.last("nobody at all")).isEmpty();
    }
  }

  private static byte[] record(int type, String user, long seconds) {
    ByteBuffer record = ByteBuffer.allocate(AccountUse.RECORD).order(ByteOrder.LITTLE_ENDIAN);
    record.putShort(0, (short) type).put(44, user.getBytes(StandardCharsets.US_ASCII));
    return record.putInt(340, (int) seconds).array();
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }
}
