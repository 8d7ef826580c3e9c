/** The setting's own calendar as values: terms, closures, open days and hours. Knows no feature. */
@NullMarked
package io.stairgate.console.calendar;

import org.jspecify.annotations.NullMarked;
