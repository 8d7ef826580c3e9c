package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stairgate.console.alert.Alert;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.witness.AuditNotice;
import io.stairgate.console.witness.Witness;
import io.stairgate.proto.v1.AuditHead;
import io.stairgate.proto.v1.Hello;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What laptops remember of the log, over the real stream and a real file put back. */
class WitnessTest {
  @TempDir Path temp;
  ConsoleFixture f;
  final List<TestAgent> agents = new ArrayList<>();

  @BeforeEach
  void start() {
    f = new ConsoleFixture(temp.resolve("console"));
  }

  @AfterEach
  void stop() {
    agents.forEach(TestAgent::close);
    f.close();
  }

  private TestAgent laptop() {
    TestAgent agent = f.enrolled();
    agents.add(agent);
    return agent;
  }

  /** The same laptop at the console that runs now. */
  private TestAgent again(TestAgent before) {
    TestAgent agent = new TestAgent(f.console.agentPort(), before.key);
    agent.certificate = before.certificate;
    agent.deviceId = before.deviceId;
    agents.add(agent);
    return agent;
  }

  private void write(int lines) {
    for (int i = 0; i < lines; i++) {
      f.console
          .core()
          .audit
          .append(f.setting(), new Actor.CommandLine(), "test-act", "", "line " + i);
    }
  }

  private long last() {
    return log().size();
  }

  private List<AuditEntry> log() {
    return f.console.core().audit.entries(f.setting(), 0, 10_000);
  }

  private List<AuditNotice> notices() {
    return f.console.core().notices.all(f.setting());
  }

  private List<Alert> alerts() {
    return f.console.core().alerts.all(f.setting(), Optional.empty(), 100).alerts();
  }

  /** Says hello with what the laptop remembers; what the console gives it to remember. */
  private AuditHead hello(TestAgent agent, AuditHead... remembered) {
    Hello.Builder hello = agent.hello(1, 1).addAllAuditHeads(List.of(remembered));
    return agent.link(hello).welcome().getAuditHead();
  }

  private Path copy() throws IOException {
    f.console.close();
    Path copy = temp.resolve("copy-" + System.nanoTime());
    copy(f.folder, copy);
    f.restart();
    return copy;
  }

