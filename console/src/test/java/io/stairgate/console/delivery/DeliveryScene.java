package io.stairgate.console.delivery;

import static org.awaitility.Awaitility.await;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.config.MailConfig;
import io.stairgate.console.contact.AddressStore;
import io.stairgate.console.contact.AwayStore;
import io.stairgate.console.contact.ContactOutcome;
import io.stairgate.console.contact.Contacts;
import io.stairgate.console.contact.LinkLetters;
import io.stairgate.console.contact.MailAddress;
import io.stairgate.console.contact.WishStore;
import io.stairgate.console.database.Engine;
import io.stairgate.console.mail.FaultySmtp;
import io.stairgate.console.mail.Post;
import io.stairgate.console.mail.TestTls;
import io.stairgate.console.notify.NewNotification;
import io.stairgate.console.notify.Notification;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.notify.Purpose;
import io.stairgate.console.notify.Recipient;
import io.stairgate.console.oidc.Outside;
import io.stairgate.console.oidc.Reach;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.webhook.Webhook;
import io.stairgate.console.webhook.WebhookCaller;
import io.stairgate.console.webhook.WebhookOutcome;
import io.stairgate.console.webhook.WebhookStore;
import io.stairgate.console.webhook.Webhooks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A queue of messages with a real mail server and a real program that is told. */
final class DeliveryScene implements AutoCloseable {
  static final TestTls TLS = new TestTls("localhost");

  final StoreFixture f;
  final FaultySmtp smtp = new FaultySmtp(Optional.of(TLS.context()));
  final HttpsReceiver receiver = new HttpsReceiver(TLS.context());
  final NotificationStore messages;
  final AddressStore addresses;
  final SealingKey sealing = SealingKey.of(SealingKey.random());
  final WebhookStore hooks;
  final Webhooks webhooks;
  final Contacts contacts;
  final List<Secret> links = new ArrayList<>();
  final List<MailAddress> moved = new ArrayList<>();
  Optional<String> linkTrouble = Optional.empty();
  private final Reach reach = new Reach(Set.of("localhost"));
  private final List<AutoCloseable> parts = new ArrayList<>();

  DeliveryScene(Engine engine, Path folder) {
    f = new StoreFixture(engine, folder);
    messages = new NotificationStore(f.database);
    addresses = new AddressStore(f.database);
    hooks = new WebhookStore(f.database, sealing);
    webhooks =
        new Webhooks(
            new Webhooks.Parts(
                f.database, hooks, messages, f.alerts, reach, f.audit, f.live, f.clock));
    contacts =
        new Contacts(
            new Contacts.Parts(
                f.database,
                addresses,
                new WishStore(f.database),
                new AwayStore(f.database),
                f.members,
                setting -> ZoneId.of("Europe/London"),
                new LinkLetters() {
                  @Override
                  public Optional<String> confirm(MailAddress to, Secret link) {
                    links.add(link);
                    return linkTrouble;
                  }

                  @Override
                  public void moved(MailAddress from) {
                    moved.add(from);
                  }
                },
                f.audit,
                f.live,
                f.clock));
  }

  /** A console that sends; several may share the database. */
  Delivery node() {
    return node(Duration.ofMinutes(2));
  }

  Delivery node(Duration longest) {
    Post post =
        new Post(
            new MailConfig(
                "localhost",
                smtp.port(),
                MailConfig.Security.STARTTLS,
                Optional.empty(),
                "stairgate@larch.example"),
            Optional.of(TLS.context()),
            longest);
    parts.add(post);
    return node(Optional.of(post), longest);
  }

  Delivery node(Optional<Post> post, Duration longest) {
    Outside outside = new Outside(reach, longest, Optional.of(TLS.context()));
    parts.add(outside);
    Delivery delivery =
        new Delivery(
            new Delivery.Parts(
                messages,
                addresses,
                f.members,
                hooks,
                webhooks,
                new WebhookCaller(outside),
                post,
                new PassOn(
                    f.database,
                    messages,
                    addresses,
                    f.members,
                    (message, all) -> all.stream().map(Member::account).toList(),
                    f.clock),
                f.live,
                f.clock),
            () -> "https://gate.example");
    parts.add(delivery);
    return delivery;
  }

  /** A person with a role and a confirmed address. */
  UUID person(String name, Role role) {
    UUID person = f.person(f.setting, name, Set.of(role));
    Actor.Person by = new Actor.Person(person, name);
    String address = name.toLowerCase(java.util.Locale.ROOT).replace(' ', '.') + "@larch.example";
    must(contacts.want(f.setting, by, address));
    must(contacts.confirm(links.getLast().reveal()));
    return person;
  }

  private static void must(ContactOutcome outcome) {
    if (!(outcome instanceof ContactOutcome.Done)) {
      throw new IllegalStateException("not done: " + outcome);
    }
  }

  Webhook webhook(String path) {
    WebhookOutcome made =
        webhooks.make(f.setting, "Our helpdesk", receiver.url(path), StoreFixture.ANN);
    if (made instanceof WebhookOutcome.Made(Webhook webhook, Secret _)) {
      return webhook;
    }
    throw new IllegalStateException("not made: " + made);
  }

  /** Plans an alert's message. */
  UUID plan(Recipient to) {
    return plan(to, Purpose.ALERT);
  }

  UUID plan(Recipient to, Purpose purpose) {
    Instant now = f.clock.instant();
    NewNotification message =
        new NewNotification(
            f.setting,
            purpose,
            true,
            to,
            "A memory stick was blocked",
            "Blue Room",
            "/alerts/5",
            "SENTINEL group " + UUID.randomUUID(),
            4711,
            "SENTINEL reason of Sam Staff",
            now,
            Optional.empty(),
            now,
            List.of());
    return f.database.durably(tx -> messages.add(tx, message)).orElseThrow();
  }

  Notification message(UUID id) {
    return messages.find(f.setting, id).orElseThrow();
  }

  /** Runs a console until a message is in a state. */
  Notification until(Delivery node, UUID id, Notification.State state) {
    node.run();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> message(id).state() == state);
    return message(id);
  }

  void pass(Duration time) {
    f.now.set(f.now.get().plus(time));
  }

  @Override
  public void close() {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    receiver.close();
    try {
      smtp.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    f.close();
  }
}
