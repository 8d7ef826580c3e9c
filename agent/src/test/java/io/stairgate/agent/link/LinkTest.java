package io.stairgate.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.event.AgentAction;
import io.stairgate.agent.event.AgentEvent;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Hardware;
import io.stairgate.agent.event.ScanProgress;
import io.stairgate.agent.identity.EnrolmentLine;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.identity.IdentityStore;
import io.stairgate.agent.identity.Pki;
import io.stairgate.agent.journal.Draft;
import io.stairgate.agent.journal.Journal;
import io.stairgate.agent.journal.Limits;
import io.stairgate.agent.policy.PermissionStore;
import io.stairgate.agent.policy.PolicyStore;
import io.stairgate.agent.policy.PolicyVerifier;
import io.stairgate.agent.policy.SignedPermissions;
import io.stairgate.agent.policy.SignedPolicy;
import io.stairgate.agent.wire.AuditHead;
import io.stairgate.agent.wire.FakeConsole;
import io.stairgate.agent.wire.FakeConsole.Fault;
import io.stairgate.agent.wire.TelephoneSecret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LinkTest {
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
  private static final Hardware LAPTOP = new Hardware("Maker", "Model", "S1", "System", "1", "ab");
  private static final Link.Times QUICK =
      new Link.Times(
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          Duration.ofMillis(50),
          Duration.ofMillis(300),
          Duration.ofMillis(400));

  @TempDir Path temp;
  private final Pki pki = new Pki(NOW);
  private volatile Instant now = NOW;
  private final InstantSource clock = () -> now;
  private final Owner owner = new Owner();
  private FakeConsole console;
  private DataDirectory data;
  private IdentityStore identities;
  private PolicyStore policies;
  private PermissionStore permissions;
  private Journal journal;
  private boolean started;

  @SuppressWarnings("NullAway.Init") // start() makes it
  private Link link;

  @BeforeEach
  void open() throws Exception {
    console = new FakeConsole(pki, NOW);
    data = DataDirectory.open(temp.resolve("data"));
    identities = IdentityStore.open(data);
    policies = PolicyStore.open(data, () -> new BootTime("boot", 1));
    permissions = PermissionStore.open(data);
    journal = Journal.open(data.folder("journal"), Limits.DEFAULT, clock);
  }

  @AfterEach
  void close() throws Exception {
    if (started) {
      link.close();
    }
    journal.close();
    console.close();
  }

  // ---- enrolment

  @Test
  void a_lost_answer_is_asked_for_again_and_gives_the_same_enrolment() throws Exception {
    console.fault = Fault.LOSE_ENROL_ANSWER;
    Identity identity = enrol();
    assertThat(identity.settingName()).isEqualTo(FakeConsole.SETTING);
    assertThat(identities.load()).contains(identity);
  }

  @Test
  void a_wrong_code_is_refused_with_the_consoles_own_sentence() {
    assertThatThrownBy(() -> enrol(pki.line(console.port(), "x".repeat(22)), false))
        .isInstanceOf(PlainException.class)
        .hasMessageContaining("Make a new line");
  }

  @Test
  void a_console_with_another_authority_is_never_told_the_code() throws Exception {
    try (FakeConsole impostor = new FakeConsole(new Pki(NOW), NOW)) {
      assertThatThrownBy(() -> enrol(pki.line(impostor.port(), FakeConsole.CODE), false))
          .isInstanceOf(PlainException.class)
          .hasMessageContaining("not the console of the enrolment line");
    }
  }

  @Test
  void nobody_at_the_address_is_told_in_one_sentence_and_the_line_may_be_used_again()
      throws Exception {
    int free;
    try (FakeConsole gone = new FakeConsole(pki, NOW)) {
      free = gone.port();
    }
    assertThatThrownBy(() -> enrol(pki.line(free, FakeConsole.CODE), false))
        .isInstanceOf(PlainException.class)
        .hasMessageContaining("cannot be reached")
        .hasMessageContaining("may be used again");
  }

  @Test
  void the_second_address_is_tried_when_the_first_is_dead() throws Exception {
    String line = pki.line(List.of("127.0.0.1:1", "127.0.0.1:" + console.port()), FakeConsole.CODE);
    assertThat(enrol(line, false).addresses()).hasSize(2);
    start();
    append("hello");
    await().until(() -> console.words().contains("hello"));
  }

  @Test
  void an_enrolled_laptop_is_enrolled_anew_only_when_asked_for() throws Exception {
    enrol();
    assertThatThrownBy(() -> enrol(pki.line(console.port(), FakeConsole.CODE), false))
        .isInstanceOf(PlainException.class)
        .hasMessageContaining("--again");
    try (FakeConsole second = new FakeConsole(pki, NOW)) {
      assertThat(
              enrol(pki.line(second.port(), FakeConsole.CODE), true).addresses().getFirst().port())
          .isEqualTo(second.port());
    }
  }

  // ---- delivery

  @Test
  void everything_arrives_once_and_in_order() throws Exception {
    enrol();
    append(IntStream.range(0, 2_000).mapToObj(i -> "e" + i).toArray(String[]::new));
    start();
    await().until(() -> console.words().size() == 2_000);
    assertThat(console.words()).isEqualTo(expected(2_000));
    await().until(() -> journal.waiting() == 0);
    append("live");
    await().until(() -> console.words().contains("live"));
    assertThat(console.received()).isEqualTo(2_001);
  }

  @Test
  void what_happens_while_four_messages_are_on_their_way_goes_together_with_the_next()
      throws Exception {
    enrol();
    start();
    append("first");
    await().until(() -> journal.waiting() == 0);
    console.fault = Fault.DEAF;
    for (int i = 0; i < 4; i++) {
      append("e" + i);
      int count = i + 2;
      await().until(() -> console.batches().size() == count);
    }
    for (int i = 4; i < 20; i++) {
      append("e" + i);
    }
    console.acknowledge(journal.acknowledged() + 1);
    await().until(() -> console.batches().size() > 5);
    assertThat(console.batches()).isEqualTo(List.of(1, 1, 1, 1, 1, 16));
  }

  @Test
  void streams_that_break_before_the_acknowledgement_lose_nothing() throws Exception {
    enrol();
    start();
    for (int i = 0; i < 12; i++) {
      console.fault = Fault.CUT_BEFORE_ACK;
      append("e" + i);
      int count = i + 1;
      await().until(() -> console.words().size() == count && journal.waiting() == 0);
    }
    assertThat(console.words()).isEqualTo(expected(12));
  }

  @Test
  void streams_that_break_after_the_acknowledgement_send_nothing_twice() throws Exception {
    enrol();
    console.fault = Fault.CUT_AFTER_ACK;
    start();
    for (int i = 0; i < 4; i++) { // each cut doubles the wait: these streams are not stable
      append("e" + i);
      int count = i + 1;
      await().atMost(Duration.ofSeconds(20)).until(() -> console.words().size() == count);
    }
    console.fault = Fault.NONE;
    await().atMost(Duration.ofSeconds(20)).until(() -> journal.waiting() == 0);
    assertThat(console.words()).isEqualTo(expected(4));
  }

  @Test
  void a_restored_console_is_filled_again_with_what_it_lost() throws Exception {
    enrol();
    append(IntStream.range(0, 300).mapToObj(i -> "e" + i).toArray(String[]::new));
    start();
    await().until(() -> journal.waiting() == 0);
    console.restoreTo(40);
    assertThat(console.words()).hasSize(40);
    await().until(() -> console.words().size() == 300);
    assertThat(console.words()).isEqualTo(expected(300));
  }

  @Test
  void a_laptop_put_back_from_a_copy_goes_on_under_new_numbers_and_loses_nothing()
      throws Exception {
    enrol();
    append("e0", "e1");
    journal.close();
    Path copy = temp.resolve("copy");
    copy(data.path(), copy);
    journal = Journal.open(data.folder("journal"), Limits.DEFAULT, clock);
    append("e2", "e3", "e4");
    start();
    await().until(() -> console.words().size() == 5);
    link.close();
    journal.close();

    data = DataDirectory.open(copy);
    identities = IdentityStore.open(data);
    journal = Journal.open(data.folder("journal"), Limits.DEFAULT, clock);
    append("after the copy");
    start();
    await().until(() -> console.words().contains("after the copy"));
    assertThat(console.epochs()).isEqualTo(2);
    assertThat(owner.faults).anyMatch(f -> f.contains("older copy"));
  }

  @Test
  void a_copy_that_lost_fewer_numbers_than_the_start_writes_is_noticed_all_the_same()
      throws Exception {
    enrol();
    append(expected(20).toArray(String[]::new));
    journal.close();
    Path copy = temp.resolve("copy");
    copy(data.path(), copy);
    journal = Journal.open(data.folder("journal"), Limits.DEFAULT, clock);
    append("lost with the copy");
    start();
    await().until(() -> console.words().size() == 21);
    link.close();
    journal.close();

    data = DataDirectory.open(copy);
    identities = IdentityStore.open(data);
    journal = Journal.open(data.folder("journal"), Limits.DEFAULT, clock);
    make();
    append("started", "permission", "posture");
    link.start();
    await().until(() -> console.words().contains("posture"));
    assertThat(console.words()).contains("started", "permission");
    assertThat(console.epochs()).isEqualTo(2);
    assertThat(owner.faults).anyMatch(f -> f.contains("older copy"));
  }

  @Test
  void a_stream_that_breaks_after_what_was_sent_in_this_run_is_no_copy() throws Exception {
    enrol();
    append("e0", "e1");
    start();
    await().until(() -> journal.waiting() == 0);
    append("e2");
    await().until(() -> journal.waiting() == 0);
    console.cut();
    await().until(() -> console.hellos().size() == 2 && console.streams() == 1);
    append("e3");
    await().until(() -> console.words().size() == 4);
    assertThat(console.epochs()).isEqualTo(1);
    assertThat(owner.faults).isEmpty();
  }

  @Test
  void a_console_that_acknowledges_what_was_not_sent_is_not_believed() throws Exception {
    enrol();
    console.fault = Fault.LYING_ACK;
    start();
    append("e0");
    await().until(() -> link.state().lastProblem().contains("were not sent"));
    assertThat(journal.acknowledged()).isZero();
    console.fault = Fault.NONE;
    await().until(() -> journal.waiting() == 0);
  }

  @Test
  void a_message_over_the_limit_ends_the_stream_and_the_next_one_is_fine() throws Exception {
    enrol();
    console.fault = Fault.OVERSIZE;
    start();
    append("e0");
    await().until(() -> !link.state().lastProblem().isEmpty());
    console.fault = Fault.NONE;
    await().until(() -> console.words().contains("e0"));
  }

  @Test
  void another_console_at_the_address_gets_nothing() throws Exception {
    enrol();
    int port = console.port();
    console.close();
    console = new FakeConsole(new Pki(NOW), NOW, port, Pki.CONSOLE_ID);
    start();
    append("secret");
    await().until(() -> link.state().lastProblem().contains("not this laptop's console"));
    assertThat(console.hellos()).isEmpty();
  }

  // ---- heartbeat, commands, policy

  @Test
  void heartbeats_say_when_everything_was_proved() throws Exception {
    enrol();
    owner.provedAt = Optional.of(NOW);
    start();
    await().until(() -> console.heartbeats().size() >= 3);
    assertThat(console.heartbeats().getLast().getFindingsProvedAt().getSeconds())
        .isEqualTo(NOW.getEpochSecond());
  }

  @Test
  void a_check_is_asked_for_and_confirmed_and_an_unknown_command_is_declined() throws Exception {
    enrol();
    start();
    await().until(() -> console.streams() == 1 && link.state().connectedSince().isPresent());
    String id = console.checkNow();
    await().until(() -> console.results().size() == 1);
    assertThat(console.results().getFirst().getCommandId()).isEqualTo(id);
    assertThat(console.results().getFirst().getDone()).isTrue();
    console.unknownCommand();
    console.unknownMessage();
    await().until(() -> console.results().size() == 2);
    assertThat(console.results().getLast().getDone()).isFalse();
    console.permission();
    await().until(() -> owner.permissions == 1);
    assertThat(console.streams()).isEqualTo(1);
  }

  @Test
  void the_welcome_brings_the_consoles_clock_and_the_secret_for_the_telephone() throws Exception {
    enrol();
    start();
    await().until(() -> owner.secret.isPresent());
    assertThat(owner.consoleClock).isEqualTo(NOW);
    assertThat(owner.secret.orElseThrow().toArray()).isEqualTo(FakeConsole.TELEPHONE_SECRET);
    assertThat(owner.secret.orElseThrow()).hasToString("the telephone secret");
    assertThat(console.hellos().getFirst().hasHighestPermissions()).isFalse();
  }

  @Test
  void how_far_a_scan_is_is_told_once_a_second_at_most_and_the_last_word_always() throws Exception {
    enrol();
    start();
    await().until(() -> link.state().connectedSince().isPresent());
    long begin = System.nanoTime();
    for (int i = 1; i <= 500; i++) {
      link.progress(new ScanProgress("p", i, 500, i));
    }
    await().until(() -> !console.scans().isEmpty() && console.scans().getLast().getFiles() == 500);
    long seconds = (System.nanoTime() - begin) / 1_000_000_000L;
    assertThat(console.scans()).hasSizeLessThanOrEqualTo((int) seconds + 2);
  }

  @Test
  void a_policy_reaches_its_owner() throws Exception {
    Identity me = enrol();
    console.policy(me.deviceId(), 1, 1, io.stairgate.proto.v1.Stage.STAGE_ENFORCE);
    start();
    await().until(() -> owner.policies.size() == 1);
    assertThat(policies.offer(owner.policies.getFirst(), new PolicyVerifier(me), NOW))
        .isInstanceOf(PolicyStore.Outcome.Applied.class);
  }

  // ---- what the laptop remembers of the console's log

  @Test
  void the_newest_head_of_the_log_is_shown_at_the_next_stream_with_the_one_before()
      throws Exception {
    enrol();
    console.auditHead(1, 0, 40);
    start();
    await().until(() -> link.state().connectedSince().isPresent());
    assertThat(console.hellos().getFirst().getAuditHeadsList()).isEmpty();
    console.auditHead(1, 0, 52);
    append("e0");
    await().until(() -> journal.waiting() == 0);
    link.close();
    assertThat(numbersShownByANewAgent()).containsExactly(52L);
    console.auditHead(1, 0, 60);
    append("e1");
    await().until(() -> journal.waiting() == 0);
    link.close();
    assertThat(numbersShownByANewAgent()).containsExactly(60L, 52L);
    link.close();
    assertThat(numbersShownByANewAgent()).containsExactly(60L);
  }

  @Test
  void an_older_head_never_takes_the_place_of_a_newer_one() throws Exception {
    enrol();
    console.auditHead(1, 0, 52);
    start();
    await().until(() -> link.state().connectedSince().isPresent());
    console.auditHead(1, 0, 39);
    append("e0");
    await().until(() -> journal.waiting() == 0);
    link.close();
    assertThat(numbersShownByANewAgent()).containsExactly(52L);
    console.auditHead(1, 1, 41);
    append("e1");
    await().until(() -> journal.waiting() == 0);
    console.auditHead(1, 0, 90);
    append("e2");
    await().until(() -> journal.waiting() == 0);
    link.close();
    assertThat(numbersShownByANewAgent())
        .as("the head of the branch after the change, and the one that proves the change")
        .containsExactly(41L, 52L);
  }

  @Test
  void another_consoles_head_is_forgotten_and_a_damaged_memory_is_none() throws Exception {
    enrol();
    console.auditHead(1, 0, 52);
    start();
    await().until(() -> link.state().connectedSince().isPresent());
    link.close();
    String kept = Files.readString(data.path().resolve("witness"));
    Files.writeString(
        data.path().resolve("witness"), kept.replaceFirst("^[0-9a-f]{8}", "ffffffff"));
    assertThat(numbersShownByANewAgent()).isEmpty();
    link.close();
    for (String damaged :
        List.of("", "\n", kept.substring(0, kept.length() / 2), kept.replace(" 52 ", " -1 "))) {
      Files.writeString(data.path().resolve("witness"), damaged);
      assertThat(numbersShownByANewAgent()).as(damaged).isEmpty();
      link.close();
    }
  }

  @Test
  void what_is_remembered_is_written_with_the_heartbeat_and_not_with_each_acknowledgement()
      throws Exception {
    Witness witness = new Witness(data);
    witness.belongTo("console");
    Path file = data.path().resolve("witness");
    for (int i = 1; i <= 1_000; i++) {
      witness.remember(Optional.of(head(1, 0, i)));
    }
    assertThat(file).doesNotExist();
    witness.keep();
    assertThat(Files.readString(file)).contains(" 1000 ").hasLineCount(2);
    Files.delete(file);
    witness.keep();
    assertThat(file).as("nothing changed, nothing is written").doesNotExist();
  }

  private static AuditHead head(long epoch, long branch, long number) {
    return new AuditHead(
        epoch, branch, number, Bytes.copyOf(new byte[32]), Bytes.copyOf(new byte[32]));
  }

  private List<Long> numbersShownByANewAgent() {
    int before = console.hellos().size();
    start();
    await().until(() -> console.hellos().size() > before);
    await().until(() -> link.state().connectedSince().isPresent());
    return console.hellos().get(before).getAuditHeadsList().stream()
        .map(io.stairgate.proto.v1.AuditHead::getNumber)
        .toList();
  }

  // ---- renewal, refusal

  @Test
  void the_certificate_is_renewed_at_two_thirds_of_its_life() throws Exception {
    console.certificateFrom = NOW.minus(Duration.ofDays(25));
    Identity old = enrol();
    start();
    await().until(() -> !identities.load().orElseThrow().ends().equals(old.ends()));
    await().until(() -> console.streams() == 1);
    assertThat(console.renewalsWithCertificate()).containsExactly(true);
    append("after");
    await().until(() -> console.words().contains("after"));
  }

  @Test
  void a_laptop_that_was_away_for_months_comes_back_after_one_approval() throws Exception {
    console.certificateFrom = NOW.minus(Duration.ofDays(120));
    console.approves = false;
    enrol();
    start();
    append("waits");
    await().until(() -> link.state().waitsForApproval());
    assertThat(console.renewalsWithCertificate()).containsOnly(false);
    assertThat(console.words()).isEmpty();
    console.approves = true;
    link.enrolled(); // does not wait for the ten seconds
    await().until(() -> console.words().contains("waits"));
  }

  @Test
  void a_console_that_does_not_take_the_certificate_is_asked_for_another() throws Exception {
    enrol();
    console.fault = Fault.UNAUTHENTICATED;
    start();
    await().until(() -> console.renewalsWithCertificate().contains(false));
    console.fault = Fault.NONE;
    append("back");
    await().until(() -> console.words().contains("back"));
  }

  @Test
  void a_certificate_that_ended_by_the_consoles_clock_alone_is_renewed_too() throws Exception {
    enrol();
    console.fault = Fault.BREAKS_OFF;
    start();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> console.renewalsWithCertificate().contains(false));
    console.fault = Fault.NONE;
    append("back");
    await().atMost(Duration.ofSeconds(20)).until(() -> console.words().contains("back"));
  }

  @Test
  void a_wrong_clock_renews_by_the_consoles_clock() throws Exception {
    console.certificateFrom = NOW.minus(Duration.ofDays(25));
    Identity old = enrol();
    now = NOW.minus(Duration.ofMinutes(50));
    start();
    await().until(() -> link.state().clockBehind().isPresent());
    assertThat(link.state().clockBehind().orElseThrow()).isEqualTo(Duration.ofMinutes(50));
    await().until(() -> !identities.load().orElseThrow().ends().equals(old.ends()));
  }

  @Test
  void a_console_whose_clock_was_far_ahead_for_a_while_is_asked_for_one_certificate_not_for_ever()
      throws Exception {
    enrol();
    console.fault = Fault.RENEWS_NOTHING;
    console.now = NOW.plus(Duration.ofDays(400));
    start();
    await().until(() -> console.renewalsWithCertificate().contains(true));
    console.fault = Fault.NONE;
    console.now = NOW;
    int before = console.renewalsWithCertificate().size();
    console.cut();
    append("back");
    await().until(() -> console.words().contains("back"));
    assertThat(console.renewalsWithCertificate().size() - before).isLessThanOrEqualTo(1);
  }

  @Test
  void a_clock_in_1970_is_named_as_the_problem() throws Exception {
    enrol();
    now = Instant.EPOCH;
    start();
    await().until(() -> link.state().lastProblem().contains("Set the laptop's clock"));
  }

  @Test
  void a_banned_laptop_says_so_and_waits_long() throws Exception {
    enrol();
    console.fault = Fault.BANNED;
    start();
    await().until(() -> link.state().lastProblem().equals("This laptop was banned."));
    console.fault = Fault.NONE;
    append("e");
    await().until(() -> console.words().contains("e"));
  }

  @Test
  void a_laptop_that_is_not_enrolled_waits_until_it_is_told() throws Exception {
    append("before");
    start();
    assertThat(link.state().enrolled()).isFalse();
    enrol();
    link.enrolled();
    await().until(() -> console.words().contains("before"));
  }

  @Test
  void what_is_in_the_journal_at_the_stop_still_arrives() throws Exception {
    enrol();
    start();
    await().until(() -> link.state().connectedSince().isPresent());
    append("stopped");
    link.close();
    assertThat(console.words()).contains("stopped");
  }

  @Test
  void waits_grow_to_45_seconds_are_random_over_the_whole_span_and_begin_again() {
    Backoff backoff = new Backoff(new Random(7));
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      waits.add(backoff.next().toMillis());
    }
    assertThat(waits.getFirst()).isLessThanOrEqualTo(500);
    assertThat(waits).allMatch(w -> w >= 0 && w <= 45_000);
    assertThat(waits.subList(20, 400)).anyMatch(w -> w < 4_500).anyMatch(w -> w > 40_500);
    backoff.reset();
    assertThat(backoff.next().toMillis()).isLessThanOrEqualTo(500);
  }

  private Identity enrol() throws Exception {
    return enrol(pki.line(console.port(), FakeConsole.CODE), false);
  }

  private Identity enrol(String line, boolean again) throws Exception {
    return new Enroller(identities, LAPTOP, "0.1.0", clock)
        .enrol(EnrolmentLine.parse(line), "Blue Room", again);
  }

  private void start() {
    make();
    link.start();
  }

  private void make() {
    link =
        new Link(
            new Link.Parts(
                identities,
                journal,
                policies,
                permissions,
                data,
                owner,
                "0.1.0",
                () -> new BootTime("boot", System.nanoTime() / 1_000_000),
                clock,
                new Random(1)),
            QUICK);
    started = true;
  }

  private void append(String... details) throws Exception {
    List<Draft> drafts = new ArrayList<>();
    for (String detail : details) {
      drafts.add(
          new Draft(
              NOW,
              new BootTime("boot", 1),
              new AgentEvent(AgentAction.FAULT, detail, Optional.empty())));
    }
    journal.append(drafts);
    if (started) {
      link.appended();
    }
  }

  private static List<String> expected(int count) {
    return IntStream.range(0, count).mapToObj(i -> "e" + i).toList();
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** Takes what comes. */
  private static final class Owner implements LinkOwner {
    final List<SignedPolicy> policies = new CopyOnWriteArrayList<>();
    final List<String> faults = new CopyOnWriteArrayList<>();
    volatile int permissions;
    volatile Optional<TelephoneSecret> secret = Optional.empty();
    volatile Instant consoleClock = Instant.EPOCH;
    volatile Optional<Instant> provedAt = Optional.empty();

    @Override
    public void policyCame(SignedPolicy signed, Instant now) {
      policies.add(signed);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // called on the link's thread alone
    public void permissionsCame(SignedPermissions signed, Instant now) {
      permissions++;
    }

    @Override
    public void welcomed(Instant clock, Optional<TelephoneSecret> telephoneSecret) {
      consoleClock = clock;
      secret = telephoneSecret;
    }

    @Override
    public void checkNow(Runnable done) {
      done.run();
    }

    @Override
    public void fault(String sentence) {
      faults.add(sentence);
    }

    @Override
    public Optional<Instant> findingsProvedAt() {
      return provedAt;
    }
  }
}
