package io.stairgate.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stairgate.agent.config.AgentConfig;
import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.ScanProgress;
import io.stairgate.agent.event.ScanReport;
import io.stairgate.agent.event.ScanVerdict;
import io.stairgate.agent.identity.EnrolmentLine;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.identity.IdentityStore;
import io.stairgate.agent.identity.Pki;
import io.stairgate.agent.link.Enroller;
import io.stairgate.agent.local.Answer;
import io.stairgate.agent.local.Ask;
import io.stairgate.agent.local.LocalClient;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.policy.RefusedRequest;
import io.stairgate.agent.policy.TelephoneCode;
import io.stairgate.agent.wire.FakeConsole;
import io.stairgate.agent.wire.PermissionMaker;
import io.stairgate.agent.wire.TelephoneSecret;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.MediaRequest;
import io.stairgate.proto.v1.PermissionStep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent with a console: how permissions go their way, and what people are told. */
@Timeout(60)
class PermissionFlowTest {
  private static final Logger LOG = Logger.getLogger(PermissionFlowTest.class.getName());
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
  private static final Medium STICK = FakePlatform.FakeMedia.stick("S1");

  @TempDir Path temp;
  private volatile Instant wall = NOW;
  private final InstantSource clock = () -> wall;
  private final FakePlatform platform = new FakePlatform(clock);
  private FakeConsole console;
  private AgentConfig config;
  private Identity me;

  @SuppressWarnings("NullAway.Init") // start() makes it
  private Agent agent;

  @BeforeEach
  void enrol() throws Exception {
    console = new FakeConsole(new Pki(NOW), NOW);
    console.certificateFrom = NOW.minus(Duration.ofDays(2));
    Path data = temp.resolve("data");
    config = new AgentConfig(temp, data, List.of(data.resolve("agent.sock")));
    me =
        new Enroller(
                IdentityStore.open(DataDirectory.open(data)),
                platform.hardware(),
                Agent.VERSION,
                clock)
            .enrol(
                EnrolmentLine.parse(console.pki.line(console.port(), FakeConsole.CODE)), "", false);
    start();
    await().until(() -> ask(Ask.STATUS).json().contains("\"connectedSince\""));
  }

  private void start() throws Exception {
    agent = new Agent(config, platform, clock, () -> ZoneOffset.UTC, new Random(1));
    agent.start();
  }

  @AfterEach
  void stop() {
    agent.close();
    console.close();
  }

