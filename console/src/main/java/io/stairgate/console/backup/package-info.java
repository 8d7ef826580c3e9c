/** A console, or one setting of it, as one file that does not depend on the database's make. */
@NullMarked
package io.stairgate.console.backup;

import org.jspecify.annotations.NullMarked;
