/** What laptops told, and how far each journal has been taken over. */
@NullMarked
package io.stairgate.console.event;

import org.jspecify.annotations.NullMarked;