  private Answer ask(Ask ask, String... pairs) throws Exception {
    Map<String, String> words = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      words.put(pairs[i], pairs[i + 1]);
    }
    return new LocalClient(config.sockets()).ask(ask, words).orElseThrow();
  }

  private Permission give(long number, Duration length) {
    Permission permission = PermissionMaker.allowing(STICK, NOW.minusSeconds(1), NOW.plus(length));
    console.permissions(me.deviceId(), 1, number, permission);
    await().until(() -> platform.media.live.equals(List.of(permission)));
    return permission;
  }

  private void told(Permission permission, io.stairgate.agent.event.PermissionStep step) {
    platform
        .media
        .told()
        .permission(
            new PermissionEvent(
                permission.id(),
                step,
                Optional.of(STICK),
                "",
                Optional.empty(),
                step == io.stairgate.agent.event.PermissionStep.OPENED ? "anna" : "",
                true,
                Optional.empty(),
                Duration.ofMillis(5)));
  }

  private String state() throws Exception {
    return ask(Ask.MEDIA).rows().getFirst().getOrDefault("state", "");
  }

  private List<String> titles() {
    return platform.notices.stream().map(notice -> notice.title()).toList();
  }

  private boolean hasStep(PermissionStep step, String reason) {
    return console.entries().stream()
        .filter(Entry::hasPermission)
        .map(Entry::getPermission)
        .anyMatch(p -> p.getStep() == step && p.getReason().equals(reason));
  }

  @Test
  void from_the_block_to_the_end_the_person_and_the_console_are_told() throws Exception {
    platform.media.plug(STICK);
    await().until(() -> titles().contains("This memory stick was not opened"));
    assertThat(platform.notices.getFirst().askFor()).isEqualTo("S1");
    assertThat(state()).isEqualTo("shut");
    ask(Ask.MEDIA_ASK, "reason", "Photos of the week", "write", "true");
    assertThat(state()).isEqualTo("asked");
    await().until(() -> console.entries().stream().anyMatch(Entry::hasRequest));
    MediaRequest request =
        console.entries().stream().filter(Entry::hasRequest).findFirst().orElseThrow().getRequest();
    assertThat(request.getReason()).isEqualTo("Photos of the week");
    assertThat(request.getAccount()).isEqualTo(System.getProperty("user.name"));
    assertThat(request.getWrite()).isTrue();

    Permission permission = give(1, Duration.ofHours(1));
    told(permission, io.stairgate.agent.event.PermissionStep.SCANNING);
    platform.media.told().progress(new ScanProgress(permission.id(), 30, 100, 4));
    assertThat(state()).isEqualTo("scanning");
    assertThat(ask(Ask.MEDIA).lines().getFirst()).contains("30 % done");
    await().until(() -> !console.scans().isEmpty());
    told(permission, io.stairgate.agent.event.PermissionStep.OPENED);
    assertThat(state()).isEqualTo("open");
    assertThat(ask(Ask.MEDIA).lines().getFirst())
        .contains("open, reading only, until 09:00 today.");
    await().until(() -> titles().contains("The memory stick is open"));

    long begin = System.nanoTime();
    console.permissions(me.deviceId(), 1, 2);
    await().pollInterval(Duration.ofMillis(1)).until(() -> platform.media.live.isEmpty());
    LOG.info("stop to permit: " + (System.nanoTime() - begin) / 1_000 + " us, poll included");
    await().until(() -> hasStep(PermissionStep.PERMISSION_STEP_ENDED, "stopped"));
    await().until(() -> titles().contains("The memory stick is shut again"));
    assertThat(platform.notices.getLast().body()).contains("has ended the permission");
    assertThat(state()).isNotEqualTo("open");
  }

  @Test
  void a_refusal_reaches_the_person_with_its_word() throws Exception {
    platform.media.plug(STICK);
    String request = ask(Ask.MEDIA_ASK, "reason", "Photos").word("requestId");
    console.permissions(
        me.deviceId(),
        1,
        1,
        List.of(new RefusedRequest(request, "Use the shared folder, please.")));
    await().until(() -> titles().contains("The memory stick was not allowed"));
    assertThat(platform.notices.getLast().body()).contains("Use the shared folder, please.");
    assertThat(state()).isEqualTo("refused");
    assertThat(ask(Ask.MEDIA_ASK, "reason", "Photos").word("requestId")).isNotEqualTo(request);
    assertThat(state()).isEqualTo("asked");
  }

  @Test
  void the_end_comes_by_the_running_systems_count_also_after_a_sleep() throws Exception {
    platform.media.plug(STICK);
    Permission permission = give(1, Duration.ofMinutes(30));
    told(permission, io.stairgate.agent.event.PermissionStep.OPENED);
    wall = NOW.minus(Duration.ofDays(1)); // nobody asks that clock
    platform.moreMs = Duration.ofMinutes(29).plusSeconds(30).toMillis();
    await().until(() -> titles().contains("The memory stick is shut in a minute"));
    assertThat(platform.media.live).isNotEmpty();
    platform.moreMs = Duration.ofMinutes(31).toMillis();
    await().until(() -> platform.media.live.isEmpty());
    await().until(() -> hasStep(PermissionStep.PERMISSION_STEP_ENDED, "time"));
  }

  @Test
  void a_clock_that_went_back_suspends_until_the_console_is_seen() throws Exception {
    Permission permission = give(1, Duration.ofDays(7));
    agent.close();
    int port = console.port();
    console.close();
    wall = NOW.minus(Duration.ofMinutes(50));
    platform.boot = "next";
    start();
    assertThat(platform.media.live).isEmpty();
    assertThat(ask(Ask.STATUS).json()).contains("\"permissionsSuspended\":true");
    assertThat(ask(Ask.PERMISSIONS).lines().getFirst()).contains("clock went back");
    agent.close();
    console = new FakeConsole(console.pki, NOW, port, Pki.CONSOLE_ID);
    start();
    await().until(() -> platform.media.live.equals(List.of(permission)));
    await().until(() -> hasStep(PermissionStep.PERMISSION_STEP_SUSPENDED, "clock"));
  }

  @Test
  void by_telephone_without_a_console_until_midnight_and_also_after_a_restart() throws Exception {
    platform.media.plug(STICK);
    console.close();
    String challenge = ask(Ask.TELEPHONE).word("challenge").replace(" ", "");
    TelephoneSecret secret = TelephoneSecret.of(Bytes.copyOf(FakeConsole.TELEPHONE_SECRET));
    String right = TelephoneCode.answer(secret, TelephoneCode.Kind.TODAY, challenge);
    assertThat(problem("AAAAA AAAAA")).contains("4 tries are left");
    assertThat(problem("AAAAA AAAA")).contains("not counted");
    assertThat(platform.media.live).isEmpty();
    ask(
        Ask.TELEPHONE_ANSWER,
        "code",
        TelephoneCode.spoken(right).toLowerCase(java.util.Locale.ROOT));
    await().until(() -> platform.media.live.size() == 1);
    Permission permission = platform.media.live.getFirst();
    assertThat(permission.endsAt()).isEqualTo(Instant.parse("2026-09-02T00:00:00Z"));
    assertThat(permission.readOnly()).isTrue();
    assertThat(permission.account()).isEqualTo(System.getProperty("user.name"));
    assertThat(permission.covers(STICK)).isTrue();
    assertThat(problem(right)).contains("No code waits");
    agent.close();
    platform.media.live = List.of();
    start();
    assertThat(platform.media.live).containsExactly(permission);
  }

  @Test
  void what_was_allowed_by_telephone_can_be_stopped_and_stays_stopped() throws Exception {
    platform.media.plug(STICK);
    // The secret comes with the welcome.
    await().until(() -> !console.entries().isEmpty());
    String challenge = ask(Ask.TELEPHONE).word("challenge").replace(" ", "");
    TelephoneSecret secret = TelephoneSecret.of(Bytes.copyOf(FakeConsole.TELEPHONE_SECRET));
    ask(
        Ask.TELEPHONE_ANSWER,
        "code",
        TelephoneCode.answer(secret, TelephoneCode.Kind.TODAY, challenge));
    await().until(() -> platform.media.live.size() == 1);
    String id = platform.media.live.getFirst().id();
    console.permissions(me.deviceId(), 1, 1, List.of(), List.of(id));
    await().until(() -> platform.media.live.isEmpty());
    await().until(() -> hasStep(PermissionStep.PERMISSION_STEP_ENDED, "stopped"));
    agent.close();
    start();
    assertThat(platform.media.live).isEmpty();
  }

  private String problem(String code) throws Exception {
    try {
      ask(Ask.TELEPHONE_ANSWER, "code", code);
      return "";
    } catch (io.stairgate.agent.config.PlainException e) {
      return e.sentence();
    }
  }

  @Test
  void a_stick_that_is_another_one_ends_its_permission_once() throws Exception {
    Permission permission = give(1, Duration.ofHours(1));
    Medium other =
        new Medium(
            STICK.kind(),
            STICK.vendorId(),
            STICK.productId(),
            STICK.serial(),
            STICK.name(),
            STICK.strength(),
            STICK.port(),
            "cd".repeat(32));
    platform
        .media
        .told()
        .permission(
            PermissionEvent.of(
                permission.id(),
                io.stairgate.agent.event.PermissionStep.ENDED,
                Optional.of(other),
                "descriptors-changed"));
    platform.media.plug(other);
    await().until(() -> platform.media.live.isEmpty());
    await().until(() -> hasStep(PermissionStep.PERMISSION_STEP_ENDED, "descriptors-changed"));
    ask(Ask.CHECK);
    assertThat(console.words())
        .filteredOn(w -> w.equals("permission descriptors-changed"))
        .hasSize(1);
    agent.close();
    start();
    assertThat(platform.media.live).isEmpty();
  }

  @Test
  void what_could_not_be_shut_is_tried_again_and_told_when_it_is() throws Exception {
    give(1, Duration.ofHours(1));
    platform.media.failsToShut = true;
    console.permissions(me.deviceId(), 1, 2);
    await().until(() -> console.words().stream().anyMatch(w -> w.contains("had a fault")));
    assertThat(hasStep(PermissionStep.PERMISSION_STEP_ENDED, "stopped")).isFalse();
    platform.media.failsToShut = false;
    await().until(() -> platform.media.live.isEmpty());
    await().until(() -> hasStep(PermissionStep.PERMISSION_STEP_ENDED, "stopped"));
  }

  @Test
  void malware_is_told_plainly_and_the_person_is_not_blamed() throws Exception {
    platform.media.plug(STICK);
    Permission permission = give(1, Duration.ofHours(1));
    platform
        .media
        .told()
        .permission(
            new PermissionEvent(
                permission.id(),
                io.stairgate.agent.event.PermissionStep.SCANNED,
                Optional.of(STICK),
                "",
                Optional.of(
                    new ScanReport(
                        ScanVerdict.INFECTED,
                        "ClamAV 1",
                        "1",
                        Optional.empty(),
                        3,
                        9,
                        0,
                        List.of(),
                        "Eicar-Test-Signature",
                        1,
                        Duration.ofSeconds(1))),
                "",
                false,
                Optional.empty(),
                Duration.ZERO));
    await().until(() -> titles().contains("There is harmful software on this memory stick"));
    assertThat(platform.notices.getLast().urgent()).isTrue();
    assertThat(platform.notices.getLast().body())
        .contains("Eicar-Test-Signature")
        .contains("technician")
        .contains("nothing wrong");
    assertThat(state()).isEqualTo("infected");
  }
}
