/**
 * How long things are kept: a setting's own lengths, what may not be removed, the nightly thinning.
 */
@NullMarked
package io.stairgate.console.keep;

import org.jspecify.annotations.NullMarked;
