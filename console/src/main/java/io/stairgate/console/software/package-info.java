/** Programs that laptops told of. */
@NullMarked
package io.stairgate.console.software;

import org.jspecify.annotations.NullMarked;
