package io.stairgate.console.page;

/**
 * The page that gives a laptop another name.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param id the laptop
 * @param nickname its name now
 * @param typed the name as typed
 */
public record NicknameForm(
    Frame frame, Problems problems, String id, String nickname, String typed) {}
