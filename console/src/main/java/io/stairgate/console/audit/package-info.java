/** Who did what: append-only, each row hashed over the one before. */
@NullMarked
package io.stairgate.console.audit;

import org.jspecify.annotations.NullMarked;
