package io.stairgate.console.notify;

import java.util.UUID;

/** Who gets a message. */
public sealed interface Recipient {
  /** Which one it is. */
  UUID id();

  /** How it is written in the database and in the API. */
  String kind();

  /**
   * A person.
   *
   * @param id the account
   */
  record Person(UUID id) implements Recipient {
    @Override
    public String kind() {
      return "person";
    }
  }

  /**
   * A program of the setting's own that is called.
   *
   * @param id the webhook
   */
  record Webhook(UUID id) implements Recipient {
    @Override
    public String kind() {
      return "webhook";
    }
  }

  /**
   * The recipient that a row names.
   *
   * @throws IllegalArgumentException where the kind is none
   */
  static Recipient of(String kind, UUID id) {
    return switch (kind) {
      case "person" -> new Person(id);
      case "webhook" -> new Webhook(id);
      default -> throw new IllegalArgumentException("No such kind of recipient: " + kind);
    };
  }
}
