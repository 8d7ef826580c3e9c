package io.stairgate.console.webhook;

import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.live.Live;
import io.stairgate.console.notify.NewNotification;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.notify.Purpose;
import io.stairgate.console.notify.Recipient;
import io.stairgate.console.notify.Trouble;
import io.stairgate.console.oidc.ElsewhereException;
import io.stairgate.console.oidc.Fault;
import io.stairgate.console.oidc.Reach;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Looks after the programs that are told. Each change is in the log; the key of the signatures is
 * shown once. Any thread may use it.
 */
public final class Webhooks {
  /** After failing for so long one is switched off, and somebody is told. */
  static final Duration PATIENCE = Duration.ofDays(7);

  private final Parts parts;

  /**
   * What it works with.
   *
   * @param database for transactions
   * @param store the programs
   * @param messages to plan trials
   * @param alerts to tell that one was switched off
   * @param reach which addresses may be called
   * @param audit who did what
   * @param live tells open pages
   * @param clock the time
   */
  public record Parts(
      Database database,
      WebhookStore store,
      NotificationStore messages,
      AlertStore alerts,
      Reach reach,
      AuditStore audit,
      Live live,
      InstantSource clock) {}

  /** Ready to use. */
  public Webhooks(Parts parts) {
    this.parts = parts;
  }

  /** Those of a setting, newest first. */
  public List<Webhook> open(SettingId setting) {
    return parts.store().open(setting);
  }

  /**
   * Adds one.
   *
   * @param typedName what people call it
   * @param typedAddress where it listens
   */
  public WebhookOutcome make(SettingId setting, String typedName, String typedAddress, Actor by) {
    String name = typedName.strip();
    if (name.isEmpty() || name.length() > 100) {
      return new WebhookOutcome.Refused("name", "Say which program it is, in 1 to 100 letters.");
    }
    URI address;
    try {
      address = parts.reach().address(typedAddress.strip());
      if (!"https".equals(address.getScheme())) {
        throw new IllegalArgumentException("not https");
      }
      parts.reach().check(address);
    } catch (ElsewhereException e) {
      return new WebhookOutcome.Refused("address", sentence(e.fault()));
    } catch (IllegalArgumentException e) {
      return new WebhookOutcome.Refused("address", sentence(Fault.ADDRESS_WRONG));
    }
    if (parts.store().open(setting).size() >= WebhookStore.MOST) {
      return new WebhookOutcome.Refused(
          "name", "There are %d programs already. End one first.".formatted(WebhookStore.MOST));
    }
    Secret key = Secret.random(32);
    Webhook made =
        new Webhook(
            UUID.randomUUID(),
            setting,
            name,
            address,
            parts.clock().instant(),
            by.name(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Optional<UUID> person =
        by instanceof Actor.Person p ? Optional.of(p.account()) : Optional.empty();
    parts
        .database()
        .durably(
            tx -> {
              parts.store().add(tx, made, keyBytes(key), person);
              parts
                  .audit()
                  .append(
                      tx,
                      setting,
                      by,
                      "webhook-added",
                      "webhook:" + made.id(),
                      "%s at %s".formatted(name, made.host()));
              return true;
            });
    return new WebhookOutcome.Made(made, key);
  }

  static Bytes keyBytes(Secret key) {
    return Bytes.of(key.reveal().getBytes(StandardCharsets.US_ASCII));
  }

  private static String sentence(Fault fault) {
    return switch (fault) {
      case ADDRESS_INSIDE ->
          "This address leads into the console's own network, which is not called from here. Have"
              + " it allowed on the server with --webhook-inside.";
      case NOT_REACHED -> "No computer of that name is known. Check the address for mistakes.";
      default -> "Give the whole address of the program, beginning with https://.";
    };
  }

  /** Ends one. */
  public WebhookOutcome end(SettingId setting, UUID id, Actor by) {
    return change(
        setting,
        id,
        by,
        "webhook-ended",
        tx -> parts.store().end(tx, setting, id, parts.clock().instant()));
  }

  /** Switches one on again that was switched off. */
  public WebhookOutcome switchOn(SettingId setting, UUID id, Actor by) {
    return change(
        setting, id, by, "webhook-switched-on", tx -> parts.store().switchOn(tx, setting, id));
  }

  /** Sends it a trial message, as soon as may be. */
  public WebhookOutcome tryOut(SettingId setting, UUID id, Actor by) {
    Instant now = parts.clock().instant();
    return change(
        setting,
        id,
        by,
        "webhook-tried",
        tx ->
            parts
                .messages()
                .add(
                    tx,
                    new NewNotification(
                        setting,
                        Purpose.TRIAL,
                        false,
                        new Recipient.Webhook(id),
                        "Trial message",
                        "",
                        "/notifications",
                        "trial " + UUID.randomUUID(),
                        1,
                        "Somebody tries whether messages arrive.",
                        now,
                        Optional.empty(),
                        now,
                        List.of()))
                .isPresent());
  }

  private interface Change {
    boolean in(Transaction tx);
  }

  private WebhookOutcome change(SettingId setting, UUID id, Actor by, String act, Change change) {
    Optional<Webhook> found = parts.store().find(setting, id);
    if (found.isEmpty()) {
      return new WebhookOutcome.NotThere();
    }
    boolean done =
        parts
            .database()
            .durably(
                tx -> {
                  boolean changed = change.in(tx);
                  if (changed) {
                    parts.audit().append(tx, setting, by, act, "webhook:" + id, found.get().name());
                  }
                  return changed;
                });
    return done ? new WebhookOutcome.Done() : new WebhookOutcome.NotThere();
  }

  /** Notes that one took a message. */
  public void taken(Webhook webhook) {
    parts.store().taken(webhook.setting(), webhook.id(), parts.clock().instant());
  }

  /**
   * Notes that one took none. After a week without any it is switched off, with something to do for
   * people.
   */
  public void failed(Webhook webhook, Trouble why) {
    Instant now = parts.clock().instant();
    SettingId setting = webhook.setting();
    boolean off =
        parts
            .database()
            .durably(
                tx -> {
                  parts.store().failed(tx, setting, webhook.id(), why, now);
                  if (!parts.store().failingSince(tx, setting, webhook.id(), now.minus(PATIENCE))
                      || !parts.store().switchOff(tx, setting, webhook.id(), now)) {
                    return false;
                  }
                  parts
                      .audit()
                      .append(
                          tx,
                          setting,
                          new Actor.Console(),
                          "webhook-switched-off",
                          "webhook:" + webhook.id(),
                          webhook.name());
                  parts
                      .alerts()
                      .raise(
                          tx,
                          new NewAlert(
                              setting,
                              Optional.empty(),
                              AlertKind.WEBHOOK_OFF.code(),
                              "weekly",
                              "webhook-off " + webhook.id(),
                              Optional.empty(),
                              "\"%s\" took no message for a week, so it is not told any more. Look at it under People, Programs that are told."
                                  .formatted(webhook.name()),
                              now,
                              now));
                  return true;
                });
    if (off) {
      parts.live().changed(setting, Live.Topic.ALERTS);
    }
  }
}
