/** Programs of the setting's own that are told of alerts. */
@NullMarked
package io.stairgate.console.webhook;

import org.jspecify.annotations.NullMarked;
