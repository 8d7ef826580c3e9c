/** Tests of the contract itself. */
@NullMarked
package io.stairgate.proto;

import org.jspecify.annotations.NullMarked;
