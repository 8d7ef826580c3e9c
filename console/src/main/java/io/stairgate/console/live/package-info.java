/** Tells open pages and streams, inside this process, that something of a setting changed. */
@NullMarked
package io.stairgate.console.live;

import org.jspecify.annotations.NullMarked;
