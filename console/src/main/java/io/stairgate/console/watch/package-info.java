/** How the console itself is: what it measures, whether it is well, and where both can be read. */
@NullMarked
package io.stairgate.console.watch;

import org.jspecify.annotations.NullMarked;
