package io.stairgate.console;

import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.notify.NewNotification;
import io.stairgate.console.notify.Notification;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.notify.Purpose;
import io.stairgate.console.notify.Recipient;
import io.stairgate.console.policy.RolloutPlan;
import io.stairgate.console.policy.RolloutWay;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.recovery.RecoveryScene;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a week need not bring, so that no page is empty for want of it: a change that goes step by
 * step, weeks written down, addresses, messages that arrived, wait and failed, a program that is
 * told, somebody away, somebody who left, a key asked for, something kept beyond its time. One
 * thread.
 */
public final class SeededRest {
  private final WebFixture console;
  private final SeededSetting week;

  private SeededRest(WebFixture console, SeededSetting week) {
    this.console = console;
    this.week = week;
  }

  /** Adds it to a setting that {@link SeededSetting} made; its clock stays where it is. */
  public static void of(WebFixture console, SeededSetting week) {
    SeededRest rest = new SeededRest(console, week);
    rest.change();
    rest.messages();
    rest.proposal();
    var _ = console.week(console.setting);
    var _ = console.webhook(console.setting);
    var _ = console.held(console.setting);
    var _ = console.left(console.setting, "anna");
    var _ =
        RecoveryScene.asked(
            console.database,
            console.setting,
            week.person(Role.TECHNICIAN).account(),
            console.now.get());
  }

  private void change() {
    SettingPolicy now = console.policyFiles.current(console.setting).policy();
    var _ =
        console.policyFiles.change(
            console.setting,
            week.person(Role.DSL),
            now.withStage(Rule.CAMERA, Stage.ENFORCE),
            Optional.empty(),
            "Agreed with the committee.",
            new RolloutPlan(Rule.CAMERA, RolloutWay.ONE_THEN_ALL));
  }

  /** A tool asks for what only a person may decide. */
  private void proposal() {
    var _ =
        console.policyFiles.change(
            console.setting,
            new Actor.Program(UUID.randomUUID(), "The provider's tool"),
            policy -> policy.withStage(Rule.BLUETOOTH, Stage.WARN),
            "The provider advises it.");
  }

  private void messages() {
    for (Role role : Set.of(Role.DSL, Role.DEPUTY, Role.TECHNICIAN)) {
      Actor.Person person = week.person(role);
      var _ =
          console.channels.contacts().want(console.setting, person, role.code() + "@gate.example");
      var _ = console.channels.contacts().confirm(console.addressLinks.getLast().reveal());
    }
    LocalDate today = LocalDate.parse("2026-11-26");
    var _ =
        console
            .channels
            .contacts()
            .away(
                console.setting,
                week.person(Role.DEPUTY),
                today,
                today.plusDays(2),
                week.person(Role.MANAGER).account());
    Instant now = console.now.get();
    add(Purpose.WEEKLY_UPDATE, Role.MANAGER, "This week", "", now.minus(Duration.ofHours(70)));
    add(Purpose.ALERT, Role.DSL, "A memory stick was blocked", "Blue Room", hoursAgo(49));
    add(Purpose.ALERT, Role.DSL, "Malware was found on a memory stick", "Red Room", hoursAgo(23));
    add(Purpose.ESCALATION, Role.DEPUTY, "The checker was changed", "Baby Room 1", hoursAgo(1));
    NotificationStore store = console.channels.messages();
    List<Notification> sent = store.claimDue(now, "a test", 100);
    for (Notification each : sent) {
      if (each.purpose() == Purpose.ESCALATION) {
        store.failed(each.id(), "no-answer", Optional.of(now.plus(Duration.ofMinutes(5))));
      } else {
        store.sent(each.id(), each.dueAt());
      }
    }
    add(Purpose.DIGEST, Role.DSL, "Things to look at this week", "", now.plus(Duration.ofDays(4)));
  }

  private Instant hoursAgo(int hours) {
    return console.now.get().minus(Duration.ofHours(hours));
  }

  private void add(Purpose purpose, Role to, String what, String laptop, Instant due) {
    console.database.useTransaction(
        tx -> {
          var _ =
              console
                  .channels
                  .messages()
                  .add(
                      tx,
                      new NewNotification(
                          console.setting,
                          purpose,
                          purpose == Purpose.ESCALATION,
                          new Recipient.Person(week.person(to).account()),
                          what,
                          laptop,
                          "/alerts",
                          "seeded " + due,
                          1,
                          "The lead is told first.",
                          due,
                          Optional.empty(),
                          due.minus(Duration.ofMinutes(15)),
                          List.of()));
        });
  }
}