  private void putBack(Path copy) throws IOException {
    f.console.close();
    try (Stream<Path> files = Files.list(f.folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    copy(copy, f.folder);
    f.restart();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  @Test
  void the_welcome_and_each_acknowledgement_carry_the_head_of_the_log() {
    TestAgent agent = laptop();
    write(3);
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    AuditHead first = stream.welcome().getAuditHead();
    AuditEntry line = log().getLast();
    assertThat(first.getNumber()).isEqualTo(line.number());
    assertThat(first.getHash().toByteArray()).isEqualTo(line.hash().toArray());
    assertThat(first.getRestoreEpoch()).isEqualTo(1);
    assertThat(first.getMac().size()).isEqualTo(32);
    write(1);
    stream.send(agent.entries(agent.started(1)));
    assertThat(stream.acknowledgement().getAuditHead().getNumber())
        .isEqualTo(first.getNumber() + 1);
  }

  @Test
  void a_log_that_only_grew_accuses_nobody() {
    TestAgent agent = laptop();
    AuditHead first = hello(agent);
    write(5);
    AuditHead second = hello(agent, first);
    f.restart();
    write(1);
    AuditHead third = hello(again(agent), second, first);
    assertThat(third.getNumber()).isGreaterThan(second.getNumber());
    assertThat(f.console.core().logCheck.one(f.setting()).firstBroken()).isEmpty();
    assertThat(notices()).isEmpty();
    assertThat(alerts()).isEmpty();
  }

  @Test
  void a_database_put_back_to_an_older_copy_is_noticed_and_told_once_with_its_lines()
      throws Exception {
    TestAgent blue = laptop();
    TestAgent red = laptop();
    Path older = copy();
    long kept = last();
    write(12);
    AuditHead remembered = hello(again(blue));
    assertThat(remembered.getNumber()).isEqualTo(kept + 12);
    putBack(older);
    write(2);
    var _ = hello(again(blue), remembered);
    await().until(() -> !notices().isEmpty());
    AuditNotice notice = notices().getFirst();
    assertThat(notice.kind()).isEqualTo(AuditNotice.Kind.MISSING);
    assertThat(notice.first()).isEqualTo(kept + 1);
    assertThat(notice.last()).isEqualTo(kept + 12);
    assertThat(notice.sentence())
        .isEqualTo(
            "The log of who did what was changed or put back to an older copy: lines %d to %d are missing, Blue Room remembers them."
                .formatted(kept + 1, kept + 12));
    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo("audit-changed");
              assertThat(alert.severity()).isEqualTo("urgent");
              assertThat(alert.device()).isEmpty();
              assertThat(alert.occurrences()).isEqualTo(1);
            });
    assertThat(log())
        .filteredOn(line -> line.act().equals(Witness.NOTICED))
        .singleElement()
        .satisfies(line -> assertThat(line.detail()).isEqualTo(notice.sentence()));

    // The same laptop again, and another that remembers less: one notice, counted.
    var _ = hello(again(blue), remembered);
    var _ = hello(again(red), remembered);
    await().until(() -> notices().getFirst().laptops() == 2);
    assertThat(notices()).hasSize(1);
    assertThat(notices().getFirst().sentence())
        .contains("Blue Room and 1 other laptop remember them");
    await().until(() -> alerts().getFirst().occurrences() == 2);

    // Laptops follow the log again: a second rolling back is noticed too.
    AuditHead after = hello(again(blue), remembered);
    assertThat(after.getBranch()).isEqualTo(1);
    assertThat(after.getNumber()).isLessThan(remembered.getNumber());
    putBack(older);
    var _ = hello(again(blue), after, remembered);
    await().until(() -> !notices().isEmpty());
    assertThat(notices().getFirst().branch()).isEqualTo(2);
    assertThat(notices().getFirst().last()).isEqualTo(after.getNumber());
  }

  @Test
  void a_head_of_a_stream_that_was_cut_is_shown_again_as_the_one_before() throws Exception {
    TestAgent blue = laptop();
    Path older = copy();
    write(3);
    AuditHead remembered = hello(again(blue));
    putBack(older);
    // The console stops between the welcome and looking: the laptop has a head of the new log now.
    write(6);
    AuditHead fresh = hello(again(blue));
    assertThat(fresh.getNumber()).isGreaterThan(remembered.getNumber());
    assertThat(notices()).isEmpty();
    var _ = hello(again(blue), fresh, remembered);
    await().until(() -> notices().size() == 1);
  }

  @Test
  void after_an_announced_restore_the_sentence_says_so() throws Exception {
    TestAgent blue = laptop();
    Path older = copy();
    long kept = last();
    write(4);
    AuditHead remembered = hello(again(blue));
    putBack(older);
    f.console.core().facts.put("restore-epoch", "2");
    f.console.core().facts.put("restored-at", "2026-11-03T10:00:00Z");
    f.console
        .core()
        .audit
        .append(f.setting(), new Actor.CommandLine(), Witness.RESTORED, "", "From a backup.");
    f.restart();
    var _ = hello(again(blue), remembered);
    await().until(() -> !notices().isEmpty());
    assertThat(notices().getFirst().sentence())
        .isEqualTo(
            "This console was put back from a backup on 3 November 2026. In the log of who did what lines %d to %d are missing since then, Blue Room remembers them."
                .formatted(kept + 1, kept + 4));
  }

  @Test
  void a_head_this_console_never_gave_is_told_in_the_programs_log_alone() {
    TestAgent blue = laptop();
    AuditHead remembered = hello(blue);
    DeviceId device = new DeviceId(UUID.fromString(blue.deviceId));
    Witness witness = f.console.core().witness;
    var head = value(remembered);
    var line = new AuditStore.Head(head.line().number() + 100, head.line().hash());
    for (var invented :
        List.of(
            new io.stairgate.console.witness.AuditHead(1, 0, line, head.mac()),
            new io.stairgate.console.witness.AuditHead(1, 7, head.line(), head.mac()),
            new io.stairgate.console.witness.AuditHead(2, 0, head.line(), head.mac()))) {
      witness.shown(f.setting(), device, List.of(invented));
    }
    assertThat(notices()).isEmpty();
    assertThat(alerts()).isEmpty();
    // A good one, but of another setting.
    SettingId other = new SettingId(UUID.randomUUID());
    f.console
        .core()
        .settings
        .create(new Setting(other, "Other", Bytes.of(new byte[32]), f.clock.instant()));
    witness.shown(other, device, List.of(head));
    assertThat(f.console.core().notices.all(other)).isEmpty();
  }

  private static io.stairgate.console.witness.AuditHead value(AuditHead head) {
    return new io.stairgate.console.witness.AuditHead(
        head.getRestoreEpoch(),
        head.getBranch(),
        new AuditStore.Head(head.getNumber(), Bytes.of(head.getHash().toByteArray())),
        Bytes.of(head.getMac().toByteArray()));
  }

  @Test
  void a_notice_stays_until_a_person_says_why_and_that_is_in_the_log() throws Exception {
    TestAgent blue = laptop();
    Path older = copy();
    write(2);
    AuditHead remembered = hello(again(blue));
    putBack(older);
    var _ = hello(again(blue), remembered);
    await().until(() -> !notices().isEmpty());
    var notices = f.console.core().notices;
    var dee = new Actor.Person(UUID.randomUUID(), "Dee Lead");
    assertThat(
            notices.acknowledge(
                f.setting(), 1, dee, "We put the old disk back.", f.clock.instant()))
        .isTrue();
    assertThat(notices.acknowledge(f.setting(), 1, dee, "Again.", f.clock.instant())).isFalse();
    assertThat(notices.open(f.setting())).isEmpty();
    assertThat(log().getLast().act()).isEqualTo("audit-change-acknowledged");
    assertThat(log().getLast().detail()).isEqualTo("We put the old disk back.");
    var _ = hello(again(blue), remembered);
    write(1);
    assertThat(notices.open(f.setting())).isEmpty();
  }
}
