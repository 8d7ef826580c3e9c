package io.stairgate.console.page;

/**
 * A page in front of the console: sign in, create the first account, choose a new passphrase. What
 * was typed comes back when something is wrong, but never a passphrase.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param name sign-in name
 * @param setting name of the setting
 * @param person the person's name
 * @param code the code of the link
 * @param next where to go afterwards
 * @param said what happened just before; may be empty
 */
public record Door(
    Frame frame,
    Problems problems,
    String name,
    String setting,
    String person,
    String code,
    String next,
    String said) {}
