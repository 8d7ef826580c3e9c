package io.stairgate.agent.platform.linux.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.control.ChangeDesk.Orders;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real cryptsetup on files; keys need no mapping, so no rights either. */
class LuksKeysTest {
  private static final Path CRYPTSETUP = Path.of("/usr/sbin/cryptsetup");
  private static final String PASSPHRASE = "correct horse é battery ";
  private static final String DEVICE = "0b1c2d3e-0000-4000-8000-000000000001";

  @TempDir Path folder;
  private KeyPair setting;
  private Path disk;
  private LuksKeys keys;

  @BeforeEach
  void prepare() throws GeneralSecurityException {
    Assumptions.assumeTrue(Files.isExecutable(CRYPTSETUP), "cryptsetup is not installed");
    setting = HpkeTest.pair();
    disk = folder.resolve("disk");
    keys =
        new LuksKeys(
            new RootFiles(folder), () -> List.of(new LuksVolumes.Volume(disk, "the system disk")));
  }

  private void format(String type) throws IOException, InterruptedException {
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(type.equals("luks1") ? 8 << 20 : 32 << 20);
    }
    cryptsetup(
        PASSPHRASE + "\n",
        "luksFormat",
        "-q",
        "--type",
        type,
        "--pbkdf",
        "pbkdf2",
        "--pbkdf-force-iterations",
        "1000",
        disk.toString());
  }

  private static void cryptsetup(String input, String... words) throws InterruptedException {
    assertThat(run(input, words)).isInstanceOf(Outcome.Ended.class).matches(Outcome::succeeded);
  }

  private static Outcome run(String input, String... words) throws InterruptedException {
    return new Command(CRYPTSETUP, List.of(words), input, Duration.ofMinutes(1)).run();
  }

  private boolean opens(String typed) throws InterruptedException {
    return run(typed + "\n", "open", "--test-passphrase", disk.toString()).succeeded();
  }

  private Orders orders(boolean escrow) {
    Policy policy =
        new Policy(
            DEVICE,
            Optional.empty(),
            Instant.EPOCH,
            Map.of(
                Rule.ENCRYPTION,
                new RulePolicy(
                    Stage.WARN, new RuleSettings.Encryption(7, escrow, Optional.empty()))),
            List.of(),
            "");
    return new Orders(Optional.of(policy), Optional.of(HpkeTest.raw(setting)));
  }

  private String add(String passphrase) throws Exception {
    String volume = LuksHeader.read(disk).volume();
    return keys.answer(
        KeyAct.ADD,
        new ByteArrayInputStream(
            (volume + "\n" + passphrase + "\n").getBytes(StandardCharsets.UTF_8)),
        () -> orders(true));
  }

  private void remove(String keyId) throws Exception {
    keys.answer(
        KeyAct.REMOVE,
        new ByteArrayInputStream((keyId + "\n").getBytes(StandardCharsets.US_ASCII)),
        () -> orders(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"luks1", "luks2"})
  void a_key_is_added_opens_the_disk_and_is_taken_away(String type) throws Exception {
    format(type);
    String[] made = add(PASSPHRASE).strip().split(" ", 6);
    assertThat(made[0]).matches("[0-9A-HJKMNP-TV-Z]{8}");
    assertThat(made[5]).isEqualTo("the system disk");
    byte[] typed =
        HpkeTest.open(
            setting.getPrivate(),
            RecoveryKey.info(DEVICE, made[0]),
            Base64.getDecoder().decode(made[4]));
    String text = new String(typed, StandardCharsets.US_ASCII);
    assertThat(text).matches("([0-9]{5}-){7}[0-9]{5}");
    assertThat(opens(text)).isTrue();
    assertThat(opens(PASSPHRASE)).isTrue();
    LuksHeader header = LuksHeader.read(disk);
    assertThat(header.slots()).containsEntry(Integer.parseInt(made[2]), made[3]);
    assertThat(header.tokens()).hasSize(type.equals("luks2") ? 1 : 0);

    remove(made[0]);
    assertThat(opens(text)).isFalse();
    assertThat(opens(PASSPHRASE)).isTrue();
    assertThat(LuksHeader.read(disk).tokens()).isEmpty();
    assertThat(new SlotBook(new RootFiles(folder)).read()).isEmpty();
  }

  @Test
  void a_wrong_passphrase_changes_nothing() throws Exception {
    format("luks2");
    byte[] before = Files.readAllBytes(disk);
    assertThatThrownBy(() -> add("something else"))
        .isInstanceOf(HoldException.class)
        .hasMessageContaining("does not open the system disk");
    assertThat(Files.readAllBytes(disk)).isEqualTo(before);
    assertThat(new SlotBook(new RootFiles(folder)).read()).isEmpty();
  }

  @Test
  void nothing_is_added_where_the_setting_does_not_ask() throws Exception {
    format("luks2");
    String volume = LuksHeader.read(disk).volume();
    byte[] question = (volume + "\n" + PASSPHRASE + "\n").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(
            () -> keys.answer(KeyAct.ADD, new ByteArrayInputStream(question), () -> orders(false)))
        .isInstanceOf(HoldException.class);
    assertThat(LuksHeader.read(disk).slots()).hasSize(1);
  }

  @Test
  void the_last_key_of_a_disk_is_never_taken_away() throws Exception {
    format("luks2");
    String keyId = add(PASSPHRASE).substring(0, 8);
    cryptsetup("", "luksKillSlot", "-q", disk.toString(), "0");
    assertThatThrownBy(() -> remove(keyId))
        .isInstanceOf(HoldException.class)
        .hasMessageContaining("only key");
    assertThat(LuksHeader.read(disk).slots()).hasSize(1);
  }

  @Test
  void a_slot_that_holds_another_key_by_now_is_left() throws Exception {
    format("luks1");
    String[] made = add(PASSPHRASE).strip().split(" ", 6);
    cryptsetup("", "luksKillSlot", "-q", disk.toString(), made[2]);
    cryptsetup(
        PASSPHRASE + "\nsomebody's own\n",
        "luksAddKey",
        "-q",
        "--pbkdf",
        "pbkdf2",
        "--pbkdf-force-iterations",
        "1000",
        "--key-slot",
        made[2],
        disk.toString());
    remove(made[0]);
    assertThat(opens("somebody's own")).isTrue();
  }

  @Test
  void what_a_crash_left_half_done_is_taken_away() throws Exception {
    format("luks1");
    LuksHeader header = LuksHeader.read(disk);
    new SlotBook(new RootFiles(folder)).put(new SlotBook.Line("ABCD2345", header.volume(), 1, "-"));
    cryptsetup(
        PASSPHRASE + "\nhalf\n",
        "luksAddKey",
        "-q",
        "--pbkdf",
        "pbkdf2",
        "--pbkdf-force-iterations",
        "1000",
        "--key-slot",
        "1",
        disk.toString());
    remove("ABCD2345");
    assertThat(opens("half")).isFalse();
    assertThat(opens(PASSPHRASE)).isTrue();
  }
}
