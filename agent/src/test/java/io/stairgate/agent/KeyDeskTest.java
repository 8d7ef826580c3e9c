package io.stairgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.control.DiskKeys;
import io.stairgate.agent.control.KeptKeys;
import io.stairgate.agent.control.Notice;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.RecoveryKeyEvent;
import io.stairgate.agent.event.RecoveryKeyStep;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.journal.Draft;
import io.stairgate.agent.journal.Journal;
import io.stairgate.agent.journal.Limits;
import io.stairgate.agent.local.Ask;
import io.stairgate.agent.local.Question;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyDeskTest {
  private static final String VOLUME = "a".repeat(64);
  private static final String PASSPHRASE = "correct horse";

  @TempDir Path folder;
  private final Disk disk = new Disk();
  private final List<RecoveryKeyEvent> told = new ArrayList<>();
  private final List<Notice> notices = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-22T09:00:00Z");
  private Optional<Instant> connected = Optional.empty();
  private Optional<Instant> replace = Optional.empty();
  private boolean escrow = true;
  private Journal journal;
  private DataDirectory notes;
  private KeyDesk desk;

  /** A disk whose keys are names. */
  private static final class Disk implements DiskKeys {
    final List<String> keys = new ArrayList<>();
    final List<String> unfinished = new ArrayList<>();
    int made;

    @Override
    public List<Volume> volumes() {
      return List.of(new Volume(VOLUME, "the system disk", keys, unfinished));
    }

    @Override
    public Added add(List<String> volumes, byte[] passphrase) {
      if (!new String(passphrase, StandardCharsets.UTF_8).equals(PASSPHRASE)) {
        return new Added(List.of(), "This passphrase does not open the system disk.");
      }
      String keyId = "ABCD234" + ++made;
      keys.add(keyId);
      return new Added(
          List.of(new Made(keyId, VOLUME, made, Bytes.copyOf(new byte[95]), "the system disk")),
          "");
    }

    @Override
    public Optional<String> remove(String keyId) {
      keys.remove(keyId);
      unfinished.remove(keyId);
      return Optional.empty();
    }
  }

  @BeforeEach
  void start() throws Exception {
    DataDirectory data = DataDirectory.open(folder.resolve("data"));
    notes = data.folder("notes");
    journal = Journal.open(data.folder("journal"), Limits.DEFAULT, () -> now);
    desk =
        new KeyDesk(
            new KeyDesk.Parts(
                disk,
                notes,
                this::record,
                () -> Optional.of(journal),
                () -> connected,
                Optional::empty,
                this::policy,
                "sam"::equals,
                "root",
                notices::add,
                () -> {},
                () -> now));
  }

  @AfterEach
  void stop() throws IOException {
    journal.close();
  }

  private void record(Occurrence what, Runnable written) {
    told.add((RecoveryKeyEvent) what);
    try {
      journal.append(List.of(new Draft(now, new BootTime("boot", 1), what)));
      written.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Policy policy() {
    return new Policy(
        "device",
        Optional.empty(),
        Instant.EPOCH,
        Map.of(
            Rule.ENCRYPTION,
            new RulePolicy(Stage.WARN, new RuleSettings.Encryption(7, escrow, replace))),
        List.of(),
        "");
  }

  private String type(String account, String passphrase) {
    return desk.answer(
        new Question(Ask.RECOVERY_KEY_ADD, Map.of("passphrase", passphrase), account));
  }

  private KeptKeys noted() {
    return KeptKeys.read(notes.path());
  }

  private void acknowledge() throws Exception {
    journal.acknowledged(journal.nextSequence() - 1);
    desk.lookNow();
  }

  @Test
  void a_key_is_kept_once_the_console_has_acknowledged_it() throws Exception {
    assertThat(type("sam", PASSPHRASE)).contains("ABCD 2341").doesNotContain(PASSPHRASE);
    assertThat(told).extracting(RecoveryKeyEvent::step).containsExactly(RecoveryKeyStep.ADDED);
    desk.lookNow();
    assertThat(noted().missing()).isEqualTo(1);
    acknowledge();
    assertThat(noted().missing()).isZero();
    assertThat(noted().keys()).singleElement().matches(KeptKeys.Kept::kept);
    assertThat(type("sam", PASSPHRASE)).contains("has its recovery key already");
  }

  @Test
  void a_wrong_passphrase_and_a_stranger_change_nothing() {
    assertThat(type("sam", "wrong")).contains("does not open the system disk");
    assertThat(type("eve", PASSPHRASE)).contains("signed in");
    escrow = false;
    assertThat(type("sam", PASSPHRASE)).contains("does not ask");
    assertThat(disk.keys).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void a_key_that_nobody_acknowledged_is_taken_away_after_ten_minutes_online() throws Exception {
    type("sam", PASSPHRASE);
    now = now.plus(Duration.ofHours(2));
    desk.lookNow();
    assertThat(disk.keys).hasSize(1);
    connected = Optional.of(now);
    desk.lookNow();
    assertThat(disk.keys).hasSize(1);
    now = now.plus(Duration.ofMinutes(11));
    desk.lookNow();
    assertThat(disk.keys).isEmpty();
    assertThat(told.getLast().reason()).isEqualTo("not-acknowledged");
    assertThat(told.getLast().step()).isEqualTo(RecoveryKeyStep.REMOVED);
  }

  @Test
  void a_key_that_nobody_acknowledged_is_taken_away_after_a_day_without_a_network()
      throws Exception {
    type("sam", PASSPHRASE);
    now = now.plus(Duration.ofHours(25));
    desk.lookNow();
    assertThat(disk.keys).isEmpty();
    assertThat(noted().keys()).isEmpty();
  }

  @Test
  void a_key_that_somebody_took_out_is_told() throws Exception {
    type("sam", PASSPHRASE);
    acknowledge();
    disk.keys.clear();
    desk.lookNow();
    assertThat(told.getLast().step()).isEqualTo(RecoveryKeyStep.VANISHED);
    assertThat(noted().missing()).isEqualTo(1);
  }

  @Test
  void a_key_that_was_seen_is_replaced_and_goes_when_the_new_one_is_kept() throws Exception {
    type("sam", PASSPHRASE);
    acknowledge();
    now = now.plus(Duration.ofHours(1));
    replace = Optional.of(now);
    now = now.plus(Duration.ofMinutes(1));
    desk.lookNow();
    assertThat(noted().missing()).isEqualTo(1);
    type("sam", PASSPHRASE);
    desk.lookNow();
    assertThat(disk.keys).containsExactly("ABCD2341", "ABCD2342");
    acknowledge();
    assertThat(disk.keys).containsExactly("ABCD2342");
    assertThat(told.getLast().reason()).isEqualTo("replaced");
    assertThat(noted().missing()).isZero();
  }

  @Test
  void what_a_crash_left_is_swept_away() throws Exception {
    type("sam", PASSPHRASE);
    acknowledge();
    disk.keys.add("ZZZZ2345");
    disk.unfinished.add("YYYY2345");
    desk.lookNow();
    assertThat(disk.keys).containsExactly("ABCD2341");
    assertThat(disk.unfinished).isEmpty();
  }
}
