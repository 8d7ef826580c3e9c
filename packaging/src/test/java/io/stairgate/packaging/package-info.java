/** What was built: launchers, the Debian package, the units; and both sides together. */
@NullMarked
package io.stairgate.packaging;

import org.jspecify.annotations.NullMarked;
