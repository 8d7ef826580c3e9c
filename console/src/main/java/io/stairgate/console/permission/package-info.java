/**
 * Permission for portable media: asked for, given, signed for each laptop, used and ended; the
 * setting's own sticks, the register, and answers by telephone.
 */
@NullMarked
package io.stairgate.console.permission;

import org.jspecify.annotations.NullMarked;
