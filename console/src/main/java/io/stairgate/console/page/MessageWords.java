package io.stairgate.console.page;

import io.stairgate.console.account.Member;
import io.stairgate.console.contact.KnownAddress;
import io.stairgate.console.notify.Notification;
import io.stairgate.console.notify.Trouble;
import java.time.Instant;

/** Puts messages and what became of them into words. Any thread. */
final class MessageWords {
  /** Fewer messages a week than this are wanted. */
  static final int TARGET = 5;

  private final Moments moments;

  MessageWords(Moments moments) {
    this.moments = moments;
  }

  /** What became of a message, in a sentence or two. */
  String sentence(Notification message, Instant now) {
    String why = Trouble.of(message.lastFailure()).map(Trouble::sentence).orElse("");
    return switch (message.state()) {
      case WAITING ->
          message.dueAt().isAfter(now)
              ? "It goes out on " + moments.of(message.dueAt()).full() + "."
              : "It is being sent.";
      case SENT ->
          "It was handed over"
              + message.sentAt().map(at -> " on " + moments.of(at).full()).orElse("")
              + ".";
      case FAILED ->
          why
              + message
                  .nextTryAt()
                  .map(at -> " It is tried again on " + moments.of(at).full() + ".")
                  .orElse("");
      case GIVEN_UP -> why.isEmpty() ? "It was not delivered." : why;
      case NOT_NEEDED -> "Somebody had dealt with it before it went out.";
    };
  }

  /** The look of the tag of a state. */
  static String css(Notification.State state) {
    return switch (state) {
      case WAITING -> "info";
      case SENT -> "good";
      case FAILED -> "warn";
      case GIVEN_UP -> "bad";
      case NOT_NEEDED -> "bare";
    };
  }

  /** Whether a person can be told, in a sentence. */
  static String reach(Member member, KnownAddress.State state) {
    return switch (state) {
      case GOOD -> member.name() + " can be told.";
      case NONE -> member.name() + " cannot be told: no e-mail address yet.";
      case NOT_CONFIRMED -> member.name() + " cannot be told: the address is not confirmed yet.";
      case REFUSED -> member.name() + " cannot be told: messages to the address come back.";
    };
  }
}
