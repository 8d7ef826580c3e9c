package io.stairgate.console.page;

/**
 * One entry of a list to choose from.
 *
 * @param value what is sent
 * @param label what is read
 * @param chosen whether it is chosen now
 */
public record ListEntry(String value, String label, boolean chosen) {}
