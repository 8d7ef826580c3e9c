package io.stairgate.console.concern;

/**
 * What is only for those whom a report concerns. Each reading is logged.
 *
 * @param account account name of who reported; empty where they chose not to say
 * @param words in their own words; may be empty
 * @param endingWords what was written when it was closed; empty while it is open
 */
public record ConcernText(String account, String words, String endingWords) {}
