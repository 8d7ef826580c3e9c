package io.stairgate.console.page;

/**
 * The page in front of signing in elsewhere, and the one that says why it did not work.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param address what the person typed
 * @param next where to go afterwards
 */
public record ElsewhereDoor(Frame frame, Problems problems, String address, String next) {}
