package io.stairgate.console.delivery;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.notify.NewNotification;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.notify.Purpose;
import io.stairgate.console.notify.Recipient;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Sends people a message to see whether it arrives: one a minute. Any thread may use it. */
public final class Trials {
  private final Database database;
  private final NotificationStore messages;
  private final AuditStore audit;
  private final InstantSource clock;

  /** Ready to send. */
  public Trials(
      Database database, NotificationStore messages, AuditStore audit, InstantSource clock) {
    this.database = database;
    this.messages = messages;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Sends a trial message to the person who asks.
   *
   * @return false where there was one within the minute
   */
  public boolean toSelf(SettingId setting, Actor.Person by) {
    Instant now = clock.instant();
    return database.durably(
        tx -> {
          Optional<UUID> planned =
              messages.add(
                  tx,
                  new NewNotification(
                      setting,
                      Purpose.TRIAL,
                      false,
                      new Recipient.Person(by.account()),
                      "Trial message",
                      "",
                      "/my/messages",
                      "trial " + now.getEpochSecond() / 60,
                      1,
                      "Somebody tries whether messages arrive.",
                      now,
                      Optional.empty(),
                      now,
                      List.of()));
          planned.ifPresent(
              id ->
                  audit.append(
                      tx, setting, by, "trial-message-sent", "person:" + by.account(), ""));
          return planned.isPresent();
        });
  }
}
