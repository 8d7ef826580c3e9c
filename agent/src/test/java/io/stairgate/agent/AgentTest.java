package io.stairgate.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.stairgate.agent.config.AgentConfig;
import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.identity.EnrolmentLine;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.identity.IdentityStore;
import io.stairgate.agent.identity.Pki;
import io.stairgate.agent.link.Enroller;
import io.stairgate.agent.local.Answer;
import io.stairgate.agent.local.Ask;
import io.stairgate.agent.local.LocalClient;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.wire.FakeConsole;
import io.stairgate.agent.wire.PermissionMaker;
import io.stairgate.proto.v1.AgentAction;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.FindingState;
import io.stairgate.proto.v1.PermissionStep;
import io.stairgate.proto.v1.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentTest {
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");

  @TempDir Path temp;
  private final InstantSource clock = InstantSource.fixed(NOW);
  private final FakePlatform platform = new FakePlatform(clock);
  private FakeConsole console;
  private AgentConfig config;

  @SuppressWarnings("NullAway.Init") // start() makes it
  private Agent agent;

  @BeforeEach
  void prepare() throws Exception {
    console = new FakeConsole(new Pki(NOW), NOW);
    Path data = temp.resolve("data");
    config = new AgentConfig(temp, data, List.of(data.resolve("agent.sock")));
  }

  private void start() throws PlainException {
    agent = new Agent(config, platform, clock, () -> ZoneOffset.UTC, new Random(1));
    agent.start();
  }

  @AfterEach
  void stop() {
    agent.close();
    console.close();
  }

  @Test
  void protects_before_anything_else_and_without_a_console() throws Exception {
    start();
    assertThat(platform.calls).startsWith("media started WATCH", "media permitted 0", "ready");
    await().until(() -> platform.proofs.get() >= 1);
    await().until(() -> ask(Ask.STATUS).word("waitingEntries").equals("2"));
    assertThat(ask(Ask.STATUS).lines()).anyMatch(l -> l.contains("not enrolled"));
    assertThat(ask(Ask.STATUS).json()).contains("\"rule\":\"encryption\"");
  }

  @Test
  void what_happened_before_the_enrolment_arrives_after_it() throws Exception {
    start();
    platform.media.plug("early");
    enrol();
    ask(Ask.ENROLLED);
    await().until(() -> console.words().contains("media no-permission"));
    await().until(() -> postures().size() >= 2);
    assertThat(started().getAgent().getAction()).isEqualTo(AgentAction.AGENT_ACTION_STARTED);
    await().until(() -> ask(Ask.STATUS).word("nickname").equals("Green Room"));
  }

  @Test
  void a_posture_is_sent_when_it_changed_and_only_then() throws Exception {
    enrol();
    start();
    await().until(() -> postures().size() == 1);
    for (int i = 0; i < 5; i++) {
      ask(Ask.CHECK);
    }
    platform.encryption = "yes";
    ask(Ask.CHECK);
    await().until(() -> postures().size() == 2);
    assertThat(postures().getLast().getPosture().getFindings(0).getState())
        .isEqualTo(FindingState.FINDING_STATE_MET);
    assertThat(platform.proofs.get()).isEqualTo(7);
  }

  @Test
  void the_console_can_ask_for_a_check_and_hears_when_everything_was_proved() throws Exception {
    enrol();
    start();
    await().until(() -> postures().size() == 1);
    int before = platform.proofs.get();
    console.checkNow();
    await().until(() -> console.results().size() == 1);
    assertThat(platform.proofs.get()).isEqualTo(before + 1);
    assertThat(console.heartbeats()).anyMatch(h -> h.hasFindingsProvedAt());
  }

  @Test
  void a_stick_is_told_at_once_and_proved_a_little_later() throws Exception {
    enrol();
    start();
    await().until(() -> postures().size() == 1);
    int before = platform.proofs.get();
    platform.media.plug("s1");
    platform.media.plug("s2");
    await().until(() -> console.words().stream().filter(w -> w.startsWith("media")).count() == 2);
    await().until(() -> platform.proofs.get() > before);
    assertThat(ask(Ask.STATUS).word("notice")).contains("not a fault of yours");
  }

  @Test
  void a_policy_is_obeyed_reported_and_still_there_after_a_restart() throws Exception {
    Identity me = enrol();
    start();
    console.policy(me.deviceId(), 1, 1, Stage.STAGE_ENFORCE);
    await().until(() -> platform.calls.contains("media ENFORCE"));
    await().until(() -> actions().contains(AgentAction.AGENT_ACTION_POLICY_APPLIED));
    agent.close();
    platform.calls.clear();
    start();
    assertThat(platform.calls).startsWith("media started ENFORCE", "media permitted 0", "ready");
  }

  @Test
  void a_policy_for_another_laptop_changes_nothing_and_is_reported_once() throws Exception {
    enrol();
    start();
    await().until(() -> console.streams() == 1);
    for (int i = 1; i < 4; i++) {
      console.policy("99999999-9999-4999-8999-999999999999", 1, i, Stage.STAGE_ENFORCE);
      console.cut();
      int streams = i;
      await().until(() -> console.hellos().size() > streams && console.streams() == 1);
    }
    await().until(() -> actions().contains(AgentAction.AGENT_ACTION_POLICY_REFUSED));
    assertThat(platform.calls).doesNotContain("media ENFORCE");
    assertThat(actions()).filteredOn(a -> a == AgentAction.AGENT_ACTION_POLICY_REFUSED).hasSize(1);
  }

  @Test
  void a_fault_in_one_rule_costs_that_rule_alone() throws Exception {
    platform.faulty = true;
    enrol();
    start();
    await().until(() -> postures().size() == 1);
    var findings = postures().getFirst().getPosture().getFindingsList();
    assertThat(findings).hasSize(5);
    assertThat(findings.getFirst().getState()).isEqualTo(FindingState.FINDING_STATE_UNKNOWN);
    assertThat(findings.getFirst().getReason()).isEqualTo("agent-fault");
  }

  @Test
  void a_stop_in_good_order_is_told_within_five_seconds_and_releases_nothing() throws Exception {
    enrol();
    start();
    await().until(() -> postures().size() == 1);
    long begin = System.nanoTime();
    agent.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    assertThat(platform.calls)
        .endsWith("stopping", "media closed")
        .doesNotContain("media released");
    assertThat(actions().getLast()).isEqualTo(AgentAction.AGENT_ACTION_STOPPED);
    start();
    await().until(() -> starts().size() == 2);
    assertThat(starts().getLast().getAgent().getDetail()).isEmpty();
  }

  @Test
  void a_crash_is_told_at_the_next_start() throws Exception {
    DataDirectory.open(config.data()).write("running", new byte[] {'x'});
    enrol();
    start();
    await().until(() -> starts().size() == 1);
    assertThat(starts().getFirst().getAgent().getDetail()).contains("not stopped in good order");
  }

  @Test
  void the_service_manager_hears_that_the_agent_is_alive() throws Exception {
    start();
    Thread main =
        new Thread(
            () -> {
              try {
                agent.awaitStop();
                platform.calls.add("ended");
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    main.start();
    await().until(() -> platform.calls.contains("alive"));
    agent.close();
    main.join(5_000);
    assertThat(platform.calls).contains("ended");
  }

  @Test
  void a_permission_is_obeyed_at_once_told_kept_and_stopped_when_it_is_gone() throws Exception {
    Identity me = enrol();
    start();
    await().until(() -> console.streams() == 1);
    var stick = FakePlatform.FakeMedia.stick("s1");
    Permission allowed =
        PermissionMaker.allowing(stick, NOW.minusSeconds(1), NOW.plus(Duration.ofHours(1)));
    console.permissions(me.deviceId(), 1, 1, allowed);
    await().until(() -> platform.media.live.equals(List.of(allowed)));
    await().until(() -> steps().contains(PermissionStep.PERMISSION_STEP_RECEIVED));
    assertThat(ask(Ask.STATUS).json()).contains(allowed.id());
    agent.close();
    platform.media.live = List.of();
    start();
    assertThat(platform.media.live).containsExactly(allowed);
    await().until(() -> console.hellos().size() == 2 && console.streams() == 1);
    assertThat(console.hellos().getLast().getHighestPermissions().getNumber()).isEqualTo(1);
    console.permissions(me.deviceId(), 1, 2);
    await().until(() -> platform.media.live.isEmpty());
    await().until(() -> steps().contains(PermissionStep.PERMISSION_STEP_ENDED));
    assertThat(console.words()).contains("permission stopped");
    assertThat(steps()).filteredOn(s -> s == PermissionStep.PERMISSION_STEP_RECEIVED).hasSize(1);
  }

  @Test
  void permissions_nobody_signed_open_nothing_and_are_told_once() throws Exception {
    enrol();
    start();
    for (int i = 0; i < 3; i++) {
      await().until(() -> console.streams() == 1);
      console.permission();
    }
    await().until(() -> console.words().stream().anyMatch(w -> w.contains("list of permissions")));
    assertThat(console.words()).filteredOn(w -> w.contains("list of permissions")).hasSize(1);
    assertThat(platform.media.live).isEmpty();
  }

  private List<PermissionStep> steps() {
    return console.entries().stream()
        .filter(Entry::hasPermission)
        .map(e -> e.getPermission().getStep())
        .toList();
  }

  @Test
  void a_word_of_a_change_is_followed_by_a_check() throws Exception {
    enrol();
    start();
    await().until(() -> postures().size() == 1);
    platform.encryption = "yes";
    platform.told().changed(System.nanoTime());
    await().until(() -> postures().size() == 2);
  }

  @Test
  void words_that_come_while_a_check_runs_wait_for_one_more_and_not_for_one_each()
      throws Exception {
    enrol();
    start();
    await().until(() -> postures().size() == 1);
    CountDownLatch gate = new CountDownLatch(1);
    platform.gate = gate;
    int before = platform.proofs.get();
    platform.told().changed(System.nanoTime());
    await().until(() -> platform.proofs.get() == before + 1);
    platform.encryption = "yes";
    for (int i = 0; i < 5; i++) {
      platform.told().changed(System.nanoTime());
    }
    gate.countDown();
    await().until(() -> postures().size() == 2);
    ask(Ask.CHECK);
    assertThat(platform.proofs.get()).isBetween(before + 3, before + 5);
  }

  @Test
  void a_change_of_the_agents_own_parts_is_told_once_and_makes_it_unhealthy() throws Exception {
    enrol();
    start();
    await().until(() -> postures().size() == 1);
    platform.changedParts = List.of("stairgate-agent.service is masked.");
    platform.told().ownPartChanged();
    platform.told().ownPartChanged();
    await().until(() -> actions().contains(AgentAction.AGENT_ACTION_TAMPERED));
    await().until(() -> postures().size() == 2);
    assertThat(ask(Ask.STATUS).json()).contains("Somebody changed the checker");
    agent.close();
    start();
    await().until(() -> starts().size() == 2);
    ask(Ask.CHECK);
    assertThat(actions()).filteredOn(a -> a == AgentAction.AGENT_ACTION_TAMPERED).hasSize(1);
  }

  @Test
  void on_return_the_agent_tells_how_long_it_was_away_and_what_the_systems_log_says()
      throws Exception {
    platform.why = List.of("The account pat stopped it.");
    enrol();
    start();
    await().until(() -> postures().size() == 1);
    agent.close();
    platform.moreMs = Duration.ofMinutes(28).toMillis();
    start();
    await().until(() -> console.words().stream().anyMatch(w -> w.contains("away")));
    assertThat(console.words())
        .anyMatch(
            w ->
                w.contains("from 2026-09-01T07:3")
                    && w.contains("The system's log says: The account pat stopped it."));
  }

  @Test
  void a_concern_locks_the_screen_first_is_kept_offline_and_reaches_the_console() throws Exception {
    platform.people = List.of(System.getProperty("user.name", ""));
    start();
    Answer said =
        new LocalClient(config.sockets())
            .require(Ask.CONCERN, Map.of("kind", "worry", "words", "A\nmessage", "named", "no"));
    assertThat(platform.calls).contains("locked " + System.getProperty("user.name", ""));
    assertThat(said.lines().getFirst()).contains("kept on this laptop");
    assertThat(said.lines()).anyMatch(line -> line.contains("Nothing of the screen was recorded"));
    enrol();
    ask(Ask.ENROLLED);
    await().until(() -> console.entries().stream().anyMatch(Entry::hasConcern));
    var concern =
        console.entries().stream().filter(Entry::hasConcern).findFirst().orElseThrow().getConcern();
    assertThat(concern.getAccount()).isEmpty();
    assertThat(concern.getWords()).doesNotContain("\n").startsWith("A");
  }

  @Test
  void concerns_without_end_from_one_person_are_cut_off_with_a_kind_word() throws Exception {
    start();
    LocalClient client = new LocalClient(config.sockets());
    for (int i = 0; i < 12; i++) {
      client.require(Ask.CONCERN, Map.of("kind", "password"));
    }
    assertThatThrownBy(() -> client.require(Ask.CONCERN, Map.of("kind", "password")))
        .isInstanceOf(PlainException.class)
        .hasMessageContaining("all kept");
    assertThatThrownBy(() -> client.require(Ask.CONCERN, Map.of("kind", "other")))
        .hasMessageContaining("worry, password, lost or upsetting");
  }

  @Test
  void the_notice_is_read_once_and_told_to_the_console() throws Exception {
    platform.people = List.of(System.getProperty("user.name", ""));
    enrol();
    start();
    LocalClient client = new LocalClient(config.sockets());
    Answer notice = ask(Ask.NOTICE);
    assertThat(notice.lines()).contains("- children's names");
    assertThatThrownBy(() -> client.require(Ask.NOTICE_READ, Map.of("notice", "another")))
        .hasMessageContaining("changed meanwhile");
    client.require(Ask.NOTICE_READ, Map.of("notice", notice.word("notice")));
    assertThat(ask(Ask.NOTICE).word("read")).isEqualTo("yes");
    await().until(() -> console.entries().stream().anyMatch(Entry::hasNoticeRead));
    await().until(() -> ask(Ask.STATUS).json().contains("Everybody who uses this laptop has read"));
  }

  @Test
  void the_page_of_what_is_reported_is_there_for_everybody_and_follows_each_check()
      throws Exception {
    start();
    Path page = config.page();
    await().until(() -> Files.exists(page));
    assertThat(Files.getPosixFilePermissions(page))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(Files.readString(page)).contains("It is so: no.");
    platform.encryption = "yes";
    ask(Ask.CHECK);
    assertThat(Files.readString(page)).contains("It is so: yes.");
  }

  @Test
  void two_agents_never_share_a_folder() throws Exception {
    start();
    assertThatThrownBy(
            () -> new Agent(config, platform, clock, () -> ZoneOffset.UTC, new Random(1)))
        .isInstanceOf(PlainException.class)
        .hasMessageContaining("Another agent");
  }

  @Test
  void a_damaged_enrolment_does_not_stop_the_protection() throws Exception {
    DataDirectory.open(config.data()).folder("identity").write("enrolment", new byte[] {1});
    start();
    assertThat(platform.calls).startsWith("media started WATCH", "media permitted 0", "ready");
  }

  @Test
  void the_version_is_the_projects() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(pom).contains("<version>" + Agent.VERSION + "</version>");
    start();
  }

  private Identity enrol() throws Exception {
    IdentityStore identities = IdentityStore.open(DataDirectory.open(config.data()));
    return new Enroller(identities, platform.hardware(), Agent.VERSION, clock)
        .enrol(EnrolmentLine.parse(console.pki.line(console.port(), FakeConsole.CODE)), "", false);
  }

  private Answer ask(Ask ask) throws PlainException {
    Optional<Answer> answer = new LocalClient(config.sockets()).ask(ask);
    return answer.orElseThrow();
  }

  private List<Entry> postures() {
    return console.entries().stream().filter(Entry::hasPosture).toList();
  }

  private List<AgentAction> actions() {
    return console.entries().stream()
        .filter(Entry::hasAgent)
        .map(e -> e.getAgent().getAction())
        .toList();
  }

  private List<Entry> starts() {
    return console.entries().stream()
        .filter(Entry::hasAgent)
        .filter(e -> e.getAgent().getAction() == AgentAction.AGENT_ACTION_STARTED)
        .toList();
  }

  private Entry started() {
    return starts().getFirst();
  }
}
