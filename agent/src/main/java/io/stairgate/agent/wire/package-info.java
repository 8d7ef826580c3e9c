/** Values to the bytes of the contract and back; the only package that sees generated types. */
@NullMarked
package io.stairgate.agent.wire;

import org.jspecify.annotations.NullMarked;
