package io.stairgate.console.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.account.Role;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.alert.AlertOutcome;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.recovery.RecoveryKeyStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/** The rules on the real planner and stores of both databases. */
@ParameterizedClass
@EnumSource(Engine.class)
class NotifyPlannerTest {
  private static final LocalDate MONDAY = LocalDate.of(2026, 9, 14);
  private static final Calendar AUTUMN =
      Calendar.DEFAULT.with(
          List.of(
              new Term(
                  "Autumn",
                  new DateSpan(LocalDate.of(2026, 9, 2), LocalDate.of(2026, 12, 18)),
                  Optional.of(
                      new DateSpan(LocalDate.of(2026, 10, 26), LocalDate.of(2026, 10, 30))))),
          List.of());

  private final Engine engine;
  @TempDir Path folder;
  private Nursery n;
  private DeviceId blue;
  private long sequence;

  NotifyPlannerTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    n = new Nursery(engine, folder, Instant.parse("2026-09-14T09:00:00Z"), AUTUMN);
    blue = n.f.laptop("Blue Room");
    n.f.presence.opened(blue, n.now(), 0);
    n.minute();
  }

  @AfterEach
  void close() {
    n.close();
  }

  @Test
  void urgent_reaches_the_lead_at_once_then_the_deputy_then_the_head() {
    urgent("S1");
    Map<Instant, List<Notification>> sent = n.until(n.at(MONDAY.plusDays(3), "12:00"));
    assertThat(told(sent))
        .containsExactly(
            "2026-09-14T09:00:00Z lead alert",
            "2026-09-14T11:00:00Z deputy escalation",
            // An open day is ten and a half hours: seven on Monday, the rest on Tuesday.
            "2026-09-15T09:00:00Z head escalation");
    assertThat(sent.values().stream().flatMap(List::stream))
        .allSatisfy(
            each -> {
              assertThat(each.category()).isEqualTo("A memory stick was used without permission");
              assertThat(each.nickname()).isEqualTo("Blue Room");
              assertThat(each.path()).isEqualTo("/alerts/" + n.only().id());
            });
  }

  @Test
  void whoever_has_seen_it_stops_the_messages_and_not_the_thing_to_do() {
    urgent("S1");
    assertThat(n.minute()).hasSize(1);
    n.to(n.at(MONDAY, "11:00"));
    n.f.alerts.acknowledge(n.f.setting, n.only().id(), "Dee Lead", n.now());
    assertThat(n.until(n.at(MONDAY.plusDays(5), "12:00"))).isEmpty();
    assertThat(n.f.alerts.openCount(n.f.setting)).isEqualTo(1);
  }

  @Test
  void where_nobody_else_is_there_the_lead_is_told_once_more() {
    leave(n.deputy);
    leave(n.head);
    leave(n.governor);
    urgent("S1");
    assertThat(told(n.until(n.at(MONDAY.plusDays(3), "12:00"))))
        .containsExactly(
            "2026-09-14T09:00:00Z lead alert", "2026-09-15T09:00:00Z lead repeat-urgent");
  }

  @Test
  void at_night_urgent_waits_for_opening_time_but_for_those_who_want_it() {
    n.to(n.at(MONDAY, "22:15"));
    urgent("S1");
    assertThat(told(n.until(n.at(MONDAY.plusDays(1), "08:00"))))
        .containsExactly("2026-09-15T06:30:00Z lead alert");

    n.notices.put(n.lead, new PersonNotices(true, List.of()));
    n.to(n.at(MONDAY.plusDays(1), "22:15"));
    n.f.alerts.acknowledge(n.f.setting, n.only().id(), "Dee Lead", n.now());
    urgent("S2");
    assertThat(told(n.until(n.at(MONDAY.plusDays(2), "08:00"))))
        .containsExactly("2026-09-15T21:15:00Z lead alert");
  }

  @Test
  void a_half_term_stops_the_clock() {
    n.to(n.at(LocalDate.of(2026, 10, 23), "17:00"));
    n.minute();
    urgent("S1");
    List<String> told = told(n.until(n.at(LocalDate.of(2026, 11, 2), "08:31")));
    assertThat(told.stream().filter(each -> !each.endsWith("digest")))
        .as("an hour on Friday, an hour on the Monday after the holidays, and the clocks changed")
        .containsExactly(
            "2026-10-23T16:00:00Z lead alert", "2026-11-02T08:30:00Z deputy escalation");
  }

  @Test
  void what_is_for_today_comes_together_after_fifteen_minutes() {
    DeviceId green = n.f.laptop("Green Room");
    n.stick(blue, "S1");
    n.minute();
    n.to(n.at(MONDAY, "10:05"));
    n.stick(green, "S2");
    n.stick(green, "S2");
    assertThat(n.until(n.at(MONDAY, "18:00")).values().stream().flatMap(List::stream))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.dueAt()).isEqualTo(Instant.parse("2026-09-14T09:15:00Z"));
              assertThat(one.count()).isEqualTo(2);
              assertThat(one.category()).isEqualTo("A memory stick was blocked");
              assertThat(one.nickname()).isEmpty();
              assertThat(one.path()).isEqualTo("/alerts");
            });
  }

  @Test
  void after_hours_what_is_for_today_waits_for_opening_time() {
    n.to(n.at(MONDAY, "17:55"));
    n.stick(blue, "S1");
    assertThat(told(n.until(n.at(MONDAY.plusDays(1), "12:00"))))
        .containsExactly("2026-09-15T06:30:00Z lead alert");
  }

  @Test
  void a_third_stick_on_one_laptop_in_a_day_is_urgent_and_a_fourth_joins_it() {
    n.stick(blue, "S1");
    n.stick(blue, "S2");
    n.minute();
    assertThat(n.open(9)).allMatch(each -> each.alertClass() == AlertClass.TODAY);
    n.to(n.at(MONDAY, "10:03"));
    n.stick(blue, "S3");
    assertThat(n.minute()).singleElement().matches(Notification::urgent);
    n.stick(blue, "S4");
    n.to(n.at(MONDAY, "10:40"));
    n.minute();
    n.to(n.at(MONDAY, "11:30"));
    assertThat(n.minute()).as("the fourth has no message of its own").isEmpty();
    assertThat(n.open(9)).filteredOn(each -> each.alertClass() == AlertClass.URGENT).hasSize(1);
  }

  @Test
  void the_fifth_try_in_a_day_is_urgent_and_the_next_day_begins_anew() {
    for (int i = 0; i < 4; i++) {
      n.stick(blue, "S1");
    }
    assertThat(n.only().alertClass()).isEqualTo(AlertClass.TODAY);
    n.stick(blue, "S1");
    assertThat(n.only().alertClass()).isEqualTo(AlertClass.URGENT);
    n.to(n.at(MONDAY.plusDays(1), "10:00"));
    n.stick(blue, "S1");
    assertThat(n.open(9)).filteredOn(each -> each.alertClass() == AlertClass.TODAY).hasSize(1);
  }

  @Test
  void what_mends_itself_within_half_an_hour_is_never_told() {
    for (int i = 0; i < 5; i++) {
      virusProtection(false);
      assertThat(n.until(n.now().plus(Duration.ofMinutes(20)))).isEmpty();
      virusProtection(true);
      assertThat(n.until(n.now().plus(Duration.ofMinutes(20)))).isEmpty();
    }
    assertThat(n.f.alerts.openCount(n.f.setting)).isZero();
    assertThat(n.f.alerts.all(n.f.setting, Optional.empty(), 9).alerts())
        .singleElement()
        .satisfies(
            all -> {
              assertThat(all.occurrences()).isEqualTo(5);
              assertThat(all.resolved().orElseThrow().outcome())
                  .isEqualTo(AlertOutcome.MENDED_BY_ITSELF);
            });
  }

  @Test
  void what_stays_off_is_told_once_and_what_comes_again_in_the_week_is_on_the_weekly_list() {
    virusProtection(false);
    assertThat(told(n.until(n.at(MONDAY, "12:00"))))
        .containsExactly("2026-09-14T09:45:00Z lead alert");
    virusProtection(true);
    n.to(n.at(MONDAY.plusDays(1), "10:00"));
    virusProtection(false);
    assertThat(n.until(n.at(MONDAY.plusDays(2), "10:00"))).isEmpty();
    assertThat(n.only().alertClass()).isEqualTo(AlertClass.WEEKLY);
    assertThat(told(n.until(n.at(MONDAY.plusDays(7), "09:00"))))
        .containsExactly("2026-09-21T07:00:00Z lead digest");
  }

  @Test
  void whoever_covers_is_told_instead_and_nobody_is_told_twice() {
    n.notices.put(
        n.lead,
        new PersonNotices(
            true,
            List.of(new PersonNotices.Away(MONDAY, MONDAY.plusDays(4), Optional.of(n.deputy)))));
    urgent("S1");
    List<String> told = told(n.until(n.at(MONDAY.plusDays(3), "12:00")));
    assertThat(told)
        .containsExactly(
            "2026-09-14T09:00:00Z deputy alert", "2026-09-15T09:00:00Z head escalation");
  }

  @Test
  void about_the_leads_own_laptop_others_are_told() {
    n.usedBy(blue, n.lead);
    urgent("S1");
    assertThat(told(n.until(n.at(MONDAY.plusDays(3), "12:00"))))
        .containsExactly(
            "2026-09-14T09:00:00Z deputy alert",
            "2026-09-14T11:00:00Z head escalation",
            "2026-09-15T09:00:00Z governor escalation");
  }

  @Test
  void how_somebody_behaved_goes_to_the_head_too_and_of_the_head_to_the_governor() {
    n.happens(blue, AlertKind.TAMPERED, AlertClass.URGENT, "");
    assertThat(told(Map.of(n.now(), n.minute())))
        .containsExactlyInAnyOrder(
            "2026-09-14T09:00:00Z lead alert", "2026-09-14T09:00:00Z head alert");
    DeviceId office = n.f.laptop("Office");
    n.usedBy(office, n.head);
    n.happens(office, AlertKind.TAMPERED, AlertClass.URGENT, "");
    List<Notification> sent = n.minute();
    assertThat(told(Map.of(n.now(), sent))).containsExactly("2026-09-14T09:00:00Z governor alert");
    assertThat(sent.getFirst().path()).as("a governor has a page of their own").isEqualTo("/my");
  }

  @Test
  void the_weekly_list_is_left_out_where_there_is_nothing_but_every_fourth_week() {
    Map<Instant, List<Notification>> sent = n.until(n.at(LocalDate.of(2026, 12, 1), "12:00"));
    assertThat(told(sent))
        .as("weeks of 21, 28 September, 5, 12 October; half-term has no week; 19, 2, 9, 16")
        .containsExactly("2026-10-12T07:00:00Z lead digest", "2026-11-16T08:00:00Z lead digest");
    assertThat(sent.values().stream().flatMap(List::stream))
        .allMatch(each -> each.category().contains("still works"));
  }

  @Test
  void the_tasks_of_a_term_come_ten_open_days_before_its_end() {
    List<String> told = told(n.until(n.at(LocalDate.of(2026, 12, 18), "18:00")));
    assertThat(told).contains("2026-12-07T07:30:00Z lead termly-task");
    assertThat(told.stream().filter(each -> each.endsWith("termly-task"))).hasSize(1);
    assertThat(n.open(9)).allMatch(each -> each.alertClass() == AlertClass.TERMLY);
    assertThat(kinds())
        .as("all joined this term; no laptop reports the filter; no recovery key is kept")
        .containsExactlyInAnyOrder("term-report", "term-permissions", "term-calendar");
    assertThat(n.open(9))
        .allSatisfy(each -> assertThat(TermTasks.by(each)).contains(LocalDate.of(2026, 12, 18)));
  }

  private List<String> kinds() {
    return n.open(9).stream().map(Alert::kind).toList();
  }

  private void filter(String state) {
    Finding finding =
        new Finding(
            "filtering-check",
            state,
            "",
            "reported-only",
            "",
            "watch",
            "The filter's page.",
            List.of(),
            n.now(),
            n.now());
    n.f.database.useTransaction(
        tx ->
            n.f.findings.replace(
                tx, n.f.setting, blue, new UUID(1, 1), ++sequence, List.of(finding)));
  }

  @Test
  void what_the_console_sees_done_leaves_the_tasks_of_a_term_by_itself() {
    n.f.database.useTransaction(
        tx ->
            n.f.members.put(
                tx,
                n.f.setting,
                n.deputy,
                Set.of(Role.DEPUTY),
                Optional.empty(),
                Instant.parse("2026-05-04T09:00:00Z")));
    filter("unknown");
    n.until(n.at(LocalDate.of(2026, 12, 7), "09:00"));
    assertThat(kinds())
        .containsExactlyInAnyOrder(
            "term-report",
            "term-access-review",
            "term-permissions",
            "term-filtering",
            "term-calendar");
    TermTasks tasks = new TermTasks(n.f.alerts, n.f.findings, new RecoveryKeyStore(n.f.database));
    assertThat(left(tasks, AUTUMN)).hasSize(5);
    filter("met");
    assertThat(left(tasks, AUTUMN))
        .as("at once in what is to do")
        .doesNotContain(AlertKind.TERM_FILTERING)
        .hasSize(4);
    assertThat(left(tasks, Calendar.DEFAULT)).doesNotContain(AlertKind.TERM_CALENDAR).hasSize(3);
    n.until(n.at(LocalDate.of(2026, 12, 7), "10:30"));
    assertThat(kinds()).as("and soon in the alerts").doesNotContain("term-filtering").hasSize(4);
    n.f.database.useTransaction(
        tx ->
            n.f.members.put(
                tx, n.f.setting, n.deputy, Set.of(Role.DEPUTY), Optional.empty(), n.now()));
    n.until(n.at(LocalDate.of(2026, 12, 7), "12:00"));
    assertThat(kinds())
        .containsExactlyInAnyOrder("term-report", "term-permissions", "term-calendar");
  }

  private List<AlertKind> left(TermTasks tasks, Calendar calendar) {
    return tasks
        .open(n.f.setting, n.f.members.members(n.f.setting, n.now()), calendar, n.now())
        .stream()
        .map(TermTasks.Task::kind)
        .toList();
  }

  @Test
  void a_laptop_that_is_not_seen_for_seven_open_days_is_on_the_list_until_it_is_seen() {
    n.f.presence.closed(blue);
    n.f.enrolled.writePresence();
    n.until(n.at(LocalDate.of(2026, 9, 23), "18:00"));
    assertThat(n.f.alerts.openCount(n.f.setting)).isZero();
    n.until(n.at(LocalDate.of(2026, 9, 24), "08:00"));
    assertThat(n.only().kind()).isEqualTo("not-seen");
    n.f.presence.heard(blue, n.now(), Optional.empty());
    n.until(n.at(LocalDate.of(2026, 9, 25), "08:00"));
    assertThat(n.f.alerts.openCount(n.f.setting)).isZero();
  }

  @Test
  void the_silence_of_all_is_told_once_to_the_technician_and_not_to_the_lead() {
    n.f.laptop("Green Room");
    n.f.laptop("Red Room");
    n.f.presence.heard(blue, n.now(), Optional.empty());
    n.f.enrolled.writePresence();
    List<String> told = told(n.until(n.at(MONDAY, "17:00")));
    assertThat(told).containsExactly("2026-09-14T10:00:00Z technician dead-man");
    n.f.presence.heard(blue, n.now(), Optional.empty());
    n.f.enrolled.writePresence();
    n.until(n.at(MONDAY, "17:30"));
    assertThat(n.f.alerts.openCount(n.f.setting)).as("it is over").isZero();
  }

  @Test
  void something_urgent_that_happens_again_after_it_ended_is_told_again() {
    urgent("S1");
    assertThat(n.minute()).hasSize(1);
    n.f.database.useTransaction(
        tx ->
            assertThat(
                    n.f.alerts.resolve(
                        tx,
                        n.f.setting,
                        n.only().id(),
                        "Dee Lead",
                        AlertOutcome.FALSE_ALARM,
                        "",
                        n.now()))
                .isTrue());
    n.to(n.at(MONDAY, "13:00"));
    urgent("S1");
    assertThat(n.minute()).hasSize(1);
    assertThat(n.only().occurrences()).isEqualTo(2);
  }

  @Test
  void a_message_that_missed_closing_time_comes_when_the_setting_opens() {
    n.to(n.at(MONDAY, "17:50"));
    urgent("S1");
    n.planner.run(n.now());
    n.to(n.at(MONDAY, "19:00"));
    assertThat(n.minute()).as("nothing was sent while the console was away").isEmpty();
    assertThat(told(n.until(n.at(MONDAY.plusDays(1), "07:30"))))
        .containsExactly("2026-09-15T06:30:00Z lead alert");
  }

  @Test
  void many_laptops_with_the_same_urgent_thing_are_two_messages() {
    urgent("S1");
    assertThat(n.minute()).hasSize(1);
    for (int i = 0; i < 9; i++) {
      DeviceId other = n.f.laptop("Laptop " + i);
      n.happens(other, AlertKind.MEDIUM_USED, AlertClass.URGENT, "S" + i);
    }
    assertThat(n.minute()).isEmpty();
    n.to(n.at(MONDAY, "10:15"));
    assertThat(n.minute()).singleElement().extracting(Notification::count).isEqualTo(9);
  }

  @Test
  void programs_are_told_at_once_of_each_alert() {
    UUID hook = new UUID(9, 9);
    n.webhooks.add(hook);
    n.to(n.at(MONDAY, "20:00"));
    n.stick(blue, "S1");
    assertThat(n.minute())
        .singleElement()
        .extracting(Notification::recipient)
        .isEqualTo(new Recipient.Webhook(hook));
  }

  @Test
  void several_consoles_at_once_plan_each_message_once() throws Exception {
    for (AlertKind kind : List.of(AlertKind.values()).subList(0, 20)) {
      n.happens(n.f.laptop("Laptop " + kind.code()), kind, AlertClass.URGENT, "S");
    }
    Instant now = n.now();
    List<Callable<Boolean>> consoles = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      NotifyPlanner another = n.planner();
      consoles.add(
          () -> {
            another.run(now);
            return true;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Boolean> each : threads.invokeAll(consoles)) {
        assertThat(each.get()).isTrue();
      }
    }
    List<Alert> alerts = n.open(100);
    assertThat(alerts).hasSize(20).allMatch(each -> each.toldStep() == 1);
    assertThat(alerts)
        .allSatisfy(
            each ->
                assertThat(n.f.notifications.ofAlert(n.f.setting, each.id()))
                    .extracting(Notification::recipient)
                    .doesNotHaveDuplicates()
                    .isNotEmpty());
  }

  @Test
  void jumping_from_one_thing_to_do_to_the_next_is_the_same_as_running_every_minute()
      throws Exception {
    List<String> everyMinute = aBusyDay(folder.resolve("minutes"), false);
    List<String> jumped = aBusyDay(folder.resolve("jumps"), true);
    assertThat(jumped).isEqualTo(everyMinute).hasSizeGreaterThan(3);
  }

  private List<String> aBusyDay(Path where, boolean jump) throws Exception {
    java.nio.file.Files.createDirectories(where);
    try (Nursery own = new Nursery(engine, where, Instant.parse("2026-09-14T09:00:00Z"), AUTUMN)) {
      DeviceId laptop = own.f.laptop("Blue Room");
      own.stick(laptop, "S1");
      own.happens(laptop, AlertKind.CLONE, AlertClass.URGENT, "");
      own.turns(laptop, "anti-virus", "met", "not-met", "Virus protection is off.");
      Instant end = own.at(MONDAY, "14:00");
      Nursery before = n;
      n = own;
      try {
        return told(jump ? own.until(end) : own.minutes(end));
      } finally {
        n = before;
      }
    }
  }

  private void urgent(String serial) {
    n.happens(blue, AlertKind.MEDIUM_USED, AlertClass.URGENT, serial);
  }

  private void virusProtection(boolean on) {
    n.turns(
        blue,
        "anti-virus",
        on ? "not-met" : "met",
        on ? "met" : "not-met",
        on ? "Virus protection is on." : "Virus protection is off.");
  }

  private void leave(UUID person) {
    n.f.database.useTransaction(
        tx ->
            n.f.members.put(
                tx, n.f.setting, person, Set.of(Role.STAFF), Optional.empty(), n.now()));
  }

  private List<String> told(Map<Instant, List<Notification>> sent) {
    List<String> told = new ArrayList<>();
    sent.forEach(
        (at, all) ->
            all.forEach(
                each ->
                    told.add(at + " " + who(each.recipient().id()) + " " + each.purpose().code())));
    return told;
  }

  private String who(UUID person) {
    Map<UUID, String> names =
        Map.of(
            n.lead, "lead",
            n.deputy, "deputy",
            n.head, "head",
            n.technician, "technician",
            n.governor, "governor");
    return names.getOrDefault(person, "somebody");
  }
}
