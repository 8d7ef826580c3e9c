/** Which rule stands at which stage on which laptop, and what was signed for it. */
@NullMarked
package io.stairgate.console.policy;

import org.jspecify.annotations.NullMarked;
