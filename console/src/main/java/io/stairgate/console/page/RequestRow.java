package io.stairgate.console.page;

/**
 * Somebody asks to use a medium, in a list.
 *
 * @param id the request
 * @param href where it is decided
 * @param title who asks for what on which laptop
 * @param stick which medium
 * @param reason why, in the words of who asks
 * @param note what else to know: a proposal, or whose decision it is; may be empty
 * @param action words of the link to the page where it is decided
 * @param at when it was asked
 */
public record RequestRow(
    String id,
    String href,
    String title,
    String stick,
    String reason,
    String note,
    String action,
    Moment at) {}
