package io.stairgate.console;

import io.stairgate.console.config.ConsoleConfig;
import io.stairgate.console.contact.ContactPreferences;
import io.stairgate.console.contact.Contacts;
import io.stairgate.console.delivery.Answering;
import io.stairgate.console.delivery.Channels;
import io.stairgate.console.delivery.Delivery;
import io.stairgate.console.delivery.LinkPost;
import io.stairgate.console.delivery.PassOn;
import io.stairgate.console.delivery.Trials;
import io.stairgate.console.mail.Post;
import io.stairgate.console.notify.Preferences;
import io.stairgate.console.oidc.Outside;
import io.stairgate.console.oidc.Reach;
import io.stairgate.console.webhook.WebhookCaller;
import io.stairgate.console.webhook.Webhooks;
import io.stairgate.console.weekly.WeeklyStore;
import io.stairgate.console.weekly.WeeklyUpdates;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Builds what tells people and programs of things, and ends what is under way when the console
 * stops.
 */
final class Telling implements AutoCloseable {
  /** One letter takes at most this long, whatever the mail server does. */
  private static final Duration LONGEST_LETTER = Duration.ofSeconds(60);

  private static final Duration LONGEST_CALL = Duration.ofSeconds(20);

  private final Optional<Post> post;
  private final Outside outside;
  private final Channels channels;
  private final Delivery delivery;
  private final Preferences preferences;

  /**
   * Builds it; nothing is sent yet.
   *
   * @param home where people reach the console, once it is known
   */
  Telling(Core core, ConsoleConfig config, Supplier<String> home) {
    this.post = config.mail().map(mail -> new Post(mail, Optional.empty(), LONGEST_LETTER));
    Reach reach = new Reach(config.webhookInside());
    this.outside = new Outside(reach, LONGEST_CALL);
    Webhooks webhooks =
        new Webhooks(
            new Webhooks.Parts(
                core.database,
                core.webhooks,
                core.notifications,
                core.alerts,
                reach,
                core.audit,
                core.live,
                core.clock));
    Contacts contacts =
        new Contacts(
            new Contacts.Parts(
                core.database,
                core.addresses,
                core.wishes,
                core.aways,
                core.members,
                setting -> core.calendars.of(setting).zone(),
                new LinkPost(post, home, core.clock),
                core.audit,
                core.live,
                core.clock));
    this.preferences =
        new ContactPreferences(core.wishes, core.aways, contacts::today, core.webhooks::called);
    this.channels =
        new Channels(
            core.notifications,
            contacts,
            webhooks,
            new Trials(core.database, core.notifications, core.audit, core.clock),
            new WeeklyUpdates(
                new WeeklyUpdates.Parts(
                    core.database,
                    new WeeklyStore(core.database),
                    core.settings,
                    core.members,
                    core.calendars::of,
                    core.notifications,
                    core.clock)),
            post.isPresent());
    this.delivery =
        new Delivery(
            new Delivery.Parts(
                core.notifications,
                core.addresses,
                core.members,
                core.webhooks,
                webhooks,
                new WebhookCaller(outside),
                post,
                new PassOn(
                    core.database,
                    core.notifications,
                    core.addresses,
                    core.members,
                    new Answering(core.notifications, core.alerts, core.devices),
                    core.clock),
                core.live,
                core.clock),
            home);
  }

  /** How people and programs are told. */
  Channels channels() {
    return channels;
  }

  /** What people chose, for whoever plans messages. */
  Preferences preferences() {
    return preferences;
  }

  /** Sends what is due. */
  Delivery delivery() {
    return delivery;
  }

  @Override
  public void close() {
    delivery.close();
    post.ifPresent(Post::close);
    outside.close();
  }
}
