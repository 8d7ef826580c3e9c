package io.stairgate.console.permission;

import java.time.Instant;

/**
 * What is told over the telephone.
 *
 * @param answer in two groups of five, for example {@code ABCDE FGHJK}
 * @param challenge as it was read out, in two groups of four
 * @param until until when the same answer is shown again
 */
public record TelephoneAnswer(String answer, String challenge, Instant until) {}
