package io.stairgate.agent.event;

import java.util.UUID;

/**
 * A person at the laptop reports something. Nothing of the screen is captured.
 *
 * @param id id of the report
 * @param kind what it is about
 * @param account account name of who reports, by the word of the system; empty where they chose not
 *     to say
 * @param words in their own words, at most 1,000 characters; may be empty
 */
public record Concern(UUID id, ConcernKind kind, String account, String words)
    implements Occurrence {
  public Concern {
    account = Text.clean(account, 64);
    words = Text.clean(words, 1000);
  }
}
