package io.stairgate.console.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertOutcome;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.concern.ConcernStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.Hardware;
import io.stairgate.console.drift.Drift;
import io.stairgate.console.drift.DriftStore;
import io.stairgate.console.event.JournalEntry;
import io.stairgate.console.event.What;
import io.stairgate.console.live.Live;
import io.stairgate.console.news.AgentNews;
import io.stairgate.console.news.ConcernKind;
import io.stairgate.console.news.ConcernNews;
import io.stairgate.console.news.DriftNews;
import io.stairgate.console.news.NoticeNews;
import io.stairgate.console.news.ProgramsNews;
import io.stairgate.console.news.RecoveryKeyNews;
import io.stairgate.console.notice.NoticeReading;
import io.stairgate.console.notice.NoticeReadingStore;
import io.stairgate.console.people.AccountOrders;
import io.stairgate.console.policy.AccountOrder;
import io.stairgate.console.policy.ApprovedProgram;
import io.stairgate.console.software.LaptopProgram;
import io.stairgate.console.software.LaptopProgramStore;
import io.stairgate.console.software.LaptopProgramStore.Which;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What laptops tell besides findings and media, from the journal entry to what people see. */
@ParameterizedClass
@EnumSource(Engine.class)
class NewsIntakeTest {
  private static final UUID EPOCH = new UUID(1, 2);

  private final Engine engine;
  @TempDir Path folder;
  private StoreFixture f;
  private Intake intake;
  private DriftStore drifts;
  private LaptopProgramStore programs;
  private NoticeReadingStore notices;
  private AccountOrders orders;
  private final List<RecoveryKeyNews> keys = new ArrayList<>();
  private DeviceId blue;
  private long sequence;

  NewsIntakeTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    f = new StoreFixture(engine, folder);
    drifts = new DriftStore(f.database);
    programs = new LaptopProgramStore(f.database);
    notices = new NoticeReadingStore(f.database);
    orders =
        new AccountOrders(
            new AccountOrders.Parts(
                f.database,
                f.policies,
                id -> f.policyFiles.current(id).policy(),
                f.members,
                f.approvers,
                f.findings,
                f.alerts,
                f.audit,
                f.live,
                f.clock));
    intake =
        new Intake(
            f.events,
            f.journals,
            f.findings,
            f.enrolled,
            f.alerts,
            f.permissionIntake,
            new NewsIntake(
                new NewsIntake.Parts(
                    f.devices,
                    f.alerts,
                    new ConcernStore(f.database),
                    drifts,
                    programs,
                    notices,
                    orders,
                    (tx, id) -> f.policyFiles.current(tx, id).policy(),
                    (tx, setting, entry, news, now) -> keys.add(news))));
    blue = f.laptop("Blue Room");
    f.policies.renew(f.setting, blue);
    f.toldOfPolicy.clear();
  }

  @AfterEach
  void close() {
    f.close();
  }

  private Set<Live.Topic> tell(What what) {
    JournalEntry entry = entry(what);
    Intake.Taken taken = take(entry);
    assertThat(take(entry).changed())
        .as("whoever stored it may have ended before the pages were told")
        .containsExactlyInAnyOrder(Live.Topic.values());
    taken.after().forEach(Runnable::run);
    return taken.changed();
  }

  private JournalEntry entry(What what) {
    return new JournalEntry(
        ++sequence,
        f.clock.instant(),
        what,
        Bytes.of(("body " + what).getBytes(StandardCharsets.UTF_8)));
  }

  private Intake.Taken take(JournalEntry entry) {
    return f.database.durably(
        tx -> intake.take(tx, f.setting, blue, EPOCH, List.of(entry), f.clock.instant()));
  }

  private List<Alert> alerts() {
    return f.alerts.open(f.setting, Optional.empty(), 100).alerts();
  }

  private static What concern(ConcernKind kind, String account) {
    return new What.Reported(new ConcernNews(UUID.randomUUID(), kind, account, "In my own words."));
  }

  @Test
  void a_concern_is_an_urgent_alert_and_its_words_stand_in_one_place_alone() {
    assertThat(tell(concern(ConcernKind.WORRY, "anna")))
        .contains(Live.Topic.CONCERNS, Live.Topic.ALERTS);
    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo("concern");
              assertThat(alert.severity()).isEqualTo("urgent");
            });
    assertThat(f.events.latest(f.setting, blue, 10)).isEmpty();
    assertThat(orders.orders(f.setting, true, Optional.empty(), 10).items()).isEmpty();
  }

  @Test
  void a_password_that_may_be_known_is_said_of_the_account_on_every_laptop() {
    tell(concern(ConcernKind.PASSWORD_KNOWN, "anna"));
    tell(concern(ConcernKind.PASSWORD_KNOWN, "anna"));
    assertThat(orders.orders(f.setting, true, Optional.empty(), 10).items())
        .singleElement()
        .satisfies(
            order -> {
              assertThat(order.kind()).isEqualTo(AccountOrder.Kind.PASSWORD_KNOWN);
              assertThat(order.account()).isEqualTo("anna");
              assertThat(order.madeBy().name()).isEqualTo("Blue Room");
            });
    assertThat(f.toldOfPolicy).containsExactly(blue);
    assertThat(alerts()).extracting(Alert::kind).containsOnly("password-known").hasSize(2);
  }

  @Test
  void what_a_console_that_ended_could_not_sign_is_signed_within_a_minute() {
    orders.signWhatWasLeft();
    f.now.updateAndGet(now -> now.plusSeconds(1));
    JournalEntry entry = entry(concern(ConcernKind.PASSWORD_KNOWN, "anna"));
    assertThat(take(entry).after()).as("lost with the console").hasSize(1);
    assertThat(take(entry).after()).as("the same entry again").isEmpty();
    assertThat(f.toldOfPolicy).isEmpty();
    orders.signWhatWasLeft();
    assertThat(f.toldOfPolicy).containsExactly(blue);
    orders.signWhatWasLeft();
    assertThat(f.toldOfPolicy).as("once is enough").containsExactly(blue);
  }

  @Test
  void nobody_is_named_where_the_person_chose_not_to_say() {
    tell(concern(ConcernKind.PASSWORD_KNOWN, ""));
    tell(concern(ConcernKind.LAPTOP_LOST, ""));
    assertThat(alerts())
        .extracting(Alert::kind)
        .containsExactlyInAnyOrder("password-known", "laptop-lost");
    assertThat(orders.orders(f.setting, true, Optional.empty(), 10).items()).isEmpty();
  }

  private static What drift(String rule, boolean putBack) {
    return new What.Drifted(
        new DriftNews(
            rule, "the time until the screen locks", "5", "60", Optional.empty(), putBack, 1200));
  }

  @Test
  void what_is_put_back_again_and_again_is_one_alert_with_a_count() {
    for (int i = 0; i < 2; i++) {
      assertThat(tell(drift("screen-lock", true))).containsOnly(Live.Topic.LAPTOPS);
    }
    tell(drift("screen-lock", false));
    tell(drift("firewall", true));
    assertThat(alerts()).as("single ones are on the timeline alone").isEmpty();
    tell(drift("screen-lock", true));
    tell(drift("screen-lock", true));
    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo("changed-again");
              assertThat(alert.severity()).isEqualTo("weekly");
              assertThat(alert.occurrences()).isEqualTo(2);
              assertThat(alert.detail()).contains("4 times", "the time until the screen locks");
            });
    f.now.updateAndGet(now -> now.plus(Duration.ofHours(25)));
    tell(drift("screen-lock", true));
    assertThat(alerts()).as("the next day counts for itself").hasSize(1);
    assertThat(
            drifts
                .drifts(
                    f.setting, Optional.of(blue), Optional.of("screen-lock"), Optional.empty(), 10)
                .items())
        .hasSize(6)
        .first()
        .satisfies(
            drift -> {
              assertThat(drift.nickname()).isEqualTo("Blue Room");
              assertThat(drift.toldInUs()).isEqualTo(1200);
            });
    var first = drifts.drifts(f.setting, Optional.empty(), Optional.empty(), Optional.empty(), 4);
    var rest = drifts.drifts(f.setting, Optional.empty(), Optional.empty(), first.next(), 4);
    List<Drift> all = new ArrayList<>(first.items());
    all.addAll(rest.items());
    assertThat(all).hasSize(7).doesNotHaveDuplicates();
  }

  @Test
  void what_is_told_when_it_is_found_and_again_when_it_is_put_back_is_one_change() {
    Instant since = f.now.get().minusSeconds(90).plusNanos(123_456_789);
    tell(found(since, false));
    assertThat(putBack()).containsExactly(false);
    assertThat(tell(found(since, true))).containsOnly(Live.Topic.LAPTOPS);
    assertThat(putBack()).containsExactly(true);
    assertThat(tell(found(since, true))).as("told once more").isEmpty();
    assertThat(putBack()).containsExactly(true);
    Instant later = since.plusSeconds(30);
    tell(found(later, false));
    assertThat(putBack()).as("changed again since").containsExactlyInAnyOrder(false, true);
    tell(found(later, true));
    tell(found(later.plusSeconds(30), false));
    assertThat(alerts()).isEmpty();
    tell(found(later.plusSeconds(30), true));
    assertThat(putBack()).containsExactly(true, true, true);
    assertThat(alerts()).singleElement().returns("changed-again", Alert::kind);
  }

  private static What found(Instant since, boolean putBack) {
    return new What.Drifted(
        new DriftNews("screen-lock", "the lock", "on", "off", Optional.of(since), putBack, 1200));
  }

  private List<Boolean> putBack() {
    return drifts
        .drifts(f.setting, Optional.empty(), Optional.empty(), Optional.empty(), 10)
        .items()
        .stream()
        .map(Drift::putBack)
        .toList();
  }

  @Test
  void a_drift_of_a_rule_nobody_here_knows_is_kept() {
    tell(drift("rule-of-a-newer-agent", false));
    assertThat(
            drifts
                .drifts(f.setting, Optional.empty(), Optional.empty(), Optional.empty(), 10)
                .items())
        .extracting(Drift::rule)
        .containsExactly("rule-of-a-newer-agent");
  }

  private static ProgramsNews.Program program(String name, String version, boolean cloud) {
    return new ProgramsNews.Program(name, version, "deb", cloud);
  }

  private void programs(
      boolean everything, List<ProgramsNews.Program> present, List<ProgramsNews.Program> gone) {
    tell(new What.ProgramsChanged(new ProgramsNews(everything, present, gone)));
  }

  private List<String> names(Which which) {
    return programs
        .programs(f.setting, Optional.of(blue), which, Optional.empty(), 100)
        .items()
        .stream()
        .map(LaptopProgram::name)
        .sorted()
        .toList();
  }

  @Test
  void what_was_there_all_along_is_not_new_and_what_comes_later_is() {
    programs(true, List.of(program("Office", "1", false), program("Paint", "1", false)), List.of());
    assertThat(alerts()).isEmpty();
    assertThat(names(Which.NEW)).isEmpty();
    programs(true, List.of(program("Office", "2", false), program("Games", "1", false)), List.of());
    assertThat(names(Which.PRESENT)).containsExactly("Games", "Office");
    assertThat(names(Which.NEW)).containsExactly("Games");
    assertThat(names(Which.ALL)).containsExactly("Games", "Office", "Paint");
    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo("program-added");
              assertThat(alert.severity()).isEqualTo("weekly");
              assertThat(alert.detail()).contains("Games");
            });
    programs(false, List.of(), List.of(program("Games", "1", false)));
    assertThat(names(Which.NEW)).isEmpty();
  }

  @Test
  void approved_programs_are_no_alert_and_cloud_storage_is_one_for_today() {
    var _ =
        f.policyFiles.change(
            f.setting,
            new Actor.Console(),
            policy ->
                policy
                    .withProgram(new ApprovedProgram("Story Maker", Role.DSL, "", Optional.empty()))
                    .withProgram(new ApprovedProgram("Cloud Box", Role.DSL, "", Optional.empty())),
            "The test says so.");
    programs(false, List.of(program("story maker", "1", false)), List.of());
    assertThat(alerts()).isEmpty();
    programs(false, List.of(program("Cloud Box", "1", true)), List.of());
    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo("cloud-program-added");
              assertThat(alert.severity()).isEqualTo("today");
            });
  }

  @Test
  void each_persons_latest_reading_of_the_notice_counts() {
    tell(new What.NoticeRead(new NoticeNews("anna", "0123456789abcdef")));
    tell(new What.NoticeRead(new NoticeNews("bob", "0123456789abcdef")));
    f.now.updateAndGet(now -> now.plus(Duration.ofDays(300)));
    tell(new What.NoticeRead(new NoticeNews("anna", "fedcba9876543210")));
    assertThat(notices.readings(f.setting, Optional.empty(), 10).items()).hasSize(3);
    assertThat(notices.latest(f.setting, Optional.of(blue)))
        .extracting(NoticeReading::account, NoticeReading::notice)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("anna", "fedcba9876543210"),
            org.assertj.core.groups.Tuple.tuple("bob", "0123456789abcdef"));
  }

  @Test
  void tampering_is_urgent_and_an_absence_is_looked_at_today() {
    tell(
        new What.Agent(
            new AgentNews(AgentNews.Action.TAMPERED, "The service was masked at 9:14.")));
    tell(new What.Agent(new AgentNews(AgentNews.Action.WAS_AWAY, "From 9:14 to 9:40.")));
    tell(new What.Agent());
    assertThat(alerts())
        .extracting(Alert::kind, Alert::severity)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("tampered", "urgent"),
            org.assertj.core.groups.Tuple.tuple("was-away", "today"));
    assertThat(alerts()).anySatisfy(a -> assertThat(a.detail()).contains("masked at 9:14"));
  }

  @Test
  void a_recovery_key_is_handed_on_and_told_when_it_vanished() {
    tell(key(RecoveryKeyNews.Step.ADDED, 60));
    assertThat(alerts()).isEmpty();
    tell(key(RecoveryKeyNews.Step.VANISHED, 0));
    assertThat(alerts()).extracting(Alert::kind).containsExactly("recovery-key-vanished");
    assertThat(keys)
        .extracting(RecoveryKeyNews::step)
        .containsExactly(RecoveryKeyNews.Step.ADDED, RecoveryKeyNews.Step.VANISHED);
  }

  private static What key(RecoveryKeyNews.Step step, int sealed) {
    return new What.RecoveryKey(
        new RecoveryKeyNews(
            "7KQ2M9XT",
            "ab".repeat(32),
            "the system disk",
            1,
            step,
            Bytes.of(new byte[sealed]),
            ""));
  }

  @Test
  void a_sign_in_that_could_not_be_stopped_is_told_once_while_it_stays_so() {
    for (int i = 0; i < 2; i++) {
      tell(checked("cannot"));
    }
    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo("not-suspended");
              assertThat(alert.occurrences()).isEqualTo(1);
              assertThat(alert.detail()).contains("only administrator");
            });
  }

  private What checked(String hold) {
    return new What.Checked(
        new Hardware("", "", "", "Debian", "12", ""),
        List.of(
            new Finding(
                "suspend",
                "not-met",
                "",
                hold,
                "last-administrator",
                "enforce",
                "It is the only administrator.",
                List.of(),
                f.clock.instant(),
                f.clock.instant(),
                List.of("Sam's sign-in is stopped."),
                true)));
  }

  @Test
  void what_enforcing_would_change_comes_with_a_finding_and_goes() {
    tell(checked("none"));
    assertThat(f.findings.findings(f.setting, blue))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.wouldChange()).containsExactly("Sam's sign-in is stopped.");
              assertThat(finding.canEnforce()).isTrue();
            });
    assertThat(f.findings.all(f.setting).getOrDefault(blue, List.of()))
        .singleElement()
        .satisfies(finding -> assertThat(finding.wouldChange()).hasSize(1));
  }

  @Test
  void what_was_better_before_is_an_alert_and_ends_when_it_is_met_again() {
    tell(virus("not-met"));
    assertThat(alerts()).as("what a laptop shows first is a thing to do").isEmpty();
    tell(virus("met"));
    f.now.updateAndGet(at -> at.plusSeconds(60));
    assertThat(tell(virus("not-met"))).contains(Live.Topic.ALERTS);
    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo("anti-virus-off");
              assertThat(alert.waitsUntil())
                  .contains(f.clock.instant().plus(NewAlert.MENDS_WITHIN));
            });
    assertThat(tell(virus("met"))).contains(Live.Topic.ALERTS);
    assertThat(alerts()).isEmpty();
    assertThat(f.alerts.all(f.setting, Optional.empty(), 10).alerts())
        .singleElement()
        .satisfies(
            alert ->
                assertThat(alert.resolved().orElseThrow().outcome())
                    .isEqualTo(AlertOutcome.MENDED_BY_ITSELF));
  }

  @Test
  void a_laptop_that_is_heard_again_ends_the_alert_that_it_was_not_seen() {
    f.database.useTransaction(
        tx ->
            f.alerts.raise(
                tx,
                new NewAlert(
                        f.setting,
                        blue,
                        "not-seen",
                        "weekly",
                        "not-seen 2026-09-01",
                        Optional.empty(),
                        "Nothing was heard of it.",
                        f.clock.instant(),
                        f.clock.instant())
                    .whichMayEnd("unseen", Duration.ZERO)));
    Intake.Taken taken =
        f.database.durably(
            tx -> intake.open(tx, f.setting, blue, "0.1.0", EPOCH, 1, f.clock.instant()));
    assertThat(taken.changed()).contains(Live.Topic.ALERTS);
    assertThat(alerts()).isEmpty();
  }

  private What virus(String state) {
    return new What.Checked(
        new Hardware("", "", "", "Debian", "12", ""),
        List.of(
            new Finding(
                "anti-virus",
                state,
                "",
                "none",
                "",
                "watch",
                "Virus protection is " + state + ".",
                List.of(),
                f.clock.instant(),
                f.clock.instant())));
  }
}
