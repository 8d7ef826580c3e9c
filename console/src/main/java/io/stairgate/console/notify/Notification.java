package io.stairgate.console.notify;

import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * One message to one recipient, and what became of it. An e-mail of it holds the category, the
 * nickname and the link, and nothing else.
 *
 * @param id names it for ever: the idempotency key of a webhook, the message id of an e-mail
 * @param setting the setting it belongs to
 * @param purpose what it is for
 * @param urgent whether it tells of something urgent
 * @param recipient who gets it
 * @param category what happened in a few closed words
 * @param nickname the laptop's; may be empty
 * @param path where more stands, from {@code /}
 * @param groupKey a recipient gets one message of a group, ever
 * @param count how many things it tells of, from 1
 * @param reason why this recipient is told now, in words
 * @param dueAt not to be sent before
 * @param dueUntil nor from then on; empty: at any hour
 * @param state what became of it
 * @param attempts how often sending was tried
 * @param nextTryAt when it is tried again, where it failed
 * @param sentAt when it was handed over
 * @param lastFailure why the last try failed, in closed words; may be empty
 * @param createdAt when it was planned
 */
public record Notification(
    UUID id,
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
    State state,
    int attempts,
    Optional<Instant> nextTryAt,
    Optional<Instant> sentAt,
    String lastFailure,
    Instant createdAt) {

  /** What became of a message. */
  public enum State {
    /** Its time has not come, or it is being sent. */
    WAITING("waiting", "Waiting"),
    /** It was handed over. */
    SENT("sent", "Sent"),
    /** Handing it over failed; it is tried again. */
    FAILED("failed", "Trying again"),
    /** Handing it over failed too often, or it is too old to help. */
    GIVEN_UP("given-up", "Not delivered"),
    /** What it tells of was seen or over before its time came. */
    NOT_NEEDED("not-needed", "Not needed any more");

    private final String code;
    private final String title;

    State(String code, String title) {
      this.code = code;
      this.title = title;
    }

    /** How it is written in the database and in the API. */
    public String code() {
      return code;
    }

    /** How people read it. */
    public String title() {
      return title;
    }

    /** The state of that code; empty where there is none. */
    public static Optional<State> of(String code) {
      return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
    }
  }
}
