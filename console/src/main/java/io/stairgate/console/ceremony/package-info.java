/** What was begun with a browser and must be found again when it answers, on any node. */
@NullMarked
package io.stairgate.console.ceremony;

import org.jspecify.annotations.NullMarked;
