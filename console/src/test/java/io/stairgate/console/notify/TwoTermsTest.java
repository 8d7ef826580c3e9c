package io.stairgate.console.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.alert.AlertOutcome;
import io.stairgate.console.alert.AlertPlanStore;
import io.stairgate.console.alert.AlertStep;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.Closure;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.OpenTime;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two terms of a nursery with twelve laptops, on the real planner and stores: half-terms,
 * Christmas, training days, the clocks going back and forward; a lead who is away with cover, and
 * ill without; laptops that flap, get a stick each week, are lost, are never updated, fall silent.
 * Every message is written down with why it was sent, and each is held against its rule once more
 * here.
 */
class TwoTermsTest {
  private static final long SEED = 20260901;
  private static final LocalDate FIRST = LocalDate.of(2026, 9, 1);
  private static final LocalDate LAST = LocalDate.of(2027, 4, 9);
  private static final int TARGET = 5;
  private static final Calendar YEAR =
      Calendar.DEFAULT.with(
          List.of(
              term("Autumn", "2026-09-02", "2026-12-18", "2026-10-26", "2026-10-30"),
              term("Spring", "2027-01-04", "2027-03-25", "2027-02-15", "2027-02-19"),
              term("Summer", "2027-04-12", "2027-07-21", "2027-05-31", "2027-06-04")),
          List.of(
              closed("Training day", "2026-09-02", "2026-09-02"),
              closed("Training day", "2026-11-02", "2026-11-02"),
              closed("Training day", "2027-01-04", "2027-01-04")));

