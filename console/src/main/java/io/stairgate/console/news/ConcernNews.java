package io.stairgate.console.news;

import java.util.UUID;

/**
 * A person at a laptop reports something.
 *
 * @param id id of the report, made by the laptop
 * @param kind what it is about
 * @param account account name of who reports; empty where they chose not to say
 * @param words in their own words, at most 1,000 characters; may be empty
 */
public record ConcernNews(UUID id, ConcernKind kind, String account, String words) {}
