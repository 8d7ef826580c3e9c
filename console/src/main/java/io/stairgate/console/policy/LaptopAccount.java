package io.stairgate.console.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What a laptop is told of one of its accounts.
 *
 * @param account sign-in name, 1 to 64 characters
 * @param until last day on which it may be used; empty: no end
 * @param suspendedUntil the sign-in is stopped until then; empty: it is not
 * @param passwordKnownSince since then somebody else may know the password; empty: nobody does
 * @param administratorUntil last day on which it may be an administrator; empty: it may not
 * @param shared whether several named people share its password
 * @param left whether its person left, so that it is to be shut
 */
public record LaptopAccount(
    String account,
    Optional<LocalDate> until,
    Optional<Instant> suspendedUntil,
    Optional<Instant> passwordKnownSince,
    Optional<LocalDate> administratorUntil,
    boolean shared,
    boolean left) {}
