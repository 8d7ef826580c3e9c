/** Values from and to the bytes of the contract; the only package that sees generated types. */
@NullMarked
package io.stairgate.console.wire;

import org.jspecify.annotations.NullMarked;
