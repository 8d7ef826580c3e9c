package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.console.account.Role;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertOutcome;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.device.LaptopQuestion;
import io.stairgate.console.device.Presence;
import io.stairgate.console.event.JournalEntry;
import io.stairgate.console.event.JournalStore.JournalGap;
import io.stairgate.console.event.What;
import io.stairgate.console.policy.PolicyVersion;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.policy.StoredPolicy;
import io.stairgate.console.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store promises, on H2 and on PostgreSQL alike. */
@ParameterizedClass
@EnumSource(Engine.class)
class StoreContractTest {
  private static final UUID EPOCH = new UUID(1, 2);

  private final Engine engine;
  @TempDir Path folder;
  StoreFixture f;

  StoreContractTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    f = new StoreFixture(engine, folder);
  }

  @AfterEach
  void close() {
    f.close();
  }

  @Test
  void laptops_are_listed_by_nickname_and_paged_without_loss() {
    f.laptop("Red Room");
    f.laptop("Blue Room");
    f.laptop("Green Room");

    assertThat(f.devices.laptops(f.setting))
        .extracting(Laptop::nickname)
        .containsExactly("Blue Room", "Green Room", "Red Room");
    List<Laptop> first = f.devices.page(f.setting, LaptopQuestion.EVERY, Optional.empty(), 2);
    List<Laptop> rest =
        f.devices.page(f.setting, LaptopQuestion.EVERY, Optional.of(first.getLast().id()), 2);
    List<Laptop> all = new ArrayList<>(first);
    all.addAll(rest);
    assertThat(all).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void a_times_microseconds_come_back_whatever_the_hour_of_the_year() {
    // The hour that exists twice where the computer's zone changes its clocks.
    Instant twice = Instant.parse("2026-10-25T00:30:00.123456Z");
    f.now.set(twice);
    DeviceId device = f.laptop("Blue Room");
    assertThat(f.devices.laptop(f.setting, device)).map(Laptop::enrolledAt).contains(twice);
  }

  @Test
  void memory_knows_signs_of_life_first_and_the_batch_writes_them() {
    DeviceId device = f.laptop("Blue Room");
    Instant heard = f.clock.instant().plusSeconds(5);
    f.presence.opened(device, heard, 1500);
    assertThat(f.devices.laptop(f.setting, device))
        .get()
        .satisfies(
            laptop -> {
              assertThat(laptop.connected()).isTrue();
              assertThat(laptop.lastSeenAt()).contains(heard);
            });
    f.enrolled.writePresence();
    assertThat(f.presence.unwritten()).isEmpty();
    assertThat(new DeviceStore(f.database, new Presence()).laptop(f.setting, device))
        .get()
        .satisfies(
            laptop -> {
              assertThat(laptop.connected()).isFalse();
              assertThat(laptop.lastSeenAt()).contains(heard);
            });
  }

  @Test
  void confirming_the_same_laptop_keeps_its_nickname_rules_and_history() {
    DeviceId older = f.laptop("Blue Room", "a".repeat(64), Optional.empty());
    var _ = f.stage(f.setting, older, Rule.PORTABLE_MEDIA, Stage.ENFORCE);
    f.database.useTransaction(t -> f.alerts.raise(t, alert(older, "g1")));
    DeviceId newer = f.laptop("ThinkPad L14", "a".repeat(64), Optional.of(older));

    assertThat(f.devices.confirmSame(f.setting, newer, f.clock.instant())).contains(older);
    f.policies.replaced(f.setting, older, newer);

    assertThat(f.devices.laptops(f.setting))
        .singleElement()
        .satisfies(
            laptop -> {
              assertThat(laptop.id()).isEqualTo(newer);
              assertThat(laptop.nickname()).isEqualTo("Blue Room");
              assertThat(laptop.sameAs()).isEmpty();
            });
    assertThat(f.policyStore.stage(f.setting, newer, "portable-media")).isEqualTo(Stage.ENFORCE);
    assertThat(f.alerts.ofLaptop(f.setting, newer, 10))
        .singleElement()
        .extracting(Alert::device)
        .isEqualTo(Optional.of(newer));
    assertThat(f.devices.confirmSame(f.setting, newer, f.clock.instant())).isEmpty();
  }

  @Test
  void a_laptop_waits_for_approval_once_and_is_let_in_once() {
    DeviceId device = f.laptop("Blue Room");
    assertThat(f.devices.approveReturn(f.setting, device, f.clock.instant())).isFalse();
    assertThat(f.enrolled.askReturn(f.setting, device, f.clock.instant())).isTrue();
    assertThat(f.enrolled.askReturn(f.setting, device, f.clock.instant())).isFalse();
    assertThat(f.devices.laptop(f.setting, device).orElseThrow().returnAskedAt()).isPresent();
    assertThat(f.devices.approveReturn(f.setting, device, f.clock.instant())).isTrue();
    assertThat(f.enrolled.enrolled(device).orElseThrow().returnApprovedAt()).isPresent();
  }

  @Test
  void a_finding_is_written_when_it_changes_and_its_since_stays_while_the_state_does() {
    DeviceId device = f.laptop("Blue Room");
    Instant t0 = f.clock.instant();
    assertThat(check(device, 1, finding("encryption", "not-met", "one", t0))).isTrue();
    assertThat(check(device, 2, finding("encryption", "not-met", "one", t0.plusSeconds(60))))
        .as("only the time of proof moved")
        .isFalse();
    assertThat(check(device, 3, finding("encryption", "not-met", "two", t0.plusSeconds(120))))
        .isTrue();
    assertThat(f.findings.findings(f.setting, device))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.since()).isEqualTo(t0);
              assertThat(found.sentence()).isEqualTo("two");
              assertThat(found.evidence()).containsExactly(new Finding.Evidence("k", "v\"\\"));
            });
    check(device, 4, finding("encryption", "met", "three", t0.plusSeconds(180)));
    assertThat(f.findings.findings(f.setting, device).getFirst().since())
        .isEqualTo(t0.plusSeconds(180));
    assertThat(f.changes.changes(f.setting, device, 10))
        .extracting(change -> change.state())
        .containsExactly("met", "not-met");
    check(device, 5);
    assertThat(f.findings.findings(f.setting, device))
        .as("a rule that is not in a complete check does not exist any more")
        .isEmpty();
  }

  @Test
  void a_heartbeat_refreshes_the_time_of_proof_of_all_findings_without_writing_them() {
    DeviceId device = f.laptop("Blue Room");
    Instant t0 = f.clock.instant();
    check(device, 1, finding("encryption", "met", "one", t0));
    f.presence.heard(device, t0.plusSeconds(300), Optional.of(t0.plusSeconds(299)));
    assertThat(f.findings.findings(f.setting, device).getFirst().provedAt())
        .isEqualTo(t0.plusSeconds(299));
    assertThat(f.findings.all(f.setting).getOrDefault(device, List.of()).getFirst().provedAt())
        .isEqualTo(t0.plusSeconds(299));
    assertThat(f.findings.all(f.setting).getOrDefault(device, List.of()).getFirst().evidence())
        .isEmpty();
  }

  @Test
  void an_entry_is_stored_once_however_often_it_comes() {
    DeviceId device = f.laptop("Blue Room");
    JournalEntry entry =
        new JournalEntry(7, f.clock.instant(), new What.Agent(), Bytes.of(new byte[] {1}));
    List<Boolean> stored = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      stored.add(
          f.database.inTransaction(
              t -> f.events.add(t, f.setting, device, EPOCH, entry, f.clock.instant())));
    }
    assertThat(stored).containsExactly(true, false, false);
    assertThat(f.events.latest(f.setting, device, 10)).hasSize(1);
  }

  @Test
  void a_journal_advances_never_goes_back_and_late_entries_shrink_its_gaps() {
    DeviceId device = f.laptop("Blue Room");
    Instant now = f.clock.instant();
    f.database.useTransaction(
        t -> {
          assertThat(f.journals.open(t, f.setting, device, EPOCH, now)).isZero();
          f.journals.advance(t, f.setting, device, EPOCH, 9);
          f.journals.advance(t, f.setting, device, EPOCH, 4);
          assertThat(f.journals.open(t, f.setting, device, EPOCH, now)).isEqualTo(9);
          f.journals.addGap(t, f.setting, device, new JournalGap(EPOCH, 3, 7, "missing", now));
          assertThat(f.journals.fill(t, f.setting, device, EPOCH, 5)).isTrue();
          assertThat(f.journals.fill(t, f.setting, device, EPOCH, 5)).isFalse();
          assertThat(f.journals.fill(t, f.setting, device, EPOCH, 3)).isTrue();
        });
    assertThat(f.journals.gaps(f.setting, device))
        .extracting(gap -> gap.first() + "-" + gap.last())
        .containsExactlyInAnyOrder("4-4", "6-7");
  }

  @Test
  void repeats_count_up_and_an_alert_is_acknowledged_by_the_first() {
    DeviceId device = f.laptop("Blue Room");
    f.database.useTransaction(
        t -> {
          assertThat(f.alerts.raise(t, alert(device, "g1"))).isTrue();
          assertThat(f.alerts.raise(t, alert(device, "g1"))).isFalse();
          assertThat(f.alerts.raise(t, alert(device, "g2"))).isTrue();
        });
    AlertStore.Page page = f.alerts.open(f.setting, Optional.empty(), 10);
    assertThat(page.alerts()).extracting(Alert::occurrences).containsExactlyInAnyOrder(2, 1);
    UUID id = page.alerts().getFirst().id();
    assertThat(f.alerts.acknowledge(f.setting, id, "Ann", f.clock.instant())).isTrue();
    assertThat(f.alerts.acknowledge(f.setting, id, "Bob", f.clock.instant())).isFalse();
    assertThat(f.alerts.find(f.setting, id).orElseThrow().acknowledged().orElseThrow().by())
        .isEqualTo("Ann");
    assertThat(f.alerts.openCount(f.setting)).as("seen is not dealt with").isEqualTo(2);
    assertThat(resolve(id, "Ann")).isTrue();
    assertThat(resolve(id, "Bob")).isFalse();
    assertThat(f.alerts.find(f.setting, id).orElseThrow().resolved())
        .contains(
            new Alert.Resolution(
                f.clock.instant(), "Ann", AlertOutcome.PERSON_TALKED_TO, "All is well."));
    assertThat(f.alerts.openCount(f.setting)).isEqualTo(1);
    assertThat(f.alerts.all(f.setting, Optional.empty(), 10).alerts()).hasSize(2);
  }

  private boolean resolve(UUID id, String by) {
    return f.database.inTransaction(
        t ->
            f.alerts.resolve(
                t,
                f.setting,
                id,
                by,
                AlertOutcome.PERSON_TALKED_TO,
                "All is well.",
                f.clock.instant()));
  }

  @Test
  void alerts_are_paged_without_loss_newest_first() {
    DeviceId device = f.laptop("Blue Room");
    for (int i = 0; i < 25; i++) {
      String group = "g" + i;
      if (i % 3 == 0) {
        f.now.updateAndGet(at -> at.plusSeconds(1));
      }
      f.database.useTransaction(t -> f.alerts.raise(t, alert(device, group)));
    }
    List<UUID> seen = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      AlertStore.Page page = f.alerts.open(f.setting, after, 10);
      page.alerts().forEach(alert -> seen.add(alert.id()));
      after = page.next();
    } while (after.isPresent());
    assertThat(seen).hasSize(25).doesNotHaveDuplicates();
    assertThat(f.alerts.open(f.setting, Optional.of("no such word"), 100).alerts()).hasSize(25);
  }

  @Test
  void each_change_of_a_rule_is_a_policy_with_the_next_number_and_is_told() {
    DeviceId device = f.laptop("Blue Room");
    assertThat(f.stage(f.setting, device, Rule.PORTABLE_MEDIA, Stage.ENFORCE)).isPresent();
    assertThat(f.stage(f.setting, device, Rule.PORTABLE_MEDIA, Stage.WATCH)).isPresent();
    assertThat(f.policyStore.newest(f.setting, device))
        .map(StoredPolicy::version)
        .contains(new PolicyVersion(1, 2));
    assertThat(f.toldOfPolicy).containsExactly(device, device);
    assertThat(f.audit.entries(f.setting, 0, 10))
        .extracting(entry -> entry.act())
        .containsOnly("policy-changed");
    assertThat(f.stage(f.other, device, Rule.PORTABLE_MEDIA, Stage.ENFORCE)).isEmpty();
  }

  @Test
  void a_laptop_is_sent_what_is_newer_than_its_highest_even_when_the_console_forgot() {
    DeviceId device = f.laptop("Blue Room");
    assertThat(f.policies.toSend(f.setting, device, Optional.empty()))
        .map(StoredPolicy::version)
        .contains(new PolicyVersion(1, 1));
    assertThat(f.policies.toSend(f.setting, device, Optional.of(new PolicyVersion(1, 1))))
        .isEmpty();
    assertThat(f.policies.toSend(f.setting, device, Optional.of(new PolicyVersion(1, 40))))
        .map(StoredPolicy::version)
        .contains(new PolicyVersion(1, 41));
    assertThat(f.policies.toSend(f.setting, device, Optional.of(new PolicyVersion(9, 1))))
        .as("a laptop of a later epoch is sent nothing it would refuse")
        .isEmpty();
  }

  @Test
  void the_audit_chain_shows_a_change_a_hole_and_writers_at_once_make_none() throws Exception {
    List<Callable<Boolean>> writers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String detail = "line " + i;
      writers.add(
          () -> {
            f.audit.append(f.setting, StoreFixture.ANN, "tested", "laptop:1", detail);
            return true;
          });
    }
    atOnce(writers);
    assertThat(f.audit.firstBroken(f.setting)).isEmpty();
    f.database.useTransaction(
        t -> t.createUpdate("UPDATE audit SET detail = 'other' WHERE number = 13").execute());
    assertThat(f.audit.firstBroken(f.setting)).contains(13L);
    f.database.useTransaction(t -> t.createUpdate("DELETE FROM audit WHERE number = 5").execute());
    assertThat(f.audit.firstBroken(f.setting)).contains(5L);
  }

  @Test
  void an_entry_link_lets_one_in_once_and_only_in_time() throws Exception {
    Secret secret = f.links.create(f.setting, f.account("Dee Lead"), Duration.ofHours(1));
    List<Callable<Boolean>> people = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      people.add(() -> f.database.inTransaction(t -> f.links.use(t, secret)).isPresent());
    }
    assertThat(atOnce(people)).containsOnlyOnce(true);
    Secret late = f.links.create(f.setting, f.account("Dan Deputy"), Duration.ofHours(1));
    f.now.updateAndGet(at -> at.plus(Duration.ofHours(2)));
    assertThat(f.links.find(late)).isEmpty();
    boolean used = f.database.inTransaction(t -> f.links.use(t, late).isPresent());
    assertThat(used).isFalse();
  }

  @Test
  void a_token_is_good_until_its_end() {
    Secret token =
        f.tokens.create(
            f.setting,
            "backup",
            Role.TECHNICIAN,
            Optional.of(Duration.ofDays(1)),
            Optional.empty());
    assertThat(f.tokens.find(token)).map(found -> found.setting()).contains(f.setting);
    assertThat(f.tokens.find(Secret.random(32))).isEmpty();
    f.now.updateAndGet(at -> at.plus(Duration.ofDays(2)));
    assertThat(f.tokens.find(token)).isEmpty();
  }

  @Test
  void a_fact_that_must_not_change_is_written_once() {
    f.facts.create(Map.of("console-id", "one"));
    assertThatThrownBy(() -> f.facts.create(Map.of("console-id", "two")))
        .isInstanceOf(RuntimeException.class);
    assertThat(f.facts.find("console-id")).contains("one");
    f.facts.put("web-address", "a");
    f.facts.put("web-address", "b");
    assertThat(f.facts.find("web-address")).contains("b");
  }

  private boolean check(DeviceId device, long sequence, Finding... findings) {
    return f.database.inTransaction(
        t -> f.findings.replace(t, f.setting, device, EPOCH, sequence, List.of(findings)).any());
  }

  private static Finding finding(String rule, String state, String sentence, Instant at) {
    return new Finding(
        rule,
        state,
        "",
        "none",
        "",
        "watch",
        sentence,
        List.of(new Finding.Evidence("k", "v\"\\")),
        at,
        at);
  }

  private NewAlert alert(DeviceId device, String group) {
    return new NewAlert(
        f.setting,
        device,
        "medium-blocked",
        "today",
        group,
        Optional.empty(),
        "A memory stick was shut out.",
        f.clock.instant(),
        f.clock.instant());
  }

  private static <T> List<T> atOnce(List<Callable<T>> all) throws Exception {
    List<T> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<T> each : threads.invokeAll(all)) {
        results.add(each.get());
      }
    }
    return results;
  }
}
