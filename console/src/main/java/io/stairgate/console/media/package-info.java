/** Portable media as the laptops report them. */
@NullMarked
package io.stairgate.console.media;

import org.jspecify.annotations.NullMarked;
