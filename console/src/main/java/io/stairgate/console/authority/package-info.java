/** The console's own certificate authority and its keys. */
@NullMarked
package io.stairgate.console.authority;

import org.jspecify.annotations.NullMarked;
