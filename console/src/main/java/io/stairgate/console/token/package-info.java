/** Bearer tokens of the API. */
@NullMarked
package io.stairgate.console.token;

import org.jspecify.annotations.NullMarked;
