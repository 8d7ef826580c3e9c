package io.stairgate.console.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.database.Dialect;
import io.stairgate.console.database.Engine;
import io.stairgate.console.database.Part;
import io.stairgate.console.device.DeviceId;
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

/** What the store of messages promises, on H2 and on PostgreSQL alike. */
@ParameterizedClass
@EnumSource(Engine.class)
class NotificationStoreTest {
  private static final UUID ANN = new UUID(1, 1);
  private static final UUID BEN = new UUID(2, 2);

  private final Engine engine;
  @TempDir Path folder;
  private StoreFixture f;

  NotificationStoreTest(Engine engine) {
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
  void a_recipient_gets_one_message_of_a_group_ever() {
    UUID first = add(ANN, "digest 2026-09-14", now()).orElseThrow();
    assertThat(add(ANN, "digest 2026-09-14", now())).isEmpty();
    f.notifications.sent(first, now());
    assertThat(add(ANN, "digest 2026-09-14", now())).as("not after it was sent either").isEmpty();
    assertThat(add(BEN, "digest 2026-09-14", now())).isPresent();
  }

  @Test
  void what_is_read_is_what_was_planned() {
    Instant until = now().plus(Duration.ofHours(9));
    NewNotification planned =
        new NewNotification(
            f.setting,
            Purpose.ESCALATION,
            true,
            new Recipient.Webhook(BEN),
            "A stick was used",
            "Blue Room",
            "/alerts/x",
            "g",
            3,
            "Nobody has seen it for two open hours.",
            now(),
            Optional.of(until),
            now(),
            List.of());
    UUID id = f.database.inTransaction(tx -> f.notifications.add(tx, planned)).orElseThrow();
    assertThat(f.notifications.find(f.setting, id))
        .contains(
            new Notification(
                id,
                f.setting,
                Purpose.ESCALATION,
                true,
                new Recipient.Webhook(BEN),
                "A stick was used",
                "Blue Room",
                "/alerts/x",
                "g",
                3,
                "Nobody has seen it for two open hours.",
                now(),
                Optional.of(until),
                Notification.State.WAITING,
                0,
                Optional.empty(),
                Optional.empty(),
                "",
                now()));
    assertThat(f.notifications.find(f.other, id)).isEmpty();
  }

  @Test
  void a_message_is_claimed_when_it_is_due_and_by_one_console() {
    UUID soon = add(ANN, "a", now().plusSeconds(60)).orElseThrow();
    assertThat(claim("one")).isEmpty();
    forward(Duration.ofMinutes(1));
    assertThat(claim("one")).extracting(Notification::id).containsExactly(soon);
    assertThat(claim("two")).isEmpty();
    assertThat(claim("one")).as("not twice by the same either").isEmpty();
    f.notifications.sent(soon, now());
    forward(Duration.ofDays(1));
    assertThat(claim("two")).isEmpty();
    assertThat(f.notifications.find(f.setting, soon).orElseThrow())
        .satisfies(
            sent -> {
              assertThat(sent.state()).isEqualTo(Notification.State.SENT);
              assertThat(sent.attempts()).isEqualTo(1);
              assertThat(sent.sentAt()).isPresent();
            });
  }

  @Test
  void the_claim_of_a_console_that_was_killed_ends_by_itself() {
    UUID id = add(ANN, "a", now()).orElseThrow();
    assertThat(claim("killed")).hasSize(1);
    assertThat(f.notifications.isClaimed(id, "killed", now())).isTrue();
    forward(NotificationStore.LEASE.minusSeconds(1));
    assertThat(claim("other")).isEmpty();
    forward(Duration.ofSeconds(1));
    assertThat(claim("other")).extracting(Notification::id).containsExactly(id);
    assertThat(f.notifications.isClaimed(id, "killed", now())).as("only frozen").isFalse();
    assertThat(f.notifications.isClaimed(id, "other", now())).isTrue();
  }

  @Test
  void several_consoles_at_once_claim_each_message_once() throws Exception {
    for (int i = 0; i < 60; i++) {
      add(ANN, "group " + i, now());
    }
    List<Callable<List<UUID>>> consoles = new ArrayList<>();
    for (int node = 0; node < 4; node++) {
      String name = "node " + node;
      consoles.add(
          () -> {
            List<UUID> mine = new ArrayList<>();
            for (List<Notification> some = claim(name); !some.isEmpty(); some = claim(name)) {
              some.forEach(each -> mine.add(each.id()));
            }
            return mine;
          });
    }
    List<UUID> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<List<UUID>> each : threads.invokeAll(consoles)) {
        all.addAll(each.get());
      }
    }
    assertThat(all).hasSize(60).doesNotHaveDuplicates();
  }

  @Test
  void a_planner_and_a_sender_never_wait_for_each_other_in_a_circle() {
    UUID seen = alert("seen");
    UUID missed = addUntil(BEN, "missed", now().plusSeconds(60), seen);
    UUID unneeded =
        f.database
            .inTransaction(tx -> f.notifications.add(tx, message(ANN, "unneeded", now(), seen)))
            .orElseThrow();
    Notification waiting = f.notifications.find(f.setting, unneeded).orElseThrow();
    f.alerts.acknowledge(f.setting, seen, "Ann", now());
    forward(Duration.ofMinutes(1));
    Hours later = new Hours(now().plusSeconds(3600), Optional.empty());
    try (ExecutorService sender = Executors.newSingleThreadExecutor()) {
      f.database.useTransaction(
          planner -> {
            // The planner holds the one; the sender wants both; then the planner wants the other.
            new PlanStore(f.database).moveMissed(planner, f.setting, now(), later);
            Future<List<Notification>> claimed = sender.submit(() -> claim("sender"));
            if (f.database.dialect() == Dialect.POSTGRESQL) {
              // On the embedded database one writes at a time: it waits, and the planner does not.
              assertThat(claimed)
                  .as("goes on while the planner holds a message")
                  .succeedsWithin(Duration.ofSeconds(15))
                  .isEqualTo(List.of());
            }
            assertThat(f.notifications.join(planner, waiting, seen, "2 things", "", "/alerts"))
                .as("nobody needs it any more")
                .isFalse();
          });
    }
    assertThat(f.notifications.find(f.setting, unneeded).orElseThrow().state())
        .isEqualTo(Notification.State.NOT_NEEDED);
    assertThat(f.notifications.find(f.setting, missed).orElseThrow())
        .as("left to the planner, and to the next claim")
        .satisfies(
            moved -> {
              assertThat(moved.state()).isEqualTo(Notification.State.WAITING);
              assertThat(moved.dueAt()).isEqualTo(later.from());
            });
    forward(Duration.ofHours(1));
    assertThat(claim("sender")).isEmpty();
    assertThat(f.notifications.find(f.setting, missed).orElseThrow().state())
        .isEqualTo(Notification.State.NOT_NEEDED);
  }

  @Test
  void what_failed_is_tried_again_when_it_is_time_and_given_up_in_the_end() {
    UUID id = add(ANN, "a", now()).orElseThrow();
    assertThat(claim("one")).hasSize(1);
    f.notifications.failed(id, "refused", Optional.of(now().plusSeconds(120)));
    assertThat(claim("one")).isEmpty();
    forward(Duration.ofMinutes(2));
    assertThat(claim("two"))
        .singleElement()
        .satisfies(
            again -> {
              assertThat(again.state()).isEqualTo(Notification.State.FAILED);
              assertThat(again.attempts()).isEqualTo(1);
              assertThat(again.lastFailure()).isEqualTo("refused");
            });
    f.notifications.failed(id, "refused", Optional.empty());
    forward(Duration.ofHours(1));
    assertThat(claim("one")).isEmpty();
    assertThat(f.notifications.find(f.setting, id).orElseThrow().state())
        .isEqualTo(Notification.State.GIVEN_UP);
  }

  @Test
  void after_closing_time_a_message_waits_for_the_planner() {
    UUID id = addUntil(ANN, "g", now().plusSeconds(60));
    forward(Duration.ofMinutes(1));
    assertThat(claim("one")).isEmpty();
    assertThat(f.notifications.find(f.setting, id).orElseThrow().state())
        .isEqualTo(Notification.State.WAITING);
  }

  @Test
  void what_is_too_old_to_help_is_given_up() {
    UUID id = add(ANN, "a", now()).orElseThrow();
    forward(NotificationStore.TOO_OLD.plusSeconds(1));
    assertThat(claim("one")).isEmpty();
    assertThat(f.notifications.find(f.setting, id).orElseThrow())
        .satisfies(
            old -> {
              assertThat(old.state()).isEqualTo(Notification.State.GIVEN_UP);
              assertThat(old.lastFailure()).isEqualTo(NotificationStore.FAILED_TOO_OLD);
            });
  }

  @Test
  void a_message_whose_alerts_were_all_seen_is_not_needed() {
    UUID one = alert("one");
    UUID two = alert("two");
    UUID id =
        f.database
            .inTransaction(tx -> f.notifications.add(tx, message(ANN, "g", now(), one)))
            .orElseThrow();
    f.database.useTransaction(
        tx ->
            assertThat(
                    f.notifications.join(
                        tx,
                        f.notifications.find(f.setting, id).orElseThrow(),
                        two,
                        "2 things",
                        "",
                        "/alerts"))
                .isTrue());
    f.alerts.acknowledge(f.setting, one, "Ann", now());
    assertThat(claim("one"))
        .as("one of two is not seen yet")
        .singleElement()
        .extracting(Notification::count)
        .isEqualTo(2);
    f.notifications.failed(id, "refused", Optional.of(now()));
    f.alerts.acknowledge(f.setting, two, "Ann", now());
    assertThat(claim("one")).isEmpty();
    assertThat(f.notifications.ofAlert(f.setting, one))
        .singleElement()
        .extracting(Notification::state)
        .isEqualTo(Notification.State.NOT_NEEDED);
  }

  @Test
  void a_message_that_has_left_takes_nothing_in() {
    UUID one = alert("one");
    UUID id = add(ANN, "g", now()).orElseThrow();
    Notification message = f.notifications.find(f.setting, id).orElseThrow();
    assertThat(joinable()).contains(message);
    assertThat(claim("one")).hasSize(1);
    boolean joined =
        f.database.inTransaction(
            tx -> f.notifications.join(tx, message, one, "2 things", "", "/alerts"));
    assertThat(joined).isFalse();
    assertThat(joinable()).isEmpty();
  }

  @Test
  void messages_are_listed_newest_first_without_loss_and_counted_per_person() {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      forward(Duration.ofSeconds(1));
      ids.add(add(ANN, "g" + i, now()).orElseThrow());
    }
    Part<Notification> first =
        f.notifications.page(f.setting, Optional.empty(), Optional.empty(), Optional.empty(), 3);
    Part<Notification> rest =
        f.notifications.page(f.setting, Optional.empty(), Optional.empty(), first.next(), 3);
    List<UUID> seen = new ArrayList<>(first.items().stream().map(Notification::id).toList());
    seen.addAll(rest.items().stream().map(Notification::id).toList());
    assertThat(seen).containsExactlyElementsOf(ids.reversed());
    assertThat(rest.next()).isEmpty();

    f.notifications.sent(ids.get(0), now());
    f.notifications.sent(ids.get(1), now());
    f.notifications.notNeeded(ids.get(2));
    assertThat(f.notifications.sentToPeople(f.setting, now(), now().plusSeconds(1)))
        .isEqualTo(Map.of(ANN, 2));
    assertThat(f.notifications.sentToPeople(f.setting, now().plusSeconds(1), now().plusSeconds(9)))
        .isEmpty();
  }

  private Optional<Notification> joinable() {
    Recipient ann = new Recipient.Person(ANN);
    return f.database.inTransaction(
        tx -> f.notifications.joinable(tx, f.setting, ann, Purpose.ALERT, false, now()));
  }

  private UUID alert(String group) {
    DeviceId device = f.laptop("Laptop " + group);
    f.database.useTransaction(
        tx ->
            f.alerts.raise(
                tx,
                new NewAlert(
                    f.setting,
                    device,
                    "medium-blocked",
                    "today",
                    group,
                    Optional.empty(),
                    "A stick.",
                    now(),
                    now())));
    return f.alerts.ofLaptop(f.setting, device, 1).getFirst().id();
  }

  private Optional<UUID> add(UUID person, String group, Instant due) {
    return f.database.inTransaction(tx -> f.notifications.add(tx, message(person, group, due)));
  }

  private UUID addUntil(UUID person, String group, Instant until, UUID... alerts) {
    NewNotification planned = message(person, group, now(), Optional.of(until), alerts);
    return f.database.inTransaction(tx -> f.notifications.add(tx, planned)).orElseThrow();
  }

  private NewNotification message(UUID person, String group, Instant due, UUID... alerts) {
    return message(person, group, due, Optional.empty(), alerts);
  }

  private NewNotification message(
      UUID person, String group, Instant due, Optional<Instant> until, UUID... alerts) {
    return new NewNotification(
        f.setting,
        Purpose.ALERT,
        false,
        new Recipient.Person(person),
        "A memory stick was blocked",
        "Blue Room",
        "/alerts/x",
        group,
        1,
        "It is with the safeguarding lead first.",
        due,
        until,
        now(),
        List.of(alerts));
  }

  private List<Notification> claim(String node) {
    return f.notifications.claimDue(now(), node, 5);
  }

  private Instant now() {
    return f.clock.instant();
  }

  private void forward(Duration by) {
    f.now.updateAndGet(at -> at.plus(by));
  }
}
