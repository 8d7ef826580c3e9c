package io.stairgate.console.page;

/**
 * A time in the words of a page.
 *
 * @param iso for machines, UTC
 * @param full for example {@code 12 September 2026 at 5:30pm}
 * @param relative for example {@code 4 minutes ago}
 * @param day for example {@code today}, {@code yesterday} or {@code 12 September 2026}: no time of
 *     day, where that is nobody's business
 */
public record Moment(String iso, String full, String relative, String day) {}
