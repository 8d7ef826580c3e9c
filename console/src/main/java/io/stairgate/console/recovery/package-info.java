/**
 * Recovery keys of laptops' disks: kept sealed, opened by several people together and by nobody
 * alone.
 */
@NullMarked
package io.stairgate.console.recovery;

import org.jspecify.annotations.NullMarked;
