/** Enrolled laptops and what was proved about them. */
@NullMarked
package io.stairgate.console.device;

import org.jspecify.annotations.NullMarked;
