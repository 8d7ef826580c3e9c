package io.stairgate.console.media;

import java.util.UUID;

/**
 * A person at a laptop asks for a medium to be allowed.
 *
 * @param request id of the request, made by the laptop
 * @param medium which medium, as it was when it was last plugged in
 * @param account account name of who asks, 1 to 64 characters
 * @param reason in their own words, 1 to 300 characters
 * @param write whether they ask to write to it too
 */
public record Asking(UUID request, Medium medium, String account, String reason, boolean write) {}
