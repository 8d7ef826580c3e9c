/** Commands given on the same computer while the console runs, over a Unix socket. */
@NullMarked
package io.stairgate.console.local;

import org.jspecify.annotations.NullMarked;
