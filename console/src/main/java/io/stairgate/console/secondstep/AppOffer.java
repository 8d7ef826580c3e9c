package io.stairgate.console.secondstep;

/**
 * What a person needs to set up an app with codes.
 *
 * @param drawing the square to point the telephone at, SVG
 * @param key the same to type, in groups of four
 */
public record AppOffer(String drawing, String key) {}
