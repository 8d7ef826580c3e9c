package io.stairgate.console.page;

/**
 * A permission in a list.
 *
 * @param href its page
 * @param title which medium
 * @param where on which laptops
 * @param what what it allows, for whom, until when
 * @param by who gave it
 * @param tag how it is
 * @param css of the tag
 */
public record PermissionRow(
    String href, String title, String where, String what, String by, String tag, String css) {}
