/** Random words that let somebody in, and what is kept of them. */
@NullMarked
package io.stairgate.console.secret;

import org.jspecify.annotations.NullMarked;
