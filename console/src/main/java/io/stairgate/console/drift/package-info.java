/** What was changed on laptops by others against a rule. */
@NullMarked
package io.stairgate.console.drift;

import org.jspecify.annotations.NullMarked;
