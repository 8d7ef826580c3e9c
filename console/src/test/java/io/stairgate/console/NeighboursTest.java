package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.live.Live;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.Finding;
import io.stairgate.proto.v1.FindingState;
import io.stairgate.proto.v1.Hardware;
import io.stairgate.proto.v1.Hold;
import io.stairgate.proto.v1.LinkResponse;
import io.stairgate.proto.v1.MediaAction;
import io.stairgate.proto.v1.PolicyVersion;
import io.stairgate.proto.v1.Posture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two whole consoles on one PostgreSQL: what happens at one is known at the other. */
class NeighboursTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  @TempDir Path folder;
  private ConsoleFixture one;
  private ConsoleFixture two;
  private TestAgent laptop;

  @BeforeEach
  void start() throws Exception {
    String database = Engine.POSTGRESQL.url(folder);
    Path first = Files.createDirectory(folder.resolve("one"));
    one = new ConsoleFixture(first, Optional.of(database));
    Path second = Files.createDirectory(folder.resolve("two"));
    Path copies = Files.createDirectory(second.resolve("keys"));
    try (Stream<Path> keys = Files.list(first.resolve("keys"))) {
      for (Path key : keys.toList()) {
        Files.copy(
            key, copies.resolve(key.getFileName().toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    two = new ConsoleFixture(second, Optional.of(database));
    laptop = one.enrolled();
  }

  @AfterEach
  void stop() {
    laptop.close();
    two.close();
    one.close();
  }

  @Test
  void an_open_page_at_one_hears_within_a_second_what_the_other_took_in() throws Exception {
    BlockingQueue<Live.Topic> heard = new LinkedBlockingQueue<>();
    TestAgent.Stream stream = laptop.link(laptop.hello(1, 1));
    stream.welcome();
    try (Live.Subscription _ = two.console.core().live.subscribe(two.setting(), heard::add)) {
      heard.clear();
      Instant sent = Instant.now();
      stream.send(
          laptop.entries(laptop.stick(1, "S1", MediaAction.MEDIA_ACTION_BLOCKED, Instant.now())));
      assertThat(stream.acknowledged()).isEqualTo(1);
      Awaitility.await().atMost(A_SECOND).until(() -> heard.contains(Live.Topic.ALERTS));
      assertThat(Duration.between(sent, Instant.now())).isLessThan(Duration.ofSeconds(10));
      assertThat(two.console.core().alerts.ofLaptop(two.setting(), id(), 10)).hasSize(1);
    }
  }

  @Test
  void whoever_could_not_hear_for_a_moment_looks_at_everything_again() {
    laptop.link(laptop.hello(1, 1)).welcome();
    Awaitility.await().atMost(A_SECOND).until(() -> seenFrom(two).connected());
    Set<Live.Topic> heard = ConcurrentHashMap.newKeySet();
    try (Live.Subscription _ = two.console.core().live.subscribe(two.setting(), heard::add)) {
      one.console
          .core()
          .database
          .useTransaction(
              tx ->
                  tx.createQuery(
                          """
                          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                          WHERE datname = current_database()
                            AND query IN ('LISTEN stairgate', 'SELECT 1')
                          """)
                      .mapTo(Boolean.class)
                      .list());
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> heard.containsAll(EnumSet.allOf(Live.Topic.class)));
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> seenFrom(two).connected());
    }
  }

  @Test
  void a_laptop_at_one_is_connected_at_the_other_and_a_console_that_ends_takes_it_along() {
    assertThat(seenFrom(two).connected()).isFalse();
    laptop.link(laptop.hello(1, 1)).welcome();
    Awaitility.await().atMost(A_SECOND).until(() -> seenFrom(two).connected());
    one.restart();
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !seenFrom(two).connected());
  }

  @Test
  void a_console_that_is_started_later_learns_who_is_connected() {
    laptop.link(laptop.hello(1, 1)).welcome();
    two.restart();
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> seenFrom(two).connected());
  }

  @Test
  void a_rule_changed_at_one_reaches_a_laptop_at_the_other_within_a_second() {
    TestAgent.Stream stream = laptop.link(laptop.hello(1, 1));
    PolicyVersion first = stream.policy();
    assertThat(
            two.console
                .policyFiles()
                .change(
                    two.setting(),
                    new Actor.Console(),
                    SettingPolicy.DEFAULT.withStage(Rule.CAMERA, Stage.ENFORCE),
                    Optional.empty(),
                    "The test needs it so."))
        .isInstanceOf(PolicyOutcome.Applied.class);
    Instant changed = Instant.now();
    PolicyVersion second = stream.policy();
    assertThat(second.getNumber()).isGreaterThan(first.getNumber());
    assertThat(Duration.between(changed, Instant.now())).isLessThan(A_SECOND);
  }

  @Test
  void a_stream_that_moves_to_the_other_ends_at_the_first() throws Exception {
    TestAgent.Stream old = laptop.link(laptop.hello(1, 1));
    old.welcome();
    // Within the moment that a word takes, each of two hellos would end the other's stream.
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> seenFrom(two).connected());
    TestAgent moved = laptop.at(two.console.agentPort());
    try (moved) {
      moved.link(moved.hello(1, 1)).welcome();
      assertThat(Optional.ofNullable(old.ended.poll(1, TimeUnit.SECONDS))).isPresent();
      assertThat(seenFrom(one).connected()).isTrue();
    }
  }

  @Test
  void a_laptop_banned_at_one_is_cut_off_at_the_other_at_once() throws Exception {
    TestAgent.Stream stream = laptop.link(laptop.hello(1, 1));
    stream.welcome();
    two.console.laptops().ban(two.setting(), id(), new Actor.Console());
    assertThat(Optional.ofNullable(stream.ended.poll(1, TimeUnit.SECONDS)))
        .hasValueSatisfying(
            status ->
                assertThat(status.getCode()).isEqualTo(io.grpc.Status.Code.PERMISSION_DENIED));
  }

  @Test
  void a_console_that_stands_still_with_rows_in_its_hands_holds_up_no_other() throws Exception {
    try (Connection still = Engine.connection(one.database.orElseThrow());
        TestAgent moved = laptop.at(two.console.agentPort())) {
      still.setAutoCommit(false);
      try (PreparedStatement update =
          still.prepareStatement(
              "UPDATE setting_summary SET laptops = laptops WHERE setting_id = ?")) {
        update.setObject(1, two.setting().value());
        assertThat(update.executeUpdate()).isEqualTo(1);
      }
      TestAgent.Stream stream = moved.link(moved.hello(1, 1));
      stream.welcome();
      stream.send(moved.entries(notEncrypted()));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> stream.received.stream().anyMatch(LinkResponse::hasAcknowledgement));
      // What it had in its hands is undone, and it hears of that.
      assertThatThrownBy(still::commit).isInstanceOf(SQLException.class);
    }
  }

  private static Entry notEncrypted() {
    Timestamp now = TestAgent.timestamp(Instant.now());
    return Entry.newBuilder()
        .setSequence(1)
        .setOccurredAt(now)
        .setPosture(
            Posture.newBuilder()
                .setHardware(Hardware.newBuilder().setModel("ThinkPad L14"))
                .addFindings(
                    Finding.newBuilder()
                        .setRule("encryption")
                        .setState(FindingState.FINDING_STATE_NOT_MET)
                        .setHold(Hold.HOLD_REPORTED_ONLY)
                        .setStage(io.stairgate.proto.v1.Stage.STAGE_WATCH)
                        .setProvedAt(now)
                        .setSentence("The disk is not encrypted.")))
        .build();
  }

  private Laptop seenFrom(ConsoleFixture console) {
    return console.console.core().devices.laptop(console.setting(), id()).orElseThrow();
  }

  private DeviceId id() {
    return new DeviceId(UUID.fromString(laptop.deviceId));
  }
}
