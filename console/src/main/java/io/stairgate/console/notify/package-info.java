/**
 * Who is told of what, when and how often: messages, the rules that plan them, and the store that
 * hands each to one console to send.
 */
@NullMarked
package io.stairgate.console.notify;

import org.jspecify.annotations.NullMarked;
