/** Sends the messages that are due, each once, whatever hangs or breaks. */
@NullMarked
package io.stairgate.console.delivery;

import org.jspecify.annotations.NullMarked;
