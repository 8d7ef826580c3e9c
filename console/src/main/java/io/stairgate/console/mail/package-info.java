/** Hands letters to a mail server. */
@NullMarked
package io.stairgate.console.mail;

import org.jspecify.annotations.NullMarked;
