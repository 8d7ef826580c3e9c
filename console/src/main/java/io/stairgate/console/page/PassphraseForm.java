package io.stairgate.console.page;

/**
 * The page on which a person chooses a new passphrase with the old one.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param stranger whether somebody else signed in as the person
 */
public record PassphraseForm(Frame frame, Problems problems, boolean stranger) {}
