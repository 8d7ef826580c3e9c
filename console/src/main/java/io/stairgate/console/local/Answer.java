package io.stairgate.console.local;

/**
 * What became of a command.
 *
 * @param done whether it was done
 * @param text what it made, or the sentence why not
 */
public record Answer(boolean done, String text) {}
