package io.stairgate.console.policy;

import io.stairgate.console.database.Bytes;
import java.time.Instant;

/**
 * A policy as it was signed.
 *
 * @param version where it stands in the order of policies
 * @param madeAt by the console's clock
 * @param signed the signed policy as it travels
 */
public record StoredPolicy(PolicyVersion version, Instant madeAt, Bytes signed) {}
