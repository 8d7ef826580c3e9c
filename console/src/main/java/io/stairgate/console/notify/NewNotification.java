package io.stairgate.console.notify;

import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A message that is to be sent.
 *
 * @param setting the setting it belongs to
 * @param purpose what it is for
 * @param urgent whether it tells of something urgent
 * @param recipient who gets it
 * @param category what happened in a few closed words, 1 to 100 characters; no name of a person, no
 *     words of a report
 * @param nickname the laptop's; empty where it is about none, or about several
 * @param path where more stands, from {@code /}; at most 200 characters
 * @param groupKey a recipient gets one message of a group, ever; 1 to 300 characters
 * @param count how many things it tells of, from 1
 * @param reason why this recipient is told, and when; at most 200 characters
 * @param dueAt not to be sent before
 * @param dueUntil nor from then on, because the setting closes; empty: at any hour
 * @param createdAt now
 * @param alerts the alerts it tells of; none for what is about no alert
 */
public record NewNotification(
    SettingId setting,
    Purpose purpose,
    boolean urgent,
    Recipient recipient,
    String category,
    String nickname,
    String path,
    String groupKey,
    int count,
    String reason,
    Instant dueAt,
    Optional<Instant> dueUntil,
    Instant createdAt,
    List<UUID> alerts) {
  public NewNotification {
    alerts = List.copyOf(alerts);
    if (category.isBlank() || category.length() > 100) {
      throw new IllegalArgumentException("A message's category has 1 to 100 characters.");
    }
    if (!path.startsWith("/") || path.startsWith("//") || path.length() > 200) {
      throw new IllegalArgumentException("A message's path begins with one slash.");
    }
    if (nickname.length() > 64
        || groupKey.isEmpty()
        || groupKey.length() > 300
        || reason.length() > 200
        || count < 1) {
      throw new IllegalArgumentException("Too long, or nothing to tell of.");
    }
    if (dueUntil.isPresent() && !dueUntil.get().isAfter(dueAt)) {
      throw new IllegalArgumentException("A message must have a moment at which it may be sent.");
    }
  }
}
