package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.FullDisk;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.setting.SettingId;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.FindingState;
import io.stairgate.proto.v1.Gap;
import io.stairgate.proto.v1.GapReason;
import io.stairgate.proto.v1.Hardware;
import io.stairgate.proto.v1.Heartbeat;
import io.stairgate.proto.v1.Hold;
import io.stairgate.proto.v1.LinkRequest;
import io.stairgate.proto.v1.MediaAction;
import io.stairgate.proto.v1.Posture;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.api.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of an event into the console, over real TLS. */
class LinkTest {
  @TempDir Path folder;
  ConsoleFixture f;
  TestAgent agent;

  @BeforeEach
  void start() {
    f = new ConsoleFixture(folder);
    agent = f.enrolled();
  }

  @AfterEach
  void stop() {
    agent.close();
    f.close();
  }

  private DeviceId device() {
    return new DeviceId(UUID.fromString(agent.deviceId));
  }

  private List<Alert> alerts() {
    return f.console.core().alerts.all(f.setting(), Optional.empty(), 100).alerts();
  }

  private int events() {
    return f.console.core().events.latest(f.setting(), device(), 1000).size();
  }

  @Test
  void a_laptop_is_welcomed_gets_its_policy_and_its_entries_are_acknowledged() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    assertThat(stream.welcomed()).isZero();
    assertThat(stream.policy().getNumber()).isEqualTo(1);
    stream.send(agent.entries(agent.started(1), agent.started(2)));
    assertThat(stream.acknowledged()).isEqualTo(2);
    assertThat(events()).isEqualTo(2);
    assertThat(f.console.core().devices.laptop(f.setting(), device()).orElseThrow().connected())
        .isTrue();
  }

  @Test
  void what_is_sent_twice_is_stored_once_counted_once_and_acknowledged_again() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    Entry stick = agent.stick(1, "AA1", MediaAction.MEDIA_ACTION_BLOCKED, Instant.now());
    for (int i = 0; i < 3; i++) {
      stream.send(agent.entries(stick));
      assertThat(stream.acknowledged()).isEqualTo(1);
    }
    assertThat(events()).isEqualTo(1);
    assertThat(alerts()).singleElement().extracting(Alert::occurrences).isEqualTo(1);
  }

  @Test
  void everything_is_kept_over_a_restart_and_the_stream_goes_on_from_there() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    stream.send(
        agent.entries(agent.stick(1, "AA1", MediaAction.MEDIA_ACTION_BLOCKED, Instant.now())));
    assertThat(stream.acknowledged()).isEqualTo(1);
    f.restart();
    assertThat(stream.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    TestAgent again = new TestAgent(f.console.agentPort(), agent.key);
    again.certificate = agent.certificate;
    TestAgent.Stream next = again.link(again.hello(1, 1).setJournalEpoch(agent.journal));
    assertThat(next.welcomed()).isEqualTo(1);
    assertThat(alerts()).hasSize(1);
    again.close();
  }

  @Test
  void a_stick_is_one_alert_per_laptop_medium_and_day_with_a_count_in_plain_words() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    Instant noon = Instant.parse("2026-07-01T11:00:00Z");
    stream.send(
        agent.entries(
            agent.stick(1, "AA1", MediaAction.MEDIA_ACTION_BLOCKED, noon),
            agent.stick(2, "AA1", MediaAction.MEDIA_ACTION_REMOVED, noon.plusSeconds(1)),
            agent.stick(3, "AA1", MediaAction.MEDIA_ACTION_BLOCKED, noon.plusSeconds(60)),
            agent.stick(4, "BB2", MediaAction.MEDIA_ACTION_BLOCKED, noon.plusSeconds(90)),
            // Past midnight in London, not yet in UTC: another day.
            agent.stick(
                5, "AA1", MediaAction.MEDIA_ACTION_BLOCKED, Instant.parse("2026-07-01T23:30:00Z")),
            agent.stick(6, "CC3", MediaAction.MEDIA_ACTION_SEEN, noon),
            agent.stick(7, "DD4", MediaAction.MEDIA_ACTION_NOT_BLOCKED, noon),
            agent.stick(8, "EE5", MediaAction.MEDIA_ACTION_ALLOWED, noon)));
    assertThat(stream.acknowledged()).isEqualTo(8);
    assertThat(alerts()).hasSize(5);
    assertThat(alerts())
        .filteredOn(alert -> alert.occurrences() == 2)
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo("medium-blocked");
              assertThat(alert.severity()).isEqualTo("today");
              assertThat(alert.detail())
                  .isEqualTo(
                      "A memory stick (SanDisk Ultra) was plugged in without permission. It was"
                          + " shut out: nobody could read it.");
            });
    assertThat(alerts())
        .filteredOn(alert -> alert.severity().equals("urgent"))
        .extracting(Alert::kind)
        .containsExactly("medium-used", "medium-used");
  }

  @Test
  void findings_of_a_check_are_shown_and_heartbeats_prove_them_again() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    Instant proved = Instant.parse("2026-09-01T08:00:00Z");
    stream.send(agent.entries(posture(1, FindingState.FINDING_STATE_NOT_MET, proved)));
    assertThat(stream.acknowledged()).isEqualTo(1);
    Finding finding = f.console.core().findings.findings(f.setting(), device()).getFirst();
    assertThat(finding.state()).isEqualTo("not-met");
    assertThat(finding.hold()).isEqualTo("reported-only");
    stream.send(
        LinkRequest.newBuilder()
            .setHeartbeat(
                Heartbeat.newBuilder()
                    .setClock(TestAgent.timestamp(proved))
                    .setFindingsProvedAt(TestAgent.timestamp(proved.plusSeconds(300))))
            .build());
    await()
        .untilAsserted(
            () ->
                assertThat(
                        f.console
                            .core()
                            .findings
                            .findings(f.setting(), device())
                            .getFirst()
                            .provedAt())
                    .isEqualTo(proved.plusSeconds(300)));
  }

  @Test
  void a_hole_is_noted_as_missing_shown_as_an_alert_and_shrinks_when_entries_come_late() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    stream.send(agent.entries(agent.started(1)));
    stream.send(agent.entries(agent.started(5)));
    assertThat(stream.acknowledged()).isPositive();
    await().untilAsserted(() -> assertThat(gaps()).containsExactly("2-4 missing"));
    assertThat(alerts()).extracting(Alert::kind).containsExactly("journal-gap");
    stream.send(agent.entries(agent.started(2), agent.started(3)));
    await().untilAsserted(() -> assertThat(gaps()).containsExactly("4-4 missing"));
    assertThat(events()).isEqualTo(4);
  }

  @Test
  void announced_gaps_are_noted_and_only_lost_ones_are_alerts() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    stream.send(
        agent.entries(
            gap(1, 4, GapReason.GAP_REASON_COALESCED), gap(5, 9, GapReason.GAP_REASON_DAMAGED)));
    assertThat(stream.acknowledged()).isEqualTo(9);
    assertThat(gaps()).containsExactlyInAnyOrder("1-4 coalesced", "5-9 damaged");
    assertThat(alerts()).singleElement().extracting(Alert::kind).isEqualTo("journal-gap");
  }

  @Test
  void what_a_laptop_cannot_send_any_more_is_noted_at_its_hello() {
    TestAgent.Stream stream = agent.link(agent.hello(10, 7));
    assertThat(stream.welcomed()).isEqualTo(6);
    assertThat(gaps()).containsExactly("1-6 missing");
  }

  @Test
  void something_of_a_newer_agent_is_kept_as_it_came() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    Entry unknown =
        Entry.newBuilder()
            .setSequence(1)
            .setOccurredAt(TestAgent.timestamp(Instant.now()))
            .setUnknownFields(
                com.google.protobuf.UnknownFieldSet.newBuilder()
                    .addField(
                        77,
                        com.google.protobuf.UnknownFieldSet.Field.newBuilder().addVarint(5).build())
                    .build())
            .build();
    stream.send(agent.entries(unknown));
    assertThat(stream.acknowledged()).isEqualTo(1);
    assertThat(f.console.core().events.latest(f.setting(), device(), 1).getFirst().body().toArray())
        .isEqualTo(unknown.toByteArray());
  }

  @Test
  void a_changed_rule_reaches_an_open_stream_within_a_second() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    assertThat(stream.policy().getNumber()).isEqualTo(1);
    long from = System.nanoTime();
    SettingId setting = f.setting();
    assertThat(
            f.console
                .policyFiles()
                .setStage(
                    setting,
                    device(),
                    Rule.PORTABLE_MEDIA,
                    Stage.ENFORCE,
                    new Actor.Console(),
                    "The test says so."))
        .isPresent();
    assertThat(stream.policy().getNumber()).isEqualTo(2);
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(1));
  }

  /** The database does not give a sender its policy, once. */
  public static final class NotRead implements Trigger {
    static final AtomicBoolean ONCE = new AtomicBoolean();

    @Override
    public void fire(Connection connection, Object[] before, Object[] row) throws SQLException {
      if (Thread.currentThread().getName().startsWith("ingest-sender") && ONCE.getAndSet(false)) {
        throw new SQLException("a test");
      }
    }
  }

  @Test
  void a_policy_that_could_not_be_read_reaches_the_same_stream_all_the_same() {
    f.console
        .core()
        .database
        .useTransaction(
            tx ->
                tx.createUpdate(
                        "CREATE TRIGGER not_read BEFORE SELECT ON policy CALL '"
                            + NotRead.class.getName()
                            + "'")
                    .execute());
    NotRead.ONCE.set(true);
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    assertThat(stream.policy().getNumber()).isEqualTo(1);
    assertThat(NotRead.ONCE).isFalse();
  }

  @Test
  void a_setting_that_gets_its_name_tells_its_laptops() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    assertThat(stream.policy().getNumber()).isEqualTo(1);
    f.console.core().settings.rename(f.setting(), "Larch Nursery");
    assertThat(stream.policyFor("Larch Nursery").getNumber()).isEqualTo(2);
  }

  @Test
  void a_full_disk_is_never_acknowledged_and_the_laptop_goes_on_when_there_is_space() {
    FullDisk.register();
    Path full = folder.resolve("full");
    try (ConsoleFixture small =
            new ConsoleFixture(
                folder.resolve("small"),
                Optional.of("jdbc:h2:full:" + full + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"));
        TestAgent laptop = small.enrolled()) {
      TestAgent.Stream stream = laptop.link(laptop.hello(1, 1));
      stream.send(laptop.entries(laptop.started(1)));
      assertThat(stream.acknowledged()).isEqualTo(1);
      FullDisk.FULL.set(true);
      stream.send(laptop.entries(laptop.started(2)));
      assertThat(stream.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(stream.received)
          .noneMatch(
              answer ->
                  answer.hasAcknowledgement()
                      && answer.getAcknowledgement().getThroughSequence() > 1);
      FullDisk.FULL.set(false);
      TestAgent.Stream again = laptop.link(laptop.hello(3, 1));
      long through = again.welcomed();
      assertThat(through).isBetween(1L, 2L);
      again.send(laptop.entries(laptop.started(2), laptop.started(3)));
      assertThat(again.acknowledged()).isEqualTo(3);
    } finally {
      FullDisk.FULL.set(false);
    }
  }

  @Test
  void a_malformed_message_ends_the_stream_with_a_sentence_and_is_not_acknowledged() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    assertThat(stream.welcomed()).isZero();
    stream.send(agent.entries(agent.started(2), agent.started(1)));
    Status status = stream.ended();
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains("not in the order of their numbers");
    assertThat(events()).isZero();
  }

  @Test
  void a_message_over_the_limit_ends_the_stream() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    assertThat(stream.welcomed()).isZero();
    stream.send(
        LinkRequest.newBuilder()
            .setUnknownFields(
                com.google.protobuf.UnknownFieldSet.newBuilder()
                    .addField(
                        99,
                        com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(
                                com.google.protobuf.ByteString.copyFrom(new byte[600 * 1024]))
                            .build())
                    .build())
            .build());
    assertThat(stream.ended().getCode())
        .isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED, Status.Code.INTERNAL);
  }

  @Test
  void a_ban_ends_a_live_stream_and_stays_after_a_restart() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    assertThat(stream.welcomed()).isZero();
    assertThat(f.console.laptops().ban(f.setting(), device(), StoreFixture.ANN)).isTrue();
    assertThat(stream.ended().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    f.restart();
    TestAgent again = new TestAgent(f.console.agentPort(), agent.key);
    again.certificate = agent.certificate;
    assertThat(again.link(again.hello(1, 1)).ended().getCode())
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    again.close();
  }

  /** By a wrong clock of the console: a refusal for good would keep the laptop away for an hour. */
  @Test
  void a_certificate_that_has_ended_by_the_consoles_clock_is_asked_to_be_renewed() {
    f.ahead.set(Duration.ofDays(400));
    assertThat(agent.link(agent.hello(1, 1)).ended().getCode())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
    f.ahead.set(Duration.ofDays(-400));
    assertThat(agent.link(agent.hello(1, 1)).ended().getCode())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
    f.ahead.set(Duration.ZERO);
    assertThat(agent.link(agent.hello(1, 1)).welcomed()).isZero();
  }

  @Test
  void one_key_on_two_machines_is_an_alert_and_a_reboot_is_not() {
    String first = UUID.randomUUID().toString();
    String second = UUID.randomUUID().toString();
    assertThat(agent.link(agent.hello(1, 1).setBootId(first)).welcomed()).isZero();
    assertThat(agent.link(agent.hello(1, 1).setBootId(second)).welcomed()).isZero();
    assertThat(alerts()).as("a reboot").isEmpty();
    assertThat(agent.link(agent.hello(1, 1).setBootId(first)).welcomed()).isZero();
    await()
        .untilAsserted(() -> assertThat(alerts()).extracting(Alert::kind).containsExactly("clone"));
  }

  /** The database holds entry 3 up until it is let go, and then does not take it, once. */
  public static final class HeldUp implements Trigger {
    static final Semaphore REACHED = new Semaphore(0);
    static final Semaphore GO = new Semaphore(0);
    private static final int SEQUENCE = 2;
    private static final AtomicBoolean ONCE = new AtomicBoolean(true);

    @Override
    public void fire(Connection connection, Object[] before, Object[] row) throws SQLException {
      if (row[SEQUENCE].equals(3L) && ONCE.getAndSet(false)) {
        REACHED.release();
        GO.acquireUninterruptibly();
        throw new SQLException("a test");
      }
    }
  }

  @Test
  void behind_a_message_that_could_not_be_stored_nothing_is_and_all_of_it_comes_again()
      throws Exception {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    stream.send(agent.entries(agent.started(1)));
    assertThat(stream.acknowledged()).isEqualTo(1);
    f.console
        .core()
        .database
        .useTransaction(
            tx ->
                tx.createUpdate(
                        "CREATE TRIGGER held_up BEFORE INSERT ON event FOR EACH ROW CALL '"
                            + HeldUp.class.getName()
                            + "'")
                    .execute());
    stream.send(agent.entries(agent.started(2), agent.started(3)));
    assertThat(HeldUp.REACHED.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    stream.send(agent.entries(agent.started(4)));
    await()
        .untilAsserted(
            () ->
                assertThat(f.console.core().measures.text())
                    .contains("stairgate_ingest_waiting 1"));
    HeldUp.GO.release();
    assertThat(stream.ended().getCode()).isEqualTo(Status.Code.INTERNAL);
    TestAgent.Stream again = agent.link(agent.hello(5, 1));
    assertThat(again.welcomed()).isEqualTo(1);
    assertThat(gaps()).isEmpty();
    again.send(agent.entries(agent.started(2), agent.started(3), agent.started(4)));
    assertThat(again.acknowledged()).isEqualTo(4);
    assertThat(events()).isEqualTo(4);
  }

  private List<String> gaps() {
    return f.console.core().journals.gaps(f.setting(), device()).stream()
        .map(gap -> gap.first() + "-" + gap.last() + " " + gap.reason())
        .toList();
  }

  private static Entry gap(long first, long last, GapReason reason) {
    return Entry.newBuilder()
        .setSequence(last)
        .setOccurredAt(TestAgent.timestamp(Instant.now()))
        .setGap(Gap.newBuilder().setFirstSequence(first).setLastSequence(last).setReason(reason))
        .build();
  }

  private static Entry posture(long sequence, FindingState state, Instant at) {
    return Entry.newBuilder()
        .setSequence(sequence)
        .setOccurredAt(TestAgent.timestamp(at))
        .setPosture(
            Posture.newBuilder()
                .setHardware(Hardware.newBuilder().setModel("ThinkPad L14"))
                .addFindings(
                    io.stairgate.proto.v1.Finding.newBuilder()
                        .setRule("encryption")
                        .setState(state)
                        .setHold(Hold.HOLD_REPORTED_ONLY)
                        .setStage(io.stairgate.proto.v1.Stage.STAGE_WATCH)
                        .setProvedAt(TestAgent.timestamp(at))
                        .setSentence("The disk is not encrypted.")))
        .build();
  }
}
