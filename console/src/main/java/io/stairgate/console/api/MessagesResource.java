package io.stairgate.console.api;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.contact.Contacts;
import io.stairgate.console.contact.KnownAddress;
import io.stairgate.console.database.Part;
import io.stairgate.console.delivery.Channels;
import io.stairgate.console.notify.Notification;
import io.stairgate.console.people.People;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.web.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Messages to people and programs. Each reading is in the log. */
final class MessagesResource {
  private static final Duration WEEK = Duration.ofDays(7);

  private final Channels channels;
  private final People people;
  private final AuditStore audit;
  private final InstantSource clock;

  MessagesResource(Channels channels, People people, AuditStore audit, InstantSource clock) {
    this.channels = channels;
    this.people = people;
    this.audit = audit;
    this.clock = clock;
  }

  List<Operation> operations() {
    List<Operation.Query> words = new ArrayList<>(Operation.PAGING);
    words.add(
        new Operation.Query(
            "state", "Only \"waiting\", \"sent\", \"failed\", \"given-up\" or \"not-needed\"."));
    words.add(new Operation.Query("to", "Only to this person or webhook, by id."));
    return List.of(
        Operation.get(
            "/notifications",
            Right.SEE_PEOPLE,
            "Lists the messages, newest first: to whom, what, when, and what became of each.",
            words,
            Page.class,
            this::page),
        Operation.get(
            "/notification-people",
            Right.SEE_PEOPLE,
            "Says who can be told, and how many messages each got within seven days.",
            Everybody.class,
            this::everybody),
        Operation.forPeople(
            "/notifications/trial", Right.SEE_PEOPLE, "Sends a trial message to oneself."),
        Operation.forPeople(
            "/my-messages",
            Right.OWN,
            "Sets one's own address, whether urgent messages come at any hour, and days away."));
  }

  record Page(List<One> notifications, @Nullable String next) {
    Page {
      notifications = List.copyOf(notifications);
    }
  }

  record One(
      String id,
      String purpose,
      boolean urgent,
      String recipientKind,
      String recipient,
      String category,
      String laptop,
      String path,
      int count,
      String reason,
      Instant dueAt,
      String state,
      int attempts,
      @Nullable Instant nextTryAt,
      @Nullable Instant sentAt,
      @Nullable String lastFailure,
      Instant createdAt) {}

  record Everybody(List<Reachable> people) {
    Everybody {
      people = List.copyOf(people);
    }
  }

  record Reachable(
      String person,
      String name,
      String address,
      int messagesInSevenDays,
      boolean urgentAnyTime,
      List<Absence> away) {
    Reachable {
      away = List.copyOf(away);
    }
  }

  record Absence(String first, String last, String cover) {}

  private Reply page(Call call) {
    Optional<Notification.State> state = Optional.empty();
    if (call.query("state").isPresent()) {
      state = Notification.State.of(call.query("state").get());
      if (state.isEmpty()) {
        throw RefusedException.badRequest(
            "\"state\" is \"waiting\", \"sent\", \"failed\", \"given-up\" or \"not-needed\".");
      }
    }
    Optional<UUID> to = call.queryId("to");
    audit.append(call.setting(), call.actor(), "messages-read", "", "");
    Part<Notification> part =
        channels.messages().page(call.setting(), state, to, call.query("after"), call.limit());
    return Reply.of(
        new Page(
            part.items().stream().map(MessagesResource::one).toList(), part.next().orElse(null)));
  }

  private static One one(Notification message) {
    return new One(
        message.id().toString(),
        message.purpose().code(),
        message.urgent(),
        message.recipient().kind(),
        message.recipient().id().toString(),
        message.category(),
        message.nickname(),
        message.path(),
        message.count(),
        message.reason(),
        message.dueAt(),
        message.state().code(),
        message.attempts(),
        message.nextTryAt().orElse(null),
        message.sentAt().orElse(null),
        message.lastFailure().isEmpty() ? null : message.lastFailure(),
        message.createdAt());
  }

  private Reply everybody(Call call) {
    audit.append(call.setting(), call.actor(), "messages-read", "", "");
    Instant now = clock.instant();
    Map<UUID, KnownAddress> addresses = channels.contacts().addresses(call.setting());
    Map<UUID, Integer> sent =
        channels.messages().sentToPeople(call.setting(), now.minus(WEEK), now.plusSeconds(1));
    return Reply.of(
        new Everybody(
            people.all(call.setting()).stream()
                .filter(Contacts::isTold)
                .map(member -> reachable(call.setting(), member, addresses, sent))
                .toList()));
  }

  private Reachable reachable(
      SettingId setting,
      Member member,
      Map<UUID, KnownAddress> addresses,
      Map<UUID, Integer> sent) {
    KnownAddress known =
        addresses.getOrDefault(member.account(), KnownAddress.none(member.account()));
    Contacts.Mine own = channels.contacts().of(setting, member.account());
    return new Reachable(
        member.account().toString(),
        member.name(),
        known.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        sent.getOrDefault(member.account(), 0),
        own.urgentAnyTime(),
        own.aways().stream()
            .map(
                each ->
                    new Absence(
                        each.first().toString(), each.last().toString(), each.cover().toString()))
            .toList());
  }
}
