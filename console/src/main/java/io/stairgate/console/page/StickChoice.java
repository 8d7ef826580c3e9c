package io.stairgate.console.page;

/**
 * The page that says what will change before memory sticks are blocked, or let in again.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param id the laptop
 * @param nickname its nickname
 * @param block whether to block; else to stop blocking
 * @param when how soon the laptop follows
 * @param why the reason as typed
 */
public record StickChoice(
    Frame frame,
    Problems problems,
    String id,
    String nickname,
    boolean block,
    String when,
    String why) {}
