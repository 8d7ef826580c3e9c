/** How a laptop becomes known, and stays known. */
@NullMarked
package io.stairgate.console.enrolment;

import org.jspecify.annotations.NullMarked;
