package io.stairgate.console.page;

/**
 * Confirms an e-mail address.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param code the code of the link as typed
 * @param done whether the address is confirmed now
 */
public record AddressView(Frame frame, Problems problems, String code, boolean done) {}
