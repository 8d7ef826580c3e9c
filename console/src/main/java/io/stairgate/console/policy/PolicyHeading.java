package io.stairgate.console.policy;

import java.time.Instant;

/**
 * What stands above one version of a setting's policy.
 *
 * @param version from 1; 0 for the defaults of a setting that never decided anything
 * @param madeBy who made it
 * @param reason why, in that person's words
 * @param madeAt when; the epoch's start for the defaults
 * @param approvedBy the second person's name; empty where none was asked
 */
public record PolicyHeading(
    long version, MadeBy madeBy, String reason, Instant madeAt, String approvedBy) {}
