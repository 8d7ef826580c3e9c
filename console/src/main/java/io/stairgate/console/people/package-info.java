/** People of a setting: invited, changed, looked through, removed; and who answers for an alert. */
@NullMarked
package io.stairgate.console.people;

import org.jspecify.annotations.NullMarked;
