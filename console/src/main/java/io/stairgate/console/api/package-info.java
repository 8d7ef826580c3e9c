/** What programs may ask: the same as the pages show, as JSON, with a bearer token. */
@NullMarked
package io.stairgate.console.api;

import org.jspecify.annotations.NullMarked;
