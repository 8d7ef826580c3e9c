/**
 * What the laptops remember of the log of who did what, and what is done when the log does not say
 * it any more.
 */
@NullMarked
package io.stairgate.console.witness;

import org.jspecify.annotations.NullMarked;
