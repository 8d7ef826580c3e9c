package io.stairgate.console.delivery;

import io.stairgate.console.account.MemberStore;
import io.stairgate.console.contact.AddressStore;
import io.stairgate.console.contact.KnownAddress;
import io.stairgate.console.contact.MailAddress;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.live.Live;
import io.stairgate.console.mail.Letter;
import io.stairgate.console.mail.Post;
import io.stairgate.console.mail.Posted;
import io.stairgate.console.notify.Notification;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.notify.Recipient;
import io.stairgate.console.notify.Trouble;
import io.stairgate.console.webhook.Webhook;
import io.stairgate.console.webhook.WebhookCaller;
import io.stairgate.console.webhook.WebhookStore;
import io.stairgate.console.webhook.Webhooks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is due. The queue is the table: a message is claimed by one console for some minutes,
 * so that each is sent once by however many consoles, and another goes on where one was killed.
 * What was handed over while the console was killed goes again, under the same name. E-mails and
 * each program have places of their own, so that whoever hangs holds up nobody else. Any thread may
 * use it.
 */
public final class Delivery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final int LETTERS_AT_ONCE = 4;
  private static final int CALLS_AT_ONCE = 2;
  private static final int CLAIMED_AT_ONCE = 40;

  /** A claim has this much time left when sending begins, at least. */
  private static final Duration SENDING = Duration.ofSeconds(90);

  /** A console that stops waits so long for what is under way; the rest goes again later. */
  private static final Duration STOPPING = Duration.ofSeconds(3);

  private final Parts parts;
  private final Supplier<String> home;
  private final String node = UUID.randomUUID().toString();
  private final Semaphore letters = new Semaphore(LETTERS_AT_ONCE);
  private final Map<UUID, Semaphore> calls = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopping;

  /**
   * What it works with.
   *
   * @param messages the queue
   * @param addresses where people get e-mails
   * @param members who has access
   * @param hooks the programs that are told
   * @param webhooks what becomes of them
   * @param caller calls them
   * @param post the mail server; empty: none is set up
   * @param passOn finds somebody else where a person cannot be told
   * @param live tells open pages
   * @param clock the time
   */
  public record Parts(
      NotificationStore messages,
      AddressStore addresses,
      MemberStore members,
      WebhookStore hooks,
      Webhooks webhooks,
      WebhookCaller caller,
      Optional<Post> post,
      PassOn passOn,
      Live live,
      InstantSource clock) {}

  /**
   * Ready to send.
   *
   * @param home where people reach the console, without a slash at the end
   */
  public Delivery(Parts parts, Supplier<String> home) {
    this.parts = parts;
    this.home = home;
  }

  /** Begins to send what is due, and returns; called every few seconds. */
  public void run() {
    for (Notification each :
        parts.messages().claimDue(parts.clock().instant(), node, CLAIMED_AT_ONCE)) {
      var _ = threads.submit(() -> attempt(each));
    }
  }

  private void attempt(Notification message) {
    Semaphore places =
        switch (message.recipient()) {
          case Recipient.Person _ -> letters;
          case Recipient.Webhook(UUID id) ->
              calls.computeIfAbsent(id, webhook -> new Semaphore(CALLS_AT_ONCE));
        };
    try {
      // Whoever waited longer than its claim holds leaves the message to the next who claims it.
      if (!places.tryAcquire(
          NotificationStore.LEASE.minus(SENDING).toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      if (stopping || !parts.messages().isClaimed(message.id(), node, parts.clock().instant())) {
        return;
      }
      switch (message.recipient()) {
        case Recipient.Person(UUID person) -> write(message, person);
        case Recipient.Webhook(UUID webhook) -> call(message, webhook);
      }
      parts.live().changed(message.setting(), Live.Topic.MESSAGES);
    } catch (RuntimeException e) {
      // Its claim ends by itself, and it is tried again.
      LOG.warn("A message could not be sent for now: {}", e.toString());
    } finally {
      places.release();
    }
  }

  private void write(Notification message, UUID person) {
    Instant now = parts.clock().instant();
    if (parts.members().member(message.setting(), person, now).isEmpty()) {
      parts.messages().notNeeded(message.id());
      return;
    }
    KnownAddress known = parts.addresses().find(person);
    if (parts.post().isEmpty()) {
      parts.messages().failed(message.id(), Trouble.NO_SERVER.code(), Optional.empty());
    } else if (known.address().isEmpty()) {
      giveUp(message, known.wanted().isEmpty() ? Trouble.NO_ADDRESS : Trouble.NOT_CONFIRMED);
    } else {
      send(message, person, known.address().get(), parts.post().get());
    }
  }

  private void send(Notification message, UUID person, MailAddress to, Post post) {
    Posted posted =
        post.send(
            new Post.Envelope(
                to.text(), letter(message), message.id().toString(), message.createdAt()));
    switch (posted) {
      case Posted.Taken() -> {
        parts.addresses().taken(person, to);
        parts.messages().sent(message.id(), parts.clock().instant());
      }
      case Posted.Later(Trouble why) -> later(message, why);
      case Posted.Never(Trouble why) -> {
        if (why == Trouble.ADDRESS_REFUSED) {
          parts.addresses().refused(person, to, parts.clock().instant());
        }
        giveUp(message, why);
      }
    }
  }

  private Letter letter(Notification message) {
    return new Letter(
        message.category(),
        message.nickname(),
        home.get() + message.path(),
        home.get() + "/my/messages");
  }

  private void call(Notification message, UUID id) {
    Optional<Webhook> webhook =
        parts.hooks().find(message.setting(), id).filter(each -> each.off().isEmpty());
    Optional<Bytes> key = parts.hooks().key(message.setting(), id);
    if (webhook.isEmpty() || key.isEmpty()) {
      parts.messages().failed(message.id(), Trouble.HOOK_OFF.code(), Optional.empty());
      return;
    }
    Optional<Trouble> trouble =
        parts
            .caller()
            .call(
                webhook.get(),
                key.get(),
                message,
                home.get() + message.path(),
                parts.clock().instant());
    if (trouble.isEmpty()) {
      parts.webhooks().taken(webhook.get());
      parts.messages().sent(message.id(), parts.clock().instant());
    } else {
      later(message, trouble.get());
      parts.webhooks().failed(webhook.get(), trouble.get());
    }
  }

  private void later(Notification message, Trouble why) {
    Optional<Instant> next =
        Retry.next(message.attempts() + 1, message.dueAt(), parts.clock().instant());
    if (next.isEmpty()) {
      giveUp(message, why);
    } else {
      parts.messages().failed(message.id(), why.code(), next);
    }
  }

  private void giveUp(Notification message, Trouble why) {
    // First somebody else, then the end of this one: a console killed in between does both again.
    parts.passOn().to(message, why);
    parts.messages().failed(message.id(), why.code(), Optional.empty());
  }

  /** Nobody is interrupted: in the middle of a write that would close the database's file. */
  @Override
  public void close() {
    stopping = true;
    letters.release(CLAIMED_AT_ONCE);
    calls.values().forEach(places -> places.release(CLAIMED_AT_ONCE));
    threads.shutdown();
    try {
      var _ = threads.awaitTermination(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
