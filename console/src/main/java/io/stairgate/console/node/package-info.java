/** The other consoles on the same database. */
@NullMarked
package io.stairgate.console.node;

import org.jspecify.annotations.NullMarked;