  @TempDir Path folder;
  private Nursery n;
  private OpenTime open;
  private final Random random = new Random(SEED);
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingInt(Event::number));
  private int numbers;
  private final List<Sent> sent = new ArrayList<>();
  private final Map<String, DeviceId> laptops = new HashMap<>();
  private final Set<DeviceId> off = new HashSet<>();
  private boolean silent;

  /** Weeks in which the script makes trouble: the target is for the ordinary ones. */
  private final Set<LocalDate> troubled = new TreeSet<>();

  private record Event(Instant at, int number, Runnable work) {}

  private record Sent(Instant at, Notification message) {}

  private static Term term(String name, String start, String end, String half, String halfEnd) {
    return new Term(
        name,
        new DateSpan(LocalDate.parse(start), LocalDate.parse(end)),
        Optional.of(new DateSpan(LocalDate.parse(half), LocalDate.parse(halfEnd))));
  }

  private static Closure closed(String name, String start, String end) {
    return new Closure(name, new DateSpan(LocalDate.parse(start), LocalDate.parse(end)));
  }

  @BeforeEach
  void open() {
    n = new Nursery(Engine.H2, folder, FIRST.atStartOfDay(YEAR.zone()).toInstant(), YEAR);
    open = n.open();
  }

  @Test
  void two_terms_tell_people_what_they_must_know_and_little_else() throws IOException {
    long begun = System.nanoTime();
    try (Nursery nursery = n) {
      assertThat(nursery.open()).isEqualTo(open);
      script();
      play();
      List<Alert> alerts = everyAlert();
      write(alerts, Duration.ofNanos(System.nanoTime() - begun));
      inQuietHoursOnlyWhatWasWished();
      nobodyIsToldTwice(alerts);
      nothingUrgentIsUntold(alerts);
      whatNobodySawWasToldOn(alerts);
      theHeadIsToldInTheEnd();
      everyMessageHasItsRule();
      ordinaryWeeksStayUnderTheTarget();
    }
  }

  // ----- what happens -----

  private void script() {
    for (String name :
        List.of(
            "Blue Room",
            "Green Room",
            "Red Room",
            "Hall",
            "Nest",
            "Garden",
            "Office",
            "Lead",
            "Deputy",
            "Head",
            "Kitchen",
            "Spare")) {
      laptops.put(name, n.f.laptop(name));
    }
    n.usedBy(laptop("Lead"), n.lead);
    n.usedBy(laptop("Head"), n.head);
    n.notices.put(
        n.lead,
        new PersonNotices(
            true,
            List.of(
                new PersonNotices.Away(
                    LocalDate.of(2026, 11, 9), LocalDate.of(2026, 11, 13), Optional.of(n.deputy)),
                new PersonNotices.Away(
                    LocalDate.of(2027, 3, 8), LocalDate.of(2027, 3, 10), Optional.empty()))));
    for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
      if (open.isOpenDay(day)) {
        anOpenDay(day);
      }
    }
    noisyLaptops();
    trouble();
  }

  /** Whoever is there is heard from half past seven on, every three quarters of an hour. */
  private void anOpenDay(LocalDate day) {
    for (Instant at = n.at(day, "07:35");
        at.isBefore(n.at(day, "18:00"));
        at = at.plus(Duration.ofMinutes(45))) {
      event(at, this::signsOfLife);
    }
  }

  private void signsOfLife() {
    if (silent) {
      return;
    }
    laptops.values().stream()
        .filter(each -> !off.contains(each))
        .forEach(each -> n.f.presence.heard(each, n.now(), Optional.empty()));
    n.f.enrolled.writePresence();
  }

  private void noisyLaptops() {
    for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
      if (!open.isOpenDay(day)) {
        continue;
      }
      LocalDate on = day;
      switch (day.getDayOfWeek()) {
        // Virus protection restarts again and again, and is back within half an hour each time.
        case TUESDAY -> {
          for (int i = 0; i < 6; i++) {
            Instant at = n.at(day, "08:10").plus(Duration.ofMinutes(80L * i));
            event(at, () -> virus("Blue Room", false));
            event(
                at.plus(Duration.ofMinutes(5 + random.nextInt(20))),
                () -> virus("Blue Room", true));
          }
        }
        // A stick each week, tried twice.
        case WEDNESDAY -> {
          Instant at = n.at(day, "09:00").plus(Duration.ofMinutes(random.nextInt(400)));
          event(at, () -> n.stick(laptop("Hall"), "week " + on));
          event(at.plus(Duration.ofMinutes(3)), () -> n.stick(laptop("Hall"), "week " + on));
        }
        // A screen lock that somebody puts back each fortnight, and the agent mends in the evening.
        case THURSDAY -> {
          if (day.getDayOfMonth() % 2 == 0) {
            event(n.at(day, "11:00"), () -> lock(false));
            event(n.at(day, "17:00"), () -> lock(true));
          }
        }
        default -> {}
      }
    }
    // Virus protection that really goes off now and then, and comes back the next day.
    for (String day :
        List.of("2026-09-24", "2026-10-15", "2026-11-19", "2027-01-21", "2027-03-11")) {
      event(n.at(LocalDate.parse(day), "10:20"), () -> virus("Green Room", false));
      event(n.at(LocalDate.parse(day).plusDays(1), "09:00"), () -> virus("Green Room", true));
    }
    // A laptop that is never updated in the autumn.
    event(n.at(LocalDate.of(2026, 10, 1), "08:30"), () -> updates("met", "not-met"));
    event(n.at(LocalDate.of(2026, 11, 24), "16:00"), () -> updates("not-met", "met"));
    // A laptop in a cupboard.
    event(n.at(LocalDate.of(2026, 11, 4), "08:00"), () -> off.add(laptop("Spare")));
    event(n.at(LocalDate.of(2027, 1, 11), "07:31"), () -> off.remove(laptop("Spare")));
    // Passwords are due at the beginning of the spring term.
    event(
        n.at(LocalDate.of(2027, 1, 5), "08:00"),
        () ->
            laptops
                .values()
                .forEach(
                    each -> n.turns(each, "password-age", "met", "not-met", "Passwords are due.")));
    event(
        n.at(LocalDate.of(2027, 1, 15), "12:00"),
        () ->
            laptops
                .values()
                .forEach(
                    each -> n.turns(each, "password-age", "not-met", "met", "Passwords are new.")));
  }

  private void trouble() {
    // Four sticks on one laptop in a morning.
    for (int i = 0; i < 4; i++) {
      String serial = "bad day " + i;
      trouble(
          n.at(LocalDate.of(2026, 10, 6), "09:10").plus(Duration.ofMinutes(12L * i)),
          () -> n.stick(laptop("Office"), serial));
    }
    // One stick five times, on a Friday afternoon.
    for (int i = 0; i < 5; i++) {
      trouble(
          n.at(LocalDate.of(2026, 11, 27), "17:20").plus(Duration.ofMinutes(9L * i)),
          () -> n.stick(laptop("Kitchen"), "again"));
    }
    // A stick that was used at home at night, in term and in the holidays.
    for (String day : List.of("2026-09-17", "2026-12-28", "2027-02-03")) {
      trouble(
          n.at(LocalDate.parse(day), "22:15"),
          () -> n.happens(laptop("Garden"), AlertKind.MEDIUM_USED, AlertClass.URGENT, "home"));
    }
    // A laptop is lost on a Saturday.
    trouble(
        n.at(LocalDate.of(2027, 1, 23), "14:00"),
        () -> n.happens(laptop("Nest"), AlertKind.LAPTOP_LOST, AlertClass.URGENT, "lost"));
    // The lead is ill and has said nothing: 18 and 19 November.
    trouble(
        n.at(LocalDate.of(2026, 11, 18), "10:00"),
        () -> n.happens(laptop("Red Room"), AlertKind.INFECTED, AlertClass.URGENT, "ill"));
    // The lead and the deputy are ill: the head is told in the end.
    trouble(
        n.at(LocalDate.of(2027, 2, 24), "10:00"),
        () -> n.happens(laptop("Kitchen"), AlertKind.INFECTED, AlertClass.URGENT, "both"));
    // The lead is away and the deputy covers.
    trouble(
        n.at(LocalDate.of(2026, 11, 11), "10:00"),
        () -> n.happens(laptop("Red Room"), AlertKind.INFECTED, AlertClass.URGENT, "away"));
    // About the lead's own laptop, about how somebody behaved, about the head.
    trouble(n.at(LocalDate.of(2026, 12, 2), "10:00"), () -> n.stick(laptop("Lead"), "the lead's"));
    trouble(
        n.at(LocalDate.of(2026, 12, 9), "10:00"),
        () -> n.happens(laptop("Red Room"), AlertKind.TAMPERED, AlertClass.URGENT, "staff"));
    trouble(
        n.at(LocalDate.of(2027, 2, 10), "10:00"),
        () -> n.happens(laptop("Head"), AlertKind.TAMPERED, AlertClass.URGENT, "head"));
    // The line to the house is down for an afternoon, and again over a weekend.
    trouble(n.at(LocalDate.of(2026, 10, 14), "12:01"), () -> silent = true);
    trouble(n.at(LocalDate.of(2026, 10, 14), "16:01"), () -> silent = false);
    trouble(n.at(LocalDate.of(2027, 3, 19), "17:01"), () -> silent = true);
    trouble(n.at(LocalDate.of(2027, 3, 22), "10:01"), () -> silent = false);
    // Ten laptops with the same urgent thing within minutes.
    for (int i = 0; i < 10; i++) {
      String name = List.copyOf(new TreeSet<>(laptops.keySet())).get(i);
      trouble(
          n.at(LocalDate.of(2027, 3, 3), "09:30").plus(Duration.ofMinutes(i)),
          () -> n.happens(laptop(name), AlertKind.MEDIUM_USED, AlertClass.URGENT, "storm"));
    }
  }

  private void trouble(Instant at, Runnable work) {
    troubled.add(OpenTime.monday(YEAR.day(at)));
    troubled.add(OpenTime.monday(YEAR.day(open.nextOpen(at.plus(Duration.ofDays(1))))));
    event(at, work);
  }

  private void event(Instant at, Runnable work) {
    events.add(new Event(at, numbers++, work));
  }

  private DeviceId laptop(String name) {
    return Optional.ofNullable(laptops.get(name)).orElseThrow();
  }

  private void virus(String laptop, boolean on) {
    n.turns(
        laptop(laptop),
        "anti-virus",
        on ? "not-met" : "met",
        on ? "met" : "not-met",
        on ? "Virus protection is on." : "Virus protection is off.");
  }

  private void lock(boolean on) {
    n.turns(
        laptop("Garden"),
        "screen-lock",
        on ? "not-met" : "met",
        on ? "met" : "not-met",
        "The screen lock was changed.");
  }

  private void updates(String before, String state) {
    n.turns(laptop("Nest"), "updates", before, state, "An important update has been waiting.");
  }

  // ----- how it goes on -----

  private void play() {
    Instant end = open.at(LAST, java.time.LocalTime.of(23, 59));
    n.minute();
    while (true) {
      Instant minute = n.nextMinute();
      Optional<Instant> event = Optional.ofNullable(events.peek()).map(Event::at);
      Instant to = event.filter(minute::isAfter).orElse(minute);
      if (to.isAfter(end)) {
        return;
      }
      n.to(to);
      for (Optional<Event> next = due(to); next.isPresent(); next = due(to)) {
        next.get().work().run();
      }
      for (Notification each : n.minute()) {
        sent.add(new Sent(to, each));
        reads(each);
      }
    }
  }

  /** The next event whose time has come, taken off the list. */
  private Optional<Event> due(Instant now) {
    boolean isDue =
        Optional.ofNullable(events.peek()).filter(next -> !next.at().isAfter(now)).isPresent();
    return isDue ? Optional.ofNullable(events.poll()) : Optional.empty();
  }

  /** People look at what they are told of within an hour or so, when they are there. */
  private void reads(Notification message) {
    UUID person = message.recipient().id();
    if (message.purpose() == Purpose.DEAD_MAN || message.purpose() == Purpose.TERMLY_TASK) {
      return;
    }
    Instant looks = n.now().plus(Duration.ofMinutes(5 + random.nextInt(60)));
    // The lead has no telephone in the room and does not look at night.
    Instant there = open.nextOpen(looks);
    while (isIll(person, YEAR.day(there))) {
      there = n.at(open.openDayFrom(YEAR.day(there).plusDays(1)), "08:15");
    }
    event(there, () -> acknowledge(message));
  }

  /** Two days without the lead, and two days without the lead and the deputy. */
  private boolean isIll(UUID person, LocalDate day) {
    boolean alone =
        day.equals(LocalDate.of(2026, 11, 18)) || day.equals(LocalDate.of(2026, 11, 19));
    boolean both = day.equals(LocalDate.of(2027, 2, 24)) || day.equals(LocalDate.of(2027, 2, 25));
    return (person.equals(n.lead) && (alone || both)) || (person.equals(n.deputy) && both);
  }

  private void acknowledge(Notification message) {
    for (Alert alert : n.open(1000)) {
      boolean told =
          n.f.notifications.ofAlert(n.f.setting, alert.id()).stream()
              .anyMatch(each -> each.id().equals(message.id()));
      boolean listed =
          message.purpose() == Purpose.DIGEST && alert.alertClass() == AlertClass.WEEKLY;
      if (told || listed) {
        n.f.alerts.acknowledge(n.f.setting, alert.id(), "Somebody", n.now());
        if (told) {
          event(open.after(n.now(), Duration.ofHours(3)), () -> resolve(alert.id()));
        }
      }
    }
  }

  private void resolve(UUID alert) {
    n.f.database.useTransaction(
        tx ->
            n.f.alerts.resolve(
                tx, n.f.setting, alert, "Somebody", AlertOutcome.PERSON_TALKED_TO, "", n.now()));
  }

  // ----- what must hold -----

  private List<Alert> everyAlert() {
    List<Alert> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      var page = n.f.alerts.all(n.f.setting, after, 500);
      all.addAll(page.alerts());
      after = page.next();
    } while (after.isPresent());
    return all;
  }

  private void inQuietHoursOnlyWhatWasWished() {
    assertThat(sent)
        .filteredOn(each -> !open.isOpen(each.at()))
        .allSatisfy(
            each -> {
              assertThat(each.message().urgent()).isTrue();
              assertThat(each.message().recipient().id()).isEqualTo(n.lead);
            })
        .isNotEmpty();
  }

  private void nobodyIsToldTwice(List<Alert> alerts) {
    AlertPlanStore plans = new AlertPlanStore(n.f.database);
    for (Alert alert : alerts) {
      long again =
          plans.history(n.f.setting, alert.id()).stream()
              .filter(step -> step.what() != AlertStep.What.RESOLVED)
              .count();
      Map<String, Long> times = new HashMap<>();
      n.f.notifications.ofAlert(n.f.setting, alert.id()).stream()
          .filter(each -> each.state() == Notification.State.SENT)
          .forEach(
              each -> {
                var _ = times.merge(each.recipient() + " " + each.purpose(), 1L, Long::sum);
              });
      assertThat(times.values())
          .as("%s of %s", alert.kind(), alert.raisedAt())
          .allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(1 + again));
    }
    assertThat(sent.stream().map(each -> each.message().id())).doesNotHaveDuplicates();
  }

  private void nothingUrgentIsUntold(List<Alert> alerts) {
    List<Alert> urgent =
        alerts.stream().filter(each -> each.alertClass() == AlertClass.URGENT).toList();
    assertThat(urgent).hasSizeGreaterThan(10);
    for (Alert alert : urgent) {
      List<Notification> told =
          n.f.notifications.ofAlert(n.f.setting, alert.id()).stream()
              .filter(each -> each.state() == Notification.State.SENT && each.urgent())
              .toList();
      assertThat(told).as("%s of %s", alert.kind(), alert.raisedAt()).isNotEmpty();
      Instant since = alert.toldAt().orElseThrow();
      // Together with the same of minutes before, and never later than somebody is there.
      Instant latest = open.nextOpen(since.plus(Decision.GROUPED)).plus(Duration.ofMinutes(1));
      assertThat(told.getFirst().sentAt().orElseThrow())
          .as("%s of %s", alert.kind(), alert.raisedAt())
          .isBeforeOrEqualTo(latest);
    }
  }

  private void whatNobodySawWasToldOn(List<Alert> alerts) {
    for (Alert alert : alerts) {
      if (alert.alertClass() != AlertClass.URGENT) {
        continue;
      }
      Instant second = open.after(alert.toldAt().orElseThrow(), Duration.ofHours(2));
      boolean seenInTime =
          alert.acknowledged().filter(seen -> !seen.at().isAfter(second)).isPresent();
      List<Notification> on =
          n.f.notifications.ofAlert(n.f.setting, alert.id()).stream()
              .filter(each -> each.purpose() == Purpose.ESCALATION)
              .filter(each -> each.state() == Notification.State.SENT)
              .toList();
      if (seenInTime) {
        assertThat(on).as("%s of %s was seen", alert.kind(), alert.raisedAt()).isEmpty();
      }
    }
    assertThat(sent)
        .as("the day the lead was ill")
        .anySatisfy(
            each -> {
              assertThat(each.message().purpose()).isEqualTo(Purpose.ESCALATION);
              assertThat(each.message().recipient().id()).isEqualTo(n.deputy);
              assertThat(YEAR.day(each.at())).isEqualTo(LocalDate.of(2026, 11, 18));
            });
  }

  /** The head was told when the lead and the deputy were ill. */
  private void theHeadIsToldInTheEnd() {
    assertThat(sent)
        .anySatisfy(
            each -> {
              assertThat(each.message().purpose()).isEqualTo(Purpose.ESCALATION);
              assertThat(each.message().recipient().id()).isEqualTo(n.head);
              assertThat(YEAR.day(each.at())).isEqualTo(LocalDate.of(2027, 2, 25));
            });
  }

  /** The rule of each message, told once more without the planner. */
  private void everyMessageHasItsRule() {
    assertThat(sent).allSatisfy(each -> assertThat(rule(each)).as("%s", each).isNotEmpty());
    assertThat(sent)
        .filteredOn(each -> each.message().purpose() == Purpose.DEAD_MAN)
        .hasSize(2)
        .allSatisfy(each -> assertThat(each.message().recipient().id()).isEqualTo(n.technician));
  }

  private String rule(Sent each) {
    Notification message = each.message();
    LocalDate day = YEAR.day(each.at());
    return switch (message.purpose()) {
      case ALERT ->
          message.urgent()
              ? "urgent"
              : each.at().isBefore(message.createdAt().plus(Decision.GROUPED)) ? "" : "today";
      case ESCALATION ->
          open.between(message.createdAt().minus(Duration.ofDays(9)), each.at())
                      .compareTo(Decision.TO_DEPUTY)
                  >= 0
              ? "urgent, not seen"
              : "";
      case REPEAT_URGENT -> "urgent, not seen, nobody else";
      case DIGEST ->
          open.firstOfWeek(day).filter(day::equals).isPresent()
                  && each.at().equals(n.at(day, "08:00"))
              ? "weekly"
              : "";
      case TERMLY_TASK ->
          YEAR.openDaysBetween(day, YEAR.currentTerm(day).orElseThrow().days().end().plusDays(1))
                  == 10
              ? "termly"
              : "";
      case DEAD_MAN -> "dead-man";
      case WEEKLY_UPDATE, TRIAL -> "";
    };
  }

  private void ordinaryWeeksStayUnderTheTarget() {
    Map<LocalDate, Integer> weeks = weeks(n.lead);
    assertThat(weeks)
        .as("messages of the lead in weeks without trouble, lists left out")
        .allSatisfy(
            (week, count) -> {
              if (!troubled.contains(week)) {
                assertThat(count).as("%s", week).isLessThan(TARGET);
              }
            });
    assertThat(weeks.values()).allSatisfy(count -> assertThat(count).isLessThan(2 * TARGET));
  }

  private Map<LocalDate, Integer> weeks(UUID person) {
    Map<LocalDate, Integer> weeks = new TreeMap<>();
    for (LocalDate week = OpenTime.monday(FIRST); !week.isAfter(LAST); week = week.plusWeeks(1)) {
      weeks.put(week, 0);
    }
    sent.stream()
        .filter(each -> each.message().purpose().counts())
        .filter(each -> each.message().recipient().id().equals(person))
        .forEach(
            each -> {
              var _ = weeks.merge(OpenTime.monday(YEAR.day(each.at())), 1, Integer::sum);
            });
    return weeks;
  }

  // ----- the table -----

  private void write(List<Alert> alerts, Duration took) throws IOException {
    Map<UUID, String> names =
        Map.of(
            n.lead, "Lead",
            n.deputy, "Deputy",
            n.head, "Head",
            n.technician, "Technician",
            n.governor, "Governor");
    StringBuilder table = new StringBuilder("# Two terms of a nursery with 12 laptops\n\n");
    table.append(
        "Seed %d, %s to %s, %d alerts raised, %d happenings, %d messages.%n%n"
            .formatted(
                SEED,
                FIRST,
                LAST,
                alerts.size(),
                alerts.stream().mapToInt(Alert::occurrences).sum(),
                sent.size()));
    table.append("## Who got how many\n\n| who |");
    List<Purpose> purposes =
        List.of(
            Purpose.ALERT,
            Purpose.ESCALATION,
            Purpose.REPEAT_URGENT,
            Purpose.TERMLY_TASK,
            Purpose.DEAD_MAN,
            Purpose.DIGEST);
    purposes.forEach(each -> table.append(" ").append(each.code()).append(" |"));
    table.append("\n|---|").append("---|".repeat(purposes.size())).append("\n");
    names.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(
            person -> {
              table.append("| ").append(person.getValue()).append(" |");
              purposes.forEach(
                  purpose ->
                      table
                          .append(" ")
                          .append(
                              sent.stream()
                                  .filter(each -> each.message().purpose() == purpose)
                                  .filter(
                                      each ->
                                          each.message().recipient().id().equals(person.getKey()))
                                  .count())
                          .append(" |"));
              table.append("\n");
            });
    table.append("\n## The lead's weeks (weekly lists left out, target: fewer than 5)\n\n");
    table.append("| week | messages | |\n|---|---|---|\n");
    weeks(n.lead)
        .forEach(
            (week, count) ->
                table.append(
                    "| %s | %d | %s |%n"
                        .formatted(
                            week,
                            count,
                            troubled.contains(week)
                                ? "trouble"
                                : open.firstOfWeek(week).isEmpty() ? "closed" : "")));
    table.append("\n## Every message\n\n| when | to | for | what | laptop | of | why |\n");
    table.append("|---|---|---|---|---|---|---|\n");
    DateTimeFormatter when = DateTimeFormatter.ofPattern("EEE d MMM yyyy HH:mm", Locale.UK);
    for (Sent each : sent) {
      Notification message = each.message();
      table.append(
          "| %s | %s | %s%s | %s | %s | %d | %s |%n"
              .formatted(
                  when.format(each.at().atZone(YEAR.zone())),
                  names.getOrDefault(message.recipient().id(), "?"),
                  message.purpose().code(),
                  message.urgent() ? ", urgent" : "",
                  message.category(),
                  message.nickname(),
                  message.count(),
                  message.reason()));
    }
    Path file = Path.of("target", "two-terms.md");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, table);
    Map<LocalDate, Integer> weeks = weeks(n.lead);
    long openWeeks =
        weeks.keySet().stream().filter(week -> open.firstOfWeek(week).isPresent()).count();
    int counting = weeks.values().stream().mapToInt(Integer::intValue).sum();
    System.out.printf(
        Locale.ROOT,
        "Two terms (seed %d): %d alerts, %d messages; the lead %.1f a week in %d open weeks, most"
            + " %d; %d ms. All of them: %s%n",
        SEED,
        alerts.size(),
        sent.size(),
        (double) counting / openWeeks,
        openWeeks,
        weeks.values().stream().mapToInt(Integer::intValue).max().orElse(0),
        took.toMillis(),
        file);
  }
}
