/** Who read the notice that use is monitored. */
@NullMarked
package io.stairgate.console.notice;

import org.jspecify.annotations.NullMarked;
