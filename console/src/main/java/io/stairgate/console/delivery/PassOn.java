package io.stairgate.console.delivery;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.contact.AddressStore;
import io.stairgate.console.contact.KnownAddress;
import io.stairgate.console.database.Database;
import io.stairgate.console.notify.NewNotification;
import io.stairgate.console.notify.Notification;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.notify.Purpose;
import io.stairgate.console.notify.Recipient;
import io.stairgate.console.notify.Trouble;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Tells somebody else where a person cannot be told: the next of those who answer for the alert
 * that has a confirmed address and does not know of it yet. Any thread may use it.
 */
public final class PassOn {
  private final Database database;
  private final NotificationStore messages;
  private final AddressStore addresses;
  private final MemberStore members;
  private final BiFunction<Notification, List<Member>, List<UUID>> answering;
  private final InstantSource clock;

  /**
   * Ready to tell.
   *
   * @param answering who answers for what a message tells of, of everybody with access; the first
   *     to be told first
   */
  public PassOn(
      Database database,
      NotificationStore messages,
      AddressStore addresses,
      MemberStore members,
      BiFunction<Notification, List<Member>, List<UUID>> answering,
      InstantSource clock) {
    this.database = database;
    this.messages = messages;
    this.addresses = addresses;
    this.members = members;
    this.answering = answering;
    this.clock = clock;
  }

  /** Plans a message to somebody else, where the message is one of which somebody must know. */
  void to(Notification message, Trouble why) {
    if (!mustBeKnown(message)) {
      return;
    }
    Instant now = clock.instant();
    List<Member> all = members.members(message.setting(), now);
    Map<UUID, KnownAddress> known = addresses.of(message.setting(), now);
    List<UUID> alerts = messages.alertsOf(message.setting(), message.id());
    Set<UUID> told = new HashSet<>(Set.of(message.recipient().id()));
    alerts.forEach(
        alert ->
            messages
                .ofAlert(message.setting(), alert)
                .forEach(each -> told.add(each.recipient().id())));
    Optional<UUID> next =
        answering.apply(message, all).stream()
            .filter(person -> !told.contains(person))
            .filter(
                person -> {
                  KnownAddress address = known.get(person);
                  return address != null && address.state() == KnownAddress.State.GOOD;
                })
            .findFirst();
    next.ifPresent(
        person ->
            database.durably(
                tx ->
                    messages.add(
                        tx,
                        new NewNotification(
                            message.setting(),
                            Purpose.ESCALATION,
                            message.urgent(),
                            new Recipient.Person(person),
                            message.category(),
                            message.nickname(),
                            message.path(),
                            "undelivered " + message.id(),
                            message.count(),
                            reason(message, all, why),
                            now,
                            Optional.empty(),
                            now,
                            alerts))));
  }

  private static boolean mustBeKnown(Notification message) {
    return message.recipient() instanceof Recipient.Person
        && switch (message.purpose()) {
          case ALERT, ESCALATION, REPEAT_URGENT, DEAD_MAN -> true;
          case DIGEST, WEEKLY_UPDATE, TERMLY_TASK, TRIAL -> false;
        };
  }

  private static String reason(Notification message, List<Member> all, Trouble why) {
    String name =
        all.stream()
            .filter(member -> member.account().equals(message.recipient().id()))
            .findFirst()
            .map(Member::name)
            .orElse("Somebody");
    String reason = name + " could not be told. " + why.sentence();
    return reason.length() > 200 ? why.sentence() : reason;
  }
}
