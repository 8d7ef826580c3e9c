package io.stairgate.console.policy;

import java.time.Instant;

/**
 * What a person decided about one rule on one laptop.
 *
 * @param rule rule id, for example {@code portable-media}
 * @param stage how far it goes
 * @param changedAt when, by the console's clock
 * @param changedBy the person's display name
 * @param why what the person wrote; may be empty
 */
public record DeviceRule(
    String rule, Stage stage, Instant changedAt, String changedBy, String why) {}
