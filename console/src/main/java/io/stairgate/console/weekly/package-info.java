/** The week as the head reads it, kept as it was when it was over. */
@NullMarked
package io.stairgate.console.weekly;

import org.jspecify.annotations.NullMarked;
