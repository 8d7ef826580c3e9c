package io.stairgate.console.permission;

import java.time.Instant;

/**
 * What somebody who may not decide suggests to those who may.
 *
 * @param name who suggests it
 * @param at when
 * @param suggested what they would allow
 */
public record StickProposal(String name, Instant at, Approval suggested) {}
