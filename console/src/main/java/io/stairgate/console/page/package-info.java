/** The pages people see: complete without JavaScript, kept up to date by a little of it. */
@NullMarked
package io.stairgate.console.page;

import org.jspecify.annotations.NullMarked;
